"""CASCADE: one act that gives ten tasks to 3,321 communes / COPY of the very same rows into tables of the same shape."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import scale, world
from bench.measure import Goal, Result, compare, timed
from bench.registry import benchmark
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system

CASCADE = Goal(
    "CASCADE", "10 tasks to 3,321 communes with words, parties, messages, audit / COPY of the same rows", 5.0, 2.5
)
TASKS = 10
_TABLES = (
    "directives_task",
    "directives_taskword",
    "directives_taskparty",
    "foundation_notice",
    "foundation_auditentry",
    "directives_givingact",
)


@dataclass(frozen=True)
class Rows:
    """The rows of one table as COPY text, and the columns they fill."""

    table: str
    columns: str
    data: bytes


def _communes() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM accounts_agency WHERE kind = 'committee' AND level = 'commune' AND valid_to IS NULL ORDER BY id"
        )
        return tuple(row[0] for row in cursor.fetchall())


def _watcher() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_agency WHERE kind = 'ministry' AND sector = 'education' LIMIT 1")
        return int(cursor.fetchone()[0])


def _give(actor: Actor, communes: tuple[int, ...], watcher: int) -> uuid.UUID:
    from chungtay.directives.services.cascade import TaskDraft, give

    today = timezone.localdate()
    drafts = [
        TaskDraft(
            title=f"Rà soát trẻ em, việc {place} của đợt đo", lead_ids=communes, what=scale.WHAT, result="Báo cáo kết quả bằng văn bản",
            topics=("health",), due_on=today + dt.timedelta(days=30), responsible="Chủ tịch UBND", monitoring_ids=(watcher,), ordinal=str(place),
        )
        for place in range(1, TASKS + 1)
    ]  # fmt: skip
    with acting_as(actor):
        return give(actor=actor, drafts=drafts, at_once=True).pk


def _marks() -> dict[str, int]:
    """The highest id of each table with numbers, to find afterwards what the act wrote."""
    found = {}
    with connection.cursor() as cursor:
        for table in _TABLES[:-1]:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # table names of this file only
            found[table] = int(cursor.fetchone()[0])
    return found


def _taken(act: uuid.UUID, marks: dict[str, int]) -> list[Rows]:
    """What the act wrote, read back as COPY text; generated columns are left out, as COPY would have to."""
    kept = []
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            columns = str(cursor.fetchone()[0])
            condition = f"id > {marks[table]}" if table in marks else f"id = '{act}'"
            raw: Any = cursor.cursor  # psycopg's own cursor: Django's has no COPY
            with raw.copy(f"COPY (SELECT {columns} FROM {table} WHERE {condition}) TO STDOUT") as copy:
                kept.append(Rows(table, columns, b"".join(bytes(part) for part in copy)))
    return kept


def _copy_all(rows: list[Rows]) -> None:
    """One transaction for each table, as fast as PostgreSQL takes rows into these indexes."""
    with connection.cursor() as cursor:
        raw: Any = cursor.cursor
        for one in rows:
            with raw.copy(f"COPY bare_{one.table} ({one.columns}) FROM STDIN") as copy:
                copy.write(one.data)


def _clear_bare() -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"TRUNCATE bare_{table}")
        cursor.execute("CHECKPOINT")  # both sides start with nothing left to be written by the other


def _take_back(act: uuid.UUID, marks: dict[str, int]) -> None:
    """The act is undone outside the product, so that every round begins with the same tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # audit rows refuse to be deleted, rightly
        for table, mark in reversed(marks.items()):
            cursor.execute(f"DELETE FROM {table} WHERE id > %s", [mark])
        cursor.execute("DELETE FROM directives_givingact WHERE id = %s", [act])
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(
            "UPDATE foundation_audithead h SET sequence = l.sequence, hash = l.hash FROM (SELECT DISTINCT ON (chain) chain, sequence, hash"
            " FROM foundation_auditentry ORDER BY chain, sequence DESC) l WHERE l.chain = h.chain"
        )
        for table in _TABLES[:3]:
            cursor.execute(f"VACUUM {table}")
        cursor.execute("CHECKPOINT")


@benchmark(CASCADE)
def run() -> Result:
    from chungtay.accounts.actors import build_actor
    from chungtay.accounts.models import Post

    with world.scratch("few"):
        actor = build_actor(Post.objects.filter(user__username=scale.OFFICER).earliest("pk"), timezone.localdate())
        communes, watcher = _communes(), _watcher()
        with connection.cursor() as cursor:
            for table in _TABLES:
                cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        marks = _marks()
        act = _give(actor, communes, watcher)
        rows = _taken(act, marks)
        _take_back(act, marks)

        def product() -> list[float]:
            made: list[uuid.UUID] = []
            time = timed(lambda: made.append(_give(actor, communes, watcher)))
            _take_back(made[0], marks)
            return [time]

        def baseline() -> list[float]:
            time = timed(lambda: _copy_all(rows))
            _clear_bare()
            return [time]

        with as_system("the benchmark measures an act"):
            lines = {one.table: one.data.count(b"\n") for one in rows}
            return compare(CASCADE, baseline, product, detail=lambda: {"rows": lines})
