"""Reads of units. The list of units is public inside the product, so these take no actor; days are always said.

`on` and `day` are the day asked about. A unit of today asked about an earlier day answers with what it covers of then.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q

from chungtay.territory import sources
from chungtay.territory.models import Coverage, Hamlet, Level, Succession, Unit, UnitLoad, UnitName
from chungtay.territory.models.unit import UnitQuerySet

BELOW = {
    Level.COUNTRY: (Level.PROVINCE,),
    Level.PROVINCE: (Level.DISTRICT, Level.COMMUNE),
    Level.DISTRICT: (Level.COMMUNE,),
}


def country() -> Unit | None:
    """The whole country; None before the list is loaded. Its path is empty, so that it lies above every path."""
    return Unit.objects.filter(level=Level.COUNTRY).first()


def unit_by_code(level: str, code: str, on: dt.date) -> Unit | None:
    """The unit that has this code on that day; a code means another area before and after a reform."""
    return Unit.objects.on(on).filter(level=level, code=code).select_related("parent").first()


def unit_by_path(path: str) -> Unit | None:
    return Unit.objects.filter(path=path).select_related("parent__parent__parent").first()


def children_of(unit: Unit, on: dt.date) -> list[Unit]:
    """Units directly below on that day. For a day before it existed, a unit answers with its predecessors' children."""
    above = [unit.pk]
    if on < unit.valid_from:
        above = list(_covered(unit).filter(level=unit.level, pk__in=Unit.objects.on(on)).values_list("pk", flat=True))
    return list(Unit.objects.on(on).filter(parent__in=above))


def units_on(day: dt.date, level: str, within: Unit | None = None) -> list[Unit]:
    """All units of a level on a day, in the country or inside `within` (and, for an earlier day, its predecessors)."""
    units = Unit.objects.on(day).filter(level=level)
    if within is not None and within.level != Level.COUNTRY:
        units = units.filter(under(covered_paths(within, max(day, within.valid_from))))
    return list(units)


def under(paths: Iterable[str]) -> Q:
    """Units that lie under one of these path prefixes."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__gte=path, path__lt=path + "~")
    return condition


def _covered(unit: Unit, *, whole: bool = True) -> UnitQuerySet:
    return Unit.objects.filter(covered_by__ancestor=unit, covered_by__whole=whole)


def covered_paths(unit: Unit, on: dt.date) -> tuple[str, ...]:
    """The fewest path prefixes that hold all the unit covers: its own first, then earlier units wholly inside it.

    Earlier units count from the day they came in (`on`). What came in only in part is told by `partly_covered`.
    """
    if unit.level == Level.COUNTRY:
        return ("",)
    earlier = (
        Coverage.objects.filter(ancestor=unit, whole=True, descendant__valid_to__lte=on)
        .exclude(descendant=unit)
        .order_by("descendant__path")
        .values_list("descendant__path", flat=True)
    )
    shortest: list[str] = [unit.path]
    for path in earlier:  # in the order of paths a prefix comes just before all it holds
        if not path.startswith((unit.path, shortest[-1])):
            shortest.append(path)
    return tuple(shortest)


def partly_covered(unit: Unit) -> list[Unit]:
    """Earlier units of which only a part came into this one: whose records they are now, a person must say."""
    return list(_covered(unit, whole=False))


@dataclass(frozen=True)
class Link:
    """One step of a succession: the unit at the other end, when, whether whole, and on what basis."""

    unit: Unit
    effective_on: dt.date
    whole: bool
    legal_basis: str


def successors(unit: Unit) -> list[Link]:
    """What the unit became, directly. Empty while it exists, and for a district abolished with nothing in its place."""
    rows = (
        Succession.objects.filter(predecessor=unit)
        .select_related("successor__parent__parent")
        .order_by("successor__order_key", "successor_id")
    )
    return [Link(row.successor, row.effective_on, row.whole, row.legal_basis) for row in rows]


def predecessors(unit: Unit) -> list[Link]:
    """What the unit was made of, directly."""
    rows = (
        Succession.objects.filter(successor=unit)
        .select_related("predecessor__parent__parent")
        .order_by("predecessor__order_key", "predecessor_id")
    )
    return [Link(row.predecessor, row.effective_on, row.whole, row.legal_basis) for row in rows]


def today_of(unit: Unit, on: dt.date) -> list[Unit]:
    """The units that hold this unit's area on a later day: itself while it exists, several where it was split.

    A district has no successor; its communes' successors answer for it.
    """
    return today_of_many([unit], on)[unit.pk]


def today_of_many(units: Iterable[Unit], on: dt.date) -> dict[int, list[Unit]]:
    """`today_of` for a list of units, in a handful of queries however long the list is."""
    start = {unit.pk: unit for unit in units}
    known: dict[int, Unit] = dict(start)
    followers: dict[int, set[int]] = {}
    open_ids = {pk for pk, unit in start.items() if not unit.exists_on(on)}
    while open_ids:
        found = _one_step(open_ids, on, known)
        followers.update(found)
        reached = set().union(*found.values()) if found else set()
        open_ids = {pk for pk in reached if pk not in followers and not known[pk].exists_on(on)}
    return {pk: _ends(pk, followers, known, on) for pk in start}


def _one_step(ids: set[int], on: dt.date, known: dict[int, Unit]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {pk: set() for pk in ids}
    for row in Succession.objects.filter(predecessor__in=ids, effective_on__lte=on).select_related(
        "successor__parent__parent"
    ):
        found[row.predecessor_id].add(row.successor_id)
        known[row.successor_id] = row.successor
    without = [pk for pk, after in found.items() if not after]
    for child in Unit.objects.filter(parent__in=without, valid_to__lte=on, valid_to=F("parent__valid_to")):
        found[child.parent_id or 0].add(child.pk)
        known[child.pk] = child
    return found


def _ends(pk: int, followers: dict[int, set[int]], known: dict[int, Unit], on: dt.date) -> list[Unit]:
    waiting, seen, ends = [pk], {pk}, []
    while waiting:
        unit = known[waiting.pop()]
        if unit.exists_on(on):
            ends.append(unit)
        for after in followers.get(unit.pk, set()) - seen:
            seen.add(after)
            waiting.append(after)
    return sorted(ends, key=lambda unit: (unit.order_key, unit.path))


def name_on(unit: Unit, day: dt.date) -> str:
    """What the unit was called on that day; its first name for an earlier day, its last for a later one."""
    named = UnitName.objects.filter(unit=unit).order_by("valid_from")
    name = named.filter(valid_from__lte=day).last() or named.first()
    return name.name if name else unit.name


def names_on(units: Iterable[Unit], day: dt.date) -> dict[int, str]:
    """`name_on` for a list of units in one query."""
    units = list(units)
    names = {unit.pk: unit.name for unit in units}
    for name in UnitName.objects.filter(unit__in=units, valid_from__lte=day).order_by("valid_from"):
        names[name.unit_id] = name.name
    return names


def chain_of(unit: Unit) -> list[Unit]:
    """The units above it, from the country down."""
    above: list[Unit] = []
    upper = unit.parent
    while upper is not None:
        above.insert(0, upper)
        upper = upper.parent
    return above


def hamlets_of(unit: Unit, on: dt.date) -> list[Hamlet]:
    """Hamlets of a commune on a day, with those entered for the communes that came wholly into it."""
    communes = Unit.objects.filter(covered_by__ancestor=unit, covered_by__whole=True, level=Level.COMMUNE)
    return list(
        Hamlet.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), unit__in=communes, valid_from__lte=on)
        .select_related("unit")
        .prefetch_related("former_names")
    )


@dataclass(frozen=True)
class Totals:
    """The country in numbers on a day. `faults` are sums that do not hold; `gaps` are parts known not to hold."""

    day: dt.date
    totals: dict[str, int]
    kinds: dict[str, dict[str, int]]
    faults: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


def adds_up(day: dt.date) -> Totals:
    """Counts by level and kind; checked against the expected sums in force, and that each commune has its place."""
    names = UnitName.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day).order_by()
    named = dict(names.values_list("unit_id", "kind"))
    kinds: dict[str, Counter[str]] = {level: Counter() for level in ("province", "district", "commune")}
    paths: dict[str, set[str]] = {level: set() for level in kinds}
    rows = Unit.objects.on(day).exclude(level=Level.COUNTRY).order_by().values_list("pk", "level", "path", "kind")
    for pk, level, path, kind in rows:
        kinds[level][named.get(pk, kind)] += 1
        paths[level].add(path)
    faults = []
    for level in ("district", "commune"):
        strays = [path for path in paths[level] if path.rpartition("/")[0] not in paths["province"] | paths["district"]]
        if strays:
            faults.append(
                f"{len(strays)} đơn vị {Level(level).label.lower()} không thuộc đơn vị nào: "
                + ", ".join(sorted(strays)[:5])
            )
    gaps: list[str] = []
    totals = {level: sum(counter.values()) for level, counter in kinds.items()}
    for wanted in _expected_on(day):
        if totals[wanted.level] != wanted.total:
            faults.append(f"{Level(wanted.level).label}: có {totals[wanted.level]}, phải là {wanted.total}")
        if wanted.kinds and dict(kinds[wanted.level]) != wanted.kinds:
            difference = f"{Level(wanted.level).label}: có {dict(kinds[wanted.level])}, phải là {wanted.kinds}"
            (gaps if wanted.gap else faults).append(wanted.gap or difference)
    return Totals(day, totals, {level: dict(counter) for level, counter in kinds.items()}, faults, gaps)


def _expected_on(day: dt.date) -> list[sources.Expected]:
    """The latest expected sum of each level on or before the day."""
    latest: dict[str, sources.Expected] = {}
    for wanted in sorted(sources.read_expected(), key=lambda row: row.on):
        if wanted.on <= day:
            latest[wanted.level] = wanted
    return list(latest.values())


def last_load() -> UnitLoad | None:
    return UnitLoad.objects.first()
