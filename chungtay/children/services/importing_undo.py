"""A whole import taken back: the register stands as before, but for what people have worked on since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chungtay.children.models import Child, ImportBatch, ImportRow
from chungtay.children.policies import ChildPermission
from chungtay.children.services import importing_sql as sql
from chungtay.children.services.importing import State, locked_in
from chungtay.children.services.importing_apply import AT_ONCE, know_sizes
from chungtay.children.services.proposals import FACTS, propose
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import number

SHOWN = 50
CHUNK = 250  # rows in one transaction: the history keeps one row of context for each, and its versions add up until the commit
LAST = 2**31 - 1


@dataclass(frozen=True)
class Plan:
    """What taking back would do: `back` rows leave the register or become what they were; `held` were touched since."""

    back: int
    held: int
    shown: tuple[ImportRow, ...]


def touched(batch: ImportBatch, first: int = 0, last: int = LAST) -> list[int]:
    """Rows (numbered first to last) whose child somebody changed, decided about or wrote something for since."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.TOUCHED, {"batch": batch.pk, "path": batch.unit_path, "from": first, "to": last, "facts": FACTS}
        )
        return [row[0] for row in cursor.fetchall()]


def plan(batch: ImportBatch) -> Plan:
    held = touched(batch)
    shown = tuple(batch.rows.filter(pk__in=held).order_by("number")[:SHOWN])
    return Plan(batch.rows.filter(applied=True).count() - len(held), len(held), shown)


def undo(*, actor: Actor, batch: ImportBatch, leave_touched: bool = False, at_once: bool | None = None) -> ImportBatch:
    """Raises UserError when rows were worked on since, unless the person says that they shall stay (`leave_touched`)."""
    require(actor, ChildPermission.IMPORT, batch)
    with transaction.atomic():
        locked = locked_in(batch, State.DONE)
        held = len(touched(locked))
        if held and not leave_touched:
            raise UserError(
                f"{number(held)} hồ sơ đã được sửa hoặc ghi thêm sau khi nhập. Hãy xem danh sách rồi chọn để lại các hồ sơ đó."
            )
        locked.state, locked.done_rows = State.UNDOING, 0
        locked.total_rows = locked.rows.filter(applied=True).count() - held
        locked.save()
        audit.record(actor, "import_undo_begun", locked, data={"held": held})
        later = not at_once if at_once is not None else locked.total_rows > AT_ONCE
        if later:
            from chungtay.children.tasks_imports import undo_list

            transaction.on_commit(lambda: undo_list.defer(batch_id=locked.pk, post_id=actor.post_id))
    return locked if later else carry_out(actor=actor, batch=locked)


def carry_out(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """What is not taken back yet, from the last row to the first. Safe to call again after a stop."""
    know_sizes()
    last = LAST
    while True:
        with transaction.atomic():
            locked: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if locked.state != State.UNDOING:
                return locked
            taken, first = _chunk(locked, last)
            locked.done_rows += taken
            if first is None:
                return _finished(actor, locked)
            locked.save(update_fields=["done_rows"])
            last = first - 1


def _chunk(batch: ImportBatch, last: int) -> tuple[int, int | None]:
    """(rows taken back, number of the first row looked at; None when there was none)."""
    parameters: dict[str, Any] = {"batch": batch.pk, "to": last, "size": CHUNK, "facts": FACTS}
    with connection.cursor() as cursor:
        cursor.execute(sql.UNDO_CHUNK, parameters)
        looked_at = cursor.fetchall()
        if not looked_at:
            _households(cursor, batch)
            return 0, None
        first, most = looked_at[-1][1], looked_at[0][1]
        held = set(touched(batch, first, most))
        rows = [row for row in looked_at if row[0] not in held]
        parameters |= {
            "rows": [row[0] for row in rows], "children": [row[2] for row in rows],
            "gone": [row[2] for row in rows if row[3]], "restored": [row[2] for row in rows if not row[3]],
        }  # fmt: skip
        for step in (*sql.UNDO_STEPS, *([sql.RESTORE] if parameters["restored"] else []), sql.UNAPPLIED):
            cursor.execute(step, parameters)
    propose(Child.objects.filter(pk__in=parameters["restored"]))
    return len(rows), first


def _households(cursor: Any, batch: ImportBatch) -> None:
    def keys(statement: str, parameters: dict[str, Any]) -> list[int]:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]

    of_batch: dict[str, Any] = {"batch": batch.pk}
    made = keys(sql.MADE_HOUSEHOLDS, of_batch)
    used = set(keys(sql.USED_HOUSEHOLDS, {**of_batch, "made": made}))
    left = keys(sql.LEFT_HOUSEHOLDS, of_batch)
    for step in sql.UNDO_HOUSEHOLDS:
        cursor.execute(step, {**of_batch, "empty": [key for key in made if key not in used], "left": left})


def _finished(actor: Actor, batch: ImportBatch) -> ImportBatch:
    left = batch.rows.filter(applied=True).count()
    batch.state, batch.undone_at = State.UNDONE, timezone.now()
    batch.counts = {**batch.counts, "left": left}
    batch.save()
    audit.record(actor, "import_undone", batch, data={"back": batch.done_rows, "left": left})
    return batch
