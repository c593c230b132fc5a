"""Acts on the catalogue in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "figures.indicator_defined": "Đặt chỉ tiêu riêng của địa phương",
        "figures.indicator_ended": "Thôi dùng chỉ tiêu riêng của địa phương",
    }
)
