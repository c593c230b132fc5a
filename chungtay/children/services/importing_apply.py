"""Checked rows enter the register: one act for the person, chunk by chunk for the database, taken up again after a stop."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from chungtay.children.models import Child, ImportBatch, ImportRow
from chungtay.children.policies import ChildPermission
from chungtay.children.services import importing_sql as sql
from chungtay.children.services.importing import State, locked_in
from chungtay.children.services.importing_rows import count
from chungtay.children.services.proposals import propose, seal_of, version_of
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import number
from chungtay.law.queries import codelist_items

CHUNK = 2000  # rows in one transaction
AT_ONCE = 500  # rows put in while the person waits; more of them by the worker
LISTS = ("special_circumstances", "at_risk_circumstances")


def apply_list(*, actor: Actor, batch: ImportBatch, act: uuid.UUID, at_once: bool | None = None) -> ImportBatch:
    """Puts every clean row in. Raises UserError while rows have errors or wait for a word. A second click changes nothing."""
    require(actor, ChildPermission.IMPORT, batch)
    earlier: ImportBatch | None = ImportBatch.objects.filter(pk=batch.pk, act=act).first()
    if earlier is not None:
        return earlier
    with transaction.atomic():
        locked = locked_in(batch, State.READY)
        counts = count(locked)
        _ready(counts)
        _each_child_once(locked)
        locked.act, locked.state, locked.counts = act, State.APPLYING, counts
        locked.total_rows, locked.done_rows = counts["new"] + counts["update"], 0
        locked.save()
        audit.record(actor, "import_begun", locked, data={key: counts[key] for key in ("new", "update", "skip")})
        later = not at_once if at_once is not None else locked.total_rows > AT_ONCE
        if later:
            from chungtay.children.tasks_imports import apply_list as job

            transaction.on_commit(lambda: job.defer(batch_id=locked.pk, post_id=actor.post_id))
    return locked if later else carry_out(actor=actor, batch=locked)


def _ready(counts: dict[str, Any]) -> None:
    if counts["errors"]:
        raise UserError(
            f"Còn {number(counts['errors'])} dòng có lỗi. Hãy sửa hoặc bỏ các dòng đó rồi đưa vào sổ. Chưa có gì vào sổ."
        )
    if counts["ask"]:
        raise UserError(f"Còn {number(counts['ask'])} dòng giống trẻ đã có. Hãy chọn thêm mới, cập nhật hay bỏ qua.")
    if not counts["new"] + counts["update"]:
        raise UserError("Không còn dòng nào để đưa vào sổ.")


def _each_child_once(batch: ImportBatch) -> None:
    rows = batch.rows.filter(decision=ImportRow.Decision.UPDATE).order_by().values("match_id")
    twice = rows.annotate(rows=Count("pk")).filter(rows__gt=1).values_list("match_id", flat=True)
    shown = batch.rows.filter(match_id__in=list(twice[:5])).order_by("number").values_list("number", flat=True)[:10]
    if numbers := [str(number) for number in shown]:
        raise UserError(f"Các dòng {', '.join(numbers)} cùng cập nhật một trẻ. Hãy bỏ bớt dòng lặp rồi đưa vào sổ.")


def carry_out(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """What has not come in yet. Safe to call again after a stop, and by two workers at once."""
    parameters = _parameters(actor, batch)
    for turn in itertools.count():
        if turn < 2:
            know_sizes()
        with transaction.atomic():
            locked: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if locked.state != State.APPLYING:
                break
            put_in = _chunk(parameters)
            locked.done_rows += put_in
            if put_in < CHUNK:
                return _finished(actor, locked)
            locked.save(update_fields=["done_rows"])
    return locked


def know_sizes() -> None:
    """Tells the planner how large the tables are by now; takes no time once they are large."""
    with as_system("statistics are the owner's, they show no row"), connection.cursor() as cursor:
        cursor.execute(sql.GUESSED)
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {table}")


def _finished(actor: Actor, batch: ImportBatch) -> ImportBatch:
    batch.state, batch.applied_at = State.DONE, timezone.now()
    batch.counts = {**batch.counts, "missed": waiting(batch)}  # children that left the commune between review and act
    batch.save(update_fields=["state", "applied_at", "done_rows", "counts"])
    audit.record(
        actor, "import_applied", batch, data={key: batch.counts.get(key, 0) for key in ("new", "update", "skip")}
    )
    _propose(batch)
    return batch


def _propose(batch: ImportBatch) -> None:
    """What the list says may make a circumstance; a long list's children are gone through by the worker."""
    if batch.total_rows <= AT_ONCE:
        applied = batch.rows.filter(applied=True).values("child_id")
        propose(Child.objects.filter(pk__in=applied))
        return
    from chungtay.children.tasks_daily import propose_commune

    path = batch.unit_path
    transaction.on_commit(lambda: propose_commune.defer(unit_path=path))


def _chunk(parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.CHUNK, parameters)
        put_in = cursor.rowcount
        cursor.execute("SELECT EXISTS (SELECT FROM import_chunk WHERE decision = 'update')")
        updates = bool(cursor.fetchone()[0])
        for step, for_updates in sql.STEPS if put_in else ():
            if updates or not for_updates:
                cursor.execute(step, parameters)
        cursor.execute("DROP TABLE import_chunk")
    return int(put_in)


def _parameters(actor: Actor, batch: ImportBatch) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "batch": batch.pk, "path": batch.unit_path, "unit": batch.unit_id, "unit_since": batch.unit.valid_from, "size": CHUNK,
        "today": today, "now": timezone.now(), "user": actor.user_id, "user_name": actor.name, "school_year": school_year(today),
        "source": f"Danh sách nhập: {batch.file_name}"[:200], "lists": json.dumps(circumstances(today)),
        "decides": bool(can(actor, ChildPermission.DECIDE, batch)),
    }  # fmt: skip


def school_year(day: dt.date) -> int:
    """The year in which the school year of that day began."""
    return day.year if day.month >= 8 else day.year - 1


def circumstances(today: dt.date) -> dict[str, dict[str, Any]]:
    """code → list, group, seal, whether it has no sub-groups, version of the list."""
    found: dict[str, dict[str, Any]] = {}
    for name in LISTS:
        items = codelist_items(name, today)
        parents = {item.get("parent") for item in items}
        for item in items:
            found.setdefault(
                item["code"],
                {
                    "list": name, "group": item.get("parent") or item["code"], "seal": seal_of(name, item["code"]),
                    "leaf": item["code"] not in parents, "law": version_of(name),
                },
            )  # fmt: skip
    return found


def waiting(batch: ImportBatch) -> int:
    """Rows of a begun act that are not in yet."""
    rows = batch.rows.filter(applied=False, severity__lt=2)
    return int(rows.filter(decision__in=[ImportRow.Decision.NEW, ImportRow.Decision.UPDATE]).count())
