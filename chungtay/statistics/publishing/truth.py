"""The atoms behind a release: who holds how many of what, at the finest level any release about the same figures speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chungtay.foundation.scoping import as_system
from chungtay.statistics import reading, sources
from chungtay.statistics.disclosure.figures import Fine
from chungtay.statistics.periods import Period
from chungtay.statistics.publishing.columns import as_kept, role_of
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import units_on

_REST = "#"  # what a unit has beside the sum of the units beneath it: told to it alone, or of a place not known


def beneath(unit: Unit, day: dt.date) -> list[Unit]:
    """Provinces of the country, communes of a province (also where districts stood between them); none of a commune."""
    if unit.level == Level.COMMUNE:
        return []
    return units_on(day, Level.PROVINCE if unit.level == Level.COUNTRY else Level.COMMUNE, unit)


@dataclass
class Places:
    """`leaves`: per unit path the leaves beneath it, its own rest among them. `units`: every unit by its path."""

    leaves: dict[str, frozenset[str]] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    children: dict[str, list[Unit]] = field(default_factory=dict)

    def add(self, unit: Unit, day: dt.date, opened: Iterable[str]) -> frozenset[str]:
        """A unit with what lies beneath it; units whose path is in `opened` are opened one level more."""
        self.units[unit.path] = unit
        if unit.path not in opened or unit.level == Level.COMMUNE:
            self.leaves[unit.path] = frozenset([unit.path])
            return self.leaves[unit.path]
        found = frozenset([f"{unit.path}{_REST}"])
        self.children[unit.path] = beneath(unit, day)
        for child in self.children[unit.path]:
            found |= self.add(child, day, opened)
        self.leaves[unit.path] = found
        return found

    @property
    def lowest(self) -> list[Unit]:
        return [unit for path, unit in self.units.items() if path not in self.children]


def atoms(places: Places, codes: Sequence[str], period: Period) -> dict[Fine, int]:
    """Counts by leaf, sex, age and ethnic group. What a return gives only as a total is an atom without breaks."""
    with as_system("disclosure control weighs cells that no single post sees; only what it lets pass is shown"):
        units = list(places.units.values())
        fine = reading.quantities(actor=None, codes=codes, units=units, period=period, by=reading.BREAKS)
        whole = reading.quantities(actor=None, codes=codes, units=units, period=period)
        returned = [code for code in codes if sources.find(code) is None]
        sides = [
            reading.quantities(actor=None, codes=returned, units=units, period=period, by=[axis]) if returned else {}
            for axis in reading.BREAKS
        ]
    found: dict[Fine, int] = {}
    totals: dict[tuple[str, str], int] = {}
    paths = {unit.pk: unit.path for unit in places.lowest}
    for (code, pk, breaks), value in {**fine, **_crossed(sides, whole)}.items():
        if pk in paths and value:
            given = {axis: as_kept(axis, one) for axis, one in breaks}
            key = (role_of(code, period.code), paths[pk], given["sex"], given["band"], given["minority"])
            found[key] = found.get(key, 0) + round(value)
            totals[code, paths[pk]] = totals.get((code, paths[pk]), 0) + round(value)
    _rests(found, totals, places, whole, period)
    return found


def _crossed(sides: Sequence[reading.Counted], whole: reading.Counted) -> reading.Counted:
    """A return breaks its counts by sex or by age, never by both: one of the tables that fit its sides is as good as any,
    since nobody is shown more than the sides. Filled from the first corner on, so that it is whole and not negative."""
    found: reading.Counted = {}
    kept: dict[tuple[str, int], list[list[tuple[str, int]]]] = {}
    for axis, side in enumerate(sides):
        for (code, pk, breaks), value in side.items():
            kept.setdefault((code, pk), [[], [], []])[axis].append((breaks[0][1], round(value)))
    for (code, pk), axes in kept.items():
        size = max([round(whole.get((code, pk, ()), Decimal(0))), *(sum(n for _, n in one) for one in axes)])
        left = [[*one, ("", size - sum(n for _, n in one))] for one in axes]
        while all(left):
            step = min(one[0][1] for one in left)
            names = [one[0][0] for one in left]
            if step:
                breaks = tuple(zip(reading.BREAKS, names, strict=True))
                found[code, pk, breaks] = found.get((code, pk, breaks), Decimal(0)) + step
            for one in left:
                one[0] = (one[0][0], one[0][1] - step)
                if one[0][1] == 0:
                    one.pop(0)
    return found


def _rests(
    found: dict[Fine, int],
    totals: dict[tuple[str, str], int],
    places: Places,
    whole: reading.Counted,
    period: Period,
) -> None:
    """What totals have beyond their parts, as atoms of their own: the lowest units first, then those above them."""
    told = {(code, pk): round(value) for (code, pk, _), value in whole.items()}
    codes = {code for code, _ in told}
    from_below = sorted(places.units.values(), key=lambda unit: (unit.path in places.children, -len(unit.path)))
    for unit in from_below:
        below = places.children.get(unit.path)
        name = unit.path if below is None else f"{unit.path}{_REST}"
        for code in codes:
            known = (
                totals.get((code, unit.path), 0)
                if below is None
                else sum(totals.get((code, child.path), 0) for child in below)
            )
            rest = told.get((code, unit.pk), known) - known
            if rest > 0:
                key = (role_of(code, period.code), name, "", "", "")
                found[key] = found.get(key, 0) + rest
            totals[code, unit.path] = known + max(rest, 0)
