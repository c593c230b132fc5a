"""A form version as a Django form: every kind of question with the components of foundation, working without JavaScript.

The form never refuses: what cannot be read stays as typed, and `check` says what is wrong. Nothing depends on scripts; a
question with a condition is shown with it in words, and `data-when` lets a page hide what does not apply.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chungtay.law.forms.conditions import words
from chungtay.law.forms.values import LONGEST, MOST_ROWS, post_code, read, shown, typed_again
from chungtay.law.forms.version import HIGH, LEVELS, Field, FormVersion, Section

PREFIX = "q_"
SPARE_ROWS = 2
RADIO_MOST = 7
_DAY = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"}
_ATTRIBUTES: dict[str, dict[str, str]] = {
    "date": _DAY,
    "partial_date": {**_DAY, "placeholder": "dd/mm/yyyy, mm/yyyy hoặc yyyy"},
    "datetime": {"autocomplete": "off", "placeholder": "20:30 22/11/2026"},
    "time": {"autocomplete": "off", "placeholder": "20:30"},
    "integer": {"inputmode": "numeric", "autocomplete": "off"},
    "money": {"inputmode": "numeric", "autocomplete": "off"},
}
NOT_SAID = "Chưa ghi"


class Answer(forms.Field):
    """One question. Cleans to the stored value, or to the text where it cannot be read."""

    def __init__(self, question: Field, **options: Any) -> None:
        self.question = question
        super().__init__(label=question.label, widget=_widget(question), **options)

    def clean(self, value: Any) -> Any:
        return read(self.question, value)

    def prepare_value(self, value: Any) -> Any:
        return value


class RowsWidget(forms.Widget):
    """A table as so many small groups of inputs, two of them empty; one column below the other on a phone."""

    def __init__(self, columns: tuple[Field, ...], attrs: dict[str, Any] | None = None) -> None:
        self.columns = columns
        self.spare = SPARE_ROWS
        super().__init__(attrs)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        rows = []
        for place in range(MOST_ROWS + 1):
            row = {c.key: data.get(f"{name}-{place}-{c.key}") for c in self.columns}
            if all(value is None for value in row.values()):
                break
            rows.append(row)
        return rows

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = [*(value if isinstance(value, list) else []), *({} for _ in range(self.spare))][:MOST_ROWS]
        groups = format_html_join("", "{}", ((self._row(name, place, row),) for place, row in enumerate(rows)))
        more = format_html(
            '<button class="button button-plain" type="submit" name="more" value="{}"><span>Thêm dòng</span></button>',
            name,
        )
        return format_html('<div class="form-rows" id="{}">{}{}</div>', (attrs or {}).get("id", name), groups, more)

    def _row(self, name: str, place: int, row: Mapping[str, Any]) -> SafeString:
        cells = format_html_join(
            "", "{}", ((self._cell(f"{name}-{place}-{c.key}", c, row.get(c.key)),) for c in self.columns)
        )
        return format_html('<fieldset class="form-row"><legend>Dòng {}</legend>{}</fieldset>', place + 1, cells)

    def _cell(self, name: str, column: Field, value: Any) -> SafeString:
        widget = _widget(column, small=True)
        ident = f"id_{name}"
        return format_html(
            '<div class="field"><label class="field-label" for="{}">{}</label>{}</div>',
            ident, column.label, widget.render(name, value if value is not None else "", {"id": ident}),
        )  # fmt: skip


def _widget(one: Field, *, small: bool = False) -> forms.Widget:
    if one.type == "rows":
        return RowsWidget(one.columns)
    if one.type == "choices":
        return forms.CheckboxSelectMultiple(choices=[(choice.code, choice.words) for choice in one.choices])
    if one.type in {"choice", "yesno", "scale3"}:
        given = [(post_code(c.code), f"{c.words}: {c.means}" if c.means else c.words) for c in one.choices]
        if small or len(given) > RADIO_MOST:
            return forms.Select(choices=[("", f"– {NOT_SAID} –"), *given])
        return forms.RadioSelect(choices=given if one.required else [*given, ("", NOT_SAID)])
    attributes: dict[str, Any] = dict(_ATTRIBUTES.get(one.type, {}))
    if one.type in LONGEST:
        attributes["maxlength"] = one.longest or LONGEST[one.type]
    if one.type == "longtext":
        return forms.Textarea(attrs={**attributes, "rows": 3})
    return forms.TextInput(attrs=attributes)


@dataclass(frozen=True)
class Item:
    """One question on the page. `when`: its condition for the script, `because` the same in words; `from_`: filled in from."""

    field: Field
    bound: BoundField | None
    when: str = ""
    because: str = ""
    from_: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Part:
    """One section on the page."""

    section: Section
    items: list[Item]
    when: str = ""
    because: str = ""


class AnswersForm(forms.Form):
    """All questions a person answers. `whole` is the last input of the page: without it, what is not sent stays as it was."""

    use_required_attribute = False
    act = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    whole = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")

    def __init__(
        self, form: FormVersion, data: Any = None, *, answers: Mapping[str, Any], version: int = 0,
        prefilled: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.form, self.answers, self.prefilled = form, answers, prefilled or {}
        first = {PREFIX + one.key: typed_again(one, answers.get(one.key)) for one in form.typed()}
        super().__init__(data, initial={**first, "version": version})
        for one in form.typed():
            self.fields[PREFIX + one.key] = Answer(one, required=one.required is True, help_text=_help(form, one))

    def spare_rows(self, name: str) -> None:
        """Two more empty rows of a table."""
        widget = self.fields[name].widget
        if isinstance(widget, RowsWidget):
            widget.spare += SPARE_ROWS

    def typed(self) -> dict[str, Any]:
        """key → value as sent; every question of the page when the page came whole."""
        self.is_valid()
        whole = bool(self.cleaned_data.get("whole"))
        return {
            one.key: self.cleaned_data.get(PREFIX + one.key)
            for one in self.form.typed()
            if whole or self._sent(PREFIX + one.key)
        }

    def _sent(self, name: str) -> bool:
        return any(key == name or key.startswith(f"{name}-") for key in self.data)

    def blame(self, faults: Mapping[str, str]) -> None:
        """Puts each sentence beside its question."""
        for key, sentence in faults.items():
            self.add_error(PREFIX + key, sentence)

    def parts(self) -> Iterator[Part]:
        """The sections of the page in their order; what is kept elsewhere is named, what is counted is shown."""
        for section in self.form.sections:
            items = [self._item(one) for one in section.fields if one.type != "computed"]
            if items:
                yield Part(section, items, *self._condition(section.when))

    def _item(self, one: Field) -> Item:
        bound = self[PREFIX + one.key] if one.typed else None
        when, because = self._condition(one.when)
        return Item(one, bound, when, because, self.prefilled.get(one.key, ""), shown(one, self.answers.get(one.key)))

    def _condition(self, condition: Any) -> tuple[str, str]:
        if condition is None:
            return "", ""
        return json.dumps(condition, ensure_ascii=False), words(condition, self.form.fields)


def _help(form: FormVersion, one: Field) -> str:
    parts = [one.help]
    if one.part:
        side = "bất lợi" if form.parts[one.part].high == "bad" else "có lợi"
        parts.append(f"Mỗi câu tính 1 vào phần {one.part}; “{LEVELS[HIGH]}” là {side} cho trẻ em.")
    if one.confidence == "guess":
        parts.append("Chưa in ra: chờ mẫu chính thức.")
    return " ".join(part for part in parts if part)
