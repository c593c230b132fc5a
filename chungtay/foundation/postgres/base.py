"""PostgreSQL as Django knows it, with the wall: each statement runs under the scope the code stands in.

What was told to the server is remembered, so that a scope costs one short statement when it changes and none after. A
rollback takes settings back on the server; then nothing is remembered and the next statement says it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.postgresql import base
from django.db.models.signals import post_migrate, pre_migrate
from psycopg.pq import TransactionStatus

from chungtay.foundation import wall
from chungtay.foundation.scoping import current


class Streamed:
    """A cursor on the server (`.iterator()`): its rows are worked out while they are fetched, and the wall is asked then.

    So every fetch runs behind the wall the cursor was opened behind, whatever scope the code stands in by now: neither
    rows of somebody else come in nor are rows left out.
    """

    def __init__(self, cursor: Any, database: DatabaseWrapper) -> None:
        self._cursor = cursor
        self._database = database
        self._wall = database._told

    def __getattr__(self, name: str) -> Any:
        if name in {"fetchone", "fetchmany", "fetchall", "scroll"}:
            self._database.tell_wall(self._wall)
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        while rows := self.fetchmany(self._cursor.itersize):
            yield from rows


class DatabaseWrapper(base.DatabaseWrapper):
    """`making` is True while migrations run: they are the owner's work and belong to no scope."""

    making = False
    _told: wall.Wall | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._walled)

    def _walled(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not self.making:
            wall.refuse_unscoped(sql if isinstance(sql, str) else str(sql), current())
        self.tell_wall()
        return execute(sql, params, many, context)

    def create_cursor(self, name: str | None = None) -> Any:
        self.tell_wall()
        cursor = super().create_cursor(name)
        return cursor if name is None else Streamed(cursor, self)

    def tell_wall(self, kept: wall.Wall | None = None) -> None:
        """Tells the server the wall of the scope the code stands in, or `kept`, unless it is what was told last."""
        wanted = kept or (wall.OPEN if self.making else wall.wanted())
        if wanted == self._told or self.connection is None:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # the statement to come fails anyway; after the rollback it is said again
        with self.wrap_database_errors:
            wall.tell(wanted, self.connection.execute)
        self._told = wanted

    def init_connection_state(self) -> None:
        self._told = None
        super().init_connection_state()

    def rollback(self) -> None:
        self._told = None
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        self._told = None
        super().savepoint_rollback(sid)


def _begin_making(using: str, **kwargs: Any) -> None:
    _of(using).making = True


def _end_making(using: str, **kwargs: Any) -> None:
    _of(using).making = False


def _of(using: str) -> Any:
    from django.db import connections

    return connections[using]


pre_migrate.connect(_begin_making, dispatch_uid="wall.begin")
post_migrate.connect(_end_making, dispatch_uid="wall.end")
