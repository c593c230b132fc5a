"""The acts of this app in the words of the audit trail; the arrows of the machines bring their own."""

from __future__ import annotations

from chungtay.accounts import audit_words
from chungtay.directives.states import TASK_MACHINE
from chungtay.directives.states_documents import DOCUMENT_MACHINE
from chungtay.directives.states_reports import REPORT_MACHINE

for _machine, _thing in ((DOCUMENT_MACHINE, "văn bản"), (TASK_MACHINE, "nhiệm vụ"), (REPORT_MACHINE, "báo cáo")):
    audit_words.register(
        {
            arrow.name: arrow.label if _thing in arrow.label.lower() else f"{arrow.label} ({_thing})"
            for arrow in _machine.transitions
        }
    )
audit_words.register(
    {
        "recall": "Thu hồi",  # a document or a task; the object says which
        "document_received": "Nhận văn bản",
        "document_read": "Đọc văn bản",
        "document_unreadable": "Văn bản không đọc được",
        "document_dropped": "Bỏ văn bản đã nhận",
        "document_made": "Lập bản rà soát",
        "document_downloaded": "Tải tệp gốc của văn bản",
        "header_saved": "Lưu thông tin văn bản",
        "agencies_resolved": "Nhận ra cơ quan trong văn bản",
        "agency_name_chosen": "Chọn cơ quan cho một tên gọi",
        "successors_used": "Thay bằng cơ quan kế tục",
        "proposal_accepted": "Nhận nhiệm vụ đề xuất",
        "proposals_accepted": "Nhận nhiều nhiệm vụ đề xuất",
        "proposal_dropped": "Bỏ nhiệm vụ đề xuất",
        "proposal_restored": "Khôi phục nhiệm vụ đề xuất",
        "proposal_reset": "Đưa về bản đề xuất ban đầu",
        "proposal_corrected": "Sửa nhiệm vụ đề xuất",
        "proposal_added": "Thêm nhiệm vụ đề xuất",
        "proposal_split": "Tách nhiệm vụ đề xuất",
        "proposal_merged": "Gộp nhiệm vụ đề xuất",
        "proposal_moved": "Đổi thứ tự nhiệm vụ đề xuất",
        "proposal_leads_chosen": "Chọn cơ quan chủ trì",
        "proposals_filled": "Điền nhanh nhiệm vụ đề xuất",
        "link_added": "Thêm quan hệ văn bản",
        "link_confirmed": "Xác nhận quan hệ văn bản",
        "link_removed": "Bỏ quan hệ văn bản",
        "effects_planned": "Chọn tác động lên nhiệm vụ của văn bản trước",
        "effects_applied": "Thực hiện tác động lên nhiệm vụ của văn bản trước",
        "giving_written": "Lập đợt giao việc",
        "giving_finished": "Giao xong đợt giao việc",
        "recurring_given": "Giao kỳ tiếp theo của nhiệm vụ định kỳ",
        "report_progress": "Báo tiến độ nhiệm vụ",
        "urge": "Đôn đốc nhiệm vụ",
        "change": "Điều chỉnh nhiệm vụ",
        "extension_asked": "Xin gia hạn nhiệm vụ",
        "extension_granted": "Đồng ý gia hạn nhiệm vụ",
        "extension_refused": "Không đồng ý gia hạn nhiệm vụ",
        "evidence_opened": "Mở tệp minh chứng",
        "export_tasks": "Xuất danh sách nhiệm vụ",
        "export_overview": "Xuất bảng tiến độ",
        "report_open": "Mở kỳ báo cáo",
        "report_duty_from_document": "Lập kỳ báo cáo theo văn bản",
        "report_change_due": "Đổi hạn báo cáo",
        "report_urge": "Đôn đốc báo cáo",
        "report_save": "Lưu báo cáo",
        "report_insert_task": "Chèn kết quả nhiệm vụ vào báo cáo",
        "report_draft": "Soạn thảo mục báo cáo từ số liệu",
        "report_draft_taken": "Đưa đoạn soạn từ số liệu vào báo cáo",
        "report_draft_dropped": "Bỏ đoạn soạn từ số liệu",
        "report_assemble": "Tổng hợp báo cáo",
        "report_choose": "Chọn đoạn để tổng hợp",
        "report_passages": "Sửa đoạn tổng hợp",
        "report_take_again": "Lấy lại đoạn từ báo cáo đơn vị",
        "report_exported": "Xuất báo cáo",
    }
)
