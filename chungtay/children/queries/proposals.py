"""What waits for a decision: circumstances that facts propose, and those of people who have turned sixteen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from chungtay.children.models import Child, ChildStatus, Circumstance, CircumstanceState
from chungtay.children.queries.child_page import Line, line_of
from chungtay.children.queries.lists import CHILD_YEARS, place_of, years_before
from chungtay.foundation.access import Actor

SHOWN = 50
BOUND = 200


@dataclass(frozen=True)
class Waiting:
    lines: list[Line]
    total: int
    more: bool
    grown_up: list[Child]


def proposed(actor: Actor) -> QuerySet[Circumstance]:
    """Within the actor's scope; sealed ones only for who may see them."""
    rows: QuerySet[Circumstance] = Circumstance.objects.filter(state=CircumstanceState.PROPOSED)
    return rows.filter(child__status=ChildStatus.HERE).select_related("child__hamlet").order_by("created_at", "pk")


def grown_up(actor: Actor, on: dt.date) -> QuerySet[Child]:
    """Sixteen already, and some circumstance is still open: its end is proposed."""
    rows: QuerySet[Child] = Child.objects.filter(
        place_of(actor, None), status=ChildStatus.HERE, birth_date__lte=years_before(on, CHILD_YEARS)
    )
    open_rows = Circumstance.objects.filter(state=CircumstanceState.CONFIRMED, valid_to=None)
    return rows.filter(pk__in=open_rows.values("child")).order_by("birth_date", "pk")


def waiting(actor: Actor, on: dt.date) -> Waiting:
    total = proposed(actor).order_by()[: BOUND + 1].count()
    lines = [line_of(row) for row in proposed(actor)[:SHOWN]]
    return Waiting(lines, min(total, BOUND), total > BOUND, list(grown_up(actor, on)[:SHOWN]))
