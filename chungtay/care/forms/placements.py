"""Forms of a placement: the proposal, consent, decision, hand-over, visits, the end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from chungtay.care.conditions import CHILD_ANSWER_WORDS, CONSENT_WORDS, GROUND_WORDS
from chungtay.care.models import EndGround, NextForm
from chungtay.care.schedule import BY_FORM_13, PROPOSAL_WORDS, VISIT_HEADINGS, VisitKind
from chungtay.care.services.placements import HOME_WITH, Ending, Heard
from chungtay.children.forms.fields import CommuneField
from chungtay.children.forms.inputs import SEXES, ActForm, BirthField, Choices, DayField, TickField, note, text
from chungtay.foundation.fields import set_choices
from chungtay.law.queries import codelist

_CHOOSE = ("", "– Hãy chọn –")


def _words(pairs: Any) -> Choices:
    return [_CHOOSE, *((str(code), str(said)) for code, said in pairs)]


class ProposeForm(ActForm):
    """Which carer, and why the child needs one. `carer` comes with the button of a line."""

    carer = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Hãy chọn người chăm sóc."})
    ground = forms.ChoiceField(
        label="Vì sao trẻ cần chăm sóc thay thế",
        choices=_words(GROUND_WORDS.items()),
        error_messages={"required": "Hãy chọn vì sao."},
    )
    needs = note("Nhu cầu của trẻ mà người chăm sóc cần biết")


class HeardForm(ActForm):
    consent = forms.ChoiceField(label="Văn bản đồng ý", choices=_words(CONSENT_WORDS.items()), required=False)
    consent_on = DayField(label="Ngày của văn bản", required=False)
    consent_words = note("Ghi chú về văn bản", rows=2)
    child_answer = forms.ChoiceField(
        label="Ý kiến của trẻ",
        choices=_words(CHILD_ANSWER_WORDS.items()),
        required=False,
        help_text="Bắt buộc hỏi trẻ từ đủ 7 tuổi.",
    )
    child_asked_on = DayField(label="Ngày hỏi trẻ", required=False)
    child_words = note("Lời của trẻ")

    def heard(self) -> Heard:
        return Heard(**{name: self.cleaned_data[name] for name in Heard.__dataclass_fields__})


class DecideForm(ActForm):
    number = text("Số quyết định", 40, required=True)
    on = DayField(label="Ngày ký")
    guardian_also = TickField(label="Người nhận chăm sóc đồng thời là người giám hộ")

    def __init__(self, *args: Any, disagrees: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()
        if disagrees:
            self.fields["spite"] = note("Trẻ không đồng ý. Vì sao vẫn cần giao?")


class DayForm(ActForm):
    """A day, and words where they are wanted."""

    on = DayField(label="Ngày")
    words = note("Ghi chú", rows=2)

    def __init__(self, *args: Any, label: str = "Ngày", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label, self.fields["on"].initial = label, timezone.localdate()


class AskEndForm(ActForm):
    ground = forms.ChoiceField(
        label="Căn cứ", choices=_words(EndGround.choices), error_messages={"required": "Hãy chọn căn cứ."}
    )
    on = DayField(label="Ngày đề nghị")
    words = note("Lý do, trình bày của người đề nghị")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()


class EndForm(ActForm):
    ground = forms.ChoiceField(
        label="Căn cứ", choices=_words(EndGround.choices), error_messages={"required": "Hãy chọn căn cứ."}
    )
    next_form = forms.ChoiceField(
        label="Hình thức tiếp theo",
        choices=_words(NextForm.choices),
        error_messages={"required": "Hãy chọn hình thức tiếp theo."},
    )
    lives_with = forms.ChoiceField(
        label="Trẻ về sống với", required=False, help_text="Chọn khi trẻ về gia đình. Hồ sơ trẻ được ghi theo.",
    )  # fmt: skip
    number = text("Số quyết định", 40, required=True)
    on = DayField(label="Ngày ký")
    words = note("Ghi chú", rows=2)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()
        known = codelist("lives_with")
        set_choices(self, "lives_with", [_CHOOSE, *((code, known[code]) for code in HOME_WITH)])

    def ending(self) -> Ending:
        return Ending(**{name: self.cleaned_data[name] for name in Ending.__dataclass_fields__})


_PLAIN = frozenset({VisitKind.CONTACT, VisitKind.CARER_REPORT, VisitKind.COMMUNE_REVIEW})


class VisitForm(ActForm):
    """A visit with the headings of Mẫu 13; contacts, reports and reviews are told in words."""

    on = DayField(label="Ngày")
    child_seen = TickField(label="Đã gặp trẻ")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.fields["on"].initial = timezone.localdate()
        if kind in _PLAIN:
            del self.fields["child_seen"]
            self.fields["words"] = note("Nội dung")
            return
        for name, label in VISIT_HEADINGS.items():
            self.fields[name] = note(label, 4000)
        self.fields["propose"] = forms.ChoiceField(
            label="Đề xuất", choices=_words(PROPOSAL_WORDS.items()), required=False
        )

    @property
    def answers(self) -> dict[str, Any]:
        names = ("words",) if "words" in self.fields else (*VISIT_HEADINGS, "propose")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def missing(self) -> list[str]:
        """Headings of Mẫu 13 that are not answered yet: a draft may lack them, a finished assessment may not."""
        if self.kind in _PLAIN:
            return [] if self.cleaned_data.get("words") or self.kind == VisitKind.CONTACT else ["words"]
        wanted = (*VISIT_HEADINGS, "propose") if self.kind in BY_FORM_13 else ("living", "phys")
        return [name for name in wanted if not self.cleaned_data.get(name)]


class NeedForm(ActForm):
    """A child on the list of a facility (Mẫu 14)."""

    name = text("Họ và tên trẻ", 120, required=True)
    birth = BirthField(required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[("", "– Chưa ghi –"), *SEXES], required=False)
    admission = text("Quyết định tiếp nhận vào cơ sở (số, ngày)", 200)
    needs = note("Nhu cầu, nguyện vọng của trẻ")
    on = DayField(label="Ngày đưa vào danh sách")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()


class NeedStepForm(ActForm):
    """A step of a facility's file: its day; for the appraisal its result, for the sending the commune."""

    on = DayField(label="Ngày")

    def __init__(self, *args: Any, step: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()
        if step == "need_appraise":
            self.fields["fit"] = forms.TypedChoiceField(
                label="Kết quả thẩm định", choices=[_CHOOSE, ("yes", "Phù hợp chuyển về gia đình"), ("no", "Chưa phù hợp")],
                coerce=lambda said: said == "yes", empty_value=None, error_messages={"required": "Hãy chọn kết quả."},
            )  # fmt: skip
        if step == "need_send":
            self.fields["to_unit"] = CommuneField(label="Xã nơi người nhận chăm sóc cư trú")
        if step in {"need_appraise", "need_withdraw"}:
            self.fields["words"] = note("Nhận xét, lý do", rows=2)
