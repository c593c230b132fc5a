"""Writes an invented population into the register by COPY: for the demo and for the benchmarks, never for real children.

Triggers are off meanwhile, so what they keep is written as they would have kept it (`population.lines`). Secondary indexes
are dropped before and made after when there are many rows.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from chungtay.children.models import Adult, Child, Household
from chungtay.children.population import Place, plan
from chungtay.children.population.lines import ADULTS_MOST, COLUMNS, Job, Lines, Spot, copy, lines
from chungtay.children.population.planning import CommunePlan
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import fold, order_key
from chungtay.law import queries as law
from chungtay.statistics import settling
from chungtay.territory.models import Hamlet, Unit

MANY = 20_000  # children from which on it pays to drop indexes and to use a second process
PROCESSES = 2
HAMLETS_SINCE = dt.date(2025, 7, 1)
WHY = "an invented population is written for the demo or a benchmark"


@dataclass(frozen=True)
class Secondary:
    """An index that is not a key: how it is dropped and made again."""

    drop: str
    make: str


def jobs(
    *, children: int, seed: int, units: Sequence[Unit], today: dt.date, measures: int = 2, doses_until: int = 2192
) -> list[Job]:
    """One job a commune, with its hamlets made and its keys set aside. `units`: communes, in a fixed order."""
    places = [Place(one.code, one.name, one.path.split("/")[0][:2], one.kind == "phường") for one in units]
    plans = plan(children=children, seed=seed, places=places)
    hamlets = _hamlets(plans, units, today)
    spots = [Spot(one.pk, one.path, keys) for one, keys in zip(units, hamlets, strict=True)]
    items = law.codelist_items("special_circumstances", today)
    sealed = frozenset(item["code"] for item in items if item.get("sensitive") and "parent" not in item)
    key = _first_free_key()
    made = []
    for place, beside in _with_neighbour(plans):
        made.append(
            Job(
                plans[place], today, spots[place], spots[beside] if beside != place else None, key, measures, doses_until, sealed,
            )
        )  # fmt: skip
        key += plans[place].children
    return made


def _with_neighbour(plans: list[CommunePlan]) -> Iterator[tuple[int, int]]:
    """Each commune with the next one of its province; the last with the first."""
    places = sorted(range(len(plans)), key=lambda place: (plans[place].place.province, plans[place].turn))
    neighbours: dict[int, int] = {}
    for _, group in groupby(places, key=lambda place: plans[place].place.province):
        members = list(group)
        neighbours.update(zip(members, [*members[1:], members[0]], strict=True))
    return iter((place, neighbours[place]) for place in range(len(plans)))


def _hamlets(plans: list[CommunePlan], units: Sequence[Unit], today: dt.date) -> list[tuple[int, ...]]:
    """The hamlets of each plan, made where the commune has none of that name."""
    there = {
        (unit, folded): key
        for key, unit, folded in Hamlet.objects.filter(unit__in=[one.pk for one in units], valid_to=None)
        .order_by("pk")
        .values_list("pk", "unit_id", "folded")
    }
    new = []
    for made, unit in zip(plans, units, strict=True):
        began = min(max(unit.valid_from, HAMLETS_SINCE), today)
        for one in made.hamlets:
            full, folded, key = _written(one.kind, one.name)
            if (unit.pk, folded) not in there:
                new.append(Hamlet(unit=unit, name=full, kind=one.kind, folded=folded, order_key=key, valid_from=began))
    for hamlet in Hamlet.objects.bulk_create(new, batch_size=5000):
        there[hamlet.unit_id, hamlet.folded] = hamlet.pk
    return [
        tuple(there[unit.pk, _written(one.kind, one.name)[1]] for one in made.hamlets)
        for made, unit in zip(plans, units, strict=True)
    ]


@lru_cache(maxsize=4096)
def _written(kind: str, name: str) -> tuple[str, str, str]:
    """“Bản Nà Láo”, folded, and its key of order."""
    full = f"{kind[0].upper()}{kind[1:]} {name}"
    return full, fold(full), order_key(full)


def _first_free_key() -> int:
    last = [
        model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in (Child, Household)
    ]
    last_adult = Adult._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    return max(*last, last_adult // ADULTS_MOST) + 1


def secondary(cursor: Any) -> list[Secondary]:
    """Indexes and exclusions of the tables written, without their keys."""
    tables = [f"children_{table}" for table in COLUMNS]
    cursor.execute(
        """SELECT c.oid::regclass::text, k.conname, pg_get_indexdef(c.oid), pg_get_constraintdef(k.oid), t.relname
           FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
           LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('u', 'x')
           WHERE t.relname = ANY (%s) AND NOT i.indisprimary ORDER BY t.relname, c.relname""",
        [tables],
    )
    found = []
    for name, constraint, index, definition, table in cursor.fetchall():
        if constraint is None:
            found.append(Secondary(f"DROP INDEX {name}", index))
        else:
            drop = f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"'
            found.append(Secondary(drop, f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {definition}'))
    return found


def settle_keys(cursor: Any) -> None:
    """Keys given from now on come after those written."""
    for table in COLUMNS:
        following = f"(SELECT coalesce(max(id), 0) + 1 FROM children_{table})"
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('children_{table}', 'id'), {following}, false)")


def produced(wanted: Sequence[Job]) -> Iterator[Lines]:
    """The lines of each job; made in two processes when there are many."""
    if sum(job.plan.children for job in wanted) < MANY:
        yield from map(lines, wanted)
        return
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        yield from pool.imap(lines, wanted, chunksize=1)


def fill(*, children: int, seed: int, units: Sequence[Unit], today: dt.date) -> int:
    """Writes the population in one transaction, all or nothing; returns how many children. The register may hold others."""
    with as_system(WHY), transaction.atomic():
        wanted = jobs(children=children, seed=seed, units=units, today=today)
        connection.ensure_connection()
        assert connection.connection is not None
        with connection.cursor() as opened, _unwatched(opened):
            cursor = opened.cursor  # psycopg's, which knows COPY
            dropped = secondary(cursor) if children >= MANY else []
            for one in dropped:
                cursor.execute(one.drop)
            for made in produced(wanted):
                copy(cursor, made)
            for one in dropped:
                cursor.execute(one.make)
            settle_keys(cursor)
            cursor.execute("SELECT children_learn_all()")
            settling.distrust()  # triggers, switched off above, noted nothing
        note = f"{children} trẻ em hư cấu, mầm {seed}"
        AuditEntry.objects.bulk_create(
            [
                AuditEntry(
                    action="children.populated", object_type="children.child", object_label=note, actor_name="Hệ thống"
                )
            ]
        )
    return children


@contextmanager
def _unwatched(cursor: Any) -> Iterator[None]:
    """No triggers inside the block: a superuser switches them off for the session, another owner table by table."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone()[0]:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        return
    for table in COLUMNS:
        cursor.execute(f"ALTER TABLE children_{table} DISABLE TRIGGER USER")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in COLUMNS:
        cursor.execute(f"ALTER TABLE children_{table} ENABLE TRIGGER USER")
