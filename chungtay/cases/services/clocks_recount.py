"""Counting clocks anew after the law's files were put right.

A version of the law is the one in force on the day a clock began. Two things can be learnt late: a version that was in
force already when the clock began (then every clock of it is put right, those that have stopped too, since they are
counted as late or in time), and days off that the Government exchanged (then only what still runs moves). A version
that begins after the clock never touches it. Nothing is written before somebody has seen the numbers (`plan`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chungtay.cases.models import Clock
from chungtay.cases.queries.clocks import law_pauses
from chungtay.foundation import audit
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system
from chungtay.law import clocks as law
from chungtay.law import queries as laws
from chungtay.law.clocks import VIETNAM
from chungtay.law.models import LawFile

_WHY = "the law is one for the whole country"


@dataclass
class Change:
    """What counting anew does to the clocks of one code. `corrected`: of another version of the law than they kept."""

    code: str
    seen: int = 0
    corrected: int = 0
    earlier: int = 0
    later: int = 0
    newly_late: int = 0
    no_longer_late: int = 0

    @property
    def moved(self) -> int:
        return self.earlier + self.later


@dataclass
class Recount:
    """`written`: clocks that were changed; 0 in a rehearsal."""

    changes: dict[str, Change] = field(default_factory=dict)
    written: int = 0

    @property
    def moved(self) -> int:
        return sum(change.moved for change in self.changes.values())


@dataclass(frozen=True)
class _Group:
    """Clocks that end alike: of one code, begun on one day, by one version, all for the first time or all for a later one.

    `due` for terms in days; `hours` for terms by the clock (0 for what is due at once).
    """

    code: str
    province: str
    day: dt.date
    again: bool
    version: str
    fresh: LawFile
    due: dt.datetime | None
    hours: float | None


def plan(*, codes: Iterable[str] = (), now: dt.datetime | None = None) -> Recount:
    """What would change. Reads only; without codes all clocks."""
    with as_system(_WHY), transaction.atomic():
        _lay_out(list(codes))
        return _count(now or timezone.now())


def recompute(*, actor: Actor | None, codes: Iterable[str], reason: str, now: dt.datetime | None = None) -> Recount:
    """Writes what `plan` says. `reason`: which correction this is, kept in the trail."""
    chosen = list(codes)
    with as_system(_WHY), transaction.atomic():
        _lay_out(chosen)
        result = _count(now or timezone.now())
        result.written = _write(now or timezone.now())
        data = {code: [change.corrected, change.earlier, change.later] for code, change in result.changes.items()}
        audit.record(actor, "clocks_recounted", Clock(), label=", ".join(sorted(data)) or "–", reason=reason, data=data)
    return result


_OWN = "CASE WHEN left(unit_path, 2) = ANY(%(own)s) THEN left(unit_path, 2) ELSE '' END"
_DAY = "(started_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def _lay_out(codes: list[str]) -> None:
    """A temporary table with one row for each clock whose end or version is another now: its new end and version."""
    known = {row.digest: row for row in laws.all_versions("clock")}
    own = sorted({row.content["province"] for row in known.values() if "province" in row.content})
    given: dict[str, Any] = {"own": own, "codes": codes, "all": not codes}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT code, {_OWN}, {_DAY}, cycle > 1, law_version FROM cases_clock
            WHERE (%(all)s OR code = ANY(%(codes)s)) GROUP BY 1, 2, 3, 4, 5""",
            given,
        )
        groups = [group for row in cursor.fetchall() if (group := _group(*row)) is not None]
        cursor.execute(
            """DROP TABLE IF EXISTS recount_group, recount;
            CREATE TEMP TABLE recount_group (code text, province text, day date, again boolean, version text, fresh text,
                owner text, article text, due timestamptz, hours double precision) ON COMMIT DROP"""
        )
        cursor.executemany(
            "INSERT INTO recount_group VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)", [_values(group) for group in groups]
        )
        cursor.execute("ANALYZE recount_group")
        cursor.execute(_NEW, given)
    _by_hand(known)


_NEW = f"""
CREATE TEMP TABLE recount ON COMMIT DROP AS
SELECT * FROM (
  SELECT c.id, c.code, c.due_at AS old, coalesce(g.due, c.started_at + g.hours * interval '1 hour') AS new,
    g.fresh <> c.law_version AS corrected, g.fresh, g.owner, g.article, c.stopped_at,
    EXISTS (SELECT FROM cases_clockpause p WHERE p.clock_id = c.id AND p.ends IS NOT NULL) AS paused
  FROM (SELECT *, {_OWN} AS own_province, {_DAY} AS day FROM cases_clock WHERE (%(all)s OR code = ANY(%(codes)s))) c
  JOIN recount_group g ON g.code = c.code AND g.province = c.own_province AND g.day = c.day
    AND g.again = (c.cycle > 1) AND g.version = c.law_version
) x WHERE (corrected OR stopped_at IS NULL) AND (corrected OR paused OR new <> old)
"""


def _group(code: str, province: str, day: dt.date, again: bool, version: str) -> _Group | None:
    """None when no law of this code was in force on that day: nothing is known better than before."""
    try:
        fresh = law.clock_of(code, day, province)
    except law.UnknownClock:
        return None
    term = law.term_of(fresh, again=again)
    if "hours" in term or "at_once" in term:
        return _Group(code, province, day, again, version, fresh, None, float(term.get("hours", 0)))
    begin = dt.datetime.combine(day, dt.time(12), VIETNAM)
    return _Group(code, province, day, again, version, fresh, law.count(term, begin, ())[0], None)


def _values(group: _Group) -> tuple[Any, ...]:
    content = group.fresh.content
    return (
        group.code, group.province, group.day, group.again, group.version, group.fresh.digest,
        content.get("province", ""), content["article"][:200], group.due, group.hours,
    )  # fmt: skip


def _by_hand(known: dict[str, LawFile]) -> None:
    """Clocks that stood still are counted one by one; those whose end stays are taken off the list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, fresh FROM recount WHERE paused")
        fresh = dict(cursor.fetchall())
    for clock in Clock.objects.filter(pk__in=fresh).prefetch_related("pauses").iterator(chunk_size=1000):
        counted = law.due_by(
            known[fresh[clock.pk]], clock.started_at, pauses=law_pauses(clock.pauses.all()), again=clock.cycle > 1
        )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE recount SET new = %s WHERE id = %s", [counted.due, clock.pk])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM recount WHERE new = old AND NOT corrected")


def _count(now: dt.datetime) -> Recount:
    result = Recount()
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT code, count(*), count(*) FILTER (WHERE corrected), count(*) FILTER (WHERE new < old),
              count(*) FILTER (WHERE new > old),
              count(*) FILTER (WHERE coalesce(stopped_at, %(now)s) > new AND coalesce(stopped_at, %(now)s) <= old),
              count(*) FILTER (WHERE coalesce(stopped_at, %(now)s) <= new AND coalesce(stopped_at, %(now)s) > old)
            FROM recount GROUP BY code ORDER BY code""",
            {"now": now},
        )
        for code, *numbers in cursor.fetchall():
            result.changes[code] = Change(code, *numbers)
    return result


def _write(now: dt.datetime) -> int:
    """One statement. What runs is looked at by the next minute's job, which finds the next moment of telling."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE cases_clock c SET due_at = r.new, law_version = r.fresh, province = r.owner, article = r.article,
              tell_at = CASE WHEN c.stopped_at IS NULL AND c.paused_at IS NULL THEN least(c.tell_at, %s) END
            FROM recount r WHERE r.id = c.id""",
            [now],
        )
        return int(cursor.rowcount)
