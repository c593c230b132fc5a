"""A day with its hour, typed as people type it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.foundation.vietnamese import parse_date

_HOUR = re.compile(r"\b(\d{1,2})\s*(?:[:hg]|giờ)\s*(\d{2})?\b")


class MomentField(forms.CharField):
    """“21:30 14/05/2026”, “14/05/2026 21h30”, “21:30” (today): a `datetime` with its time zone when cleaned, None when empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        options.setdefault("help_text", "Giờ:phút ngày/tháng/năm, ví dụ 21:30 14/05/2026. Chỉ ghi giờ thì là hôm nay.")
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(widget=widget, error_messages={"required": "Hãy ghi giờ, ngày."}, **options)

    def prepare_value(self, value: Any) -> Any:
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}" if isinstance(value, dt.datetime) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if not typed:
            return None
        found = _HOUR.search(typed)
        rest = (typed[: found.start()] + typed[found.end() :]).replace("ngày", " ").strip(" ,;T") if found else ""
        day = (parse_date(rest) if rest else timezone.localdate()) if found else None
        if found is None or day is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise forms.ValidationError(f"“{typed}” không phải giờ, ngày. Ví dụ: 21:30 14/05/2026.")
        return timezone.make_aware(dt.datetime.combine(day, dt.time(int(found[1]), int(found[2] or 0))))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))
