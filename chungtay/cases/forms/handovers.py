"""What the pages of hand-overs ask."""

from __future__ import annotations

from django import forms

from chungtay.cases.services.handovers import MOST
from chungtay.cases.states_handovers import WHY
from chungtay.children.forms.fields import CommuneField
from chungtay.children.forms.inputs import ActForm


def _words(label: str, *, required: bool, rows: int = 3, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=MOST, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text,
        error_messages={"required": f"Hãy ghi {label[0].lower()}{label[1:]}."},
    )  # fmt: skip


class OfferForm(ActForm):
    to_unit = CommuneField(label="Xã nhận bàn giao")
    why = forms.ChoiceField(
        label="Vì sao bàn giao", widget=forms.RadioSelect, choices=list(WHY.items()),
        error_messages={"required": "Hãy chọn vì sao bàn giao."},
    )  # fmt: skip
    reason = _words("Lý do cụ thể", required=True)
    must_know = _words(
        "Điều xã nhận phải biết ngay", required=False,
        help_text="Ví dụ: trẻ đang ở đâu, ai có thể gây hại, thuốc phải uống, ngày hẹn. Nội dung được giữ kín.",
    )  # fmt: skip


class AnswerForm(ActForm):
    reason = _words("Lý do", required=False, rows=2)
