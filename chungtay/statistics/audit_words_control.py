"""Publishing and reasons in the words of the audit trail."""

from chungtay.accounts import audit_words

audit_words.register(
    {
        "release_published": "Công bố số liệu",
        "disclosure_rule_set": "Đặt quy tắc giấu số nhỏ",
        "finding_reason": "Ghi lý do cho cảnh báo số liệu",
    }
)
