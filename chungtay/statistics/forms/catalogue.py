"""Forms of the catalogue: an indicator of a province, and the end of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from chungtay.foundation.fields import DayField
from chungtay.statistics.services.catalogue import MULTIPLIERS

_HELP = "Cộng trừ các số đếm ở danh sách bên dưới, ví dụ: poor + near_poor hoặc children{age=under5}."


class IndicatorForm(forms.Form):
    name = forms.CharField(label="Tên chỉ tiêu", max_length=200)
    counts = forms.CharField(
        label="Đếm gì", max_length=300, help_text="Nói bằng lời, ví dụ: trẻ em trong hộ nghèo, cận nghèo."
    )
    numerator = forms.CharField(label="Công thức tử số", max_length=500, help_text=_HELP)
    over = forms.CharField(
        label="Trên tổng số nào", max_length=300, required=False, help_text="Để trống nếu chỉ là số lượng."
    )
    denominator = forms.CharField(
        label="Công thức mẫu số", max_length=500, required=False, help_text="Để trống nếu chỉ là số lượng."
    )
    multiplier = forms.TypedChoiceField(
        label="Nhân với", coerce=int, required=False, empty_value=None,
        choices=[("", "100"), *((number, f"{number:,}".replace(",", ".")) for number in MULTIPLIERS[1:])],
    )  # fmt: skip
    unit_word = forms.CharField(label="Đơn vị tính", max_length=40, help_text="Ví dụ: trẻ em, %, vụ.")
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text="Kế hoạch, nghị quyết nào đặt chỉ tiêu này.")
    note = forms.CharField(label="Ghi chú", max_length=500, required=False, help_text="Hiện bên cạnh con số.")
    valid_from = DayField(label="Dùng từ ngày")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", timezone.localdate().replace(month=1, day=1))


class EndForm(forms.Form):
    on = DayField(label="Thôi dùng từ ngày")
    reason = forms.CharField(label="Lý do", max_length=300)
