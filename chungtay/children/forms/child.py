"""Forms about one child: adding, editing, newborns, ending. They only validate; services decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from chungtay.children.columns import TEXTS
from chungtay.children.forms.inputs import (
    SEXES,
    ActForm,
    BirthField,
    CodeField,
    DayField,
    NumberField,
    TickField,
    YesNoField,
    choices_of,
    note,
    text,
)
from chungtay.children.models import Child
from chungtay.foundation.fields import set_choices
from chungtay.territory.models import Hamlet

PARENTS = ("father_name", "mother_name", "carer_name")
FIELD_WORDS = {
    "full_name": "Họ và tên", "other_name": "Tên gọi ở nhà", "birth": "Ngày sinh", "birth_date": "Ngày sinh", "sex": "Giới tính",
    "ethnicity": "Dân tộc", "religion": "Tôn giáo", "nationality": "Quốc tịch", "personal_number": "Số định danh cá nhân",
    "national_code": "Mã trẻ em (phần mềm quốc gia)", "birth_registered": "Đăng ký khai sinh",
    "birth_registered_on": "Ngày đăng ký khai sinh", "birth_certificate": "Số giấy khai sinh", "hamlet": "Thôn, bản",
    "residence_kind": "Cư trú", "registered_at": "Nơi thường trú nếu khác", "lives_with": "Hiện sống với",
    "father_name": "Họ tên cha", "mother_name": "Họ tên mẹ", "carer_name": "Người nuôi dưỡng", "phone": "Điện thoại gia đình",
    "note": "Ghi chú", "birth_about": "Ngày sinh ước chừng", "last_seen_on": "Lần gặp gần nhất",
}  # fmt: skip


class ChildForm(ActForm):
    """All that is written down of a child itself. `followed`: parents recorded as people, whose names follow by themselves."""

    full_name = text(
        "Họ và tên", 120, required=True, help_text="Như giấy khai sinh. Chưa có tên thì ghi “Chưa đặt tên”."
    )
    birth = BirthField(required=False)
    birth_about = TickField(label="Ngày sinh chỉ là ước chừng")
    sex = forms.ChoiceField(label="Giới tính", choices=SEXES, required=False, widget=forms.RadioSelect)
    hamlet = forms.ChoiceField(label="Thôn, bản", required=False)
    mother_name = text("Họ tên mẹ", 120)
    father_name = text("Họ tên cha", 120)
    carer_name = text("Người nuôi dưỡng, nếu không phải cha mẹ", 120)
    phone = text("Điện thoại gia đình", 20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    ethnicity = CodeField("ethnicities", label="Dân tộc", required=False)
    personal_number = NumberField()
    birth_registered = YesNoField(label="Đã đăng ký khai sinh", words=("Đã đăng ký", "Chưa đăng ký"))
    birth_registered_on = DayField(label="Ngày đăng ký khai sinh", required=False)
    birth_certificate = text("Số giấy khai sinh", 40)
    other_name = text("Tên gọi ở nhà", 120)
    lives_with = CodeField("lives_with", label="Hiện sống với", required=False)
    residence_kind = CodeField("residence_kinds", label="Cư trú", required=False)
    registered_at = text("Nơi thường trú, nếu khác nơi ở", 200)
    religion = CodeField("religions", label="Tôn giáo", required=False)
    national_code = text("Mã trẻ em trong phần mềm quốc gia", 30)
    note = note("Ghi chú")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    first = ("full_name", "birth", "birth_about", "sex", "hamlet", *PARENTS[1::-1], "carer_name", "phone")

    def __init__(
        self, *args: Any, hamlets: Sequence[Hamlet] = (), followed: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.hamlets = {str(hamlet.pk): hamlet for hamlet in hamlets}
        set_choices(self, "hamlet", choices_of(hamlets))
        for name in followed:
            del self.fields[name]

    @property
    def early(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first if name in self.fields]

    @property
    def rest(self) -> list[forms.BoundField]:
        left_out = {*self.first, "act", "sure", "version"}
        return [self[name] for name in self.fields if name not in left_out]

    def values(self) -> dict[str, Any]:
        """The dict of meaning."""
        data = self.cleaned_data
        found = {key: data[key] for key in TEXTS if key in data}
        found |= {key: data[key] for key in ("birth_registered", "birth_registered_on", "birth_about") if key in data}
        return found | {"birth_date": data["birth"]}

    def chosen_hamlet(self) -> Hamlet | None:
        return self.hamlets.get(self.cleaned_data["hamlet"])

    @staticmethod
    def initial_of(child: Child) -> dict[str, Any]:
        found = {key: getattr(child, key) for key in TEXTS if key != "nationality"}
        return found | {
            "birth": child.birth, "birth_about": child.birth_about, "birth_registered": child.birth_registered,
            "birth_registered_on": child.birth_registered_on, "hamlet": str(child.hamlet_id or ""), "version": child.version,
        }  # fmt: skip


class NewbornForm(ActForm):
    """One short form. The mother is looked up among the households of the commune; her family is filled in from there."""

    full_name = text("Họ và tên trẻ", 120, help_text="Để trống nếu chưa đặt tên.")
    birth = BirthField()
    sex = forms.ChoiceField(
        label="Giới tính", choices=SEXES, widget=forms.RadioSelect, error_messages={"required": "Hãy chọn nam hoặc nữ."}
    )
    mother_search = text("Mẹ của trẻ", 120, help_text="Ghi họ tên hoặc số điện thoại, có dấu hay không đều được.")
    family = forms.ChoiceField(label="Chọn đúng người, đúng hộ", required=False, widget=forms.RadioSelect)
    father_name = text("Họ tên cha", 120)
    hamlet = forms.ChoiceField(label="Thôn, bản", required=False, help_text="Để trống nếu ở cùng hộ đã chọn.")
    birth_registered = YesNoField(label="Đã đăng ký khai sinh", words=("Đã đăng ký", "Chưa đăng ký"))
    personal_number = NumberField()

    def __init__(
        self, *args: Any, hamlets: Sequence[Hamlet] = (), families: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.hamlets = {str(hamlet.pk): hamlet for hamlet in hamlets}
        set_choices(self, "hamlet", choices_of(hamlets))
        if families:
            none = ("none", "Không có trong danh sách này: chỉ ghi tên mẹ")
            set_choices(self, "family", [*families, none])
            self.fields["family"].required = True
            self.fields["family"].error_messages["required"] = "Hãy chọn mẹ của trẻ, hoặc “Không có trong danh sách”."
        else:
            del self.fields["family"]

    def values(self, mother_name: str) -> dict[str, Any]:
        data = self.cleaned_data
        found = {key: data[key] for key in ("sex", "father_name", "birth_registered", "personal_number")}
        return found | {"birth_date": data["birth"], "full_name": data["full_name"], "mother_name": mother_name}


class PasteForm(ActForm):
    """Several newborns from the list of registered births, copied out of a sheet."""

    rows = forms.CharField(
        label="Danh sách đăng ký khai sinh", max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="Chép các dòng từ bảng tính, có cả dòng tên cột (họ tên, ngày sinh, giới tính, họ tên mẹ…), rồi dán vào đây.",
        error_messages={"required": "Hãy dán danh sách vào đây."},
    )  # fmt: skip


class EndForm(ActForm):
    """The child died, left, or was written down by mistake."""

    status = forms.ChoiceField(
        label="Vì sao đóng hồ sơ",
        widget=forms.RadioSelect,
        choices=[("left", "Đã rời địa bàn, không rõ nơi đến"), ("died", "Đã mất"), ("void", "Hồ sơ ghi nhầm")],
        error_messages={"required": "Hãy chọn một lý do."},
    )
    on = DayField(label="Từ ngày")
    reason = text(
        "Căn cứ, lý do", 200, required=True, help_text="Ví dụ: gia đình báo ngày 20/11; trích lục khai tử số 05."
    )

    def clean_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["on"]
        return day


class ReasonForm(forms.Form):
    reason = text("Lý do", 200, required=True)
