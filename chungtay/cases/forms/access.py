"""What an access to one case is asked for and given with."""

from __future__ import annotations

from typing import Any

from django import forms

from chungtay.accounts.models import Post
from chungtay.cases.models import Secrecy
from chungtay.cases.services.access import HOURS
from chungtay.children.forms.inputs import ActForm, DayField

_REASON = "Lý do được giữ lại và cho xã biết: không nêu tên ai, không kể sự việc."


class ReasonForm(ActForm):
    reason = forms.CharField(
        label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_REASON,
        error_messages={"required": "Hãy ghi lý do."},
    )  # fmt: skip


class AskForm(ReasonForm):
    field_order = ("code", "reason")
    code = forms.CharField(
        label="Mã vụ việc", max_length=40, help_text="Ví dụ VV-2026-000045.",
        error_messages={"required": "Hãy ghi mã vụ việc."}, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class _WithClasses(ActForm):
    """`classes` is there only where the giver has a stricter class to give."""

    classes = forms.MultipleChoiceField(
        label="Mở cả thông tin", required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def offer(self, classes: list[str], usual: str) -> None:
        field = self.fields["classes"]
        assert isinstance(field, forms.MultipleChoiceField)
        if not classes:
            del self.fields["classes"]
            return
        field.choices = [(code, str(Secrecy(code).label)) for code in classes]
        field.initial = [usual] if usual in classes else []

    @property
    def chosen(self) -> list[str]:
        return list(self.cleaned_data.get("classes", []))


class GrantForm(_WithClasses):
    field_order = ("hours", "classes")
    hours = forms.TypedChoiceField(
        label="Mở trong", coerce=int, choices=[(hour, f"{hour} giờ") for hour in HOURS], initial=2
    )


class NameForm(_WithClasses, ReasonForm):
    field_order = ("post", "until", "reason", "classes")
    post = forms.ModelChoiceField(
        Post.objects.none(), label="Người được chỉ định", widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "Hãy chọn một người.", "invalid_choice": "Hãy tìm lại rồi chọn một người."},
    )  # fmt: skip
    until = DayField(label="Được xem đến hết ngày")

    def offer_people(self, people: list[Post]) -> None:
        field: Any = self.fields["post"]
        field.queryset = Post.objects.filter(pk__in=[post.pk for post in people]).select_related("user", "agency")
        field.label_from_instance = lambda post: f"{post.user}, {post.agency.name}"
