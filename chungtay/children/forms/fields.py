"""Fields that several forms of the register share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from chungtay.territory.models import Level, Unit
from chungtay.territory.search import resolve_name


class CommuneField(forms.CharField):
    """A commune by its written name; cleans to a Unit of today. A name that fits several is told, never guessed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        options.setdefault("help_text", "Ghi tên xã, thêm tên tỉnh nếu trùng. Ví dụ: Xã Mường Phăng, Điện Biên")
        options.setdefault("error_messages", {"required": "Hãy ghi tên xã, phường."})
        super().__init__(**options)

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        found = resolve_name(text, timezone.localdate(), level=Level.COMMUNE)
        if found.one is None:
            raise forms.ValidationError(found.sentence)
        return found.one
