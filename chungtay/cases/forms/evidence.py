"""What a file of a case is sent with."""

from __future__ import annotations

from typing import Any

from django import forms

from chungtay.cases.services.evidence import KINDS
from chungtay.children.forms.inputs import ActForm, text
from chungtay.foundation.files import KINDS as KNOWN

ENDINGS = tuple(ending for kind in KINDS for ending in KNOWN[kind][1])


class EvidenceForm(ActForm):
    file = forms.FileField(
        label="Tệp", error_messages={"required": "Hãy chọn tệp."},
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )  # fmt: skip
    secrecy = forms.ChoiceField(label="Loại tài liệu", widget=forms.RadioSelect)
    note = text("Ghi chú", 300, help_text="Ai đưa, chụp hoặc ghi ở đâu, khi nào.")

    def __init__(self, *given: Any, classes: list[tuple[str, str]], usual: str, **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["secrecy"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = classes
        field.initial = usual


class RemovalForm(ActForm):
    why = forms.CharField(
        label="Lý do xóa", max_length=200, error_messages={"required": "Hãy ghi lý do xóa."},
        help_text="Lý do được giữ lại mãi: không nêu tên ai, không kể sự việc.",
    )  # fmt: skip
