"""Forms of the administration screens. They only check what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils import timezone

from chungtay.accounts.forms.own import date_field
from chungtay.accounts.kinds import AGENCY_KINDS
from chungtay.accounts.models import Agency
from chungtay.accounts.queries.agencies import search_agencies
from chungtay.accounts.roles import ROLES
from chungtay.accounts.services import NewPost, PersonData
from chungtay.territory.models import Unit

_PHONE = r"^[0-9 +.()-]{8,20}$"
_USERNAME = r"^[a-z0-9][a-z0-9._-]{2,29}$"


class PersonForm(forms.Form):
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    username = forms.RegexField(
        _USERNAME,
        label="Tên đăng nhập",
        help_text="Chữ thường không dấu, ví dụ baonq. Để dấu chấm hoặc chữ số nếu trùng tên.",
        error_messages={"invalid": "Gồm 3–30 chữ thường không dấu, chữ số, dấu chấm hoặc gạch."},
    )
    phone = forms.RegexField(
        _PHONE, label="Điện thoại", required=False, error_messages={"invalid": "Số điện thoại gồm 8 đến 20 chữ số."}
    )
    email = forms.EmailField(label="Thư điện tử", required=False)

    def person(self) -> PersonData:
        names = ("username", "full_name", "phone", "email")
        return PersonData(**{name: self.cleaned_data[name] for name in names})


class PostForm(forms.Form):
    """A post: the agency is typed; when several fit, they are offered and the form is sent once more."""

    agency_text = forms.CharField(
        label="Cơ quan", max_length=200, help_text="Gõ vài chữ của tên, không cần dấu. Ví dụ: ubnd muong phang."
    )
    agency = forms.ChoiceField(label="Chọn cơ quan", required=False, widget=forms.RadioSelect)
    role = forms.ChoiceField(label="Vai trò")
    title = forms.CharField(label="Chức danh", max_length=120, help_text="Ví dụ: Công chức văn hóa - xã hội.")
    first_day = date_field("Từ ngày")
    last_day = date_field("Đến hết ngày", required=False, help_text="Để trống nếu chưa định.")

    def __init__(self, *args: Any, within: Unit, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = within
        cast(forms.ChoiceField, self.fields["role"]).choices = [(code, ROLES[code].name) for code in roles]
        self.fields["first_day"].initial = timezone.localdate
        self.found: list[Agency] = []
        if self.is_bound:
            self._search()
        if len(self.found) < 2:
            self.fields["agency"].widget = forms.HiddenInput()

    def _search(self) -> None:
        text = str(self.data.get(self.add_prefix("agency_text"), ""))[:200]
        self.found = search_agencies(text, timezone.localdate(), self.within, limit=12) if text.strip() else []
        labels = [(str(agency.pk), f"{agency.name} – {agency.unit}") for agency in self.found]
        cast(forms.ChoiceField, self.fields["agency"]).choices = [("", ""), *labels] if len(labels) < 2 else labels

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        chosen = cleaned.get("agency")
        picked = [agency for agency in self.found if str(agency.pk) == chosen]
        exact = [agency for agency in self.found if agency.name == cleaned.get("agency_text")]
        if not picked and len(exact) == 1:
            picked = exact
        if not picked and len(self.found) == 1:
            picked = self.found
        if picked:
            cleaned["agency"] = picked[0]
        elif cleaned.get("agency_text"):
            many = f"Có {len(self.found)} cơ quan khớp. Hãy chọn một cơ quan bên dưới." if self.found else ""
            self.add_error("agency_text", many or "Không thấy cơ quan nào như vậy trong tỉnh.")
        return cleaned

    def post(self) -> NewPost:
        agency = cast(Agency, self.cleaned_data["agency"])
        return NewPost(
            agency=agency,
            unit=cast(Unit, agency.unit),
            role=self.cleaned_data["role"],
            title=self.cleaned_data["title"],
            first_day=self.cleaned_data["first_day"],
            last_day=self.cleaned_data["last_day"],
        )


class AddPersonForm(PersonForm, PostForm):
    """A person is entered with his first post, so that he belongs somewhere from the start."""

    field_order = ["full_name", "username", "phone", "email", "agency_text", "agency", "role", "title"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=200)


class LastDayForm(forms.Form):
    last_day = date_field("Ngày cuối cùng giữ chức vụ")


class PeopleFilter(forms.Form):
    tim = forms.CharField(label="Tên, tên đăng nhập, điện thoại hoặc cơ quan", required=False, max_length=100)
    vai_tro = forms.ChoiceField(
        label="Vai trò",
        required=False,
        choices=[("", "Mọi vai trò"), *((code, role.name) for code, role in ROLES.items())],
    )
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("active", "Đang dùng"),
            ("disabled", "Ngừng sử dụng"),
            ("without_post", "Chưa có chức vụ"),
        ],
    )


class AgencyFilter(forms.Form):
    tim = forms.CharField(label="Tên cơ quan hoặc xã", required=False, max_length=100)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *AGENCY_KINDS.items()])
    ngay = date_field("Theo ngày", required=False)

    def day(self) -> dt.date:
        return (self.cleaned_data.get("ngay") if self.is_valid() else None) or timezone.localdate()


class AgencyForm(forms.Form):
    name = forms.CharField(
        label="Tên cơ quan", max_length=300, help_text="Ghi đầy đủ, ví dụ: Trường Tiểu học Mường Phăng."
    )
    kind = forms.ChoiceField(
        label="Loại", choices=[item for item in AGENCY_KINDS.items() if item[0] not in {"committee", "ministry"}]
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Thuộc địa bàn", empty_label="Chọn tỉnh hoặc xã")
    first_day = date_field("Hoạt động từ ngày")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField[Unit], self.fields["unit"]).queryset = units


class RenameForm(forms.Form):
    name = forms.CharField(label="Tên mới", max_length=300)
    first_day = date_field("Dùng từ ngày")


class EndAgencyForm(forms.Form):
    last_day = date_field("Ngày hoạt động cuối cùng")
    reason = forms.CharField(label="Lý do", max_length=300)


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Tệp .xlsx có các cột như tệp mẫu. Xem trước rồi mới lưu.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Chưa chọn tệp nào.", "empty": "Tệp trống. Hãy chọn tệp khác."},
    )


class AuditFilter(forms.Form):
    nguoi = forms.CharField(label="Người làm", required=False, max_length=100)
    viec = forms.CharField(label="Việc hoặc đối tượng", required=False, max_length=100)
    tu = date_field("Từ ngày", required=False)
    den = date_field("Đến hết ngày", required=False)
