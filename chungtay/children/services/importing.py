"""A list on its way into the register: received, its columns confirmed, its rows checked in staging.

Nothing of a list is in the register before `importing_apply`. Every step may be taken up again after a stop: rows are
numbered as in the file and are staged once.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from chungtay.children.models import ImportBatch
from chungtay.children.policies import ChildPermission
from chungtay.children.services.importing_words import Words, faults_of, kept, words_for
from chungtay.children.sheets.fields import BY_KEY, NAMING
from chungtay.children.sheets.headings import Header, find_header
from chungtay.children.sheets.reading import Source, open_source
from chungtay.children.sheets.rows import Checker, Row
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.files import path_of, receive
from chungtay.territory.models import Unit

State = ImportBatch.State
CHUNK = 2000  # rows in one transaction
AT_ONCE = 300_000  # bytes of a file checked while the person waits; a larger one by the worker
_PREVIEW = 8


def receive_list(*, actor: Actor, unit: Unit, upload: UploadedFile[Any], again: bool = False) -> ImportBatch:
    """Keeps the file and reads its header. The same file a second time leads to the first import unless `again`."""
    require(actor, ChildPermission.IMPORT, unit)
    stored = receive(upload, actor=actor, allowed={"excel", "text"})
    earlier = same_file(unit, stored.sha256)
    if earlier is not None and (not again or earlier.state in _UNFINISHED):
        return earlier
    with path_of(stored).open("rb") as file, transaction.atomic():
        source = open_source(file, stored.name)
        batch: ImportBatch = ImportBatch.objects.create(
            unit=unit, unit_path=unit.path, file=stored, file_name=stored.name, file_digest=stored.sha256,
            state=State.MAPPING, created_by_id=actor.user_id, created_by_name=actor.name,
        )  # fmt: skip
        look_at(batch, source, source.first)
        audit.record(actor, "import_received", batch, data={"digest": stored.sha256, "size": stored.size})
    return batch


_UNFINISHED = (State.READING, State.MAPPING, State.CHECKING, State.READY, State.APPLYING)


def same_file(unit: Unit, digest: str) -> ImportBatch | None:
    """The latest import of the very same file into this commune that was not taken back."""
    found: ImportBatch | None = (
        ImportBatch.objects.filter(unit_path=unit.path, file_digest=digest)
        .exclude(state__in=[State.DROPPED, State.UNDONE, State.FAILED])
        .first()
    )
    return found


def look_at(batch: ImportBatch, source: Source, sheet: int, at: tuple[int, int] | None = None) -> None:
    """Proposes the columns of one sheet and keeps what the person needs to judge them."""
    head = source.head(sheet)
    header = find_header(head, source.merged_above(sheet), at=at)
    batch.sheet = source.sheets[sheet].name[:120]
    batch.about = {
        "kind": source.kind,
        "notices": source.notices,
        "sheets": [{"name": one.name, "hidden": one.hidden} for one in source.sheets],
        "sheet": sheet,
        "header": [header.first, header.last],
        "columns": _columns(header),
        "top": [[number, [str(cell or "")[:30] for cell in cells[:12]]] for number, cells in head[:_PREVIEW]],
    }
    batch.mapping = {str(index): key for index, key in header.mapping.items()}
    batch.save(update_fields=["sheet", "about", "mapping"])


def _columns(header: Header) -> list[dict[str, Any]]:
    return [
        {
            "index": one.index, "heading": one.heading[:200], "key": one.key, "confidence": round(one.confidence, 2),
            "sample": one.sample,
        }
        for one in header.columns
    ]  # fmt: skip


def look_again(*, actor: Actor, batch: ImportBatch, sheet: int, first: int | None, last: int | None) -> ImportBatch:
    """Another sheet, or the header where the person says it is."""
    require(actor, ChildPermission.IMPORT, batch)
    with transaction.atomic(), _file(batch) as file:
        locked = locked_in(batch, State.MAPPING)
        source = open_source(file, locked.file_name)
        if not 0 <= sheet < len(source.sheets):
            raise UserError("Không có trang tính này. Hãy chọn lại.", field="sheet")
        at = (first, max(first, last or first)) if first else None
        if at and at[1] - at[0] > 3:
            raise UserError("Tiêu đề dài nhất là 4 dòng. Hãy ghi lại số dòng.", field="last")
        look_at(locked, source, sheet, at)
        audit.record(actor, "import_looked_again", locked)
    return locked


def _file(batch: ImportBatch) -> Any:
    if batch.file is None:
        raise NotPossible("Tệp gốc không còn, không đọc lại được. Hãy tải tệp lên lần nữa.")
    return path_of(batch.file).open("rb")


def locked_in(batch: ImportBatch, *states: str) -> ImportBatch:
    """The batch, locked, when it is in one of these states. Raises NotPossible with where it stands."""
    locked: ImportBatch = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("file", "unit").get(pk=batch.pk)
    )
    if locked.state not in states:
        raise NotPossible(
            f"Danh sách này đang ở bước “{locked.get_state_display().lower()}”, bước vừa chọn không làm được nữa."
        )
    return locked


def choose_columns(
    *, actor: Actor, batch: ImportBatch, mapping: Mapping[int, str], at_once: bool | None = None
) -> ImportBatch:
    """The person says what each column is; then the rows are checked, large files by the worker."""
    require(actor, ChildPermission.IMPORT, batch)
    chosen = {index: key for index, key in mapping.items() if key}
    _usable(chosen)
    with transaction.atomic():
        locked = locked_in(batch, State.MAPPING, State.READY)
        locked.rows.all().delete()
        locked.mapping = {str(index): key for index, key in sorted(chosen.items())}
        locked.state, locked.done_rows, locked.total_rows, locked.counts = State.CHECKING, 0, 0, {}
        locked.failure = ""
        locked.save()
        audit.record(actor, "import_columns", locked, data={"columns": locked.mapping})
        size = locked.file.size if locked.file else 0
        later = not at_once if at_once is not None else size > AT_ONCE
        if later:
            from chungtay.children.tasks_imports import check_list

            transaction.on_commit(lambda: check_list.defer(batch_id=locked.pk, post_id=actor.post_id))
    return locked if later else stage(actor=actor, batch=locked)


def _usable(chosen: Mapping[int, str]) -> None:
    keys = list(chosen.values())
    unknown = set(keys) - BY_KEY.keys()
    twice = {key for key in keys if keys.count(key) > 1}
    if unknown:
        raise UserError("Có cột được chọn một ý nghĩa không có. Hãy chọn lại.")
    if twice:
        names = ", ".join(f"“{BY_KEY[key].label}”" for key in sorted(twice))
        raise UserError(f"Có nhiều cột cùng được chọn là {names}. Mỗi ý nghĩa chỉ một cột.")
    if not set(keys) & {*NAMING}:
        raise UserError("Chưa có cột nào là họ tên trẻ. Hãy chọn cột đó.")
    if not set(keys) & {"birth_date", "birth_year", "male", "female", "personal_number"}:
        raise UserError("Chưa có cột nào là ngày sinh. Hãy chọn cột đó.")


def stage(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Reads and checks every row; what cannot be read is said on the batch. Safe to call again."""
    from chungtay.children.services import importing_apply, importing_rows

    batch.refresh_from_db()
    if batch.state != State.CHECKING:
        return batch
    words = words_for(batch.unit, timezone.localdate())
    try:
        with _file(batch) as file:
            checker = _stage_rows(batch, open_source(file, batch.file_name), words)
    except UserError as error:
        return _failed(actor, batch, error.sentence)
    importing_apply.know_sizes()
    with transaction.atomic():
        locked = locked_in(batch, State.CHECKING)
        locked.about = {
            **locked.about,
            "left_out": [[one.number, one.why, one.text] for one in checker.left_out[:200]],
            "left_out_count": len(checker.left_out),
            "no_hamlets": not words.hamlets,
        }
        locked.total_rows = locked.rows.count()
        if not locked.total_rows:
            return _failed(actor, locked, "Dưới dòng tiêu đề không có trẻ nào. Hãy xem lại dòng tiêu đề và cột họ tên.")
        importing_rows.evaluate(locked)
        locked.state, locked.done_rows = State.READY, locked.total_rows
        locked.save()
        audit.record(actor, "import_checked", locked, data=locked.counts)
    return locked


def _failed(actor: Actor, batch: ImportBatch, sentence: str) -> ImportBatch:
    """Back to the columns, with the reason; the person may choose otherwise."""
    with transaction.atomic():
        locked = locked_in(batch, State.CHECKING)
        locked.state, locked.failure = State.MAPPING, sentence[:400]
        locked.save()
        audit.record(actor, "import_unreadable", locked, reason=sentence[:200])
    return locked


def _stage_rows(batch: ImportBatch, source: Source, words: Words) -> Checker:
    sheet, (_, last) = int(batch.about["sheet"]), batch.about["header"]
    mapping = {int(index): key for index, key in batch.mapping.items()}
    checker = Checker(mapping, words.vocabulary, header=[one["heading"] for one in batch.about["columns"]])
    staged = batch.rows.order_by("-number").values_list("number", flat=True).first() or 0
    rows = checker.rows(source.rows(sheet, after=last), after=last)
    done = batch.rows.count()
    for chunk in batched((row for row in rows if row.number > staged), CHUNK):
        with transaction.atomic():
            insert_rows(batch, chunk, words)
            done += len(chunk)
            ImportBatch.objects.filter(pk=batch.pk).update(done_rows=done)
    return checker


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    walk = iter(rows)
    while chunk := list(itertools.islice(walk, size)):
        yield chunk


_TEMPORARY = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_list (number int, severity smallint, told jsonb, faults jsonb)
ON COMMIT DROP
"""
_STAGED = """
INSERT INTO children_importrow (unit_path, batch_id, number, values, faults, severity, decision, match_why, applied)
SELECT %(path)s, %(batch)s, number, told, faults, severity, 'new', '', false FROM staged_list
ON CONFLICT (batch_id, number) DO NOTHING
"""


def insert_rows(batch: ImportBatch, rows: Iterable[Row], words: Words) -> None:
    """COPY into a temporary table, then one INSERT: a table behind the wall takes no COPY."""
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    with connection.cursor() as cursor:
        cursor.execute(_TEMPORARY)
        with cursor.copy("COPY staged_list (number, severity, told, faults) FROM STDIN") as copy:
            for row in rows:
                faults = encode(faults_of(row)) if row.faults else "[]"
                copy.write_row((row.number, row.severity, encode(kept(row, words)), faults))
        cursor.execute(_STAGED, {"path": batch.unit_path, "batch": batch.pk})
        cursor.execute("DROP TABLE staged_list")


def drop(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """The list is left aside before anything of it entered the register; its rows are forgotten, the file stays."""
    require(actor, ChildPermission.IMPORT, batch)
    with transaction.atomic():
        locked = locked_in(batch, State.MAPPING, State.CHECKING, State.READY, State.READING)
        locked.rows.all().delete()
        locked.state = State.DROPPED
        locked.save(update_fields=["state"])
        audit.record(actor, "import_dropped", locked)
    return locked
