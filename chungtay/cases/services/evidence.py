"""Files of a case: received, sealed at once, shown with a mark on their face, removed for good.

A file lies under two keys, its own and the case's. Nothing of it is ever written to disk unsealed: uploads wait in memory
or in a spool only this process can read, and pages are rendered in memory.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from chungtay.cases import watermark
from chungtay.cases.models import Case, EntryKind, Evidence, Secrecy
from chungtay.cases.policies import CasePermission, may_open
from chungtay.cases.services import diary
from chungtay.foundation import audit, files, vault
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system

KINDS = ("image", "pdf", "video", "audio")
FOLDER = "evidence"
ORPHAN_AFTER = 24 * 3600  # seconds
_CONTEXT = "cases.evidence"
_NOTE = 300


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def place_of(row: Evidence) -> Path:
    return Path(settings.MEDIA_ROOT) / row.path


def add(*, actor: Actor, case: Case, upload: UploadedFile[Any], secrecy: str, note: str = "") -> Evidence:
    """Checks the file as every upload is checked, and keeps it sealed. Raises UserError with what is wrong with it."""
    require(actor, CasePermission.WORK, case)
    if secrecy not in Secrecy.values:
        raise UserError("Hãy chọn loại tài liệu.", field="secrecy")
    answer = may_open(actor, case, secrecy)
    if not answer:
        raise UserError(answer.reason, field="secrecy")
    found = files.checked(upload, allowed=KINDS)
    pages = _pages(found)
    with transaction.atomic():
        kept = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if kept.erased_at is not None:
            raise NotPossible("Vụ việc đã được hủy nội dung; không ghi thêm được.")
        key = vault.create("evidence")
        row = Evidence(
            case=kept, secrecy=secrecy, media_type=found.media_type, pages=pages, file_key=key, added_by_id=actor.user_id,
            added_by_name=actor.name, path=f"{FOLDER}/{key.pk.hex[:2]}/{secrets.token_hex(16)}",
        )  # fmt: skip
        hand = vault.opened(key.pk, also=kept.key_id)
        row.sealed = hand.seal({"name": found.name, "note": note.strip()[:_NOTE]}, context=_CONTEXT)
        row.size = vault.seal_stream(key.pk, found.content, place_of(row), context=_CONTEXT, also=kept.key_id)
        try:
            _write_down(actor, row, kept)
        except BaseException:
            place_of(row).unlink(missing_ok=True)
            raise
    return row


def _write_down(actor: Actor, row: Evidence, case: Case) -> None:
    row.save(force_insert=True)
    diary.write(actor=actor, case=case, kind=EntryKind.NOTE, step="evidence", words=f"Thêm tài liệu số {row.pk}.")
    audit.record(actor, "evidence.added", case, label=case.code, data={"evidence": row.pk, "bytes": row.size})


def _pages(found: files.Checked) -> int | None:
    """Pages of a PDF; it is opened once here, so that nothing is kept that cannot be shown."""
    if found.kind == "image":
        return 1
    if found.kind != "pdf":
        return None
    try:
        number = watermark.pages_of(found.content.read())
    except watermark.Locked:
        raise UserError(f"Tệp “{found.name}” có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi.", field="file") from None
    except watermark.Unreadable:
        raise UserError(f"Tệp “{found.name}” bị hỏng, không mở được. Hãy chọn tệp khác.", field="file") from None
    found.content.seek(0)
    return number


def words_of(row: Evidence) -> dict[str, str]:
    """Name and note. Asks nothing: `queries.evidence` has asked. Empty for a file that was removed."""
    if not row.path:
        return {}
    value: dict[str, str] = vault.opened(row.file_key_id, also=row.case.key_id).unseal(row.sealed, context=_CONTEXT)
    return value


def stream(row: Evidence, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The plain content, piece by piece, in memory alone. Raises NotPossible for a removed file."""
    if not row.path:
        raise NotPossible("Tài liệu này đã được xóa.")
    return vault.open_stream(
        row.file_key_id, place_of(row), context=_CONTEXT, also=row.case.key_id, start=start, stop=stop
    )


def page_picture(*, actor: Actor, row: Evidence, number: int, at: dt.datetime) -> bytes:
    """Page `number` as JPEG with who, when and which case on its face. The caller writes the look down."""
    require(actor, CasePermission.OPEN, row)
    if row.pages is None or not 1 <= number <= row.pages:
        raise NotPossible("Tài liệu này không có trang đó.")
    content = b"".join(stream(row))
    try:
        page = watermark.page_of if row.media_type == "application/pdf" else _photo
        picture = page(content, number)
    except watermark.Unreadable:
        raise NotPossible("Trang này của tài liệu không hiện được.") from None
    moment = timezone.localtime(at)
    return watermark.marked(picture, f"{actor.name} · {moment:%d/%m/%Y %H:%M} · {row.case.code}")


def _photo(content: bytes, number: int) -> Any:
    return watermark.picture_of(content)


def remove(*, actor: Actor, row: Evidence, why: str) -> None:
    """Removes a file for good: its key is destroyed, so that no copy in a backup opens; the row stays as the trace."""
    require(actor, CasePermission.DECIDE, row)
    if len(why.strip()) < 5:
        raise UserError("Hãy ghi lý do xóa, không nêu tên ai.", field="why")
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=row.case_id)
        locked = Evidence.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if not locked.path:
            raise NotPossible("Tài liệu này đã được xóa trước đó.")
        if case.hold_reason:
            raise NotPossible("Hồ sơ đang có lệnh giữ nên không xóa được tài liệu nào.")
        unlink_after(locked)
        locked.path, locked.sealed = "", b""
        locked.removed_at, locked.removed_by_id, locked.removed_why = timezone.now(), actor.user_id, why.strip()[:200]
        locked.save()
        vault.destroy(
            locked.file_key_id, actor=actor, why="Xóa một tài liệu", label=case.code, unit_path=case.unit_path
        )
        diary.write(actor=actor, case=case, kind=EntryKind.NOTE, step="evidence", words=f"Xóa tài liệu số {row.pk}.")
        audit.record(actor, "evidence.removed", case, label=case.code, reason=why.strip(), data={"evidence": row.pk})


def unlink_after(row: Evidence) -> None:
    """The sealed file goes when the transaction has been committed."""
    place = place_of(row)
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def tidy(now: float | None = None) -> int:
    """Sealed files that no row knows (a stop between file and row, or before an unlink). Number removed."""
    oldest = (time.time() if now is None else now) - ORPHAN_AFTER
    with as_system("files without a row are looked for"):
        known = set(Evidence.objects.exclude(path="").values_list("path", flat=True))
    gone = 0
    for place in folder().glob("??/*"):
        if f"{FOLDER}/{place.parent.name}/{place.name}" not in known and place.stat().st_mtime < oldest:
            place.unlink()
            gone += 1
    return gone
