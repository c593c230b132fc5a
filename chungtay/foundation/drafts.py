"""Drafts: what a person typed and has not yet sent, kept for that person alone until it is sent or dropped.

Every draft lies under the installation's secret (`models.sealed`). One that belongs to a record with a key of its own lies
under that key as well (`keyed`), so that destroying the key ends what was typed about the record too.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from chungtay.foundation import vault
from chungtay.foundation.models import Draft
from chungtay.foundation.scoping import as_system

MOST_BYTES = 500_000
# A secret never becomes a draft, whatever form it was typed into.
_SECRET_PARTS = ("password", "mat_khau", "token")
_SECRET_NAMES = {"code", "otp"}
_UNDER, _SEALED = "under", "sealed"  # of a draft under a key: which key, and what it seals
KeyOf = Callable[[int], uuid.UUID | None]
_keyed: list[tuple[re.Pattern[str], KeyOf]] = []


def keyed(pattern: str, key_of: KeyOf) -> None:
    """Drafts whose key matches `pattern` belong to a record: its number is the group of the pattern. Called at start-up."""
    _keyed.append((re.compile(pattern), key_of))


def storable(data: dict[str, Any]) -> dict[str, Any]:
    """The fields without passwords, one-time codes and tokens."""
    return {
        name: values
        for name, values in data.items()
        if name not in _SECRET_NAMES and not any(part in name.lower() for part in _SECRET_PARTS)
    }


def save_draft(user_id: int, key: str, data: dict[str, Any]) -> Draft | None:
    """Keeps `data` under `key` for this person, over what was there. None, and nothing is kept, when the record it belongs
    to has been erased for good."""
    under = _key_of(key)
    if under is not None:
        try:
            sealed = vault.seal(under, data, context=_context(user_id, key))
        except vault.Destroyed:
            drop_draft(user_id, key)
            return None
        data = {_UNDER: str(under), _SEALED: base64.b64encode(sealed).decode()}
    draft, _ = Draft.objects.update_or_create(user_id=user_id, key=key[:200], defaults={"data": data})
    return draft


def find_draft(user_id: int, key: str) -> Draft | None:
    """The draft with what was typed; one whose record was erased is gone with it."""
    draft = Draft.objects.filter(user_id=user_id, key=key[:200]).first()
    if draft is None or set(draft.data) != {_UNDER, _SEALED}:
        return draft
    try:
        sealed = base64.b64decode(draft.data[_SEALED])
        draft.data = vault.unseal(uuid.UUID(draft.data[_UNDER]), sealed, context=_context(user_id, key))
    except vault.Destroyed:
        draft.delete()
        return None
    return draft


def _key_of(key: str) -> uuid.UUID | None:
    for pattern, key_of in _keyed:
        found = pattern.fullmatch(key)
        if found is not None:
            with as_system("the key a draft lies under; nothing of the record is read"):
                return key_of(int(found[1]))
    return None


def _context(user_id: int, key: str) -> str:
    return f"draft:{user_id}:{key[:200]}"


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
