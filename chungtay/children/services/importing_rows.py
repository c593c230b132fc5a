"""Rows in staging put right: on screen, or all at once by the file of faults coming back; left out; decided."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chungtay.children.models import ImportBatch, ImportRow
from chungtay.children.policies import ChildPermission
from chungtay.children.services import importing_likeness as likeness
from chungtay.children.services.importing import State, locked_in
from chungtay.children.services.importing_words import Words, faults_of, kept, words_for
from chungtay.children.sheets import written
from chungtay.children.sheets.reading import open_source
from chungtay.children.sheets.rows import Checker
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold

Decision = ImportRow.Decision
NUMBER_HEAD, OUT_HEAD, FAULTS_HEAD = "Dòng trong tệp gốc", "Bỏ dòng này (x)", "Cần sửa"


def evaluate(batch: ImportBatch) -> None:
    """What rows say of one another and of the register, and the counts of the batch. Does not save the batch."""
    likeness.mark_repeats(batch)
    likeness.mark_matches(batch)
    batch.counts = count(batch)


def count(batch: ImportBatch) -> dict[str, Any]:
    """Rows by what stands in their way, and faults by kind. Rows left out have no faults any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT decision, severity, count(*) FROM children_importrow WHERE batch_id = %s GROUP BY 1, 2 ORDER BY 1, 2",
            [batch.pk],
        )
        groups = cursor.fetchall()
        cursor.execute(
            "SELECT f->>'code', count(*) FROM children_importrow, jsonb_array_elements(faults) f "
            "WHERE batch_id = %s AND severity > 0 AND decision <> 'skip' GROUP BY 1 ORDER BY 1",
            [batch.pk],
        )
        kinds = dict(cursor.fetchall())
    counts: dict[str, Any] = {
        "rows": 0,
        "errors": 0,
        "warnings": 0,
        "new": 0,
        "update": 0,
        "skip": 0,
        "ask": 0,
        "faults": kinds,
    }
    for decision, severity, number in groups:
        counts["rows"] += number
        counts[decision] += number
        if decision != Decision.SKIP and severity:
            counts["errors" if severity == 2 else "warnings"] += number
    return counts


def _changed(batch: ImportBatch) -> None:
    evaluate(batch)
    batch.save(update_fields=["counts"])


def fields_of(batch: ImportBatch) -> list[str]:
    """The fields of the list in the order of its columns."""
    return [key for _, key in sorted((int(index), key) for index, key in batch.mapping.items()) if key != "ordinal"]


def correct_row(*, actor: Actor, batch: ImportBatch, number: int, texts: Mapping[str, str]) -> ImportRow:
    """The row as the person writes it now, checked like the file itself. Returns it with the faults that are left."""
    require(actor, ChildPermission.IMPORT, batch)
    with transaction.atomic():
        locked = locked_in(batch, State.READY)
        row: ImportRow | None = locked.rows.filter(number=number).first()
        if row is None:
            raise UserError(f"Không có dòng {number} trong danh sách này.")
        _rewrite(locked, row, texts, words_for(locked.unit, timezone.localdate()))
        _changed(locked)
        audit.record(actor, "import_row_corrected", locked, data={"row": number})
    row.refresh_from_db()
    return row


def _rewrite(batch: ImportBatch, row: ImportRow, texts: Mapping[str, str], words: Words) -> None:
    keys = fields_of(batch)
    shown = written.texts_of(row.values, row.faults, keys)
    cells: list[Any] = [texts.get(key, shown.get(key, "")).strip() or None for key in keys]
    checker = Checker(dict(enumerate(keys)), words.vocabulary)
    if "hamlet" not in keys and row.values.get("hamlet"):
        checker.stands_in(row.values["hamlet"])
    checked = checker.check_child(row.number, cells)
    row.values, row.faults, row.severity = kept(checked, words), faults_of(checked), checked.severity
    if row.decision != Decision.SKIP:
        row.decision, row.match_id, row.match_why = Decision.NEW, None, ""
    row.save()


def leave_out(
    *, actor: Actor, batch: ImportBatch, numbers: Collection[int] = (), faulty: bool = False, back: bool = False
) -> int:
    """Rows that shall not come in (all that still have errors with `faulty`), or come `back`. Returns how many."""
    require(actor, ChildPermission.IMPORT, batch)
    with transaction.atomic():
        locked = locked_in(batch, State.READY)
        rows = locked.rows.filter(severity=2) if faulty else locked.rows.filter(number__in=numbers)
        if back:
            changed = rows.filter(decision=Decision.SKIP).update(decision=Decision.NEW, match_id=None)
        else:
            changed = rows.exclude(decision=Decision.SKIP).update(decision=Decision.SKIP)
        _changed(locked)
        audit.record(actor, "import_rows_left_out" if not back else "import_rows_back", locked, data={"rows": changed})
    return int(changed)


def decide(*, actor: Actor, batch: ImportBatch, decisions: Mapping[int, str]) -> int:
    """What becomes of rows that seem to be a child already there: row number → new, update or skip."""
    require(actor, ChildPermission.IMPORT, batch)
    if set(decisions.values()) - {Decision.NEW, Decision.UPDATE, Decision.SKIP}:
        raise UserError("Hãy chọn thêm mới, cập nhật hoặc bỏ qua cho từng dòng.")
    with transaction.atomic():
        locked = locked_in(batch, State.READY)
        rows = list(locked.rows.filter(number__in=decisions, match_id__isnull=False).order_by("pk"))
        for row in rows:
            row.decision = decisions[row.number]
        ImportRow.objects.bulk_update(rows, ["decision"], batch_size=1000)
        locked.counts = count(locked)
        locked.save(update_fields=["counts"])
        audit.record(actor, "import_decided", locked, data={"rows": len(rows)})
    return len(rows)


def decide_all(*, actor: Actor, batch: ImportBatch, decision: str) -> int:
    """The same word for every row that still waits for one."""
    waiting = batch.rows.filter(decision=Decision.ASK).values_list("number", flat=True)
    return decide(actor=actor, batch=batch, decisions=dict.fromkeys(waiting, decision))


def take_corrections(*, actor: Actor, batch: ImportBatch, content: bytes, name: str) -> tuple[int, int]:
    """The file of faults, corrected. Returns (rows taken, rows left out). Rows that are not in it stay as they are."""
    require(actor, ChildPermission.IMPORT, batch)
    source = open_source(io.BytesIO(content), name)
    rows = list(source.rows(source.first))
    heads = next(((number, cells) for number, cells in rows[:20] if NUMBER_HEAD in [str(cell) for cell in cells]), None)
    if heads is None:
        raise UserError(
            f"Tệp không có cột “{NUMBER_HEAD}”. Hãy dùng đúng tệp lỗi đã tải về, sửa rồi nạp lại.", field="file"
        )
    with transaction.atomic():
        locked = locked_in(batch, State.READY)
        taken, out = _take(locked, heads, [row for row in rows if row[0] > heads[0]])
        if not taken and not out:
            raise UserError("Không dòng nào trong tệp khớp với danh sách này. Chưa có gì thay đổi.", field="file")
        _changed(locked)
        audit.record(actor, "import_corrections", locked, data={"rows": taken, "left_out": out})
    return taken, out


def _take(batch: ImportBatch, heads: tuple[int, list[Any]], rows: list[tuple[int, list[Any]]]) -> tuple[int, int]:
    labels = {fold(written.head_of(key)): key for key in fields_of(batch)}
    columns = {place: labels[fold(str(cell))] for place, cell in enumerate(heads[1]) if fold(str(cell or "")) in labels}
    places = {str(cell): place for place, cell in enumerate(heads[1])}
    words = words_for(batch.unit, timezone.localdate())
    told: dict[int, list[Any]] = {}
    for _, cells in rows:
        number = str(cells[places[NUMBER_HEAD]] if places[NUMBER_HEAD] < len(cells) else "").strip()
        if number.isascii() and number.isdigit() and len(number) < 9:
            told[int(number)] = cells
    out = places.get(OUT_HEAD, -1)
    taken = left = 0
    for row in batch.rows.filter(number__in=told).order_by("pk"):
        cells = told[row.number]
        if 0 <= out < len(cells) and str(cells[out] or "").strip():
            row.decision = Decision.SKIP
            row.save(update_fields=["decision"])
            left += 1
            continue
        texts = {key: written.text_of(cells[place]) if place < len(cells) else "" for place, key in columns.items()}
        _rewrite(batch, row, texts, words)
        taken += 1
    return taken, left
