"""Short forms for dated facts, measurements, doses, school years, support and circumstances."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.children.deriving import AT_RISK, SPECIAL
from chungtay.children.forms.inputs import ActForm, CodeField, DayField, TickField, text
from chungtay.foundation.fields import set_choices
from chungtay.law.queries import codelist, codelist_items

Groups = list[tuple[str, list[tuple[str, str]]]]


class FactForm(ActForm):
    """`valid_to` is asked as the last day on which it holds, as cards and papers write it."""

    valid_from = DayField(label="Từ ngày")
    last_day = DayField(label="Đến hết ngày", required=False)

    def fact(self) -> dict[str, Any]:
        """Keywords of `services.facts.add_fact`."""
        data = self.cleaned_data
        last: dt.date | None = data.get("last_day")
        kept: dict[str, Any] = {key: data[key] for key in ("code", "degree", "detail", "source") if key in data}
        return {**kept, "valid_from": data["valid_from"], "valid_to": last + dt.timedelta(days=1) if last else None}


class InsuranceForm(FactForm):
    detail = text("Số thẻ bảo hiểm y tế", 30, help_text="Để trống nếu chưa biết số thẻ.")
    field_order = ("detail", "valid_from", "last_day")


class DisabilityForm(FactForm):
    code = CodeField("disability_kinds", label="Dạng khuyết tật")
    degree = CodeField("disability_degrees", label="Mức độ theo giấy xác nhận")
    detail = text("Ghi thêm", 300)
    source = text("Giấy xác nhận khuyết tật", 200, help_text="Số, ngày, nơi cấp.")
    field_order = ("code", "degree", "valid_from", "last_day", "source", "detail")


class IllnessForm(FactForm):
    detail = text("Bệnh", 300, required=True, help_text="Bệnh hiểm nghèo hoặc bệnh phải điều trị dài ngày.")
    source = text("Giấy tờ của cơ sở y tế", 200)
    field_order = ("detail", "valid_from", "last_day", "source")


class HivForm(FactForm):
    source = text("Giấy tờ của cơ sở y tế", 200)


class InjuryForm(FactForm):
    code = CodeField("injury_causes", label="Nguyên nhân")
    detail = text("Ở đâu, mức độ thế nào", 300)
    field_order = ("code", "valid_from", "detail")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["last_day"]
        self.fields["valid_from"].label = "Ngày xảy ra"


class SinceForm(FactForm):
    """Swimming, internet: only since when, and on what ground."""

    detail = text("Ghi thêm", 300, help_text="Ví dụ: lớp học, giấy chứng nhận.")
    field_order = ("valid_from", "last_day", "detail")


class ParticipationForm(FactForm):
    detail = text("Câu lạc bộ, diễn đàn nào", 300, required=True)
    field_order = ("detail", "valid_from", "last_day")


class SeenForm(ActForm):
    on = DayField(label="Ngày gặp trẻ")
    where = text("Ở đâu", 120, help_text="Ví dụ: tại nhà, tại trường.")


class GrowthForm(ActForm):
    on = DayField(label="Ngày đo")
    weight = text("Cân nặng (kg)", 8, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    height = text("Chiều cao, chiều dài (cm)", 8, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    lying = TickField(
        label="Đo nằm", help_text="Dưới 2 tuổi đo nằm, từ 2 tuổi đo đứng; không đánh dấu thì hiểu theo tuổi."
    )
    source = text("Nơi đo", 200)
    field_order = ("on", "weight", "height", "lying", "source")

    def clean_weight(self) -> Any:
        return self._decimal("weight")

    def clean_height(self) -> Any:
        return self._decimal("height")

    def _decimal(self, name: str) -> Any:
        """“12,5” and “12.5” are the same."""
        typed = str(self.cleaned_data[name] or "").strip().replace(",", ".")
        return forms.DecimalField(
            max_digits=8, decimal_places=2 if name == "weight" else 1, required=False, localize=False,
            error_messages={"invalid": "Hãy ghi một số, ví dụ 12,5."},
        ).clean(typed)  # fmt: skip


class DosesForm(ActForm):
    doses = forms.MultipleChoiceField(
        label="Các mũi đã tiêm",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một mũi."},
    )
    on = DayField(label="Ngày tiêm", required=False, help_text="Để trống nếu sổ tiêm không ghi ngày.")
    source = text("Nơi tiêm", 200)

    def __init__(self, *args: Any, doses: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "doses", doses)

    def chosen(self) -> list[tuple[str, int]]:
        parts = (value.rsplit("-", 1) for value in self.cleaned_data["doses"])
        return [(vaccine, int(number)) for vaccine, number in parts]


class SchoolingForm(ActForm):
    year = forms.TypedChoiceField(label="Năm học", coerce=int)
    state = CodeField("schooling_states", label="Tình trạng")
    level = CodeField("school_levels", label="Cấp học", required=False)
    grade = text("Lớp", 10)
    school = text("Trường", 120)
    since = DayField(label="Bỏ học từ ngày", required=False)
    reason = text("Vì sao bỏ học hoặc không đi học", 200)
    field_order = ("year", "state", "level", "grade", "school", "since", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = timezone.localdate()
        this = today.year if today.month >= 8 else today.year - 1  # a school year begins in the late summer
        years = range(this + 1, this - 12, -1)
        set_choices(self, "year", [(year, f"{year}–{year + 1}") for year in years])
        self.fields["year"].initial = this


class SupportForm(ActForm):
    kind = CodeField("assistance_kinds", label="Hình thức")
    content = text("Nội dung", 300, required=True)
    amount = text("Số tiền (đồng)", 20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    on = DayField(label="Ngày, hoặc từ ngày")
    until = DayField(label="Đến ngày", required=False)
    provider = text("Đơn vị hỗ trợ", 200)
    decision = text("Quyết định", 200)

    def clean_amount(self) -> Any:
        """1.200.000 as money is written here."""
        typed = str(self.cleaned_data["amount"] or "").replace(".", "").replace(" ", "").removesuffix("đ")
        messages = {"invalid": "Hãy ghi số tiền bằng chữ số, ví dụ 1.200.000.", "min_value": "Số tiền phải lớn hơn 0."}
        return forms.DecimalField(
            max_digits=14, decimal_places=0, min_value=1, required=False, error_messages=messages
        ).clean(typed)


class CircumstanceForm(ActForm):
    code = forms.ChoiceField(label="Hoàn cảnh", error_messages={"required": "Hãy chọn hoàn cảnh."})
    valid_from = DayField(label="Từ ngày")
    evidence = text("Căn cứ, giấy tờ", 300, help_text="Ví dụ: giấy chứng tử số 12; biên bản xác minh ngày 05/11.")

    def __init__(self, *args: Any, sensitive: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "code", [("", "– Chọn –"), *grouped(sensitive)])

    def chosen(self) -> tuple[str, str]:
        """(list, code)."""
        list_name, code = self.cleaned_data["code"].split(":", 1)
        return (AT_RISK if list_name == "r" else SPECIAL), code


def grouped(sensitive: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """The 14 groups with their sub-groups, then the risks; sensitive ones only for who may see them."""
    items = [item for item in codelist_items(SPECIAL) if sensitive or not item.get("sensitive")]
    parents = {item["parent"] for item in items if "parent" in item}
    found: Groups = []
    for group in items:
        if "parent" in group:
            continue
        own = [item for item in items if item.get("parent") == group["code"]] if group["code"] in parents else [group]
        heading = f"{group.get('abbreviation', group['code'])}) {group['name']}"
        found.append(
            (
                heading,
                [(f"s:{item['code']}", f"{item.get('abbreviation', item['code'])}: {item['name']}") for item in own],
            )
        )
    risks = [(f"r:{code}", name) for code, name in codelist(AT_RISK).items()]
    return [*found, ("Nguy cơ rơi vào hoàn cảnh đặc biệt", risks)] if risks else found


class EndLineForm(forms.Form):
    on = DayField(label="Không còn từ ngày")
    reason = text("Lý do", 200)
