"""Urban and rural (thành thị, nông thôn): a break by what each commune is, so that its counts are sums over communes.

Wards and townships are urban, communes are rural, by the kind a unit had on the day. A special zone (đặc khu, since 2025) is
neither until a text says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from chungtay.territory.models import Level, Unit, UnitName

AREA = "area"
URBAN, RURAL = "urban", "rural"
_OF_KIND = {"phường": URBAN, "thị trấn": URBAN, "xã": RURAL}

Counted = dict[tuple[str, int, tuple[tuple[str, str], ...]], Decimal]


def broken_down(read: Callable[..., Counted], units: Sequence[Unit], by: Sequence[str], day: dt.date) -> Counted:
    """Counts of each unit by area and the other breaks of `by`. `read(units=, by=)` tells the counts of units without it."""
    others = tuple(name for name in by if name != AREA)
    communes = {commune.pk: commune for commune in _communes(units, day)}
    kinds = of(communes.values(), day)
    above: dict[int, list[int]] = {
        pk: [unit.pk for unit in units if not unit.path or f"{one.path}/".startswith(f"{unit.path}/")]
        for pk, one in communes.items()
    }
    result: Counted = {}
    for (code, pk, breaks), value in read(units=list(communes.values()), by=others).items():
        given = {**dict(breaks), AREA: kinds[pk]}
        for unit_pk in above[pk]:
            key = (code, unit_pk, tuple((name, given[name]) for name in by))
            result[key] = result.get(key, Decimal(0)) + value
    return result


def of(communes: Iterable[Unit], day: dt.date) -> dict[int, str]:
    """Urban, rural or "" for each, by the kind it had on the day: a commune that became a ward later counts as it was."""
    kinds = {unit.pk: unit.kind for unit in communes}
    names = UnitName.objects.filter(unit__in=kinds, valid_from__lte=day).order_by("valid_from")
    kinds |= dict(names.values_list("unit_id", "kind"))
    return {pk: _OF_KIND.get(kind.lower(), "") for pk, kind in kinds.items()}


def _communes(units: Sequence[Unit], day: dt.date) -> Iterable[Unit]:
    communes = Unit.objects.on(day).filter(level=Level.COMMUNE)
    if any(not unit.path for unit in units):
        return communes
    paths = [unit.path for unit in units]
    return [one for one in communes if any(f"{one.path}/".startswith(f"{path}/") for path in paths)]
