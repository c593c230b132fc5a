"""Which records stand behind a number: keys of subjects, for the app that owns them to show to who may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from chungtay.foundation.scoping import as_system
from chungtay.statistics import settling, sources
from chungtay.statistics.models import KeptPeriod
from chungtay.statistics.periods import Period
from chungtay.statistics.sources import Window

_KEPT = """
SELECT DISTINCT subject_id FROM statistics_carrier
WHERE period_id = %(period)s AND source = %(source)s AND %(mark)s = ANY(marks) AND {place}
ORDER BY subject_id LIMIT %(most)s
"""
_LIVE = """
SELECT DISTINCT subject_id FROM ({rows}) r WHERE %(mark)s = ANY(r.marks) AND {place}
ORDER BY subject_id LIMIT %(most)s
"""
_PLACE = "(place_path >= %(low)s AND place_path < %(high)s)"
MOST = 5000


@dataclass(frozen=True)
class Behind:
    ids: tuple[int, ...]
    cut: bool  # there are more than MOST


def subjects(*, code: str, path: str, period: Period, today: dt.date) -> Behind:
    """Keys of the subjects that count as `code` in the unit. Raises LookupError for a quantity no source counts.

    Nothing is asked here: the caller shows only what its own wall lets through, and logs it.
    """
    source = sources.source_of(code)
    if source is None:
        raise LookupError(code)
    mark = settling.keys().get(code, 0)
    given: dict[str, Any] = {"source": source.name, "mark": mark, "low": path, "high": path + "~", "most": MOST + 1}
    settling.settle(today)
    with as_system("keys behind a number; the app that owns the records asks for each who may see it"):
        kept = KeptPeriod.objects.filter(code=period.code).first()
        if kept is not None:
            sql, given = _KEPT.format(place=_PLACE), {**given, "period": kept.pk}
        else:
            window = Window(period.starts, period.ends, period.counted_on(today))
            rows = source.rows(window, source.at if path else "")
            sql = _LIVE.format(rows=rows, place=_PLACE)
            given = {**given, **window.parameters}
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = [row[0] for row in cursor.fetchall()]
    return Behind(tuple(found[:MOST]), len(found) > MOST)
