"""Forms of territory: they only check what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.foundation.vietnamese import parse_date
from chungtay.territory.hamlets import KINDS, NAME_LENGTH


class DayField(forms.DateField):
    """A day, as the browser's calendar gives it or as people type it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str) and value.strip():
            day = parse_date(value)
            if day is None:
                raise forms.ValidationError("Ngày chưa đúng; hãy ghi như 30/06/2024.")
            return day
        return super().to_python(value)


class BrowseForm(forms.Form):
    """What to look for, and as of which day."""

    tim = forms.CharField(
        label="Tên đơn vị", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    ngay = DayField(label="Theo ngày", required=False)

    def day(self) -> dt.date:
        """The day asked about; today when none, or none that can be read, was given."""
        return (self.cleaned_data.get("ngay") if self.is_valid() else None) or timezone.localdate()


class HamletForm(forms.Form):
    name = forms.CharField(label="Tên", max_length=NAME_LENGTH, help_text="Ví dụ: Bản Phăng 1, Tổ dân phố 5.")
    kind = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Theo tên"), *((kind, kind.capitalize()) for kind in KINDS)]
    )
    on = DayField(label="Có từ ngày", help_text="Ngày quyết định thành lập có hiệu lực; không rõ thì để ngày hôm nay.")


class RenameForm(HamletForm):
    on = DayField(label="Tên mới dùng từ ngày")
    correction = forms.BooleanField(label="Chỉ sửa chỗ viết sai, tên thật không đổi", required=False)
    field_order = ["name", "kind", "correction", "on"]


class EndForm(forms.Form):
    on = DayField(label="Không còn từ ngày")
    reason = forms.CharField(
        label="Lý do", max_length=300, help_text="Ví dụ: sáp nhập vào Bản Phăng 2 theo nghị quyết của HĐND tỉnh."
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Tệp .xlsx hoặc .csv, có cột “Tên” và cột “Loại”. Xem trước rồi mới lưu.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Chưa chọn tệp nào.", "empty": "Tệp trống. Hãy chọn tệp khác."},
    )
