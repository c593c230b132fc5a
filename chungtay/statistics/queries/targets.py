"""Targets: what a unit is to reach. A unit without a target of its own follows the nearest above, for rates only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import path_condition
from chungtay.statistics.models import Target, Way
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Aim:
    """The target of one unit in one measure. `inherited`: it is that of the unit above."""

    value: Decimal
    at_least: bool
    basis: str
    set_for: str
    inherited: bool

    def met(self, value: Decimal) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    @property
    def words(self) -> str:
        return Way.AT_LEAST.label if self.at_least else Way.AT_MOST.label


def aims(
    units: Sequence[Unit], measures: Iterable[str], year: int, *, rates: frozenset[str]
) -> dict[tuple[int, str], Aim]:
    """(unit, measure `I-0301.rate`) → its target of the year; one query however many units there are."""
    wanted = set(measures)
    paths = {"", *(path for unit in units for path in _upward(unit.path))}
    rows = Target.objects.filter(
        year=year, unit__path__in=paths, indicator__in={code.partition(".")[0] for code in wanted}
    )
    by_path: dict[tuple[str, str], Target] = {}
    for row in rows.select_related("unit"):
        by_path[(row.unit.path, f"{row.indicator}.{row.measure}")] = row
    found: dict[tuple[int, str], Aim] = {}
    for unit in units:
        for measure in wanted:
            for place, path in enumerate(_upward(unit.path)):
                target = by_path.get((path, measure))
                if target is not None and (place == 0 or measure in rates):
                    found[(unit.pk, measure)] = _aim(target, inherited=place > 0)
                    break
    return found


def _aim(row: Target, *, inherited: bool) -> Aim:
    return Aim(row.value, row.way == Way.AT_LEAST, row.basis, row.unit.name, inherited)


def _upward(path: str) -> list[str]:
    """The path itself, then those above it; the country last."""
    steps = path.split("/") if path else []
    return ["/".join(steps[:length]) for length in range(len(steps), -1, -1)]


def visible(actor: Actor, year: int) -> list[Target]:
    """Targets of one's own territory and of the units above it."""
    above = Q(unit__path__in=[path for prefix in actor.unit_paths for path in _upward(prefix)])
    own = Q() if "" in actor.unit_paths else path_condition("unit__path", actor)
    rows = Target.objects.filter(own | above if own else Q(), year=year).select_related("unit")
    return list(rows.order_by("indicator", "measure", "unit__path"))
