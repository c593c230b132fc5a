"""The file of faults: the rows that need a person, with what is wrong in words, to be corrected and brought back."""

from __future__ import annotations

from typing import Any

from chungtay.children.models import ImportBatch, ImportRow
from chungtay.children.services.importing_rows import FAULTS_HEAD, NUMBER_HEAD, OUT_HEAD, fields_of
from chungtay.children.sheets import written
from chungtay.foundation.spreadsheets import Sheet, to_xlsx

MOST_ROWS = 20_000
_WIDTHS = {"full_name": 26.0, "note": 30.0, "address": 30.0, "personal_number": 16.0}


def faults_book(batch: ImportBatch, out: frozenset[str] = frozenset()) -> bytes:
    """An .xlsx: one line for each row with a fault, errors first in words, then the cells as they were written.

    `out`: columns left out; what is not in the file that comes back stays as it is.
    """
    keys = [key for key in fields_of(batch) if key not in out]
    rows = batch.rows.filter(severity__gt=0).exclude(decision=ImportRow.Decision.SKIP).order_by("number")[:MOST_ROWS]
    lines: list[list[Any]] = []
    for row in rows.iterator(1000):
        texts = written.texts_of(row.values, row.faults, keys)
        told = "\n".join(one["sentence"] for one in row.faults if one["column"] not in out)
        lines.append([row.number, told, "", *(texts[key] for key in keys)])
    heads = [NUMBER_HEAD, FAULTS_HEAD, OUT_HEAD, *(written.head_of(key) for key in keys)]
    widths = [9.0, 60.0, 9.0, *(_WIDTHS.get(key, 14.0) for key in keys)]
    note = f"Các dòng cần sửa của “{batch.file_name}”. Sửa trong các cột bên phải rồi nạp lại tệp này; đừng đổi cột số dòng."
    return to_xlsx([Sheet("Cần sửa", [heads], lines, widths, note=note)])
