"""Why a stock differs between two periods: who came, who went, for whom it began and ended. The lines add up exactly."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.scoping import as_system
from chungtay.statistics import reading, settling, sources
from chungtay.statistics.models import KeptPeriod
from chungtay.statistics.periods import Period
from chungtay.territory.models import Unit

# What became of a subject, from where it stood in the other period. Order of the page; the sign is that of the change.
LINES = (
    ("new", 1, "Mới có trong hồ sơ (sinh ra, mới ghi)"),
    ("came", 1, "Chuyển từ nơi khác đến"),
    ("began", 1, "Ở tại chỗ, nay thuộc diện này"),
    ("gone", -1, "Không còn được tính (đủ 16 tuổi, mất, rời đi)"),
    ("went", -1, "Chuyển đi nơi khác"),
    ("ended", -1, "Ở tại chỗ, nay không còn thuộc diện này"),
)
_BRIDGE = """
WITH first AS (SELECT subject_id, bool_or(%(mark)s = ANY(marks)) AS marked, bool_or({here}) AS here,
    bool_or(%(mark)s = ANY(marks) AND {here}) AS counts FROM statistics_carrier
    WHERE period_id = %(first)s AND source = %(source)s AND {limit} GROUP BY 1),
second AS (SELECT subject_id, bool_or(%(mark)s = ANY(marks)) AS marked, bool_or({here}) AS here,
    bool_or(%(mark)s = ANY(marks) AND {here}) AS counts FROM statistics_carrier
    WHERE period_id = %(second)s AND source = %(source)s AND {limit} GROUP BY 1)
SELECT CASE
    WHEN s.counts AND NOT coalesce(f.counts, false) THEN
      CASE WHEN f.subject_id IS NULL THEN 'new' WHEN f.here THEN 'began' ELSE 'came' END
    WHEN f.counts AND NOT coalesce(s.counts, false) THEN
      CASE WHEN s.subject_id IS NULL THEN 'gone' WHEN s.here THEN 'ended' ELSE 'went' END
    ELSE 'same' END AS line, count(*)
FROM first f FULL JOIN second s USING (subject_id) GROUP BY 1
"""
_HERE = "(now_path >= %(low)s AND now_path < %(high)s)"
# Only subjects that were in the unit in one of the periods can make a difference.
_LIMIT = """subject_id IN (SELECT subject_id FROM statistics_carrier WHERE source = %(source)s
  AND period_id IN (%(first)s, %(second)s)
  AND now_path >= %(low)s AND now_path < %(high)s)"""


@dataclass(frozen=True)
class Bridge:
    """`before` + all `lines` = `after`, under today's units."""

    before: int
    lines: tuple[tuple[str, int], ...]
    after: int


def bridge(*, actor: Actor | None, code: str, unit: Unit, first: Period, second: Period) -> Bridge | None:
    """None where one of the periods is not kept. Raises NotPossible outside the territory, behind the seal, for what is
    no stock (events of two periods have nothing in common), or for a quantity no source counts."""
    source, quantity = sources.source_of(code), sources.find(code)
    if source is None or quantity is None or quantity.manner != sources.Manner.STOCK:
        raise NotPossible("Chỉ giải thích được thay đổi của số liệu tại một thời điểm, tính từ hồ sơ.")
    if actor is not None:
        reading.may_read(actor, [unit], [quantity])
    settling.settle(timezone.localdate())
    kept = dict(KeptPeriod.objects.filter(code__in=[first.code, second.code]).values_list("code", "id"))
    if len(kept) < 2:
        return None
    given: dict[str, int | str] = {
        "mark": settling.keys()[code], "source": source.name, "first": kept[first.code], "second": kept[second.code],
        "low": unit.path, "high": unit.path + "~",
    }  # fmt: skip
    sql = _BRIDGE.format(here=_HERE, limit=_LIMIT)
    with as_system("a difference of two counts; who asks was checked"), connection.cursor() as cursor:
        cursor.execute(sql, given)
        found = dict(cursor.fetchall())
        cursor.execute(
            f"SELECT period_id, count(DISTINCT subject_id) FROM statistics_carrier WHERE period_id IN (%(first)s, %(second)s)"
            f" AND source = %(source)s AND %(mark)s = ANY(marks) AND {_HERE} GROUP BY 1",
            given,
        )
        counts = dict(cursor.fetchall())
    lines = tuple((words, sign * int(found.get(name, 0))) for name, sign, words in LINES)
    return Bridge(int(counts.get(kept[first.code], 0)), lines, int(counts.get(kept[second.code], 0)))
