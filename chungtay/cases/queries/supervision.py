"""What the chair and the province see of cases: clocks by step and by unit, the grid of risk, contact and next duty.

Codes, states and numbers only. Every query is bounded to the units of the post and reads no sealed column.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from chungtay.cases.models import ENDED, Case, Clock, Risk
from chungtay.foundation.access import Actor
from chungtay.law import queries as laws
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import covered_paths, unit_by_path

SOON = dt.timedelta(hours=24)
UNSEEN_DAYS = 30


@dataclass(frozen=True)
class Place:
    """Which cases: those led by the units of the post, or by one of them."""

    unit: Unit | None
    paths: tuple[str, ...]

    @property
    def of_commune(self) -> bool:
        """There is nothing to split by unit."""
        return self.unit is not None and self.unit.level == Level.COMMUNE

    def within(self, column: str = "unit_path") -> Q:
        if "" in self.paths:
            return Q()
        condition = Q(pk__in=[])
        for path in self.paths:
            condition |= Q(**{f"{column}__gte": path, f"{column}__lt": path + "~"})
        return Q(condition)


def place_of(actor: Actor, wanted: str, today: dt.date) -> Place:
    """`wanted`: path of a unit within the post's own; anything else is the post's own."""
    if wanted and actor.covers(wanted):
        unit = unit_by_path(wanted)
        if unit is not None:
            return Place(unit, covered_paths(unit, today))
    own = unit_by_path(actor.unit_paths[0]) if actor.unit_paths else None
    return Place(own, actor.unit_paths)


def open_cases(place: Place) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.filter(place.within()).exclude(state__in=ENDED)
    return rows


def running_clocks(place: Place) -> QuerySet[Clock]:
    """Of the units of the place alone, as a plain range an index serves: the wall in PostgreSQL holds beside it, and the
    manager's shared cases (led by another commune) would join every row to its case."""
    rows: QuerySet[Clock] = Clock._base_manager.filter(place.within(), stopped_at=None)
    return rows


def late(now: dt.datetime) -> Q:
    return Q(paused_at=None, due_at__lt=now)


def unseen(today: dt.date) -> Q:
    return Q(last_contact_on=None) | Q(last_contact_on__lt=today - dt.timedelta(days=UNSEEN_DAYS))


@dataclass(frozen=True)
class CodeRow:
    """Clocks of one step. `late` are over and do not stand still; `oldest` is the end of the one that is over longest."""

    code: str
    title: str
    article: str
    running: int
    soon: int
    late: int
    paused: int
    oldest: dt.datetime | None


def by_code(place: Place, now: dt.datetime) -> list[CodeRow]:
    """Steps with running clocks, the one with most overdue first. One query."""
    soon = Q(paused_at=None, due_at__gte=now, due_at__lt=now + SOON)
    rows = (
        running_clocks(place)
        .order_by()
        .values("code")
        .annotate(
            running=Count("pk"),
            soon=Count("pk", filter=soon),
            late=Count("pk", filter=late(now)),
            paused=Count("pk", filter=Q(paused_at__isnull=False)),
            oldest=Min("due_at", filter=late(now)),
        )
    )
    laws_of = clock_laws()
    found = [CodeRow(**row, **laws_of.get(row["code"], {"title": row["code"], "article": ""})) for row in rows]
    return sorted(found, key=lambda row: (-row.late, -row.soon, row.title))


def clock_laws() -> dict[str, dict[str, str]]:
    """code → title and article, of the law in force today, in the order of titles."""
    rows = [row for row in laws.all_in_force("clock") if "province" not in row.content]
    return {
        row.content["code"]: {"title": row.title, "article": row.content["article"]}
        for row in sorted(rows, key=lambda row: row.title)
    }


@dataclass(frozen=True)
class UnitRow:
    """One commune. `unseen`: open cases whose child nobody has seen for thirty days, or ever."""

    path: str
    name: str
    cases: int = 0
    high: int = 0
    emergency: int = 0
    unseen: int = 0
    again: int = 0
    running: int = 0
    late: int = 0


def by_unit(place: Place, now: dt.datetime, today: dt.date) -> list[UnitRow]:
    """Communes with open cases or running clocks, the one with most overdue first. Three queries."""
    cases = (
        open_cases(place)
        .order_by()
        .values("unit_path")
        .annotate(
            cases=Count("pk"),
            high=Count("pk", filter=Q(risk=Risk.HIGH)),
            emergency=Count("pk", filter=Q(emergency=True)),
            unseen=Count("pk", filter=unseen(today)),
            again=Count("pk", filter=Q(reported_again=True)),
        )
    )
    clocks = running_clocks(place).order_by().values("unit_path")
    counted_clocks = clocks.annotate(running=Count("pk"), late=Count("pk", filter=late(now)))
    numbers: dict[str, dict[str, Any]] = {}
    found_rows: list[dict[str, Any]] = [dict(row) for row in (*cases, *counted_clocks)]
    for row in found_rows:
        numbers.setdefault(row.pop("unit_path"), {}).update(row)
    names = names_of(numbers)
    found = [UnitRow(path, names.get(path, path), **counted) for path, counted in numbers.items()]
    return sorted(found, key=lambda row: (-row.late, -row.high, -row.cases, row.name))


def names_of(paths: Iterable[str]) -> dict[str, str]:
    return dict(Unit.objects.filter(path__in=set(paths)).values_list("path", "name"))


@dataclass(frozen=True)
class OfficerRow:
    """Load of one officer; `post_id` None: cases nobody was given."""

    post_id: int | None
    name: str
    unit: str
    cases: int
    high: int
    late: int
    unseen: int


def by_officer(place: Place, now: dt.datetime, today: dt.date, most: int = 200) -> list[OfficerRow]:
    """Open cases by the officer who has them, the heaviest first; `most` rows."""
    rows = (
        open_cases(place)
        .order_by()
        .values("officer", "officer__user__full_name", "officer__unit__name")
        .annotate(
            cases=Count("pk"),
            high=Count("pk", filter=Q(risk=Risk.HIGH)),
            late=Count("pk", filter=Q(next_due_at__lt=now)),
            unseen=Count("pk", filter=unseen(today)),
        )
        .order_by("-cases", "officer")[:most]
    )
    return [
        OfficerRow(
            row["officer"], row["officer__user__full_name"] or "", row["officer__unit__name"] or "", row["cases"], row["high"],
            row["late"], row["unseen"],
        )
        for row in rows
    ]  # fmt: skip
