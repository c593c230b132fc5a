"""What supervision and the clocks of a case ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.cases.queries.simulation import KINDS
from chungtay.cases.queries.supervision import clock_laws
from chungtay.foundation.fields import set_choices
from chungtay.foundation.vietnamese import date, parse_date

_MOST = {"hours": 24 * 60, "working_days": 250, "days": 366, "months": 60}


class TrialForm(forms.Form):
    """Which clock, which other limit, over which past."""

    code = forms.ChoiceField(label="Thời hạn")
    number = forms.IntegerField(
        label="Hạn thử", min_value=1, max_value=24 * 60, error_messages={"required": "Hãy ghi một số."}
    )
    kind = forms.ChoiceField(label="Đơn vị tính", choices=list(KINDS.items()))
    since = forms.CharField(
        label="Tính các vụ việc từ ngày", required=False, max_length=20, help_text="Để trống là mười hai tháng qua.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, law["title"]) for code, law in clock_laws().items()]
        set_choices(self, "code", choices)

    def clean_since(self) -> dt.date:
        typed = self.cleaned_data["since"].strip()
        if not typed:
            return timezone.localdate() - dt.timedelta(days=365)
        found = parse_date(typed)
        if found is None:
            raise forms.ValidationError(f"“{typed}” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2026.")
        if found > timezone.localdate():
            raise forms.ValidationError(f"Ngày {date(found)} chưa đến. Hãy chọn một ngày đã qua.")
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kind, number = data.get("kind"), data.get("number")
        if kind in _MOST and number is not None and number > _MOST[kind]:
            self.add_error("number", f"Hạn dài quá: nhiều nhất {_MOST[kind]} {KINDS[kind]}.")
        return data

    def term(self) -> dict[str, int]:
        """As in a law file; only after the form is valid."""
        return {self.cleaned_data["kind"]: self.cleaned_data["number"]}
