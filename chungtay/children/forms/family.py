"""The family on one screen: the household, its grown-ups, its children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chungtay.children.forms.inputs import (
    SEXES,
    ActForm,
    BirthField,
    CodeField,
    DayField,
    NumberField,
    YesNoField,
    choices_of,
    note,
    text,
)
from chungtay.children.models import Adult, Household, Relation
from chungtay.children.services.family import ADULT, HOUSEHOLD
from chungtay.foundation.fields import set_choices
from chungtay.territory.models import Hamlet

MOST_ADULTS, MOST_CHILDREN = 12, 15


class HouseholdForm(ActForm):
    head_name = text("Chủ hộ", 120)
    code = text("Mã hộ", 30, help_text="Số trong sổ của xã, nếu có.")
    hamlet = forms.ChoiceField(label="Thôn, bản", required=False)
    address = text("Địa chỉ", 250)
    phone = text("Điện thoại", 20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    kind = CodeField("household_kinds", label="Diện hộ", required=False)
    kind_from = DayField(label="Diện hộ từ ngày", required=False)
    kind_decision = text("Quyết định công nhận", 200)
    temporary_house = YesNoField(label="Nhà tạm")
    clean_water = YesNoField(label="Nước hợp vệ sinh")
    clean_toilet = YesNoField(label="Nhà tiêu hợp vệ sinh")
    clean_fuel = YesNoField(label="Nhiên liệu sạch")
    note = note("Ghi chú")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, hamlets: Sequence[Hamlet] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.hamlets = {str(hamlet.pk): hamlet for hamlet in hamlets}
        set_choices(self, "hamlet", choices_of(hamlets))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind_changed = data.get("kind") and data.get("kind") != self.initial.get("kind", "")
        if kind_changed and not data.get("kind_from") and "kind_from" not in self.errors:
            self.add_error("kind_from", "Hãy ghi diện hộ này có từ ngày nào, theo quyết định.")
        return data

    def values(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in HOUSEHOLD}

    def chosen_hamlet(self) -> Hamlet | None:
        return self.hamlets.get(self.cleaned_data["hamlet"])

    @staticmethod
    def initial_of(household: Household) -> dict[str, Any]:
        found = {key: getattr(household, key) for key in HOUSEHOLD}
        return found | {"hamlet": str(household.hamlet_id or ""), "kind": household.kind, "version": household.version}


class AdultForm(forms.Form):
    """`relation`: what this grown-up is to the children of the household, when it is one and the same for all."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    full_name = text("Họ và tên", 120)
    relation = forms.ChoiceField(
        label="Là gì của các trẻ trong hộ",
        choices=[("", "– Chưa ghi, hoặc khác nhau –"), *Relation.choices],
        required=False,
    )
    raises = forms.BooleanField(label="Đang trực tiếp nuôi dưỡng", required=False)
    birth = BirthField(label="Ngày sinh hoặc năm sinh", required=False, help_text="")
    sex = forms.ChoiceField(label="Giới tính", choices=[("", "–"), *SEXES], required=False)
    personal_number = NumberField(help_text="")
    phone = text("Điện thoại", 20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    condition = CodeField("parent_conditions", label="Tình trạng", required=False)
    condition_since = DayField(label="Tình trạng từ ngày", required=False)
    away_since = DayField(label="Đi làm ăn xa từ ngày", required=False)
    away_where = text("Đi làm ở đâu", 120)
    ethnicity = CodeField("ethnicities", label="Dân tộc", required=False)
    education = text("Trình độ học vấn", 60)
    occupation = text("Nghề nghiệp", 80)

    early = (
        "full_name",
        "relation",
        "raises",
        "birth",
        "sex",
        "phone",
        "condition",
        "condition_since",
        "away_since",
        "away_where",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("birth", "personal_number"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.early]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in {*self.early, "id", "version"}]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.has_changed() and not data.get("full_name") and any(data.get(key) for key in (*ADULT, "relation")):
            self.add_error("full_name", "Hãy ghi họ tên, hoặc xóa hết các ô của người này.")
        return data

    def values(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ADULT if key in self.cleaned_data}

    @staticmethod
    def initial_of(adult: Adult, relation: str, raises: bool) -> dict[str, Any]:
        found = {key: getattr(adult, key) for key in ADULT}
        return found | {"id": adult.pk, "version": adult.version, "relation": relation, "raises": raises}


class KidForm(forms.Form):
    """A child to be added to the household; the rest can be filled in later on its own page."""

    full_name = text("Họ và tên", 120)
    birth = BirthField(required=False, help_text="")
    sex = forms.ChoiceField(label="Giới tính", choices=[("", "–"), *SEXES], required=False)
    personal_number = NumberField(help_text="")
    birth_registered = YesNoField(label="Đã đăng ký khai sinh", words=("Rồi", "Chưa"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if any(data.get(key) for key in ("birth", "sex", "personal_number")) and not data.get("full_name"):
            self.add_error("full_name", "Hãy ghi họ tên trẻ. Chưa đặt tên thì ghi “Chưa đặt tên”.")
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {key: data[key] for key in ("full_name", "sex", "personal_number", "birth_registered")}
        return kept | {"birth_date": data["birth"]}


AdultFormSet = forms.formset_factory(AdultForm, extra=2, max_num=MOST_ADULTS, absolute_max=40)
KidFormSet = forms.formset_factory(KidForm, extra=3, max_num=MOST_CHILDREN, absolute_max=40)
