"""Forms of the roads by which reports come from outside: systems, pasted texts, files."""

from __future__ import annotations

from django import forms

from chungtay.cases.messages_111 import MOST_TEXT
from chungtay.cases.models import Road


class ClientForm(forms.Form):
    name = forms.CharField(
        label="Tên hệ thống gửi", max_length=120, help_text="Ví dụ: Tổng đài 111, máy chủ chính",
        error_messages={"required": "Hãy ghi tên hệ thống gửi."},
    )  # fmt: skip
    road = forms.ChoiceField(
        label="Nguồn tin",
        choices=[(code, words) for code, words in Road.choices if code != Road.PUBLIC],
        initial=Road.HOTLINE,
    )


class PasteForm(forms.Form):
    text = forms.CharField(
        label="Nội dung Tổng đài gửi", max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Dán cả đoạn, mỗi mục một dòng. Ví dụ: “Thời gian tiếp nhận: 21:40 05/12/2026”.",
        error_messages={"required": "Hãy dán nội dung."},
    )  # fmt: skip


class FileForm(forms.Form):
    file = forms.FileField(
        label="Tệp .xlsx hoặc .csv",
        error_messages={"required": "Hãy chọn tệp.", "empty": "Tệp trống, không có nội dung. Hãy kiểm tra lại tệp."},
        help_text="Dòng đầu là tên cột: Số phiếu, Thời gian tiếp nhận, Xã, Tỉnh, Nội dung …",
    )  # fmt: skip
