"""What a citizen is asked: two answers are needed."""

from __future__ import annotations

from typing import Any

from django import forms

from chungtay.cases import intake
from chungtay.cases.forms.concerns import SEXES, CommuneForm
from chungtay.children.forms.inputs import note, text

_DANGER = [("yes", "Có"), ("no", "Không"), ("unknown", "Tôi không rõ")]


class PublicForm(CommuneForm):
    """`website` is a trap for machines that fill in everything; a person who filled it in is told so."""

    event = forms.CharField(
        label="Chuyện gì đang xảy ra với trẻ", max_length=4_000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Hãy kể chuyện gì đang xảy ra, dù chỉ một câu."},
    )  # fmt: skip
    danger_now = forms.ChoiceField(
        label="Trẻ có đang gặp nguy hiểm không", choices=_DANGER, widget=forms.RadioSelect, required=False
    )
    place = note("Chỗ nào (thôn, bản, số nhà, gần đâu)", intake.PLACE_MOST, 2)
    child_name = text("Tên trẻ", intake.SHORT_MOST)
    child_age = forms.IntegerField(label="Khoảng mấy tuổi", required=False, min_value=0, max_value=30)
    child_sex = forms.ChoiceField(label="Bé trai hay bé gái", choices=SEXES, required=False)
    name = text("Tên của ông/bà", intake.SHORT_MOST)
    phone = text("Số điện thoại", 40)
    website = forms.CharField(
        label="Ô này để trống", required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["commune"].label = "Ở xã, phường nào"
        self.fields["commune"].help_text = "Ghi tên xã, phường và tỉnh. Không cần dấu."

    def clean_website(self) -> str:
        if self.cleaned_data.get("website"):
            raise forms.ValidationError("Ô này phải để trống. Hãy xóa chữ trong ô rồi gửi lại.")
        return ""

    def danger(self) -> bool | None:
        return intake.danger_of(self.cleaned_data["danger_now"])

    def details(self) -> dict[str, str]:
        return {
            key: str(value)
            for key in ("place", "child_name", "child_age", "child_sex")
            if (value := self.cleaned_data.get(key)) not in (None, "")
        }

    def informant(self) -> dict[str, str]:
        return {"name": self.cleaned_data["name"], "phone": self.cleaned_data["phone"]}


class FollowForm(forms.Form):
    number = forms.CharField(
        label="Số tin báo", max_length=24, help_text="Ví dụ: TB-2026-000123", error_messages={"required": "Hãy ghi số."}
    )
    secret = forms.CharField(label="Mã đi kèm", max_length=16, error_messages={"required": "Hãy ghi mã."})
