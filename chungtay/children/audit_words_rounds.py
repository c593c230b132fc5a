"""The acts of rounds in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "round_opened": "Mở đợt rà soát",
        "round_listed": "Lập danh sách của đợt rà soát",
        "round_answered": "Ghi kết quả rà soát một trẻ",
        "round_answer_cleared": "Xóa kết quả rà soát ghi nhầm",
        "round_confirmed_many": "Ghi “đúng” cho nhiều trẻ",
        "round_child_found": "Ghi trẻ chưa có trong sổ",
        "round_closed": "Kết thúc đợt rà soát",
        "round_reopened": "Mở lại đợt rà soát",
        "round_cancelled": "Hủy đợt rà soát",
        "round_confirmations_applied": "Ghi vào sổ các trẻ đã gặp",
        "round_fields_decided": "Quyết định chỗ khác nhau của một trẻ",
        "round_line_decided": "Xử lý trẻ chuyển đi, mất, không tìm thấy",
        "round_child_added": "Đưa trẻ mới phát hiện vào sổ",
        "round_printed": "In danh sách rà soát",
        "adult_corrected": "Sửa họ tên cha, mẹ theo kết quả rà soát",
        "identity_exported": "Xuất danh sách gửi công an xác thực",
        "identity_answers_taken": "Nhận tệp trả lời của công an",
        "identity_numbers_taken": "Lấy số định danh công an cung cấp",
    }
)
