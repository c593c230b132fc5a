"""Forms of the case page: steps, the diary, the two conditions, decisions, the emergency sheet, people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from chungtay.cases.decreeing import GROUNDS, MEASURES, SORTS, WORDS
from chungtay.cases.forms.moments import MomentField
from chungtay.cases.models import EntryKind, PersonRole, Sanction, Secrecy
from chungtay.cases.queries.case_page import KINDS_BY_HAND
from chungtay.cases.services.path import ASKS_DANGER, NEEDS_NUMBER
from chungtay.cases.states import CASE
from chungtay.children.forms.inputs import NOT_SAID, SEXES, ActForm, CodeField, DayField, YesNoField, note, text
from chungtay.law.queries import codelist

AGE_BANDS = [("0-5", "Dưới 6 tuổi"), ("6-15", "6 đến dưới 16 tuổi"), ("16-17", "16 đến dưới 18 tuổi"),
             ("18-29", "18–29 tuổi"), ("30-59", "30–59 tuổi"), ("60+", "Từ 60 tuổi")]  # fmt: skip
NOW = "Để trống nếu là bây giờ."


def _long(label: str, *, required: bool = False, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    messages = {"required": f"Hãy ghi {label[0].lower()}{label[1:]}."}
    return forms.CharField(label=label, max_length=4000, required=required, widget=widget, error_messages=messages)


def _read() -> forms.CharField:
    """The digest of the plan that the page shows beside the button; empty where the page shows none."""
    return forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class StepForm(ActForm):
    """What one arrow of the path asks before it is taken."""

    def __init__(self, *args: Any, step: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if step in NEEDS_NUMBER:
            self.fields["number"] = text("Số quyết định", 40, required=True)
        elif step in ("find_unfounded", "reopen"):
            self.fields["number"] = text("Số quyết định, kết luận", 40)
        if "number" in self.fields:
            self.fields["at"] = MomentField(label="Ký lúc", required=False, help_text=f"Ví dụ 16:30 14/05/2026. {NOW}")
        if CASE.by_name[step].needs_reason:
            self.fields["reason"] = _long("Lý do", required=True)
        elif step == "approve_plan":
            self.fields["words"] = _long("Ghi thêm")
            self.fields["read"] = _read()
        if step in ASKS_DANGER:
            self.fields["danger"] = forms.BooleanField(
                label="Trẻ đang gặp nguy hiểm (12 giờ bắt đầu từ bây giờ)", required=False
            )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("act", "sure")}


class EntryForm(ActForm):
    kind = forms.ChoiceField(label="Việc", choices=[(str(kind), EntryKind(kind).label) for kind in KINDS_BY_HAND])
    at = MomentField(label="Lúc", required=False, help_text=NOW)
    words = _long("Nội dung", required=True)
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ConditionsForm(ActForm):
    safe = YesNoField(label="Trẻ không còn nguy cơ bị xâm hại")
    stable = YesNoField(label="Thể chất, tâm lý, nhận thức, tình cảm của trẻ đã ổn định")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("safe", "stable"):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, "Hãy chọn có hoặc không.")
        return data


class MeasureForm(ActForm):
    measure = forms.ChoiceField(choices=list(MEASURES.items()))
    at = MomentField(label="Đã làm lúc", required=False, help_text=NOW)
    words = text("Ai làm, ở đâu", 500)


class DangerForm(ActForm):
    words = _long("Dấu hiệu nguy hiểm", required=True, rows=3)
    at = MomentField(label="Biết lúc", required=False, help_text=NOW)


class DecisionForm(ActForm):
    """The answers of one kind of decision; what is missing is asked only at signing."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        sort = SORTS[kind]
        for key in sort.asks:
            self.fields[key] = _field(key, sort.words_label)

    @staticmethod
    def initial_of(values: dict[str, Any]) -> dict[str, Any]:
        starts = parse_datetime(values.get("starts_at") or "")
        return {**values, "starts_at": starts}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("act", "sure", "version")}


def _field(key: str, words_label: str) -> forms.Field:
    if key == "words":
        return _long(words_label)
    if key in ("grounds", "measures"):
        known = GROUNDS if key == "grounds" else MEASURES
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=WORDS[key], choices=list(known.items()), required=False, widget=widget)
    if key == "days":
        return forms.IntegerField(
            label=WORDS[key], required=False, min_value=1, max_value=15, help_text="Tối đa 15 ngày, kể cả gia hạn.",
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
    if key == "starts_at":
        return MomentField(
            label=WORDS[key], required=False, help_text="Lúc trẻ được đưa đến nơi an toàn. Để trống nếu là lúc ký."
        )
    return text(WORDS[key], 400)


class SignForm(ActForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    read = _read()
    number = text("Số", 40, help_text="Ví dụ 12/QĐ-UBND.")
    at = MomentField(label="Ký lúc", required=False, help_text=NOW)


class NumberForm(ActForm):
    number = text("Số", 40, required=True)


class ReasonForm(ActForm):
    reason = note("Lý do", 2000)


class ClassForm(ActForm):
    """Of what kind the case is and how closely its content is kept."""

    kind = forms.ChoiceField(label="Loại vụ việc", choices=lambda: list(codelist("case_kinds").items()))
    secrecy = forms.ChoiceField(label="Mức bảo mật", choices=Secrecy.choices,
                                help_text="Xâm hại tình dục và HIV/AIDS chỉ mở cho người có quyền riêng.")  # fmt: skip
    reason = _long("Lý do", required=True, rows=3)


class PersonForm(ActForm):
    """A person of the case."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(label="Vai trò", choices=PersonRole.choices)
    name = text("Họ và tên", 200, help_text="Chưa biết thì để trống và ghi dấu hiệu nhận biết ở dưới.")
    relation = CodeField("offender_relations", label="Quan hệ với trẻ (người bị cho là gây hại)", required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[NOT_SAID, *SEXES], required=False)
    age_band = forms.ChoiceField(label="Độ tuổi", choices=[NOT_SAID, *AGE_BANDS], required=False)
    birth = text("Ngày hoặc năm sinh", 40)
    address = text("Nơi ở", 300)
    phone = text("Điện thoại", 40)
    occupation = text("Nghề nghiệp", 200)
    note = note("Ghi chú")
    sanction = forms.ChoiceField(label="Tình trạng xử lý (chỉ ghi cho người bị cho là gây hại)",
                                 choices=[NOT_SAID, *Sanction.choices], required=False)  # fmt: skip
    sanction_on = DayField(label="Ngày xử lý", required=False)
    sanction_agency = text("Cơ quan xử lý", 200)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("act", "sure", "version")}
