"""Carers and placements of the small world, made through the services by people who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from chungtay.care.conditions import CHECKED, FACILITY_CHECKED
from chungtay.care.models import Carer, Placement
from chungtay.care.services import carers, placements, visits
from chungtay.care.services.carers import About, Body
from chungtay.care.services.placements import Heard, Need
from chungtay.care.services.visits import Seen
from chungtay.children.models import Child
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as
from chungtay.territory.models import Unit


def make_carer(
    actor: Actor,
    unit: Unit,
    name: str = "Quàng Thị Hoa",
    birth: str = "1980-02-03",
    *,
    child: Child | None = None,
    **changes: Any,
) -> Carer:
    """Registered, nothing more."""
    today = timezone.localdate()
    usual: dict[str, Any] = {
        "kind": "relative" if child is not None else "non_relative", "registered_on": today, "sex": "female",
        "health_on": today - dt.timedelta(days=30), "relation": "relative" if child is not None else "",
    }  # fmt: skip
    with acting_as(actor):
        return carers.register(
            actor=actor,
            unit=unit,
            about=About(**usual | changes),
            body=Body(name, birth, address="Bản Phăng"),
            relative_of=child,
        )


def approve_carer(officer: Actor, chair: Actor, carer: Carer) -> Carer:
    with acting_as(officer):
        carer = carers.step(actor=officer, carer=carer, name="carer_verify")
        items = FACILITY_CHECKED if carer.kind == "facility" else CHECKED
        carers.verify(
            actor=officer,
            carer=carer,
            ticked={item.code: True for item in items},
            fit="Phù hợp",
            counselled=True,
            on=timezone.localdate(),
        )
    with acting_as(chair):
        return carers.step(actor=chair, carer=Carer.objects.get(pk=carer.pk), name="carer_approve")


def approved_carer(
    officer: Actor, chair: Actor, unit: Unit, name: str = "Quàng Thị Hoa", birth: str = "1980-02-03", **changes: Any
) -> Carer:
    return approve_carer(officer, chair, make_carer(officer, unit, name, birth, **changes))


def propose(officer: Actor, child: Child, carer: Carer, ground: str = "unsafe", **more: Any) -> Placement:
    with acting_as(officer):
        return placements.propose(actor=officer, need=Need(child=child), carer_id=carer.pk, ground=ground, **more)


def all_consent(officer: Actor, placement: Placement, **changes: Any) -> Placement:
    today = timezone.localdate()
    said: dict[str, Any] = {
        "consent": "parents",
        "consent_on": today,
        "child_answer": "agrees",
        "child_asked_on": today,
    }
    with acting_as(officer):
        return placements.record_consent(actor=officer, placement=placement, heard=Heard(**said | changes))


def decide(
    chair: Actor, placement: Placement, on: dt.date | None = None, number: str = "15/QĐ-UBND", **more: Any
) -> Placement:
    with acting_as(chair):
        return placements.decide(actor=chair, placement=placement, number=number, on=on or timezone.localdate(), **more)


def contact(officer: Actor, placement: Placement, on: dt.date) -> None:
    with acting_as(officer):
        visits.save(actor=officer, placement=placement, seen=Seen("contact", on, {"words": "Trẻ vui"}))


def hand_over(officer: Actor, placement: Placement, on: dt.date | None = None) -> Placement:
    with acting_as(officer):
        return placements.hand_over(actor=officer, placement=placement, on=on or timezone.localdate())
