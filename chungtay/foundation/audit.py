"""The audit trail: `record()` inside the transaction of the act, `verify()` by a command or a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection, models

from chungtay.foundation.access import Actor
from chungtay.foundation.models import AuditEntry

# What a row is about, by the beginning of its type, and the permission to read it: who lacks it sees the act, not on whom.
_guarded: dict[str, str] = {}


def guard(prefix: str, permission: StrEnum) -> None:
    """Rows about types that begin so are told without name and reason to who lacks `permission`.

    A single row is kept from who lacks a permission by `data={"needs": permission}`.
    """
    _guarded[prefix] = str(permission)


def hidden_prefixes(actor: Actor) -> list[str]:
    """Beginnings of types whose names this actor may not read."""
    return [prefix for prefix, permission in _guarded.items() if permission not in actor.permissions]


def chain_of(unit_path: str) -> str:
    """Each province has a chain of its own, so that writers in two provinces never wait for each other."""
    return unit_path.split("/", 1)[0][:8] or "0"


def record(
    actor: Actor | None,
    action: str,
    obj: models.Model,
    *,
    label: str = "",
    unit_path: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """One row for one act. Call it last in the transaction: the chain is locked from here to the commit."""
    AuditEntry.objects.bulk_create(
        [entry(actor, action, obj, label=label, unit_path=unit_path, reason=reason, data=data)]
    )


def entry(
    actor: Actor | None,
    action: str,
    obj: models.Model,
    *,
    label: str = "",
    unit_path: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    path = unit_path or getattr(obj, "unit_path", "")
    return AuditEntry(
        chain=chain_of(path),
        user_id=actor.user_id if actor else None,
        post_id=actor.post_id if actor else None,
        actor_name=(actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else ""))
        if actor
        else "Hệ thống",
        agency_name=actor.agency_name if actor else "",
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk or ""),
        object_label=(label or str(obj))[:400],
        unit_path=path,
        reason=reason,
        data=data or {},
    )


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    chain: str
    sequence: int
    what: str


def verify() -> tuple[int, list[Break]]:
    """Recomputes every chain in the database. Returns the number of rows and the places that do not hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM foundation_auditentry")
        total = int(cursor.fetchone()[0])
        cursor.execute("SELECT chain, sequence, what FROM foundation_audit_breaks() ORDER BY chain, sequence")
        return total, [Break(*row) for row in cursor.fetchall()]
