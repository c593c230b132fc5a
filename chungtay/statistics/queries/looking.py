"""What several pages of figures show: measures by their code, values as they are said, units beneath and peers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404
from django.utils import timezone

from chungtay.foundation import wall
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.statistics import catalogue, reading, sources
from chungtay.statistics.catalogue import Indicator, Measure
from chungtay.statistics.models import KeptPeriod
from chungtay.statistics.periods import Period
from chungtay.statistics.reading import Value
from chungtay.statistics.sentences import median
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import children_of, units_on

FEWEST_PEERS = 5  # a median of fewer would tell a neighbour's number
_LIVE_LEVELS = {Level.COMMUNE}  # whose records are few enough to be counted while somebody waits


@dataclass(frozen=True)
class Named:
    """A measure with its indicator."""

    indicator: Indicator
    measure: Measure

    @property
    def code(self) -> str:
        return self.measure.code

    @property
    def title(self) -> str:
        """The indicator's name; which of its measures, where it has several."""
        return (
            f"{self.indicator.name} ({self.measure.title.lower()})"
            if len(self.indicator.measures) > 1
            else self.indicator.name
        )

    @property
    def unit(self) -> str:
        return self.measure.unit

    @property
    def is_rate(self) -> bool:
        return self.measure.below is not None

    @property
    def sealed(self) -> bool:
        return any((found := sources.find(code)) is not None and found.sealed for code in self.measure.codes)


def named(code: str, on: dt.date) -> Named | None:
    """By `I-0301.rate`, or `I-0301` for its main measure; None when the catalogue of the day has none."""
    identity, _, key = code.partition(".")
    indicator = catalogue.indicator(identity, on)
    if indicator is None:
        return None
    measure = indicator.measure(key) if key else indicator.main
    return Named(indicator, measure) if measure is not None else None


def named_or_404(code: str, on: dt.date) -> Named:
    found = named(code, on)
    if found is None:
        raise Http404
    return found


def choices(on: dt.date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every measure that can have a number, by group: for a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for indicator in catalogue.indicators(on).values():
        for measure in indicator.measures:
            if not measure.why_missing:
                one = Named(indicator, measure)
                groups.setdefault(indicator.group_name, []).append((one.code, f"{indicator.id} {one.title}"))
    return list(groups.items())


def rounded(value: Decimal | None) -> Decimal | None:
    """As it is shown: whole where it is whole, two decimals under ten, else one."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return value.to_integral_value()
    return round(value, 2 if abs(value) < 10 else 1)


def chart_number(value: Decimal | None) -> float | None:
    shown = rounded(value)
    return float(shown) if shown is not None else None


def readable(actor: Actor, quantity: sources.Quantity) -> bool:
    """Whether the post may read counts of this quantity: sealed ones only with the mark."""
    return not quantity.sealed or reading.SEAL in wall.wall_of(actor).marks.split()


def kept_periods() -> frozenset[str]:
    """Codes of the periods whose cells are kept; one not built yet is built by the first who reads it."""
    return frozenset(KeptPeriod.objects.values_list("code", flat=True))


def is_built(period: Period) -> bool:
    """Whether the cells of the period are there to be read at once."""
    return KeptPeriod.objects.filter(code=period.code, built_at__isnull=False).exists()


def can_wait_for(unit: Unit, period: Period, kept: frozenset[str] | None = None) -> bool:
    """Whether the figures of this unit and period come at once: kept in cells, or few enough records."""
    return unit.level in _LIVE_LEVELS or period.code in (kept_periods() if kept is None else kept)


def beneath(unit: Unit, period: Period) -> list[Unit]:
    """The units directly below as they were on the last day that counts; those of the present while it runs."""
    if unit.level == Level.COMMUNE:
        return []
    day = period.counted_on(timezone.localdate())
    return units_on(day, Level.PROVINCE) if unit.level == Level.COUNTRY else children_of(unit, day)


def peers(unit: Unit, period: Period) -> list[Unit]:
    """Units of the same level and kind: of the same province for a commune, of the country for a province."""
    day = period.counted_on(timezone.localdate())
    if unit.level == Level.PROVINCE:
        near = units_on(day, Level.PROVINCE)
    elif unit.level == Level.COMMUNE and unit.parent is not None:
        near = children_of(unit.parent, day)
    else:
        return []
    return [one for one in near if one.kind == unit.kind and one.pk != unit.pk]


def peer_medians(
    unit: Unit, measures: Sequence[Named], period: Period, kept: frozenset[str] | None = None
) -> dict[str, Decimal]:
    """The middle value of the peers, by measure: rates only, nothing sealed, no unit named, never of fewer than five."""
    open_rates = [one.code for one in measures if one.is_rate and not one.sealed]
    near = peers(unit, period)
    if len(near) < FEWEST_PEERS or not open_rates or period.code not in (kept_periods() if kept is None else kept):
        return {}
    with as_system("the middle value of at least five units; none of them is named or shown"):
        values = reading.figures(actor=None, indicators=open_rates, units=near, period=period)
    found: dict[str, list[Decimal]] = {}
    for one in values:
        if one.value is not None:
            found.setdefault(f"{one.indicator}.{one.measure}", []).append(one.value)
    middles = {code: median(numbers) for code, numbers in found.items() if len(numbers) >= FEWEST_PEERS}
    return {code: middle for code, middle in middles.items() if middle is not None}


def values(
    actor: Actor, measures: Sequence[str], units: Sequence[Unit], period: Period
) -> dict[tuple[str, int], Value]:
    """By (measure, unit)."""
    found = reading.figures(actor=actor, indicators=measures, units=units, period=period) if measures and units else []
    return {(f"{one.indicator}.{one.measure}", one.unit.pk): one for one in found}


def source_words(named: Named | None, period: Period) -> str:
    """Where figures are from and of which day: the line under every picture."""
    origin = catalogue.SOURCES[named.measure.source] if named is not None else catalogue.SOURCES[catalogue.RECORDS]
    today = timezone.localdate()
    day = period.counted_on(today)
    still = " (kỳ chưa kết thúc)" if period.ends > today else ""
    return f"Nguồn: Chung Tay, {origin}; {period.title}, đến ngày {vn_date(day)}{still}."
