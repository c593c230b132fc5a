"""Forms of the register of carers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from chungtay.care.conditions import items_of
from chungtay.care.models import Carer
from chungtay.care.services.carers import About, Body
from chungtay.children.forms.fields import CommuneField
from chungtay.children.forms.inputs import (
    SEXES,
    ActForm,
    BirthField,
    CodeField,
    DayField,
    TickField,
    YesNoField,
    note,
    text,
)

KINDS = [("non_relative", "Cá nhân, gia đình không thân thích với trẻ"), ("facility", "Cơ sở trợ giúp xã hội")]
_ANY = ("", "Nam hoặc nữ")
_AGE = {"inputmode": "numeric"}


def _age(label: str) -> forms.IntegerField:
    messages = {"invalid": "Hãy ghi số tuổi.", "max_value": "Trẻ em dưới 16 tuổi.", "min_value": "Số tuổi từ 0 đến 15."}
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=15,
        required=False,
        error_messages=messages,
        widget=forms.NumberInput(attrs=_AGE),
    )


class CarerForm(ActForm):
    """Who offers to care, as in the application (Mẫu 08). `relative`: the notice of a relative of one child."""

    name = text("Họ và tên", 120, required=True)
    birth = BirthField(required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[("", "– Chưa ghi –"), *SEXES], required=False)
    id_number = text("Số căn cước hoặc hộ chiếu", 20)
    phone = text("Điện thoại", 20)
    address = text("Nơi cư trú", 200)
    job = text("Nghề nghiệp, thu nhập", 200)
    family = note("Hoàn cảnh gia đình, sự đồng thuận của các thành viên")
    wish = note("Nguyện vọng về trẻ")
    wished_age_from = _age("Mong nhận trẻ từ (tuổi)")
    wished_age_to = _age("đến (tuổi)")
    wished_sex = forms.ChoiceField(label="Giới tính của trẻ", choices=[_ANY, *SEXES], required=False)
    wished_number = forms.IntegerField(label="Số trẻ có thể nhận", min_value=1, max_value=9, initial=1, required=False)
    takes_siblings = TickField(label="Nhận cả anh chị em")
    takes_needing_care = TickField(label="Nhận trẻ khuyết tật, trẻ cần chăm sóc y tế")
    registered_on = DayField(label="Ngày đăng ký")
    health_on = DayField(
        label="Ngày của giấy khám sức khỏe", required=False, help_text="Không quá 6 tháng tính đến ngày đăng ký."
    )
    foreigner = TickField(label="Là người nước ngoài cư trú tại Việt Nam")
    stays_since = DayField(label="Cư trú tại Việt Nam từ ngày", required=False)
    stays_until = DayField(label="Được cư trú đến ngày", required=False)
    judicial_record = YesNoField(label="Lý lịch tư pháp", words=("Đã có", "Chưa có"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, relative: bool = False, facility: bool = False, own: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kind = "relative" if relative else "facility" if facility else "non_relative"
        self.fields["registered_on"].initial = timezone.localdate()
        if relative:
            self.fields["relation"] = CodeField("carer_relations", label="Quan hệ với trẻ")
            self.fields["unit"] = CommuneField(label="Xã nơi người thân thích cư trú", initial=own)
        if facility:
            self.fields["name"].label = "Tên cơ sở"
            for name in set(self.fields) - {"act", "sure", "name", "phone", "address", "registered_on", "version"}:
                del self.fields[name]

    def about(self) -> About:
        data = {name: value for name, value in self.cleaned_data.items() if name in About.__dataclass_fields__}
        data["wished_number"] = data.get("wished_number") or 1
        return About(kind=self.kind, vietnamese=not self.cleaned_data.get("foreigner"), **data)

    def body(self) -> Body:
        return Body(**{name: value for name, value in self.cleaned_data.items() if name in Body.__dataclass_fields__})


def initial_of(carer: Carer, body: dict[str, Any]) -> dict[str, Any]:
    """What is saved, as the form shows it."""
    clear = {name: getattr(carer, name) for name in About.__dataclass_fields__ if name not in {"kind", "vietnamese"}}
    return {**clear, **body, "foreigner": not carer.vietnamese, "version": carer.version, "unit": carer.unit.name}


class VerifyForm(ActForm):
    """Mẫu 11: every condition is answered, met or not."""

    on = DayField(label="Ngày xác minh")
    fit = note("Mức độ phù hợp với trẻ em")
    counselled = TickField(label="Đã được tư vấn về chăm sóc thay thế")

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate()
        self.items = [item.code for item in items_of(kind)]
        for item in items_of(kind):
            self.fields[item.code] = YesNoField(label=item.words, words=("Đạt", "Không đạt"))

    def ticked(self) -> dict[str, bool | None]:
        return {code: self.cleaned_data[code] for code in self.items}

    def conditions(self) -> list[Any]:
        return [self[code] for code in self.items]


class WordsForm(ActForm):
    words = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), required=False)
