"""The one way to read figures: from kept cells where there are any, else from the records, and from accepted returns.

What somebody reads is what the post may see: units of its own territory, sealed quantities only with the mark. Cells are
settled first, so that what is read is right as of now.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial

from django.db.models import Sum
from django.utils import timezone

from chungtay.foundation import wall
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.statistics import areas, catalogue, evaluating, live, settling, sources
from chungtay.statistics.catalogue import Measure
from chungtay.statistics.geography import last_change
from chungtay.statistics.models import Cell, KeptPeriod
from chungtay.statistics.periods import Period
from chungtay.statistics.sources import Window
from chungtay.territory.models import Unit

Breaks = tuple[tuple[str, str], ...]
Counted = dict[tuple[str, int, Breaks], Decimal]
BREAKS = ("sex", "band", "minority")  # what cells are broken down by
SEAL = "sealed"


class Geography(StrEnum):
    REPORTED = "reported"  # the units of the period's last day
    CURRENT = "current"  # today's units


# Values that no record gives: registered by the room of returns. (codes, units, period, by) → counted
Provider = Callable[[Sequence[str], Sequence[Unit], Period, Sequence[str]], Counted]
_providers: list[Provider] = []


def register_provider(provider: Provider) -> Provider:
    _providers.append(provider)
    return provider


@dataclass(frozen=True)
class Asked:
    """A question, checked: what is counted by whom, for which units, on which day, under which map."""

    codes: tuple[str, ...]
    units: tuple[Unit, ...]
    period: Period
    by: tuple[str, ...]
    day: dt.date
    map_day: dt.date
    today: dt.date

    @property
    def window(self) -> Window:
        ends = (
            min(self.period.ends, self.day + dt.timedelta(days=1)) if self.day < self.period.last else self.period.ends
        )
        changed = last_change()
        return Window(self.period.starts, ends, self.day, changed is not None and self.day < changed <= self.today)


def quantities(
    *,
    actor: Actor | None,
    codes: Sequence[str],
    units: Sequence[Unit],
    period: Period,
    by: Sequence[str] = (),
    as_of: dt.date | None = None,
    geography: Geography | dt.date = Geography.REPORTED,
) -> Counted:
    """Counts by (code, unit, breaks). A quantity of the records is 0 where nothing counts; one of returns is missing until
    accepted. Sealed quantities are left out for who may not read them. `actor` None: inside `as_system` only.

    Beside `BREAKS` a break may be `areas.AREA`: urban, rural, by what each commune is. Raises NotPossible for a unit outside
    the actor's territory, ValueError for an unknown break.
    """
    if areas.AREA in by:
        read = partial(quantities, actor=actor, codes=codes, period=period, as_of=as_of, geography=geography)
        today = timezone.localdate()
        day = _map_day(geography, min(as_of or today, period.counted_on(today)), today)
        if not any(unit.exists_on(day) for unit in units):
            day = today  # as below: asked for under the map on which it exists
        return areas.broken_down(read, units, by, day)
    if unknown := set(by) - set(BREAKS):
        raise ValueError(f"no such break: {', '.join(sorted(unknown))}")
    if actor is not None:
        _within(actor, units)
    today = timezone.localdate()
    readable = [code for code in dict.fromkeys(codes) if (found := sources.find(code)) and _may(actor, found.sealed)]
    day = min(as_of or today, period.counted_on(today))
    asked = Asked(tuple(readable), tuple(units), period, tuple(by), day, _map_day(geography, day, today), today)
    result = _of_records(asked, plain=as_of is None or as_of >= period.counted_on(today))
    others = [code for code in dict.fromkeys(codes) if sources.find(code) is None]
    for provider in _providers if others else ():
        result |= provider(others, units, period, tuple(by))
    return result


def total(counted: Counted, code: str, unit: Unit) -> Decimal | None:
    """Of one quantity over all its breaks; None when nothing is known of it."""
    values = [value for (name, pk, _), value in counted.items() if name == code and pk == unit.pk]
    return sum(values, Decimal(0)) if values else None


def may_read(actor: Actor, units: Iterable[Unit], quantities: Iterable[sources.Quantity]) -> None:
    """Raises NotPossible for a unit outside the territory or a quantity behind the seal."""
    _within(actor, units)
    if any(not _may(actor, quantity.sealed) for quantity in quantities):
        raise NotPossible("Số liệu này chỉ người có nhiệm vụ mới được xem.")


def _within(actor: Actor, units: Iterable[Unit]) -> None:
    outside = [unit.name for unit in units if not actor.territory or not actor.covers(unit.path)]
    if outside:
        raise NotPossible(f"{outside[0]} không thuộc địa bàn của anh/chị. Hãy chọn đơn vị trong địa bàn.")


def _may(actor: Actor | None, sealed: bool) -> bool:
    return not sealed or actor is None or SEAL in wall.wall_of(actor).marks.split()


def _map_day(chosen: Geography | dt.date, day: dt.date, today: dt.date) -> dt.date:
    if isinstance(chosen, dt.date):
        return chosen
    return today if chosen == Geography.CURRENT else day


def _of_records(asked: Asked, *, plain: bool) -> Counted:
    if not asked.codes:
        return {}
    # A unit that did not exist on the day is asked for under the map on which it does.
    strange = [unit for unit in asked.units if not unit.exists_on(asked.map_day)]
    if strange and len(strange) == len(asked.units):
        other = asked.today if asked.units[0].exists_on(asked.today) else asked.day
        asked = Asked(asked.codes, asked.units, asked.period, asked.by, asked.day, other, asked.today)
    found = _kept(asked) if plain else None
    if found is None:
        with as_system("figures counted from the records; the question was checked against the territory of who asks"):
            found = live.counted(asked.codes, asked.units, asked.window, asked.map_day, asked.today)
    return _by(asked, found)


def _kept(asked: Asked) -> Counter[live.Key] | None:
    """From cells; None when the period is not kept or the map is neither that of then nor today's."""
    period = KeptPeriod.objects.filter(code=asked.period.code).first()
    if period is None:
        return None
    settling.settle(asked.today)
    period.refresh_from_db()
    if asked.map_day not in (asked.day, asked.today):
        return None
    current = period.mapped and asked.map_day != asked.day
    numbers = settling.keys()
    names = {numbers[code]: code for code in asked.codes}
    with as_system("cells of units and quantities that were checked against who asks"):
        rows = (
            Cell.objects.filter(
                period=period, current=current, path__in=[unit.path for unit in asked.units], quantity__in=names
            )
            .values_list("path", "quantity_id", *asked.by)
            .annotate(n=Sum("value"))
            .order_by()
        )
        total: Counter[live.Key] = Counter()
        for path, quantity, *rest in rows:
            *given, n = rest
            breaks = dict(zip(asked.by, given, strict=True))
            total[(path, names[quantity], *(breaks.get(name, "") for name in BREAKS))] += int(n)
    return total


def _by(asked: Asked, found: Counter[live.Key]) -> Counted:
    units = {unit.path: unit.pk for unit in asked.units}
    result: Counted = {}
    if not asked.by:
        result = {(code, unit.pk, ()): Decimal(0) for code in asked.codes for unit in asked.units}
    for (path, code, sex, band, minority), n in found.items():
        given = {"sex": sex, "band": band, "minority": minority}
        key = (code, units[path], tuple((name, given[name]) for name in asked.by))
        result[key] = result.get(key, Decimal(0)) + n
    return result


@dataclass(frozen=True)
class Value:
    """One measure of one indicator for one unit, period and break; `value` is not rounded. `source`: catalogue.SOURCES."""

    indicator: str
    measure: str
    unit: Unit
    period: Period
    breaks: Breaks
    numerator: Decimal | None
    denominator: Decimal | None
    multiplier: int
    value: Decimal | None
    source: str
    why_missing: str = ""


def figures(
    *,
    actor: Actor | None,
    indicators: Sequence[str],
    units: Sequence[Unit],
    period: Period,
    by: Sequence[str] = (),
    as_of: dt.date | None = None,
    geography: Geography | dt.date = Geography.REPORTED,
) -> list[Value]:
    """Values of indicators (`I-0301`, or one measure of it: `I-0301.rate`), in the order asked, unit by unit, break by break.

    Raises UserError for an indicator that is not in the catalogue of the period's last day.
    """
    wanted = _measures(actor, indicators, period.last)
    found: dict[str, Counted] = {}
    for dims, codes in evaluating.needed(wanted, by).items():
        counted = quantities(
            actor=actor, codes=sorted(codes), units=units, period=period, by=dims, as_of=as_of, geography=geography
        )
        for (code, pk, breaks), value in counted.items():
            found.setdefault(code, {})[(code, pk, breaks)] = value
    per_unit = _by_unit(found, units, actor)
    return [
        _value(measure, source, unit, period, breaks, per_unit[unit.pk])
        for measure, source in [(measure, measure.source) for measure in wanted]  # asked of the law once
        for unit in units
        for breaks in _asked_breaks(measure, per_unit[unit.pk], by)
    ]


def _measures(actor: Actor | None, indicators: Sequence[str], on: dt.date) -> list[Measure]:
    known = catalogue.indicators(on)
    result: list[Measure] = []
    for asked in indicators:
        code, _, key = asked.partition(".")
        indicator = known.get(code)
        measures = [m for m in indicator.measures if not key or m.key == key] if indicator else []
        if not measures:
            raise UserError(f"Không có chỉ tiêu “{asked}” trong danh mục của kỳ này.", field="chi-tieu")
        result += measures
    return result


def _by_unit(
    found: dict[str, Counted], units: Sequence[Unit], actor: Actor | None
) -> dict[int, dict[str, dict[Breaks, Decimal]]]:
    """Unit → code → breaks → count. A code of the records that nothing counts under is there, with nothing in it."""
    readable = [quantity.code for _, quantity in sources.quantities() if _may(actor, quantity.sealed)]
    result: dict[int, dict[str, dict[Breaks, Decimal]]] = {unit.pk: {code: {} for code in readable} for unit in units}
    for code, counted in found.items():
        for (_, pk, breaks), value in counted.items():
            if pk in result:
                result[pk].setdefault(code, {})[breaks] = value
    return result


def _asked_breaks(measure: Measure, counts: dict[str, dict[Breaks, Decimal]], by: Sequence[str]) -> list[Breaks]:
    if not by:
        return [()]
    seen = {
        tuple((name, dict(breaks).get(name, "")) for name in by)
        for code in measure.codes
        for breaks in counts.get(code, {})
    }
    return sorted(seen, key=lambda breaks: [(_place(value), value) for _, value in breaks])


def _place(value: str) -> int:
    """Ages by their number, the unknown last."""
    return int(value) if value.isdigit() else 1000 if value == "" else 0


def _value(
    measure: Measure, source: str, unit: Unit, period: Period, breaks: Breaks, counts: dict[str, dict[Breaks, Decimal]]
) -> Value:
    done = evaluating.evaluated(measure, counts, breaks, period.last)
    why = done.why_missing
    if done.value is None and not why:
        why = "chưa có số liệu"
    return Value(
        measure.indicator, measure.key, unit, period, breaks, done.numerator, done.denominator, measure.multiplier,
        done.value, source, why,
    )  # fmt: skip
