"""Forms of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms

from chungtay.accounts.models import Post, User
from chungtay.accounts.services.delegation import NewDelegation
from chungtay.foundation.fields import set_queryset


def date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class OwnForm(forms.Form):
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    phone = forms.RegexField(
        r"^[0-9 +.()-]{8,20}$",
        label="Điện thoại",
        required=False,
        error_messages={"invalid": "Số điện thoại gồm 8 đến 20 chữ số."},
    )
    email = forms.EmailField(label="Thư điện tử", required=False, help_text="Để nhận nhắc việc. Không bắt buộc.")


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.username})"


class DelegationForm(forms.Form):
    to_user = PersonChoice(User.objects.none(), label="Người được ủy quyền", empty_label="Chọn người")
    first_day = date_field("Từ ngày")
    last_day = date_field("Đến hết ngày")
    reason = forms.CharField(label="Lý do", max_length=300, help_text="Ví dụ: đi công tác, nghỉ phép.")
    document_number = forms.CharField(label="Số giấy ủy quyền", max_length=60, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "to_user", people)

    def delegation(self) -> NewDelegation:
        return NewDelegation(**self.cleaned_data)


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user}: {obj}"


class DelegationForForm(DelegationForm):
    """The administrator writes down somebody else's delegation."""

    field_order = ["post", "to_user"]
    post = PostChoice(Post.objects.none(), label="Chức vụ được ủy quyền", empty_label="Chọn chức vụ")

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "post", posts)

    def delegation(self) -> NewDelegation:
        return NewDelegation(**{name: value for name, value in self.cleaned_data.items() if name != "post"})
