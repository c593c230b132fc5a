"""Facilities and the children on their lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chungtay.care import sealing
from chungtay.care.models import Carer, FacilityNeed
from chungtay.care.policies import CarePermission
from chungtay.foundation.access import Actor, can

OPEN = ("listed", "received", "appraised", "at_commune", "decided", "told")


@dataclass(frozen=True)
class House:
    facility: Carer
    name: str
    needs: list[tuple[FacilityNeed, str]]
    may_list: bool


def name_of(actor: Actor, row: Any) -> str:
    return str(sealing.unseal(row).get("name", "")) if can(actor, CarePermission.OPEN, row) else ""


def houses(actor: Actor) -> list[House]:
    """Facilities of the units of this post, each with the children who wait."""
    needs: dict[int, list[tuple[FacilityNeed, str]]] = {}
    for need in FacilityNeed.objects.filter(state__in=OPEN).select_related("to_unit"):
        needs.setdefault(need.facility_id, []).append((need, name_of(actor, need)))
    rows = (
        Carer.objects.filter(kind="facility").exclude(state__in=["withdrawn", "refused"]).select_related("unit")[:200]
    )
    return [
        House(row, name_of(actor, row), needs.get(row.pk, []), bool(can(actor, CarePermission.FACILITY, row)))
        for row in rows
    ]


def sent_here(actor: Actor) -> list[tuple[FacilityNeed, str]]:
    """Files of facilities elsewhere that wait for a decision of this commune."""
    rows = FacilityNeed.objects.filter(state="at_commune").select_related("to_unit")
    return [
        (need, name_of(actor, need))
        for need in rows
        if actor.covers(need.unit_path) and not actor.covers(need.child_path)
    ]
