"""What a map of units needs: values of the units beneath one, their boundaries or middles, and the archipelagos."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from chungtay.foundation.access import Actor
from chungtay.statistics.maps.archipelagos import BOTH, Archipelago
from chungtay.statistics.maps.drawing import Place, rings_of
from chungtay.statistics.models import Boundary
from chungtay.statistics.periods import Period
from chungtay.statistics.queries import looking
from chungtay.statistics.queries.looking import Named
from chungtay.statistics.queries.overview import Row
from chungtay.statistics.sentences import with_unit
from chungtay.territory.centres import centres
from chungtay.territory.models import Level, Unit


@dataclass(frozen=True)
class Mapped:
    """Units of one map with their values. `bounded`: how many have a boundary; the others are drawn by their middle."""

    rows: list[Row]
    places: list[Place]
    archipelagos: tuple[Archipelago, ...]
    bounded: int
    sources: tuple[str, ...]  # of the boundaries

    @property
    def placed(self) -> int:
        return sum(bool(place.rings or place.centre) for place in self.places)


def mapped(actor: Actor, named: Named, unit: Unit, period: Period) -> Mapped:
    """The units beneath; of a commune, which has none, itself."""
    units = looking.beneath(unit, period) or [unit]
    found = looking.values(actor, [named.code], units, period)
    rows = [Row(one, found[(named.code, one.pk)], None) for one in units if (named.code, one.pk) in found]
    boundaries = {row.unit_id: row for row in Boundary.objects.filter(unit__in=units)}
    middles = centres(units)
    places = [_place(row, named, period, boundaries.get(row.unit.pk), middles.get(row.unit.pk)) for row in rows]
    sources = tuple(sorted({row.source for row in boundaries.values()}))
    return Mapped(rows, places, belonging(unit, units), len(boundaries), sources)


def _place(
    row: Row, named: Named, period: Period, boundary: Boundary | None, middle: tuple[float, float] | None
) -> Place:
    value = looking.chart_number(row.number)
    words = with_unit(looking.rounded(row.number), named.unit)
    query = urlencode({"don-vi": row.unit.path, "ky": period.code})
    url = f"{reverse('statistics:figure', args=[named.indicator.id])}?{query}"
    rings = rings_of(boundary.rings) if boundary is not None else ()
    centre = (boundary.longitude, boundary.latitude) if boundary is not None else middle
    return Place(row.unit.name, value, words, url, rings, centre)


def belonging(unit: Unit, units: Sequence[Unit]) -> tuple[Archipelago, ...]:
    """Both on a map of the country; on that of a province its own."""
    if unit.level == Level.COUNTRY:
        return BOTH
    provinces = {one.path[:2] for one in (unit, *units)}
    return tuple(one for one in BOTH if one.province in provinces)


def without_boundary(units: Iterable[Unit]) -> int:
    units = list(units)
    return len(units) - Boundary.objects.filter(unit__in=units).count()
