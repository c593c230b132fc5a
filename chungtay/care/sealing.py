"""What is sealed in a row of care, under the key of its carer or placement. Asks nothing: services and queries ask."""

from __future__ import annotations

from typing import Any

from chungtay.foundation import vault


def key_of(row: Any) -> Any:
    own = getattr(row, "key_id", None)
    if own is not None:
        return own
    owner = row.placement if getattr(row, "placement_id", None) is not None else row.carer
    return owner.key_id


def seal(row: Any, value: dict[str, Any]) -> None:
    """Puts `value` into `row.sealed`. The caller saves."""
    row.sealed = vault.seal(key_of(row), value, context=row._meta.label_lower)


def unseal(row: Any) -> dict[str, Any]:
    """What is sealed in the row; empty when nothing is. Raises `vault.Destroyed` once the key is gone."""
    if not row.sealed:
        return {}
    value: dict[str, Any] = vault.unseal(key_of(row), bytes(row.sealed), context=row._meta.label_lower)
    return value
