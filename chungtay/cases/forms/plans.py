"""Forms of the plan, its lines, the answers of agencies, links and meetings."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.cases.models import Case, LineState, PlanLine, Secrecy
from chungtay.cases.services import lines, links
from chungtay.cases.services.plans import GROUPS, MEASURES, LineData
from chungtay.children.forms.inputs import ActForm, DayField
from chungtay.foundation.fields import set_choices
from chungtay.foundation.vietnamese import fold, number
from chungtay.law.queries import codelist, codelist_items

_LEVELS = (("48", "Phòng ngừa (Điều 48)"), ("49", "Hỗ trợ (Điều 49)"), ("50", "Can thiệp (Điều 50)"))
_CLOSE = 8  # agencies offered when what was typed fits several


class MoneyField(forms.CharField):
    """Đồng as people write them: 1500000, 1.500.000, 1 500 000 đ. An int when cleaned, None when empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Ghi bằng đồng. Ví dụ: 1.500.000")
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(max_length=30, required=False, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return number(int(value)) if isinstance(value, int) and not isinstance(value, bool) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        plain = re.sub(r"(?i)\s*(đồng|đ|vnđ|vnd)\.?$", "", typed)
        if not plain:
            return None
        if not re.fullmatch(r"\d{1,13}|\d{1,3}([.,\s]\d{3}){1,4}", plain):
            raise forms.ValidationError(f"“{typed}” chưa rõ là bao nhiêu tiền. Hãy ghi số đồng, ví dụ 1.500.000.")
        return int(re.sub(r"\D", "", plain))


class WordsForm(ActForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    goal = forms.CharField(
        label="Mục tiêu", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Hãy ghi mục tiêu của kế hoạch."},
    )  # fmt: skip
    monitoring = forms.CharField(
        label="Giám sát, đánh giá việc thực hiện", max_length=3000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Ai theo dõi, bao lâu một lần, gặp trẻ ở đâu.",
    )  # fmt: skip
    organisation = forms.CharField(
        label="Tổ chức thực hiện", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class LineForm(ActForm):
    """A piece of work. The agency is typed (with or without accents) or taken from those the page offers."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    service = forms.CharField(
        label="Dịch vụ, công việc cần thực hiện", max_length=300,
        help_text="Cơ quan thực hiện đọc được dòng này. Không ghi họ tên, không ghi việc đã xảy ra với trẻ.",
        error_messages={"required": "Hãy ghi dịch vụ, công việc cần thực hiện."},
    )  # fmt: skip
    category = forms.ChoiceField(label="Nhóm dịch vụ", error_messages={"required": "Hãy chọn nhóm dịch vụ."})
    measure = forms.ChoiceField(label="Biện pháp theo Luật Trẻ em", required=False)
    agency = forms.CharField(
        label="Cơ quan thực hiện", max_length=200, required=False,
        widget=forms.TextInput(attrs={"list": "agencies", "autocomplete": "off"}),
        help_text="Gõ tên cơ quan của xã hoặc của tỉnh, có dấu hay không dấu.",
    )  # fmt: skip
    provider_name = forms.CharField(
        label="Nơi làm không có trong danh sách", max_length=200, required=False,
        help_text="Ví dụ: trường học, cơ sở trợ giúp xã hội, luật sư. Nơi này trả lời qua liên kết dùng một lần.",
    )  # fmt: skip
    starts_on = DayField(label="Bắt đầu", required=False)
    ends_on = DayField(label="Dự kiến kết thúc", required=False)
    cost = MoneyField(label="Dự toán kinh phí")
    instruction = forms.CharField(
        label="Hướng dẫn cho cơ quan thực hiện", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    tell_name = forms.BooleanField(
        label="Cho cơ quan biết tên gọi của trẻ (không có họ)", required=False,
        help_text="Không đánh dấu thì cơ quan chỉ thấy “cháu bé” và tuổi.",
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case = case
        self.close: list[Agency] = []
        set_choices(self, "category", [("", "– Chọn –"), *codelist(GROUPS).items()])
        set_choices(self, "measure", [("", "– Chưa chọn –"), *_measures()])
        if case.secrecy != Secrecy.ORDINARY:
            del self.fields["tell_name"]  # never told in these cases

    def offered(self) -> list[Agency]:
        """Agencies of the commune first, then of the province: what the browser completes from."""
        return agencies_for(self.case)

    def clean_agency(self) -> Agency | None:
        typed = self.cleaned_data["agency"].strip()
        if not typed:
            return None
        known, words = agencies_for(self.case), fold(typed)
        exact = [agency for agency in known if agency.folded == words]
        found = exact or [agency for agency in known if set(words.split()) <= set(agency.folded.split())]
        own = [agency for agency in found if agency.unit_id == self.case.unit_id]
        chosen = exact[:1] or (own if len(own) == 1 else found)
        if len(chosen) == 1:
            return chosen[0]
        self.close = chosen[:_CLOSE]
        if not chosen:
            raise forms.ValidationError(
                "Không thấy cơ quan này của xã hoặc của tỉnh. Hãy gõ tên khác, hoặc ghi vào ô “Nơi làm không có trong danh sách”."
            )
        names = "; ".join(agency.name for agency in self.close)
        raise forms.ValidationError(f"Có {len(chosen)} cơ quan như vậy. Hãy gõ đủ tên: {names}.")

    def chosen(self) -> LineData:
        data = self.cleaned_data
        return LineData(
            service=data["service"], category=data["category"], measure=data["measure"], instruction=data["instruction"],
            agency=data["agency"], provider_name=data["provider_name"], starts_on=data["starts_on"],
            ends_on=data["ends_on"], cost=data["cost"], tell_name=bool(data.get("tell_name")),
        )  # fmt: skip


def agencies_for(case: Case) -> list[Agency]:
    """Agencies of the commune that leads, then of its province, as they are today."""
    province = case.unit_path.split("/", 1)[0]
    rows = Agency.objects.on(timezone.localdate()).filter(unit_path__in=[case.unit_path, province])
    return sorted(rows.order_by("kind", "name", "pk"), key=lambda agency: agency.unit_path != case.unit_path)


def _measures() -> list[tuple[str, list[tuple[str, str]]]]:
    items = codelist_items(MEASURES)
    return [
        (words, [(one["code"], one["name"]) for one in items if one["code"][:2] == level]) for level, words in _LEVELS
    ]


# What may be answered from which condition, as the page offers it: (step, words).
_OFFERED = {
    LineState.ASKED: (("accept", "Nhận làm"), ("done", "Đã làm xong"), ("refuse", "Không nhận")),
    LineState.ACCEPTED: (
        ("done", "Đã làm xong"),
        ("report", "Báo tiến độ, chưa xong"),
        ("refuse", "Không làm tiếp được"),
    ),
}


class AnswerForm(ActForm):
    """An agency's answer. `said_by` is asked where nobody has signed in, or where another person writes it down."""

    step = forms.ChoiceField(
        label="Trả lời", widget=forms.RadioSelect, error_messages={"required": "Hãy chọn một câu trả lời."}
    )
    words = forms.CharField(
        label="Nội dung", max_length=lines.MOST_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Đã làm xong: ghi kết quả. Không nhận: ghi lý do. Không cần ghi họ tên trẻ.",
    )  # fmt: skip
    on = DayField(label="Ngày làm xong", required=False, help_text="Chỉ ghi khi đã làm xong. Ví dụ: 20/11/2026")
    cost = MoneyField(label="Kinh phí thực tế")
    said_by = forms.CharField(label="Họ tên, chức vụ người trả lời", max_length=120, required=False)

    def __init__(self, *args: Any, line: PlanLine, signed_in: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = _OFFERED.get(LineState(line.state), ())
        set_choices(self, "step", list(offered))
        if signed_in:
            del self.fields["said_by"]
        else:
            self.fields["said_by"].required = True
            self.fields["said_by"].error_messages["required"] = "Hãy ghi họ tên, chức vụ người trả lời."

    def given(self) -> lines.Answer:
        data = self.cleaned_data
        done = data["step"] == "done"
        return lines.Answer(
            data["step"],
            data["words"],
            data["on"] if done else None,
            data["cost"] if done else None,
            data.get("said_by", ""),
        )


class ReasonForm(ActForm):
    reason = forms.CharField(
        label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do."},
    )  # fmt: skip


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Dùng được trong", coerce=int, initial=links.DAYS,
        choices=[(days, f"{days} ngày") for days in (1, 3, 7, 14, links.MOST_DAYS)],
    )  # fmt: skip


class MeetingForm(forms.Form):
    """The agenda of a meeting of the board. Codes only, unless names are asked for."""

    on = DayField(label="Ngày họp")
    time = forms.RegexField(
        r"^([01]?\d|2[0-3])[:hg.][0-5]\d$", label="Giờ họp", help_text="Ví dụ: 14:00",
        error_messages={"required": "Hãy ghi giờ họp.", "invalid": "Hãy ghi giờ và phút, ví dụ 14:00."},
    )  # fmt: skip
    place = forms.CharField(label="Nơi họp", max_length=200, error_messages={"required": "Hãy ghi nơi họp."})
    chair = forms.CharField(label="Chủ trì", max_length=200, required=False)
    members = forms.CharField(
        label="Thành phần", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một cơ quan, tổ chức hoặc người.",
    )  # fmt: skip
    cases = forms.MultipleChoiceField(
        label="Vụ việc đưa ra họp", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một vụ việc."},
    )  # fmt: skip
    names = forms.BooleanField(
        label="Ghi tên gọi của trẻ vào chương trình", required=False,
        help_text="Chỉ những vụ việc anh/chị được mở nội dung. Mỗi lần ghi tên là một lần xem, có ghi nhật ký.",
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "cases", choices)
