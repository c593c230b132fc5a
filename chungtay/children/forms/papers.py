"""What a print or an export is asked with: form, columns, purpose, and (for those who may) sensitive things with a reason."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django import forms

from chungtay.children.models import Child, PaperOrder
from chungtay.children.papers import limits
from chungtay.children.papers.columns import COLUMNS, MOST_ON_PAPER, USUAL
from chungtay.children.queries.papers import Choice
from chungtay.children.services.papers import Wish

PURPOSES = {
    "cap-nhat": "Rà soát, cập nhật sổ theo dõi trẻ em",
    "luu-giay": "Lưu sổ bản giấy tại xã, thôn, bản",
    "ho-tro": "Xét và thực hiện chính sách, hỗ trợ trẻ em",
    "bao-cao": "Lập báo cáo, thống kê",
    "phoi-hop": "Phối hợp với trường học, trạm y tế, công an xã",
    "kiem-tra": "Phục vụ thanh tra, kiểm tra, giám sát",
    "khac": "Việc khác (ghi rõ bên dưới)",
}
_OTHER = "khac"
_Form = PaperOrder.Form
FORMS = {
    PaperOrder.Kind.BOOK: (_Form.WORD, _Form.PRINT, _Form.EXCEL),
    PaperOrder.Kind.LIST: (_Form.WORD, _Form.PRINT, _Form.EXCEL, _Form.CSV),
    PaperOrder.Kind.SHEET: (_Form.WORD, _Form.PRINT),
}


class PaperForm(forms.Form):
    """`sensitive` fields are there only for posts that hold the mark."""

    act = forms.UUIDField(widget=forms.HiddenInput, required=False)
    form = forms.ChoiceField(label="Dạng", widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(
        label="Cột", widget=forms.CheckboxSelectMultiple, required=False,
        choices=[(one.code, one.words) for one in COLUMNS.values()],
        help_text=f"Giấy A4 vừa {MOST_ON_PAPER} cột. Chỉ chọn những cột mà mục đích cần đến.",
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="Mục đích", choices=[("", "– Chọn mục đích –"), *PURPOSES.items()], error_messages={"required": "Hãy chọn mục đích."},
        help_text="Mục đích được in ở chân mỗi trang và ghi vào nhật ký.",
    )  # fmt: skip
    own_words = forms.CharField(label="Ghi rõ mục đích", max_length=200, required=False)
    sensitive = forms.BooleanField(
        label="Có cả hoàn cảnh thuộc nhóm thông tin nhạy cảm (HIV, xâm hại, vi phạm pháp luật…)", required=False,
        help_text="Mặc định bản in không nhắc đến những thông tin này. Chọn thì phải ghi lý do và nhập lại mật khẩu.",
    )  # fmt: skip
    sensitive_reason = forms.CharField(label="Vì sao cần thông tin nhạy cảm", max_length=300, required=False)

    def __init__(self, *given: Any, kind: str, sensitive: bool, **options: Any) -> None:
        options.setdefault("initial", {})
        options["initial"] = {
            "act": uuid.uuid4(),
            "form": FORMS[PaperOrder.Kind(kind)][0],
            "columns": USUAL,
            **options["initial"],
        }
        super().__init__(*given, **options)
        self.kind = kind
        shape = self.fields["form"]
        assert isinstance(shape, forms.ChoiceField)
        shape.choices = [(form.value, str(form.label)) for form in FORMS[PaperOrder.Kind(kind)]]
        if kind != PaperOrder.Kind.LIST:
            del self.fields["columns"]
        if not sensitive:
            del self.fields["sensitive"], self.fields["sensitive_reason"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        words = " ".join(str(given.get("own_words") or "").split())
        if given.get("purpose") == _OTHER and len(words) < limits.SHORTEST_REASON:
            self.add_error("own_words", "Hãy ghi rõ việc cần dùng đến, ít nhất 10 chữ cái.")
        reason = str(given.get("sensitive_reason") or "").strip()
        if given.get("sensitive") and len(reason) < limits.SHORTEST_REASON:
            self.add_error("sensitive_reason", "Hãy ghi rõ lý do, ít nhất 10 chữ cái.")
        return given

    @property
    def wants_sealed(self) -> bool:
        return bool(self.cleaned_data.get("sensitive"))

    @property
    def purpose_words(self) -> str:
        given = self.cleaned_data
        words = " ".join(given.get("own_words", "").split())
        if given["purpose"] == _OTHER:
            return words
        return f"{PURPOSES[given['purpose']]}: {words}" if words else PURPOSES[given["purpose"]]

    def wish(self, choice: Choice, child: Child | None = None) -> Wish:
        given = self.cleaned_data
        sensitive = self.wants_sealed
        return Wish(
            kind=self.kind, form=given["form"], choice=replace(choice, sensitive=sensitive), purpose=self.purpose_words,
            sensitive_reason=given.get("sensitive_reason", "").strip() if sensitive else "",
            columns=tuple(given.get("columns") or ()), child=child,
        )  # fmt: skip
