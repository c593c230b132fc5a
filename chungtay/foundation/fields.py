"""Form fields that every app may use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy; the browser's own picker would write it another way on some laptops."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Ví dụ: 20/11/2026")
        widget = forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}
        )
        messages = {"invalid": "Ngày chưa đúng. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2026.", "required": "Hãy ghi ngày."}
        super().__init__(widget=widget, error_messages=messages, **options)


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """What this form offers under `name`; fails where the field is not one of choice."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{type(form).__name__}.{name} offers no choices")
    field.choices = list(choices)


def set_queryset(form: forms.BaseForm, name: str, rows: models.QuerySet[Any]) -> None:
    """The rows this form offers under `name`; fails where the field does not choose among rows."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{type(form).__name__}.{name} chooses among no rows")
    field.queryset = rows
