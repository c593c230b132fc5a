"""Form fields that every app may use."""

from __future__ import annotations

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy; the browser's own picker would write it another way on some laptops."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Ví dụ: 20/11/2026")
        widget = forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}
        )
        messages = {"invalid": "Ngày chưa đúng. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2026.", "required": "Hãy ghi ngày."}
        super().__init__(widget=widget, error_messages=messages, **options)
