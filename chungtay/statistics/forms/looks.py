"""Forms of maps, targets and own tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from chungtay.statistics.choices import BREAKS, GEOGRAPHIES, MOST_PERIODS, UNIT_WORDS, Choice, checked
from chungtay.statistics.models import Rhythm, Way
from chungtay.statistics.services.boundaries import LEVELS, MATCHES
from chungtay.territory.models import Level


class BoundaryForm(forms.Form):
    file = forms.FileField(label="Tệp ranh giới (.geojson)", help_text="Tọa độ theo kinh độ, vĩ độ (WGS 84).")
    level = forms.ChoiceField(label="Ranh giới của cấp nào", choices=[(one.value, one.label) for one in LEVELS])
    match = forms.ChoiceField(label="Ghép với đơn vị theo", choices=list(MATCHES.items()), initial="auto")
    source = forms.CharField(
        label="Nguồn của ranh giới", max_length=300, help_text="Bản đồ nào, của ai, năm nào. Dòng này in dưới bản đồ."
    )

    def __init__(self, *args: Any, own_level: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_level == Level.PROVINCE:  # a province brings the boundaries of its communes
            self.initial.setdefault("level", Level.COMMUNE.value)


class TargetForm(forms.Form):
    year = forms.IntegerField(label="Năm", min_value=1990, max_value=2100)
    way = forms.ChoiceField(label="Cách tính đạt", choices=Way.choices)
    value = forms.DecimalField(
        label="Mức", min_value=0, max_digits=14, decimal_places=3, localize=True, help_text="Ví dụ 95 hoặc 3,5."
    )
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text="Kế hoạch, nghị quyết nào giao mức này.")

    def __init__(self, *args: Any, measures: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "Tỷ lệ giao cho tỉnh áp dụng cho cả các xã chưa có mức riêng."
        self.fields["measure"] = forms.ChoiceField(label="Chỉ tiêu", choices=measures)
        self.fields["unit"] = forms.ChoiceField(label="Giao cho", choices=units, help_text=words)
        self.order_fields(["measure", "unit", "year", "way", "value", "basis"])
        self.initial.setdefault("year", timezone.localdate().year)


class ShareForm(forms.Form):
    for_agency = forms.BooleanField(label="Mọi người trong cơ quan tôi xem được", required=False)

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"] = forms.MultipleChoiceField(
            label="Những người khác xem được", required=False, widget=forms.CheckboxSelectMultiple, choices=posts,
            help_text="Mỗi người chỉ thấy số của địa bàn mình.",
        )  # fmt: skip


class ScheduleForm(forms.Form):
    rhythm = forms.ChoiceField(label="Lịch thư", choices=[("", "Không gửi"), *Rhythm.choices], required=False)
    with_file = forms.BooleanField(
        label="Kèm tệp .xlsx", required=False, help_text="Bảng có số liệu bí mật thì thư chỉ có liên kết."
    )


class ComposeForm(forms.Form):
    """An own table put together. Measures are drawn by the page, in groups; the rest are plain fields."""

    title = forms.CharField(label="Tên bảng", max_length=200)
    units = forms.ChoiceField(label="Đơn vị", choices=[(one.value, words) for one, words in UNIT_WORDS.items()])
    number = forms.IntegerField(label="Số kỳ", min_value=1, max_value=MOST_PERIODS, initial=2)
    until = forms.ChoiceField(
        label="Kỳ cuối cùng", choices=[("running", "Kỳ đang diễn ra"), ("complete", "Kỳ đã kết thúc gần nhất")]
    )
    by = forms.ChoiceField(label="Phân tổ", choices=list(BREAKS.items()), required=False)
    geography = forms.ChoiceField(label="Địa giới", choices=list(GEOGRAPHIES.items()))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, measures: Any, paths: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        many = forms.CheckboxSelectMultiple
        self.fields["measures"] = forms.MultipleChoiceField(
            label="Chỉ tiêu",
            choices=measures,
            widget=many,
            error_messages={"required": "Hãy chọn ít nhất một chỉ tiêu."},
        )
        only = "Chỉ dùng khi chọn “Những đơn vị chọn dưới đây”."
        self.fields["paths"] = forms.MultipleChoiceField(
            label="Chọn đơn vị", choices=paths, widget=many, required=False, help_text=only
        )
        self.fields["kind"] = forms.ChoiceField(label="Loại kỳ", choices=kinds)
        order = ["title", "measures", "units", "paths", "kind", "number", "until", "by", "geography", "version"]
        self.order_fields(order)

    def choice(self) -> Choice:
        """Raises UserError for what does not go together."""
        return checked(self.cleaned_data)
