"""Forms of moves and reforms."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from chungtay.children.forms.fields import CommuneField
from chungtay.children.models import Child
from chungtay.children.services.reforms import OldUnit
from chungtay.foundation.fields import DayField, set_choices, set_queryset
from chungtay.territory.models import Hamlet, Unit


class ReleaseForm(forms.Form):
    """The old commune: who goes, where to, since when. `act` makes a second click find the first."""

    act = forms.UUIDField(widget=forms.HiddenInput)
    who = forms.MultipleChoiceField(
        label="Trẻ chuyển đi",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một trẻ."},
    )
    whole_family = forms.BooleanField(label="Cả hộ cùng chuyển (mang theo thông tin hộ và người lớn)", required=False)
    to_unit = CommuneField(label="Chuyển đến xã")
    on = DayField(label="Ngày chuyển đi")
    reason = forms.CharField(label="Lý do", max_length=300, required=False)

    def __init__(self, *args: Any, family: list[Child], **options: Any) -> None:
        options.setdefault("initial", {"act": uuid.uuid4(), "who": [str(family[0].pk)], "on": timezone.localdate()})
        super().__init__(*args, **options)
        set_choices(self, "who", [(str(child.pk), child.full_name) for child in family])


class AskForm(forms.Form):
    """The new commune: the child that has come. Exact number, or exact name and birth."""

    personal_number = forms.CharField(label="Số định danh cá nhân", max_length=12, required=False)
    full_name = forms.CharField(label="Họ và tên trẻ", max_length=120, required=False)
    birth_date = DayField(label="Ngày sinh", required=False)
    from_unit = CommuneField(label="Xã nơi đi")
    on = DayField(label="Ngày chuyển đến")
    reason = forms.CharField(label="Ghi chú", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("personal_number") and not (data.get("full_name") and data.get("birth_date")):
            raise forms.ValidationError("Hãy ghi số định danh, hoặc cả họ tên và ngày sinh của trẻ.")
        return data


class AcceptForm(forms.Form):
    hamlet = forms.ModelChoiceField(
        label="Thôn, bản nơi trẻ ở", queryset=Hamlet.objects.none(), required=False, empty_label="Chưa rõ, ghi sau"
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        set_queryset(self, "hamlet", Hamlet.objects.filter(unit=unit, valid_to=None))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False)


class RehearseForm(forms.Form):
    """For each hamlet of a split commune: the new commune it went to."""

    def __init__(self, *args: Any, old_units: list[OldUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups: list[tuple[OldUnit, list[str]]] = []
        names = Hamlet.objects.in_bulk([key for old in old_units if old.split for key in old.by_hamlet if key])
        for old in old_units:
            if not old.split:
                continue
            choices = [("", "Chưa rõ, để chờ"), *((str(unit.pk), unit.name) for unit in old.successors)]
            keys = sorted((key for key in old.by_hamlet if key), key=lambda key: names[key].order_key)
            for key in keys:
                words = f"{names[key].name} ({old.by_hamlet[key]} trẻ)"
                self.fields[f"hamlet-{key}"] = forms.ChoiceField(label=words, choices=choices, required=False)
            self.groups.append((old, [f"hamlet-{key}" for key in keys]))

    def targets(self) -> dict[int, int]:
        return {
            int(name.removeprefix("hamlet-")): int(unit) for name, unit in self.cleaned_data.items() if unit
        }  # fmt: skip

    def sections(self) -> list[tuple[OldUnit, list[Any]]]:
        return [(old, [self[name] for name in names]) for old, names in self.groups]


class PlaceForm(forms.Form):
    unit = forms.ChoiceField(label="Đưa các trẻ đã chọn về")

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "unit", [(str(unit.pk), unit.name) for unit in units])
