"""What the pages of the emergency card and of support policies ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from chungtay.cases.card import KINDS
from chungtay.cases.models import Contact, Entitlement
from chungtay.children.forms.inputs import ActForm, DayField, text


class ContactForm(ActForm):
    kind = forms.ChoiceField(label="Loại nơi gọi", choices=list(KINDS.items()))
    name = text("Tên nơi gọi, người nghe máy", 160, required=True, help_text="Ví dụ: Trực ban Công an xã.")
    phone = text("Điện thoại", 40, required=True, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    note = text("Ghi chú", 200, help_text="Ví dụ: ngoài giờ gọi số di động; có xe cứu thương.")
    tried = forms.BooleanField(label="Hôm nay đã gọi thử, đúng nơi", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, contact: Contact | None = None, **options: Any) -> None:
        if contact is not None:
            names = ("kind", "name", "phone", "note", "version")
            options.setdefault("initial", {name: getattr(contact, name) for name in names})
        super().__init__(*args, **options)
        if contact is not None:
            del self.fields["tried"]


class GrantForm(ActForm):
    """The decision by which a policy was granted, or why it was not."""

    answer = forms.ChoiceField(
        label="Kết quả", widget=forms.RadioSelect, choices=[("yes", "Được hưởng"), ("no", "Không được hưởng")],
        error_messages={"required": "Hãy chọn kết quả."},
    )  # fmt: skip
    decision_number = text("Số quyết định", 60)
    decision_on = DayField(label="Ngày quyết định", required=False)
    amount = text("Mức hưởng (đồng)", 20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    starts_on = DayField(label="Hưởng từ ngày", required=False)
    ends_on = DayField(label="Đến ngày", required=False)
    reason = text("Lý do không được hưởng", 200, help_text="Không ghi tên trẻ, không kể sự việc.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entitlement: Entitlement | None = None, **options: Any) -> None:
        if entitlement is not None:
            names = ("decision_number", "decision_on", "amount", "starts_on", "ends_on", "reason", "version")
            known = {name: getattr(entitlement, name) for name in names}
            known["answer"] = "" if entitlement.granted is None else "yes" if entitlement.granted else "no"
            options.setdefault("initial", known)
        super().__init__(*args, **options)

    def clean_amount(self) -> Any:
        typed = str(self.cleaned_data["amount"] or "").replace(".", "").replace(" ", "").removesuffix("đ")
        messages = {"invalid": "Hãy ghi số tiền bằng chữ số, ví dụ 1.500.000.", "min_value": "Số tiền phải lớn hơn 0."}
        return forms.DecimalField(
            max_digits=14, decimal_places=0, min_value=1, required=False, error_messages=messages
        ).clean(typed)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        days: dict[str, dt.date | None] = {name: data[name] for name in ("decision_on", "starts_on", "ends_on")}
        return {
            "granted": data["answer"] == "yes", "decision_number": data["decision_number"], "amount": data["amount"],
            "reason": data["reason"], **days,
        }  # fmt: skip
