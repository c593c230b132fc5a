"""The form of a release, of the rule of small counts, and of a reason given to a check."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from chungtay.foundation.errors import UserError
from chungtay.foundation.fields import set_choices
from chungtay.foundation.vietnamese import parse_date
from chungtay.statistics import periods
from chungtay.statistics.models.releases import Release
from chungtay.statistics.publishing.columns import BREAK_TITLES
from chungtay.statistics.publishing.draft import Wanted
from chungtay.territory.models import Level, Unit

MOST_MEASURES = 40


class ReleaseForm(forms.Form):
    """Measures are drawn by the page, in groups."""

    act = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    title = forms.CharField(label="Tên bản công bố", max_length=300)
    level = forms.ChoiceField(label="Công bố đến cấp nào")
    kind = forms.ChoiceField(label="Loại kỳ")
    year = forms.IntegerField(label="Năm", min_value=1990, max_value=2100)
    by = forms.MultipleChoiceField(
        label="Phân tổ", choices=list(BREAK_TITLES.items()), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Mỗi phân tổ đứng riêng bên tổng chung, không chéo nhau.",
    )  # fmt: skip
    next_on = forms.CharField(
        label="Ngày công bố kế tiếp", max_length=20, help_text="Ví dụ 15/01/2027.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    note = forms.CharField(
        label="Ghi chú phương pháp", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nguồn số liệu, cách đếm, điều người đọc cần biết.",
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, measures: Any, corrects: Release | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.corrects = unit, corrects
        self.fields["measures"] = forms.MultipleChoiceField(
            label="Số đo", choices=measures, error_messages={"required": "Hãy chọn ít nhất một số đo."}
        )
        below = {Level.COUNTRY: Level.PROVINCE, Level.PROVINCE: Level.COMMUNE}.get(Level(unit.level))
        words = {Level.COUNTRY: "Cả nước", Level.PROVINCE: "Toàn tỉnh", Level.COMMUNE: "Toàn xã"}
        levels = [(unit.level, words.get(Level(unit.level), unit.name))]
        if below is not None:
            levels.insert(
                0, (below.value, "Từng tỉnh và cả nước" if below == Level.PROVINCE else "Từng xã và toàn tỉnh")
            )
        set_choices(self, "level", levels)
        set_choices(self, "kind", periods.kinds())
        if corrects is not None:
            self.fields["correction"] = forms.CharField(
                label="Đính chính điều gì", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean_next_on(self) -> Any:
        found = parse_date(self.cleaned_data["next_on"])
        if found is None:
            raise ValidationError("Hãy ghi ngày/tháng/năm, ví dụ 15/01/2027.")
        return found

    def clean_measures(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["measures"]
        if len(chosen) > MOST_MEASURES:
            raise ValidationError(f"Mỗi bản có nhiều nhất {MOST_MEASURES} số đo; anh/chị chọn {len(chosen)}.")
        return chosen

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if data and "kind" in data and "year" in data:
            try:
                data["period"] = periods.of_kind(data["kind"], data["year"])
            except UserError as error:
                self.add_error("year", error.sentence)
        return data

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            self.unit, data["level"], data["period"], tuple(data["measures"]), tuple(data["by"]), self.corrects
        )

    def words(self) -> dict[str, Any]:
        """What is kept of the form besides `wanted`."""
        data = self.cleaned_data
        return {"title": data["title"], "next_on": data["next_on"], "note": data["note"],
                "correction": data.get("correction", "")}  # fmt: skip


class RuleForm(forms.Form):
    small = forms.IntegerField(label="Giấu các số từ 1 đến", min_value=2, max_value=20)
    sealed_small = forms.IntegerField(label="Với số liệu được bảo mật, giấu từ 1 đến", min_value=2, max_value=50)
    reason = forms.CharField(label="Lý do", max_length=500)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do giữ nguyên số", max_length=500)
