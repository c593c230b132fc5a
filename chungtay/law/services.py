"""Loading the law. A published version never changes: other content under the same key is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chungtay.foundation import audit
from chungtay.foundation.errors import UserError
from chungtay.law import files, queries
from chungtay.law.models import LawFile


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
