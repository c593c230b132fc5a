"""The acts on forms in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "form_started": "Bắt đầu lập phiếu của vụ việc",
        "form_saved": "Ghi phiếu của vụ việc",
        "form_finished": "Hoàn thành phiếu của vụ việc",
        "form_level_asked": "Đề nghị xác nhận mức nguy cơ khác kết quả đếm",
        "form_level_confirmed": "Xác nhận mức nguy cơ khác kết quả đếm",
        "form_level_returned": "Trả lại mức nguy cơ khác kết quả đếm",
        "form_voided": "Bỏ phiếu của vụ việc",
        "form_printed": "In phiếu của vụ việc",
    }
)
