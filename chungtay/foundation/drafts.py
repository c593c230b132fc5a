"""Drafts: what a person typed and has not yet sent, kept for that person alone until it is sent or dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from chungtay.foundation.models import Draft

MOST_BYTES = 500_000
# A secret never becomes a draft, whatever form it was typed into.
_SECRET_PARTS = ("password", "mat_khau", "token")
_SECRET_NAMES = {"code", "otp"}


def storable(data: dict[str, Any]) -> dict[str, Any]:
    """The fields without passwords, one-time codes and tokens."""
    return {
        name: values
        for name, values in data.items()
        if name not in _SECRET_NAMES and not any(part in name.lower() for part in _SECRET_PARTS)
    }


def save_draft(user_id: int, key: str, data: dict[str, Any]) -> Draft:
    """Keeps `data` under `key` for this person, over what was there."""
    draft, _ = Draft.objects.update_or_create(user_id=user_id, key=key[:200], defaults={"data": data})
    return draft


def find_draft(user_id: int, key: str) -> Draft | None:
    return Draft.objects.filter(user_id=user_id, key=key[:200]).first()


def load_draft(user_id: int, key: str) -> dict[str, Any] | None:
    draft = find_draft(user_id, key)
    return dict(draft.data) if draft else None


def drop_draft(user_id: int, key: str) -> None:
    Draft.objects.filter(user_id=user_id, key=key[:200]).delete()


def forget_drafts(prefixes: Iterable[str], *, days: int) -> int:
    """Drafts whose key begins so and that nobody touched for so many days. Returns how many."""
    before = timezone.now() - dt.timedelta(days=days)
    old = [Draft.objects.filter(key__startswith=prefix, updated_at__lt=before).delete()[0] for prefix in prefixes]
    return sum(old)
