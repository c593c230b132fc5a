"""Forms of reports: they read numbers and dates as offices write them, and validate nothing the services decide."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from chungtay.directives.models import Report, ReportFigure
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.services.reports import FigureChange, FigureEdit, SectionEdit, Signature
from chungtay.foundation.vietnamese import number

_NUMBER = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?|-?\d+\.\d{1,2}")


class NumberField(forms.CharField):
    """A number as people type it: 1.234,5 or 1234,5; a point before one or two last digits is taken for a comma."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "24"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = "" if value is None else re.sub(r"[\s\u00a0]", "", str(value))
        if not text:
            return None
        if len(text) > 24 or not _NUMBER.fullmatch(text):
            raise ValidationError(f"“{text[:24]}” không phải là số. Hãy ghi như 1.234 hoặc 12,5.")
        plain = text if re.fullmatch(r"-?\d+\.\d{1,2}", text) else text.replace(".", "").replace(",", ".")
        found = Decimal(plain)
        if found < 0:
            raise ValidationError("Số này không thể âm.")
        if found >= Decimal(10) ** 15:
            raise ValidationError("Số quá lớn. Hãy kiểm tra lại số chữ số.")
        return found.quantize(Decimal("0.01"))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return number(int(value) if value == value.to_integral_value() else value.normalize())
        return value


class ReportForm(forms.Form):
    """Every section and every number of one report, on one page with one button."""

    def __init__(self, report: Report, data: Any = None) -> None:
        super().__init__(data)
        self.report = report
        self.section_ids: list[int] = []
        self.figure_ids: list[int] = []
        self.live_ids: list[int] = []  # computed numbers that this person may change by hand
        for section in report.sections.all():
            self.section_ids.append(section.pk)
            area = forms.Textarea(
                attrs={"rows": max(6, min(24, len(section.text) // 70 + section.text.count("\n") + 3))}
            )
            self.fields[f"text-{section.pk}"] = forms.CharField(
                label=section.title, required=False, widget=area, initial=section.text, strip=False, max_length=200_000
            )
            self.fields[f"version-{section.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=section.version)
        eyes = statistics.reads_sealed()
        for figure in report.figures.all():
            if figure.source == ReportFigure.Source.ASKED:
                self._ask(figure)
            elif eyes or not statistics.is_sealed(figure.key, report.duty.period_to):
                self._offer_change(figure)

    def _ask(self, figure: ReportFigure) -> None:
        self.figure_ids.append(figure.pk)
        label = f"{figure.label} ({figure.unit})" if figure.unit else figure.label
        self.fields[f"figure-{figure.pk}"] = NumberField(label=label, required=False, initial=figure.value)
        self.fields[f"note-{figure.pk}"] = forms.CharField(
            label=f"Ghi chú cho “{figure.label}”", required=False, max_length=300, initial=figure.note
        )

    def _offer_change(self, figure: ReportFigure) -> None:
        self.live_ids.append(figure.pk)
        self.fields[f"changed-{figure.pk}"] = NumberField(
            label=f"Số báo cáo của “{figure.label}”",
            required=False,
            initial=figure.changed_to,
            help_text="Để trống là dùng số hệ thống tính.",
        )
        self.fields[f"why-{figure.pk}"] = forms.CharField(
            label=f"Lý do sửa số “{figure.label}”",
            required=False,
            max_length=300,
            initial=figure.changed_why,
            help_text="Lý do in kèm số trong báo cáo.",
        )

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        for pk in self.live_ids:
            if held.get(f"changed-{pk}") is not None and not (held.get(f"why-{pk}") or "").strip():
                self.add_error(f"why-{pk}", "Hãy ghi lý do sửa số này, hoặc xóa số để dùng số hệ thống tính.")
        return held

    def section_edits(self) -> list[SectionEdit]:
        held = self.cleaned_data
        return [SectionEdit(pk, held[f"version-{pk}"], held[f"text-{pk}"]) for pk in self.section_ids]

    def figure_edits(self) -> list[FigureEdit]:
        held = self.cleaned_data
        return [FigureEdit(pk, held[f"figure-{pk}"], held[f"note-{pk}"].strip()) for pk in self.figure_ids]

    def figure_changes(self) -> list[FigureChange]:
        """Of the numbers that the page sent: one that is not there at all stays as it is."""
        held = self.cleaned_data
        sent = [pk for pk in self.live_ids if f"changed-{pk}" in self.data]
        return [FigureChange(pk, held[f"changed-{pk}"], held[f"why-{pk}"]) for pk in sent]


class SignatureForm(forms.Form):
    number = forms.CharField(
        label="Số, ký hiệu", max_length=60, required=False, help_text="Để trống nếu văn thư chưa cấp số."
    )
    place = forms.CharField(label="Địa danh", max_length=100, help_text="Ghi trước ngày tháng, ví dụ: Mường Phăng.")
    signer_name = forms.CharField(label="Họ và tên người ký", max_length=120)
    signer_title = forms.CharField(label="Chức vụ người ký", max_length=120, help_text="Ví dụ: Chủ tịch, Phó Chủ tịch.")
    recipients = forms.CharField(
        label="Nơi nhận",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="Mỗi nơi một dòng.",
    )
    seen = forms.BooleanField(label="Tôi đã xem các điểm trên và vẫn gửi", required=False)

    def __init__(self, *args: Any, problems: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if problems:
            self.fields["seen"].required = True
            self.fields["seen"].error_messages = {"required": "Hãy xem các điểm cần lưu ý rồi đánh dấu vào ô này."}
        else:
            del self.fields["seen"]

    def signature(self) -> Signature:
        held = self.cleaned_data
        return Signature(held["number"], held["place"], held["signer_name"], held["signer_title"], held["recipients"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DateField(forms.DateField):
    """dd/mm/yyyy, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"],
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"invalid": "Ngày này không có. Hãy ghi như 25/05/2026."},
            **kwargs,
        )


class DutyForm(forms.Form):
    due_on = DateField(label="Hạn gửi")
    guidance = forms.CharField(
        label="Hướng dẫn cho đơn vị",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Đơn vị thấy phần này trên đầu trang soạn báo cáo.",
    )
    reason = forms.CharField(
        label="Lý do đổi", max_length=500, help_text="Ví dụ: cần 5 ngày để tổng hợp trước khi gửi Bộ."
    )


class FromDocumentForm(forms.Form):
    title = forms.CharField(label="Tên báo cáo", max_length=300)
    due_on = DateField(label="Hạn gửi")
    period_from = DateField(label="Số liệu từ ngày")
    period_to = DateField(label="Số liệu đến ngày")
    guidance = forms.CharField(
        label="Hướng dẫn cho đơn vị", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
