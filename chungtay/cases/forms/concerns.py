"""Forms of reports: what happened and where is asked, everything else may be left open."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.cases import intake
from chungtay.cases.intake import Report
from chungtay.cases.models import Road, Secrecy, Subject
from chungtay.cases.states_concerns import WHY
from chungtay.children.births import read_date
from chungtay.children.forms.fields import CommuneField
from chungtay.children.forms.inputs import ActForm, DayField, note, text
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold
from chungtay.law.queries import codelist
from chungtay.territory.models import Hamlet, Level, Unit
from chungtay.territory.queries import unit_by_path
from chungtay.territory.search import UnitHit, resolve_name, search_units

_HOUR = re.compile(r"\s*(\d{1,2})\s*(?:[:hg.]|giờ)?\s*(\d{2})?\s*(?:ph|phút)?\s*", re.IGNORECASE)
SEXES = [("", "Chưa rõ"), ("male", "Nam"), ("female", "Nữ")]
DANGER = [("yes", "Có, hoặc có thể"), ("no", "Không"), ("unknown", "Chưa rõ")]
_BY_KIND = {"police": Road.POLICE, "school": Road.SCHOOL, "health_station": Road.CLINIC, "press": Road.PRESS}
_MORE = ("current_state", "guess_harm", "suspect", "actions_before", "carer_now", "father_name", "father_age", "father_job",
         "mother_name", "residence", "mother_age", "mother_job", "family_situation", "subject", "kind", "outside_id")  # fmt: skip
COMMUNE_HELP = "Sự việc ở xã khác thì ghi tên xã đó, không cần dấu. Tin được chuyển ngay đến xã ấy."


class HourField(forms.CharField):
    """An hour as people write it: 21:40, 21h40, 9 giờ; a `time` when cleaned."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "giờ:phút"})
        super().__init__(max_length=12, widget=widget, error_messages={"required": "Hãy ghi giờ nhận."}, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, dt.time) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        found = _HOUR.fullmatch(typed)
        if typed.strip() and found and int(found[1]) < 24 and int(found[2] or 0) < 60:
            return dt.time(int(found[1]), int(found[2] or 0))
        if typed.strip():
            raise forms.ValidationError(f"“{typed[:20]}” không phải là giờ. Hãy ghi giờ:phút, ví dụ 21:40.")
        return None


class CommuneForm(ActForm):
    """A commune of today by its written name; a name that fits several is asked back with what it may be."""

    commune = forms.CharField(
        label="Xã, phường nơi xảy ra", max_length=200, help_text=COMMUNE_HELP,
        error_messages={"required": "Hãy ghi xã, phường nơi xảy ra sự việc."},
    )  # fmt: skip
    commune_pick = forms.ChoiceField(label="Đó là xã nào", required=False, widget=forms.RadioSelect, choices=[])

    def __init__(self, *args: Any, own: Unit | None = None, **options: Any) -> None:
        """`own`: the commune that its name alone means, though others bear it too."""
        super().__init__(*args, **options)
        self.own = own
        self.hits: list[UnitHit] = []
        self.unit: Unit | None = None
        typed = str(self.data.get(self.add_prefix("commune"), "")).strip() if self.is_bound else ""
        if typed:
            self._find(typed)

    def _find(self, typed: str) -> None:
        if self.own is not None and fold(typed) == fold(self.own.name):
            self.unit = self.own
            return
        found = resolve_name(typed, timezone.localdate(), level=Level.COMMUNE)
        self.unit, self.sentence = found.one, found.sentence
        if self.unit is not None:
            return
        hits = search_units(typed, on=timezone.localdate(), level=Level.COMMUNE, limit=8)
        if not hits:  # an old name leads to the communes of today
            old = search_units(typed, level=Level.COMMUNE, limit=8)
            hits = [UnitHit(unit, unit.name, hit.place) for hit in old for unit in hit.today]
        self.hits = list({hit.unit.pk: hit for hit in hits}.values())
        pick: Any = self.fields["commune_pick"]
        pick.choices = [(str(hit.unit.pk), f"{hit.unit.name}, {hit.place}") for hit in self.hits]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("commune") and self.unit is None:
            picked = next((hit.unit for hit in self.hits if str(hit.unit.pk) == data.get("commune_pick")), None)
            if picked is not None:
                self.unit = picked
            elif self.hits:
                self.add_error(
                    "commune_pick", f"Có {len(self.hits)} xã, phường có thể là “{data['commune'][:60]}”. Hãy chọn một."
                )
            else:
                self.add_error("commune", self.sentence)
        return data


class IntakeForm(CommuneForm):
    """Form 01 on a phone. Six answers are needed; the rest says that it is not."""

    received_day = DayField(label="Ngày nhận tin")
    received_hour = HourField(label="Giờ nhận tin")
    road = forms.ChoiceField(label="Nhận tin từ đâu", error_messages={"required": "Hãy chọn nguồn tin."})
    hamlet = forms.ChoiceField(label="Thôn, bản", required=False)
    place = note("Địa điểm cụ thể", intake.PLACE_MOST, 2)
    event = forms.CharField(
        label="Điều gì đã hoặc đang xảy ra", max_length=intake.EVENT_MOST, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Hãy ghi sự việc, dù chỉ một câu."},
    )  # fmt: skip
    danger = forms.ChoiceField(
        label="Trẻ đang gặp nguy hiểm?", choices=DANGER, widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn một câu trả lời; chưa biết thì chọn “Chưa rõ”."},
    )  # fmt: skip
    child_name = text("Họ và tên trẻ", intake.SHORT_MOST)
    child_birth = text("Ngày sinh", 40)
    child_age = forms.IntegerField(label="Hoặc đoán tuổi", required=False, min_value=0, max_value=30)
    child_sex = forms.ChoiceField(label="Giới tính", choices=SEXES, required=False)
    child_home = text("Trẻ ở đâu", intake.SHORT_MOST)
    residence = CommuneField(label="Xã nơi trẻ cư trú, nếu là xã khác", required=False)
    subject = forms.ChoiceField(
        label="Trẻ thuộc nhóm (tên Mẫu 01)", choices=Subject.choices, initial=Subject.ABUSED, required=False
    )
    kind = forms.ChoiceField(label="Loại vụ việc", required=False)
    current_state = note("Tình trạng của trẻ lúc này", intake.LONG_MOST, 2)
    guess_harm = note("Điều có thể xảy ra nếu không được giúp", intake.LONG_MOST, 2)
    suspect = note("Người bị cho là gây hại", intake.LONG_MOST, 2)
    carer_now = text("Ai đang chăm sóc trẻ", intake.SHORT_MOST)
    father_name = text("Họ tên cha", intake.SHORT_MOST)
    father_age = text("Tuổi cha", 20)
    father_job = text("Nghề của cha", intake.SHORT_MOST)
    mother_name = text("Họ tên mẹ", intake.SHORT_MOST)
    mother_age = text("Tuổi mẹ", 20)
    mother_job = text("Nghề của mẹ", intake.SHORT_MOST)
    family_situation = note("Hoàn cảnh gia đình", intake.LONG_MOST, 2)
    actions_before = note("Việc đã làm trước khi nhận tin", intake.LONG_MOST, 2)
    outside_id = text("Số của nơi gửi (nếu có)", 60)
    informant_secret = forms.BooleanField(label="Giữ bí mật người báo tin", required=False, initial=True)
    informant_name = text("Họ tên người báo tin", intake.SHORT_MOST)
    informant_phone = text("Số điện thoại người báo tin", 40)
    informant_address = text("Địa chỉ người báo tin", intake.SHORT_MOST)
    informant_relation = text("Quan hệ với trẻ", intake.SHORT_MOST)
    informant_note = note("Ghi chú về người báo tin", intake.LONG_MOST, 2)

    def __init__(self, *args: Any, actor: Actor, hamlets: list[Hamlet], agency_kind: str = "", **options: Any) -> None:
        now = timezone.localtime()
        options["initial"] = {
            "received_day": now.date(), "received_hour": now.time(), "road": _BY_KIND.get(agency_kind, ""),
            "commune": actor.unit_name if actor.level == Level.COMMUNE else "", **(options.get("initial") or {}),
        }  # fmt: skip
        own = unit_by_path(actor.unit_paths[0]) if actor.level == Level.COMMUNE and actor.unit_paths else None
        super().__init__(*args, own=own, **options)
        self.hamlets = {str(one.pk): one for one in hamlets}
        fields: Any = self.fields
        fields["road"].choices = [
            ("", "– Chọn –"),
            *((code, words) for code, words in Road.choices if code != Road.PUBLIC),
        ]
        fields["hamlet"].choices = [("", "Chưa rõ"), *((key, str(one)) for key, one in self.hamlets.items())]
        fields["kind"].choices = list(codelist("case_kinds").items()) or [
            ("abuse", "Trẻ em bị xâm hại, có nguy cơ bị xâm hại")
        ]
        fields["kind"].initial = "abuse"

    @property
    def more_open(self) -> bool:
        """The folded part stands open when something in it was filled in or is wrong."""
        return any(self[name].errors or (self[name].value() and name not in ("subject", "kind")) for name in _MORE)

    def report(self) -> Report:
        data = self.cleaned_data
        moment = dt.datetime.combine(data["received_day"], data["received_hour"], timezone.get_current_timezone())
        hamlet = self.hamlets.get(data["hamlet"])
        return Report(
            unit=self.unit, road=data["road"], received_at=moment, details=_details(data), danger=intake.danger_of(data["danger"]),
            subject=data["subject"] or Subject.ABUSED, kind=data["kind"] or "abuse",
            hamlet=hamlet if hamlet is not None and self.unit is not None and hamlet.unit_id == self.unit.pk else None,
            residence=data["residence"], informant=informant_of(data), outside_id=data["outside_id"],
        )  # fmt: skip


def _details(data: dict[str, Any]) -> dict[str, str]:
    found = {key: "" if data.get(key) is None else str(data[key]) for key in intake.DETAILS if key in data}
    reading = read_date(found.get("child_birth", ""), today=timezone.localdate())
    if reading.date is not None and reading.fault is None:  # else it stays as it was said
        found["child_birth"] = reading.date.iso
    return found


def informant_of(data: dict[str, Any]) -> dict[str, str]:
    found = {key: str(data.get(f"informant_{key}") or "") for key in intake.INFORMANT if key != "secret"}
    return {**found, "secret": "yes" if data.get("informant_secret", True) else "no"}


class PassOnForm(CommuneForm):
    why = forms.ChoiceField(label="Lý do", choices=list(WHY["concern_pass_on"].items()), widget=forms.RadioSelect)
    words = note("Ghi thêm cho xã nhận", 2_000, 2)


class WhyForm(forms.Form):
    """A reason of the list for the trail, and words that are sealed."""

    why = forms.ChoiceField(label="Lý do", widget=forms.RadioSelect, error_messages={"required": "Hãy chọn lý do."})
    words = note("Ghi rõ hơn (được giữ kín)", 4_000, 3)

    def __init__(self, *args: Any, step: str, **options: Any) -> None:
        super().__init__(*args, **options)
        why: Any = self.fields["why"]
        why.choices = list(WHY[step].items())


class WordsForm(forms.Form):
    words = note("Nội dung (được giữ kín)", 4_000, 3)


class OpenCaseForm(ActForm):
    secrecy = forms.ChoiceField(
        label="Mức giữ kín", choices=Secrecy.choices, initial=Secrecy.ORDINARY, widget=forms.RadioSelect,
        help_text="Vụ xâm hại tình dục hoặc có thông tin HIV chỉ mở cho người có quyền riêng.",
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Lý do mở", max_length=200, help_text="Lý do được lưu lại. Không ghi tên, số điện thoại của ai.",
        error_messages={"required": "Hãy ghi lý do."},
    )  # fmt: skip


class ReadersForm(forms.Form):
    users = forms.MultipleChoiceField(
        label="Người được xem",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một người."},
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=200,
        help_text="Không nêu tên người báo tin.",
        error_messages={"required": "Hãy ghi lý do."},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        users: Any = self.fields["users"]
        users.choices = people
