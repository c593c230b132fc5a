"""The acts of alternative care in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words
from chungtay.care.states import CARER, NEED, PLACEMENT

audit_words.register(
    {
        arrow.name: f"{arrow.label} (chăm sóc thay thế)"
        for machine in (CARER, PLACEMENT, NEED)
        for arrow in machine.transitions
    }
)
audit_words.register(
    {
        "carer_registered": "Ghi người đăng ký nhận chăm sóc thay thế",
        "carer_changed": "Sửa thông tin người nhận chăm sóc thay thế",
        "carer_verified": "Hoàn thành báo cáo xác minh (Mẫu 11)",
        "carer_list_updated": "Cập nhật danh sách người đăng ký (Mẫu 09)",
        "care_year_reported": "Ghi đã gửi báo cáo năm về chăm sóc thay thế",
        "care_printed": "In giấy tờ chăm sóc thay thế",
        "placement_proposed": "Đề xuất người chăm sóc cho trẻ",
        "placement_consent": "Ghi văn bản đồng ý, ý kiến của trẻ",
        "placement_end_asked": "Nhận đề nghị chấm dứt chăm sóc (Mẫu 15)",
        "visit_drafted": "Lưu nháp lần thăm, đánh giá",
        "visit_done": "Ghi lần thăm, đánh giá",
        "child_assessment_saved": "Lưu nháp đánh giá trẻ cần chăm sóc thay thế (Mẫu 10)",
        "child_assessed": "Hoàn thành đánh giá trẻ cần chăm sóc thay thế (Mẫu 10)",
        "visit_voided": "Bỏ lần thăm ghi nhầm",
        "facility_added": "Ghi cơ sở trợ giúp xã hội",
        "facility_listed": "Cơ sở lập danh sách (Mẫu 14)",
        "need_listed": "Đưa trẻ vào danh sách cần gia đình chăm sóc",
        "care_form_saved": "Lưu biểu mẫu chăm sóc thay thế",
    }
)
