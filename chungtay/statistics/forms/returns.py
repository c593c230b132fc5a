"""What the pages of returns ask: numbers of many cells at once, reasons, days, files."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from chungtay.foundation.fields import set_choices
from chungtay.foundation.vietnamese import parse_date
from chungtay.statistics.returns.forms import Key, ReturnForm
from chungtay.statistics.returns.numbers import read_number
from chungtay.statistics.services.returns import Typed

_DAY = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}


@dataclass
class CellsIn:
    """The number fields of a page: what was read by return and cell, what was typed, and what is no number."""

    typed: dict[int, dict[Key, Typed]] = field(default_factory=dict)
    raw: dict[tuple[int, str], str] = field(default_factory=dict)
    faults: dict[tuple[int, str], str] = field(default_factory=dict)

    def of(self, owner_id: int) -> dict[Key, Typed]:
        return self.typed.get(owner_id, {})


def read_cells(data: Mapping[str, Any], form: ReturnForm, owner_ids: list[int]) -> CellsIn:
    """Fields `v-<return>-<key>` with what stood there in `w-…` and, where it is asked, a note in `n-…`."""
    found = CellsIn()
    for owner_id in owner_ids:
        for key in form.cells:
            name = f"{owner_id}-{key.text}"
            if f"v-{name}" not in data:
                continue
            raw = str(data[f"v-{name}"])
            found.raw[owner_id, key.text] = raw
            decimals = form.item_of[key.quantity].decimals
            read = read_number(raw, decimals=decimals)
            if read.fault:
                found.faults[owner_id, key.text] = read.fault
                continue
            was = read_number(str(data.get(f"w-{name}", "")), decimals=decimals).value
            note = data.get(f"n-{name}")
            found.typed.setdefault(owner_id, {})[key] = Typed(read.value, was, str(note) if note is not None else None)
    return found


class ReturnActForm(forms.Form):
    """`act` is drawn once with the page: however often the form is sent, it is one act."""

    act = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class ReasonForm(ReturnActForm):
    reason = forms.CharField(
        label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do."},
    )  # fmt: skip


class DayField(forms.CharField):
    """A day as people type it; a `date` when cleaned."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs=dict(_DAY)), **options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        found = parse_date(typed)
        if found is None:
            raise forms.ValidationError(f"“{typed[:20]}” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2026.")
        return found


class LetInForm(ReturnActForm):
    until = DayField(label="Được nhập đến hết ngày", error_messages={"required": "Hãy ghi ngày."})
    reason = forms.CharField(label="Lý do", max_length=300, error_messages={"required": "Hãy ghi lý do."})


class DueForm(ReturnActForm):
    due_on = DayField(label="Hạn nộp mới", error_messages={"required": "Hãy ghi ngày."})
    reason = forms.CharField(label="Lý do", max_length=300, error_messages={"required": "Hãy ghi lý do."})


class CommentForm(ReturnActForm):
    cell = forms.ChoiceField(label="Về ô nào", required=False)
    text = forms.CharField(label="Ý kiến", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label="Tệp kèm theo", required=False)

    def __init__(self, *args: Any, shown_form: ReturnForm, **options: Any) -> None:
        super().__init__(*args, **options)
        cells = [(key.text, words) for key, words in shown_form.words.items()]
        set_choices(self, "cell", [("", "Cả biểu"), *cells])


class FileForm(ReturnActForm):
    file = forms.FileField(label="Tệp .xlsx đã điền", error_messages={"required": "Hãy chọn tệp."})
