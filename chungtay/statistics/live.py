"""Counts of a period that is not kept, or as of another day: straight from the records, over the same SELECTs as the cells.

A commune costs as much as its records; the country takes seconds, and whoever asks for it often lets the period be kept.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection

from chungtay.statistics import bands, geography, settling
from chungtay.statistics.sources import Source, Window, source_of
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import covered_paths, today_of_many, under

Key = tuple[str, str, str, str, str]  # path, quantity, sex, band, minority

_GROUPED = """
SELECT r.place_path, r.next_path, r.sex, {band} AS band, r.minority, r.marks, count(*)
FROM ({rows}) r WHERE cardinality(r.marks) > 0 GROUP BY 1, 2, 3, 4, 5, 6
"""


def counted(
    codes: Iterable[str], units: Sequence[Unit], window: Window, map_day: dt.date, today: dt.date
) -> Counter[Key]:
    """Number of subjects per unit (as the map was on `map_day`), quantity and breaks. Runs inside `as_system`."""
    numbers = settling.keys()
    names = {numbers[code]: code for code in codes if code in numbers}
    sources = {source.name: source for code in codes if (source := source_of(code)) is not None}
    wanted = {unit.path for unit in units}
    total: Counter[Key] = Counter()
    for source in sources.values():
        lines = _lines(source, window, _ranges(units, today))
        places = _placed({line[0] for line in lines}, map_day)
        for place, nxt, sex, band, minority, marks, n in lines:
            at = places.get(place, place) or nxt or geography.UNKNOWN
            known = [(names[mark]) for mark in marks if mark in names]
            for path in wanted.intersection(_levels(at)):
                for code in known:
                    total[(path, code, sex, band, minority)] += n
    return total


def _levels(path: str) -> list[str]:
    steps = path.split("/") if path else []
    return ["", *("/".join(steps[: place + 1]) for place in range(len(steps)))]


def _ranges(units: Sequence[Unit], today: dt.date) -> list[str]:
    """Prefixes of places that may count in one of the units under any map; nothing: everywhere."""
    if any(unit.path == "" for unit in units):
        return []
    found: set[str] = set()
    for unit in units:
        found.update(covered_paths(unit, today))
        if not unit.exists_on(today):
            found.update(after.path for after in _later(unit, today))
    return sorted(found)


def _later(unit: Unit, today: dt.date) -> list[Unit]:
    below = Unit.objects.filter(under([unit.path]), level=Level.COMMUNE)
    ends: dict[int, Unit] = {}
    for after in today_of_many(below, today).values():
        ends.update({one.pk: one for one in after})
    return list(ends.values())


def _lines(source: Source, window: Window, ranges: list[str]) -> list[tuple[str, str, str, str, str, list[int], int]]:
    """A subject is taken once, however many of the ranges it was in."""
    conditions, parameters = [], dict[str, dt.date | str](window.parameters)
    for place, prefix in enumerate(ranges):
        conditions.append(source.at.replace("%(low)s", f"%(low{place})s").replace("%(high)s", f"%(high{place})s"))
        parameters |= {f"low{place}": prefix, f"high{place}": prefix + "~"}
    chosen = f"({' OR '.join(conditions)})" if conditions else ""
    sql = _GROUPED.format(rows=source.rows(window, chosen), band=bands.sql("r.born", window.day))
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _placed(paths: set[str], day: dt.date) -> dict[str, str]:
    """Where places of other times count on the day; what exists then is not in it."""
    gone = [unit.path for unit in Unit.objects.filter(path__in=paths) if not unit.exists_on(day)]
    return geography.Atlas.read().places(day, gone) if gone else {}
