"""Emergency card, support policies and hand-overs in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "contact_added": "Thêm số lên thẻ khẩn cấp",
        "contact_edited": "Sửa số trên thẻ khẩn cấp",
        "contact_tried": "Gọi thử số trên thẻ khẩn cấp",
        "contact_ended": "Bỏ số khỏi thẻ khẩn cấp",
        "entitlement_set": "Ghi chính sách hỗ trợ của vụ việc",
        "handover_offered": "Đề nghị bàn giao vụ việc",
        "handover_accept": "Nhận bàn giao vụ việc",
        "handover_refuse": "Không nhận bàn giao vụ việc",
        "handover_withdraw": "Rút đề nghị bàn giao vụ việc",
        "handover_read": "Đọc đề nghị bàn giao",
        "case_residence_followed": "Ghi nơi cư trú mới của trẻ trong vụ việc",
    }
)
