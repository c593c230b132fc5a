"""What the daily forms ask with: days and births as typed, personal numbers, codes of the law lists, yes and no."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.children.births import PartialDate, read_date
from chungtay.children.identity import clean_number
from chungtay.foundation.vietnamese import date, parse_date
from chungtay.law.queries import codelist

Choices = list[tuple[str, str]]
NOT_SAID = ("", "– Chưa ghi –")
SEXES = [("male", "Nam"), ("female", "Nữ")]
_DAY = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}


class DayField(forms.CharField):
    """A day typed as people type it (5/3/2026, 05-03-2026); a `date` when cleaned, None when empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        messages = {"required": "Hãy ghi ngày."}
        super().__init__(widget=forms.TextInput(attrs=dict(_DAY)), error_messages=messages, **options)

    def prepare_value(self, value: Any) -> Any:
        return date(value) if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if not typed:
            return None
        found = parse_date(typed)
        if found is None:
            raise forms.ValidationError(f"“{typed[:40]}” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2026.")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class BirthField(forms.CharField):
    """A day of birth, or its month, or its year: ISO text when cleaned ("2019", "2019-05", "2019-05-12")."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Ngày sinh")
        options.setdefault("help_text", "Ngày/tháng/năm; chưa rõ ngày thì ghi tháng/năm, hoặc chỉ năm.")
        messages = {"required": "Hãy ghi ngày sinh."}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=dict(_DAY)), error_messages=messages, **options)

    def prepare_value(self, value: Any) -> Any:
        try:
            return PartialDate.from_iso(value).words if value else value
        except (ValueError, TypeError):
            return value

    def clean(self, value: Any) -> str:
        reading = read_date(super().clean(value), today=timezone.localdate())
        if reading.fault is not None:
            raise forms.ValidationError(_with_suggestion(reading.fault.sentence, reading.fault.suggestion))
        return reading.date.iso if reading.date is not None else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class NumberField(forms.CharField):
    """The personal number: twelve digits when cleaned, or empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Số định danh cá nhân")
        options.setdefault("help_text", "12 chữ số. Chưa được cấp thì để trống.")
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, required=False, **options)

    def clean(self, value: Any) -> str:
        found = clean_number(super().clean(value))
        if found.faults:
            fault = found.faults[0]
            raise forms.ValidationError(_with_suggestion(fault.sentence, fault.suggestion))
        return found.number


class CodeField(forms.ChoiceField):
    """One code of a law list, read when the form is made."""

    def __init__(self, list_name: str, **options: Any) -> None:
        super().__init__(choices=lambda: [NOT_SAID, *codelist(list_name).items()], **options)


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not said."""

    def __init__(self, **options: Any) -> None:
        yes, no = options.pop("words", ("Có", "Không"))
        super().__init__(
            choices=[NOT_SAID, ("yes", yes), ("no", no)],
            coerce=lambda text: text == "yes",
            empty_value=None,
            required=False,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


class TickField(forms.BooleanField):
    """A box that need not be ticked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class ActForm(forms.Form):
    """`act` is drawn once with the page: however often the form is sent, it is one act. `sure` answers AskAgain."""

    act = forms.UUIDField(
        label="Trang này", widget=forms.HiddenInput, required=False, initial=uuid.uuid4,
        error_messages={"invalid": "đã cũ hoặc bị sửa. Hãy mở lại trang rồi ghi lại."},
    )  # fmt: skip
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def ask_again(self, label: str = "Tôi đã kiểm tra, vẫn ghi như vậy") -> None:
        """From now on `sure` is a box to tick."""
        self.fields["sure"].widget = forms.CheckboxInput()
        self.fields["sure"].label = label


def text(label: str, length: int, *, required: bool = False, **options: Any) -> forms.CharField:
    messages = {"required": f"Hãy ghi {label[0].lower()}{label[1:]}."}
    return forms.CharField(label=label, max_length=length, required=required, error_messages=messages, **options)


def note(label: str, length: int = 2000, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, required=False, widget=widget)


def choices_of(rows: Iterable[Any], empty: tuple[str, str] = NOT_SAID) -> Choices:
    """Objects as choices by their key."""
    return [empty, *((str(row.pk), str(row)) for row in rows)]


def _with_suggestion(sentence: str, meant: str) -> str:
    return f"{sentence} Có phải anh/chị định ghi {meant}?" if meant and meant not in sentence else sentence
