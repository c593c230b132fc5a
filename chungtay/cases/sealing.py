"""What is sealed in a row, written and read with the key of its case (or concern, or informant).

Nothing here asks who may read: `services.opening` does, and is the only way a page takes to a content.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chungtay.foundation import vault


def key_of(row: Any) -> Any:
    """The key: the row's own, else that of the case it hangs on."""
    own = getattr(row, "key_id", None)
    return own if own is not None else row.case.key_id


def context_of(row: models.Model) -> str:
    return row._meta.label_lower


def seal(row: Any, value: dict[str, Any]) -> None:
    """Puts `value` into `row.sealed`, unreadable. The caller saves."""
    row.sealed = vault.seal(key_of(row), value, context=context_of(row))


def unseal(row: Any) -> dict[str, Any]:
    """What is sealed in the row; empty when nothing is. Raises `vault.Destroyed` once the key is gone."""
    if not row.sealed:
        return {}
    value: dict[str, Any] = vault.unseal(key_of(row), bytes(row.sealed), context=context_of(row))
    return value
