"""Keeps cells exactly right: what triggers noted since the last time is counted again before anybody reads.

There is no nightly run. A change of a record notes its subject in `Touched` in the same transaction; `settle` takes the noted
subjects, counts these anew and moves the cells by the difference. Days that go by (a birthday, a fact that ends) are the
same thing: the source names the subjects concerned.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from chungtay.foundation.scoping import as_system
from chungtay.law import queries as law
from chungtay.statistics import geography, periods, sources
from chungtay.statistics.carrying import Counting, take_room
from chungtay.statistics.models import KeptPeriod, Place, QuantityKey
from chungtay.statistics.periods import Period
from chungtay.statistics.sources import Window

WHY = "figures are counted over all records; who reads them is asked when they are read"


@dataclass
class Settled:
    subjects: int = 0
    changed: int = 0
    rebuilt: list[str] = field(default_factory=list)


def keys() -> dict[str, int]:
    """The short number of every quantity; new ones get theirs here."""
    found = dict(QuantityKey.objects.values_list("code", "id"))
    missing = [quantity.code for _, quantity in sources.quantities() if quantity.code not in found]
    if missing:
        QuantityKey.objects.bulk_create([QuantityKey(code=code) for code in sorted(missing)], ignore_conflicts=True)
        found = dict(QuantityKey.objects.values_list("code", "id"))
    return found


def catalogue() -> str:
    """A digest of what is counted and how: cells built with another one are built anew."""
    return _digest(law.law_version(), len(sources.sources()))


@functools.lru_cache(maxsize=8)
def _digest(_law_version: str, _how_many: int) -> str:
    text = "\n".join(
        f"{source.name} {quantity.code} {quantity.manner} {quantity.sealed} {hash_of(source)}"
        for source, quantity in sorted(sources.quantities(), key=lambda pair: pair[1].code)
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def hash_of(source: sources.Source) -> str:
    day = dt.date(2000, 1, 1)
    return hashlib.sha256((source.rows(Window(day, day, day), "") + source.turning()).encode()).hexdigest()[:12]


def keep(period: Period) -> KeptPeriod:
    """From now on the cells of this period are kept."""
    kept, _ = KeptPeriod.objects.get_or_create(
        code=period.code, defaults={"starts": period.starts, "ends": period.ends}
    )
    return kept


def keep_usual(today: dt.date) -> list[KeptPeriod]:
    """This calendar year and the one before: what is asked for most, and what is still corrected."""
    this = periods.year_of(today)
    return [keep(this), keep(periods.previous(this))]


def settle(today: dt.date | None = None) -> Settled:
    """Makes every kept period right as of now. Cheap when nothing changed; changes are counted once by whoever comes first."""
    day = today or timezone.localdate()
    if not _waiting(day):
        return Settled()
    done = Settled()
    with transaction.atomic(), as_system(WHY):
        kept = list(KeptPeriod.objects.select_for_update().order_by("pk"))
        now = catalogue()
        touched = _taken()
        for period in kept:
            if period.built_at is None or period.catalogue != now or _lost(period):
                _build(period, day, now)
                done.rebuilt.append(period.code)
            else:
                _advance(period, day, touched, done)
    return done


def distrust() -> None:
    """Records were written behind the triggers: every kept period is built anew before the next reading."""
    with as_system(WHY):
        KeptPeriod.objects.update(built_at=None)


def rebuild(period: KeptPeriod, today: dt.date | None = None) -> None:
    """All of one period from the records, whatever is kept."""
    day = today or timezone.localdate()
    with transaction.atomic(), as_system(WHY):
        _build(KeptPeriod.objects.select_for_update().get(pk=period.pk), day, catalogue())


def counting(period: KeptPeriod, day: dt.date) -> Counting:
    own = Period(period.starts, period.ends, period.code, period.code)
    numbers = keys()
    sealed = tuple(numbers[quantity.code] for _, quantity in sources.quantities() if quantity.sealed)
    return Counting(period, Window(period.starts, period.ends, own.counted_on(day), period.mapped), sealed)


def verify(today: dt.date | None = None) -> dict[str, list[tuple[object, ...]]]:
    """Per kept period the cells that differ from a rebuild; all empty when everything is right."""
    day = today or timezone.localdate()
    settle(day)
    with transaction.atomic(), as_system(WHY):
        take_room()
        return {period.code: counting(period, day).differences() for period in KeptPeriod.objects.all()}


def _waiting(day: dt.date) -> bool:
    """Whether anything has to be done; three short looks that write nothing."""
    now = catalogue()
    with as_system(WHY), connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM statistics_touched) OR EXISTS (SELECT FROM statistics_keptperiod k
                 WHERE k.built_at IS NULL OR k.catalogue <> %(now)s OR k.counted_on < least(k.ends - 1, %(day)s)
                   OR NOT EXISTS (SELECT FROM statistics_carrier c WHERE c.period_id = k.id)
                     AND EXISTS (SELECT FROM statistics_cell e WHERE e.period_id = k.id AND e.value <> 0))""",
            {"now": now, "day": day},
        )
        return bool(cursor.fetchone()[0])


def _lost(period: KeptPeriod) -> bool:
    """After a hard stop PostgreSQL empties carriers, which it does not log."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT NOT EXISTS (SELECT FROM statistics_carrier WHERE period_id = %(id)s)
                 AND EXISTS (SELECT FROM statistics_cell WHERE period_id = %(id)s AND value <> 0)""",
            {"id": period.pk},
        )
        return bool(cursor.fetchone()[0])


def _taken() -> dict[str, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH gone AS (DELETE FROM statistics_touched RETURNING source, subject_id)
               SELECT source, array_agg(DISTINCT subject_id) FROM gone GROUP BY source"""
        )
        return dict(cursor.fetchall())


def _build(period: KeptPeriod, day: dt.date, now: str) -> None:
    own = Period(period.starts, period.ends, period.code, period.code)
    period.counted_on = own.counted_on(day)
    take_room()
    with connection.cursor() as cursor:
        for table in ("carrier", "cell", "place"):
            cursor.execute(f"DELETE FROM statistics_{table} WHERE period_id = %s", [period.pk])
    period.mapped = _map(period, period.counted_on, day)
    work = counting(period, day)
    for source in sources.sources():
        work.put_carriers(source)
    work.put_cells()
    period.built_at = period.settled_at = timezone.now()
    period.catalogue = now
    period.save()


def _map(period: KeptPeriod, then: dt.date, today: dt.date) -> bool:
    """Writes where places count; whether the map has changed between the period's day and today."""
    atlas = geography.Atlas.read()
    then_paths, now_paths = atlas.places(then), atlas.places(today)
    Place.objects.bulk_create(
        (
            Place(period=period, path=path, then_path=then_paths.get(path, path), now_path=now_paths.get(path, path))
            for path in sorted(then_paths.keys() | now_paths.keys())
        ),
        batch_size=5000,
    )
    changed = geography.last_change()
    return changed is not None and then < changed <= today


def _advance(period: KeptPeriod, day: dt.date, touched: dict[str, list[int]], done: Settled) -> None:
    own = Period(period.starts, period.ends, period.code, period.code)
    reached, before = own.counted_on(day), period.counted_on
    for source in sources.sources():
        ids = set(touched.get(source.name, ()))
        if before is not None and before != reached:
            ids |= _turning(source, min(before, reached), max(before, reached))
        if ids:
            period.counted_on = reached
            done.changed += counting(period, day).replace(source, sorted(ids))
            done.subjects += len(ids)
    period.counted_on, period.settled_at = reached, timezone.now()
    period.save(update_fields=["counted_on", "settled_at"])


def _turning(source: sources.Source, after: dt.date, until: dt.date) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(source.turning(), {"from": after, "to": until})
        return {row[0] for row in cursor.fetchall()}
