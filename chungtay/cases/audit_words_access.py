"""Acts on files, accesses and the keeping of cases in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "evidence.added": "Cất tài liệu của vụ việc",
        "evidence.removed": "Xóa tài liệu của vụ việc",
        "access.named": "Chỉ định người xem vụ việc",
        "access.ended": "Kết thúc quyền xem vụ việc",
        "access.revealed": "Mở xem vụ việc có lý do",
        "access.asked": "Đề nghị mở khẩn cấp vụ việc",
        "access.broken_open": "Đồng ý mở khẩn cấp vụ việc",
        "access.refused": "Không đồng ý mở khẩn cấp vụ việc",
        "case.retained": "Đặt thời hạn lưu hồ sơ vụ việc",
        "case.held": "Giữ hồ sơ vụ việc, không hủy",
        "case.released": "Bỏ lệnh giữ hồ sơ vụ việc",
        "case.erasure_asked": "Đề nghị hủy hồ sơ vụ việc",
        "case.erasure_withdrawn": "Rút đề nghị hủy hồ sơ vụ việc",
        "case.erasure_refused": "Không đồng ý hủy hồ sơ vụ việc",
        "case.erased": "Hủy nội dung hồ sơ vụ việc",
        "retention_rule.added": "Nạp thời hạn lưu hồ sơ vụ việc",
        "retention_rule.ended": "Ngừng áp dụng thời hạn lưu",
    }
)
