"""Loading the law. A published version never changes: other content under the same key is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.law import files, queries
from chungtay.law.models import LawFile
from chungtay.law.policies import LawPermission

MOST_BYTES = 300_000  # of one form


@transaction.atomic
def load_law(folder: Path | None = None) -> int:
    """Loads what is new and returns its number. Raises UserError with every fault, or naming a changed version."""
    found, faults = files.read(folder or settings.LAW_DIR)
    if faults:
        raise UserError("Tệp luật có lỗi: " + "; ".join(str(fault) for fault in faults[:10]))
    known = {(row.kind, row.code, row.valid_from.isoformat()): row for row in LawFile.objects.all()}
    fresh = []
    for file in found:
        row = known.get(file.key)
        if row is None:
            fresh.append(row_of(file))
        elif row.digest != file.digest:
            raise UserError(
                f"{file.path.name}: bản có hiệu lực từ {row.valid_from:%d/%m/%Y} đã công bố và không được sửa. "
                "Hãy tạo tệp mới với ngày hiệu lực mới."
            )
    LawFile.objects.bulk_create(fresh)
    if fresh:
        audit.record(
            None,
            "law.loaded",
            LawFile(),
            label=f"{len(fresh)} tệp luật",
            data={"files": [f"{row.kind}/{row.code}" for row in fresh]},
        )
    queries.forget()
    return len(fresh)


def read_form(content: bytes) -> files.SourceFile:
    """One form file as somebody brought it. Raises UserError with every fault; nothing is loaded."""
    if len(content) > MOST_BYTES:
        raise UserError("Tệp này lớn hơn một biểu mẫu. Hãy kiểm tra lại tệp.", field="text")
    file, faults = files.check_one(settings.LAW_DIR, Path("biểu mẫu"), content)
    if file is None or faults:
        told = "; ".join(str(fault) for fault in faults[:10])
        raise UserError(f"Tệp có lỗi, chưa nạp gì: {told}", field="text")
    if file.content["kind"] != "form":
        raise UserError("Trang này chỉ nạp biểu mẫu (kind: form).", field="text")
    same_id = queries.versions("form", file.content["id"])
    if same_id and same_id[-1].content["code"] != file.content["code"]:
        raise UserError(f"Mã “{file.content['id']}” đã dùng cho {same_id[-1].content['code']}.", field="text")
    return file


def load_form(*, actor: Actor | None, content: bytes) -> LawFile:
    """A form beside the versions that are there: in force from its own first day; records keep the version they have.

    Raises UserError for a fault, and for a version that is published with another content. `actor` None: from the console.
    """
    if actor is not None:
        require(actor, LawPermission.LOAD)
    file = read_form(content)
    kind, code, valid_from = file.key
    with transaction.atomic():
        there = LawFile.objects.filter(kind=kind, code=code, valid_from=valid_from).first()
        if there is not None and there.digest == file.digest:
            raise UserError("Bản này đã được nạp từ trước, không có gì mới.", field="text")
        if there is not None:
            raise UserError(
                f"Bản có hiệu lực từ {there.valid_from:%d/%m/%Y} đã công bố và không được sửa. "
                "Hãy ghi ngày hiệu lực mới (valid_from) rồi nạp lại.",
                field="text",
            )
        row = row_of(file)
        row.save()
        audit.record(
            actor, "law.form_loaded", row, label=row.title, data={"file": f"{kind}/{code}", "from": valid_from}
        )
    queries.forget()
    return row


def row_of(file: files.SourceFile) -> LawFile:
    content = file.content
    end = content.get("valid_to")
    return LawFile(
        kind=content["kind"],
        code=content["id"],
        title=content["title"],
        valid_from=dt.date.fromisoformat(content["valid_from"]),
        valid_to=dt.date.fromisoformat(end) if end else None,
        confidence=content["confidence"],
        source=content["source"],
        content=content,
        digest=file.digest,
    )
