"""Several newborns from the list of registered births, pasted out of a sheet: read and checked as an import is."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.children.models import Child, ResidenceReason
from chungtay.children.queries.same import Likely, likely_same
from chungtay.children.services.children import add_child
from chungtay.children.services.importing_words import words_for
from chungtay.children.sheets import headings, reading
from chungtay.children.sheets.fields import label
from chungtay.children.sheets.rows import Checker, Row
from chungtay.children.sheets.vocabulary import hamlet_key
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.territory.models import Hamlet, Unit

MOST = 100
_TAKEN = (
    "full_name", "other_name", "sex", "ethnicity", "religion", "personal_number", "national_code", "father_name",
    "mother_name", "carer_name", "phone", "birth_date", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One child of the list: what was read, what is wrong, who it may be already."""

    row: Row
    likely: list[Likely]
    hamlet: Hamlet | None = None

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def values(self) -> dict[str, Any]:
        found = {key: self.row.values[key] for key in _TAKEN if key in self.row.values}
        # A list of registered births says so by being one.
        return found | {"birth_registered": self.row.values.get("birth_registered") != "no"}

    @property
    def good(self) -> bool:
        return self.row.severity < 2


def read_pasted(*, actor: Actor, unit: Unit, text: str) -> list[Line]:
    """The lines of the list. Raises UserError when no column could be told."""
    today = timezone.localdate()
    source = reading.open_source(io.BytesIO(text.encode()), "danh sách dán vào.csv")
    header = headings.find_header(source.head(0))
    if not header.first or "full_name" not in header.mapping.values():
        raise UserError(
            f"Chưa nhận ra dòng tên cột. Hãy chép cả dòng tên cột, trong đó có “{label('full_name')}” và “{label('birth_date')}”.",
            field="rows",
        )
    words = words_for(unit, today)
    checker = Checker(header.mapping, words.vocabulary, header=[column.heading for column in header.columns])
    rows = list(checker.rows(source.rows(0, after=header.last), after=header.last))
    if not rows:
        raise UserError("Không thấy trẻ nào dưới dòng tên cột.", field="rows")
    if len(rows) > MOST:
        raise UserError(
            f"Danh sách có {len(rows)} trẻ. Quá {MOST} trẻ thì hãy nhập từ tệp ở trang Nhập liệu.", field="rows"
        )
    hamlets = Hamlet.objects.in_bulk(list(words.hamlets.values()))
    return [_line(actor, unit, row, words.hamlets, hamlets) for row in rows]


def _line(actor: Actor, unit: Unit, row: Row, ids: dict[str, int], hamlets: dict[int, Hamlet]) -> Line:
    found = ids.get(hamlet_key(str(row.values.get("hamlet") or "")))
    likely = likely_same(actor=actor, unit=unit, values={key: row.values.get(key, "") for key in _TAKEN}, most=1)
    return Line(row, likely, hamlets.get(found) if found else None)


def add_pasted(*, actor: Actor, unit: Unit, lines: list[Line], chosen: set[int]) -> list[Child]:
    """Those of the lines that were chosen by number; all or none."""
    taken = [line for line in lines if line.number in chosen]
    if not taken:
        raise UserError("Hãy chọn ít nhất một trẻ để ghi vào sổ.", field="rows")
    if any(not line.good for line in taken):
        raise UserError("Có dòng đã chọn còn lỗi. Hãy sửa trong danh sách rồi xem lại.", field="rows")
    with transaction.atomic():
        return [
            add_child(actor=actor, unit=unit, values=line.values, hamlet=line.hamlet, reason=ResidenceReason.BORN)
            for line in taken
        ]
