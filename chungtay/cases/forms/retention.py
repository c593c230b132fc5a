"""Periods of keeping and what is done with one case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from chungtay.cases.forms.access import ReasonForm
from chungtay.cases.models import RetentionRule
from chungtay.children.forms.inputs import ActForm


class RuleForm(ActForm):
    name = forms.CharField(label="Loại hồ sơ", max_length=160, error_messages={"required": "Hãy ghi loại hồ sơ."})
    years = forms.IntegerField(
        label="Số năm lưu", min_value=1, max_value=100, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Tính từ ngày vụ việc kết thúc.",
        error_messages={
            "required": "Hãy ghi số năm lưu.", "invalid": "Hãy ghi một số nguyên.",
            "min_value": "Số năm lưu từ 1 đến 100.", "max_value": "Số năm lưu từ 1 đến 100.",
        },
    )  # fmt: skip
    basis = forms.CharField(
        label="Văn bản quy định", max_length=200, help_text="Số, ngày, cơ quan ban hành.",
        error_messages={"required": "Hãy ghi văn bản quy định."},
    )  # fmt: skip


class PeriodForm(ActForm):
    rule = forms.ModelChoiceField(
        RetentionRule.objects.none(), label="Thời hạn lưu", empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn thời hạn lưu.", "invalid_choice": "Thời hạn này không còn áp dụng."},
    )  # fmt: skip

    def __init__(self, *given: Any, rules: QuerySet[RetentionRule], **options: Any) -> None:
        super().__init__(*given, **options)
        field: Any = self.fields["rule"]
        field.queryset = rules
        field.label_from_instance = lambda rule: f"{rule.name}: {rule.years} năm ({rule.basis})"


class SureForm(ActForm):
    """The last step: a box that says what will happen."""

    agreed = forms.BooleanField(
        label="Tôi hiểu: nội dung mất vĩnh viễn, không ai lấy lại được",
        error_messages={"required": "Hãy đánh dấu nếu anh/chị đồng ý hủy."},
    )


__all__ = ["PeriodForm", "ReasonForm", "RuleForm", "SureForm"]
