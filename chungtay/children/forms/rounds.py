"""Forms of rounds: they only validate."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.children import checking
from chungtay.children.checking import LABELS, SEXES, SURVEY
from chungtay.children.forms.fields import CommuneField
from chungtay.children.models import Round, RoundLine
from chungtay.children.queries.lists import FILTERS
from chungtay.children.queries.rounds import DOUBTS, WHICH
from chungtay.foundation.fields import DayField, set_choices
from chungtay.law.queries import codelist
from chungtay.territory.models import Hamlet, Unit

NOT_CHANGED = ("", "– Chưa rõ –")
MARGINS = (("0.03", "± 3 điểm phần trăm"), ("0.05", "± 5 điểm phần trăm"), ("0.07", "± 7 điểm phần trăm"))
EXPECTED = (("0.05", "khoảng 5 %"), ("0.1", "khoảng 10 %"), ("0.2", "khoảng 20 %"), ("0.5", "không đoán được"))


class OpenForm(forms.Form):
    """What every round has. `act`: a double click opens one."""

    act = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(label="Tên đợt", max_length=200, error_messages={"required": "Hãy đặt tên cho đợt."})
    due_on = DayField(label="Hạn hoàn thành")
    communes = forms.MultipleChoiceField(
        label="Các xã, phường", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn xã nào là chọn tất cả.",
    )  # fmt: skip

    def __init__(self, *args: Any, communes: list[Unit], hamlets: list[Hamlet], **options: Any) -> None:
        super().__init__(*args, **options)
        if communes:
            set_choices(self, "communes", [(unit.path, unit.name) for unit in communes])
        else:
            del self.fields["communes"]
        if "hamlet" in self.fields and hamlets:
            set_choices(self, "hamlet", [("", "Cả xã"), *((str(one.pk), one.name) for one in hamlets)])
        elif "hamlet" in self.fields:
            del self.fields["hamlet"]

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("Hạn đã qua. Hãy chọn ngày sau hôm nay.")
        return day

    def rule(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {key: data[key] for key in ("which", "why") if data.get(key)}
        if data.get("hamlet"):
            kept["hamlet"] = int(data["hamlet"])
        return {"communes": data.get("communes") or [], **kept}


class OpenReviewForm(OpenForm):
    which = forms.ChoiceField(
        label="Rà soát những trẻ nào",
        choices=[("tat-ca", "Tất cả trẻ em dưới 16 tuổi"), *((code, FILTERS[code].words) for code in WHICH[1:])],
    )
    hamlet = forms.ChoiceField(label="Thôn, bản", required=False)
    field_order = ["act", "title", "which", "hamlet", "communes", "due_on"]


class OpenIdentityForm(OpenForm):
    why = forms.MultipleChoiceField(
        label="Đưa vào danh sách những trẻ", widget=forms.CheckboxSelectMultiple, initial=["missing", "faulty", "twice"],
        choices=[(code, words) for code, (_, words) in DOUBTS.items()],
        error_messages={"required": "Hãy chọn ít nhất một loại."},
    )  # fmt: skip
    hamlet = forms.ChoiceField(label="Thôn, bản", required=False)
    field_order = ["act", "title", "why", "hamlet", "communes", "due_on"]


class OpenSurveyForm(OpenForm):
    margin = forms.ChoiceField(label="Sai số chấp nhận", choices=MARGINS, initial="0.05")
    expected = forms.ChoiceField(label="Đoán tỷ lệ hồ sơ sai", choices=EXPECTED, initial="0.1")
    seed = forms.CharField(
        label="Hạt giống", max_length=40, required=False,
        help_text="Chuỗi chữ, số để rút mẫu. Để trống thì hệ thống tự đặt. Ai có cùng hạt giống sẽ rút ra đúng mẫu này.",
    )  # fmt: skip
    field_order = ["act", "title", "margin", "expected", "seed", "communes", "due_on"]


OPENING: dict[str, type[OpenForm]] = {
    Round.Kind.REVIEW: OpenReviewForm,
    Round.Kind.IDENTITY: OpenIdentityForm,
    Round.Kind.RESURVEY: OpenSurveyForm,
}


class AnswerForm(forms.Form):
    """What every answer has: the version read, the day, a note."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    on = DayField(label="Ngày gặp", help_text="")
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, data: Any = None, *, line: RoundLine, prefix: str = "") -> None:
        super().__init__(data, initial={"version": line.version, "on": timezone.localdate()}, prefix=prefix)

    def found(self) -> dict[str, Any]:
        return {}


class _Values(forms.Form):
    """The fields of a child as typed; `values` as stored."""

    asked: tuple[str, ...] = tuple(LABELS)

    def add_fields(self, given: Mapping[str, str]) -> None:
        for key in self.asked:
            self.fields[key] = _field(key)
            self.initial[key] = (
                given.get(key, "") if key in {"sex", "ethnicity"} else checking.shown(key, given.get(key))
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.values: dict[str, str] = {}
        for key in self.asked:
            value, fault = (
                (data.get(key, ""), "")
                if key == "ethnicity"
                else checking.read(key, data.get(key), today=timezone.localdate())
            )
            if fault:
                self.add_error(key, fault)
            elif value:
                self.values[key] = str(value)
        return data


def _field(key: str) -> forms.Field:
    if key in {"sex", "ethnicity"}:
        items = SEXES if key == "sex" else codelist("ethnicities")
        return forms.ChoiceField(label=LABELS[key], required=False, choices=[NOT_CHANGED, *items.items()])
    attributes = {"personal_number": {"inputmode": "numeric", "autocomplete": "off"}, "phone": {"inputmode": "tel"},
                  "birth_date": {"placeholder": "dd/mm/yyyy", "autocomplete": "off"}}.get(key, {"autocomplete": "off"})  # fmt: skip
    helps = {"birth_date": "Chưa rõ ngày thì ghi tháng/năm hoặc năm.", "personal_number": "12 chữ số"}
    return forms.CharField(
        label=LABELS[key],
        required=False,
        max_length=120,
        help_text=helps.get(key, ""),
        widget=forms.TextInput(attrs=attributes),
    )


class CorrectForm(AnswerForm, _Values):
    """The values of the book stand in the fields; what is changed is the correction."""

    def __init__(self, data: Any = None, *, line: RoundLine, recorded: Mapping[str, str], prefix: str = "") -> None:
        super().__init__(data, line=line, prefix=prefix)
        self.recorded = recorded
        self.add_fields(recorded)
        self.order_fields(["version", *self.asked, "on", "note"])

    def found(self) -> dict[str, Any]:
        return checking.differences(self.recorded, self.values)


class SurveyForm(AnswerForm, _Values):
    """Asked without showing what the book says."""

    asked = SURVEY

    def __init__(self, data: Any = None, *, line: RoundLine, prefix: str = "") -> None:
        super().__init__(data, line=line, prefix=prefix)
        self.add_fields({})
        self.order_fields(["version", *self.asked, "on", "note"])


class EventForm(AnswerForm):
    """Moved away or died."""

    event_on = DayField(label="Ngày")
    where = forms.CharField(label="Chuyển đến đâu", max_length=200, required=False)

    def __init__(self, data: Any = None, *, line: RoundLine, died: bool = False, prefix: str = "") -> None:
        super().__init__(data, line=line, prefix=prefix)
        self.fields["event_on"].label = "Ngày mất" if died else "Ngày chuyển đi"
        self.fields["on"].label = "Ngày hỏi"
        if died:
            del self.fields["where"]
        self.order_fields(["version", "event_on", "where", "on", "note"])

    def found(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {"on": data["event_on"].isoformat()}
        return {**kept, "where": data["where"]} if data.get("where") else kept


class FoundForm(_Values):
    """A child who is not in the book."""

    hamlet = forms.ChoiceField(label="Thôn, bản", required=False)
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, *args: Any, hamlets: list[Hamlet], **options: Any) -> None:
        super().__init__(*args, **options)
        self.add_fields({})
        set_choices(self, "hamlet", [("", "Chưa rõ"), *((str(one.pk), one.name) for one in hamlets)])
        self.fields["full_name"].required = True
        self.fields["full_name"].error_messages["required"] = "Hãy ghi họ tên trẻ."
        self.order_fields([*self.asked, "hamlet", "note"])


class EndForm(forms.Form):
    """What becomes of a child who died, moved or was not found."""

    STEPS = {
        "died": [("died", "Ghi vào sổ là đã mất"), ("stay", "Giữ trong sổ")],
        "moved": [
            ("hand_over", "Báo chuyển hồ sơ đến xã mới"),
            ("left", "Ghi là đã rời địa bàn, chưa rõ nơi đến"),
            ("stay", "Giữ trong sổ"),
        ],
        "not_found": [
            ("stay", "Giữ trong sổ"),
            ("left", "Ghi là đã rời địa bàn"),
            ("void", "Hồ sơ ghi nhầm, không có trẻ này"),
        ],
    }
    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(
        label="Cách xử lý", widget=forms.RadioSelect, error_messages={"required": "Hãy chọn cách xử lý."}
    )
    to_unit = CommuneField(label="Xã, phường nơi đến", required=False)
    event_on = DayField(label="Ngày", required=False)
    reason = forms.CharField(
        label="Lý do", max_length=200, required=False, help_text="Cần ghi khi giữ trong sổ hoặc bỏ hồ sơ ghi nhầm."
    )

    def __init__(self, data: Any = None, *, line: RoundLine, prefix: str = "") -> None:
        day = line.found.get("on")
        initial = {"version": line.version, "event_on": dt.date.fromisoformat(day) if day else None}
        super().__init__(data, initial=initial, prefix=prefix)
        set_choices(self, "step", self.STEPS.get(line.answer, []))
        if line.answer != "moved":
            del self.fields["to_unit"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do."},
    )


class FileForm(forms.Form):
    """A list that comes back."""

    file = forms.FileField(
        label="Tệp đã điền", help_text="Tệp .xlsx đã tải từ đợt này; giữ cột “Mã dòng”.", allow_empty_file=True,
        error_messages={"required": "Hãy chọn tệp."}, widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip
    on = DayField(label="Ngày đi rà soát", initial=timezone.localdate, help_text="")

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ngày không được ở tương lai.")
        return day


class PoliceFileForm(forms.Form):
    file = forms.FileField(
        label="Tệp công an trả lời", allow_empty_file=True, error_messages={"required": "Hãy chọn tệp."},
        help_text="Dòng có thể xếp lại theo thứ tự khác; cột “Mã dòng” phải còn.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip


class ExportForm(forms.Form):
    """Why personal data leave the office."""

    purpose = forms.CharField(
        label="Mục đích", max_length=200, initial="Đối chiếu với cơ sở dữ liệu quốc gia về dân cư",
        error_messages={"required": "Hãy ghi mục đích."},
    )  # fmt: skip
