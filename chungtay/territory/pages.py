"""What the pages of units show: rows and words, ready to be drawn."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Left
from django.template.loader import render_to_string
from django.utils import timezone

from chungtay.foundation import panels
from chungtay.foundation.access import can
from chungtay.foundation.requests import ActorRequest
from chungtay.territory import queries
from chungtay.territory.hamlets import HamletLine
from chungtay.territory.models import Hamlet, Level, Unit, UnitName
from chungtay.territory.policies import TerritoryPermission
from chungtay.territory.search import place_of

CHECKED_DAYS = (dt.date(2025, 6, 30), dt.date(2025, 7, 1), dt.date(2026, 4, 30))


@dataclass(frozen=True)
class Row:
    """One unit of a list, under its name of the day, with how many lie below it."""

    unit: Unit
    name: str
    districts: int = 0
    communes: int = 0


@dataclass(frozen=True)
class Step:
    """A unit that came before or after, and how."""

    link: queries.Link
    place: str


@dataclass(frozen=True)
class Called:
    """A name with its days. `since` is empty where the list gives no basis for a first day (the conventional floor)."""

    name: str
    since: dt.date | None
    until: dt.date | None
    legal_basis: str

    @classmethod
    def of(cls, name: UnitName) -> Called:
        until = name.valid_to - dt.timedelta(days=1) if name.valid_to else None
        return cls(name.name, name.valid_from if name.legal_basis else None, until, name.legal_basis)


def provinces(day: dt.date) -> list[Row]:
    """All provinces of a day with the number of districts and communes in each; three queries."""
    units = list(Unit.objects.on(day).filter(level=Level.PROVINCE))
    names = queries.names_on(units, day)
    below: Counter[tuple[str, str]] = Counter()
    counted = (
        Unit.objects.on(day)
        .filter(level__in=[Level.DISTRICT, Level.COMMUNE])
        .values("level", province=Left("path", 3))
        .annotate(number=Count("pk"))
        .order_by()
    )
    for row in counted:
        below[row["province"], row["level"]] = row["number"]
    return [
        Row(unit, names[unit.pk], below[unit.path[:3], Level.DISTRICT], below[unit.path[:3], Level.COMMUNE])
        for unit in units
    ]


def totals(day: dt.date) -> list[tuple[str, int, str]]:
    """(words, number, detail by kind) for each level that exists on the day."""
    counted = (
        UnitName.objects.filter(unit__in=Unit.objects.on(day), valid_from__lte=day)
        .exclude(valid_to__lte=day)
        .values("unit__level", "kind")
        .annotate(number=Count("unit", distinct=True))
        .order_by("-number")
    )
    kinds: dict[str, list[tuple[str, int]]] = {}
    for row in counted:
        kinds.setdefault(row["unit__level"], []).append((row["kind"], row["number"]))
    labels = {"province": "đơn vị cấp tỉnh", "district": "đơn vị cấp huyện", "commune": "đơn vị cấp xã"}
    return [
        (
            words,
            sum(number for _, number in kinds[level]),
            ", ".join(f"{number:,} {kind}".replace(",", ".") for kind, number in kinds[level]),
        )
        for level, words in labels.items()
        if level in kinds
    ]


def rows_below(unit: Unit, day: dt.date) -> list[Row]:
    """Units directly below on the day, with the number of communes in each."""
    units = queries.children_of(unit, day)
    names = queries.names_on(units, day)
    numbers = dict(
        Unit.objects.on(day).filter(parent__in=units).order_by().values_list("parent").annotate(number=Count("pk"))
    )
    return [Row(child, names[child.pk], communes=numbers.get(child.pk, 0)) for child in units]


def unit_page(request: ActorRequest, unit: Unit, day: dt.date, *, asked: bool) -> dict[str, object]:
    """Everything on the page of one unit. An ended unit is shown as on its last day unless a day was asked for."""
    today = timezone.localdate()
    if not asked and unit.valid_to is not None and unit.valid_to <= today:
        day = unit.valid_to - dt.timedelta(days=1)
    exists = unit.exists_on(today)
    commune = unit.level == Level.COMMUNE
    return {
        "unit": unit,
        "place": place_of(unit),
        "day": day,
        "today": today,
        "exists": exists,
        "name": queries.name_on(unit, day),
        "names": [Called.of(name) for name in unit.names.all()],
        "now": [] if exists else queries.today_of(unit, today),
        "before": _steps(queries.predecessors(unit)),
        "after": _steps(queries.successors(unit)),
        "rows": [] if commune else rows_below(unit, day),
        "hamlets": _hamlets(unit, day) if commune else [],
        "ended_hamlets": _ended(unit, day) if commune and exists else [],
        "may_edit": bool(can(request.actor, TerritoryPermission.EDIT_HAMLETS, unit)),
        "panels": _panels(request, unit),
    }


def _steps(links: Iterable[queries.Link]) -> list[Step]:
    return [Step(link, place_of(link.unit)) for link in links]


def _hamlets(unit: Unit, day: dt.date) -> list[Hamlet]:
    return queries.hamlets_of(unit, day)


def _ended(unit: Unit, day: dt.date) -> list[Hamlet]:
    return list(Hamlet.objects.filter(unit=unit, valid_to__lte=day).order_by("-valid_to", "order_key", "id"))


def _panels(request: ActorRequest, unit: Unit) -> list[tuple[str, str]]:
    """Panels other apps have lent to this page, each with its title."""
    return [
        (panel.title, render_to_string(panel.template, panel.context, request))
        for panel in panels.panels(request.actor, unit)
    ]


def by_state(lines: Iterable[HamletLine]) -> dict[str, int]:
    counted = Counter(line.state for line in lines)
    return {state: counted[state] for state in ("new", "known", "fault")}


def checked_days() -> list[queries.Totals]:
    return [queries.adds_up(day) for day in (*CHECKED_DAYS, timezone.localdate())]
