"""Lists of a round that come back filled in: hamlet lists, answers of the police. Rows go by their key, columns by meaning.

Pure but for reading the file. Nothing is decided here: every row becomes a `Filled` with what was read and what is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from chungtay.children import checking
from chungtay.children.linekeys import looks_like_key, read_key
from chungtay.children.sheets.headings import match
from chungtay.children.sheets.reading import open_source
from chungtay.children.sheets.xlsx import Cell
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold

MOST = 20_000
_LOOK = 300  # rows among which keys are looked for
_RESULTS = {
    "confirmed": "dung|khop|d|x|co|ok|xac nhan|trung khop|dung thong tin|con|con o day",
    "corrected": "sai|sua|s|co sua|khong khop|sai thong tin|dieu chinh",
    "moved": "chuyen|chuyen di|c|da chuyen|da chuyen di|roi dia ban|chuyen khoi dia ban",
    "died": "mat|m|da mat|chet|tu vong|da chet",
    "not_found": "khong thay|k|khong tim thay|khong co|khong co du lieu|khong co thong tin|chua thay|kt|khong co trong csdl",
}
RESULTS = {words: code for code, all_words in _RESULTS.items() for words in all_words.split("|")}
_OTHERS = {
    "result": ("ket qua", "ket qua ra soat", "ket qua doi chieu", "ket qua xac minh"),
    "on": ("ngay mat ngay chuyen", "ngay mat", "ngay chuyen", "ngay chuyen di"),
    "where": ("chuyen den dau", "chuyen den", "noi chuyen den"),
    "note": ("ghi chu", "ghi chu cua cong an", "y kien"),
}
_ANSWERING = ("cong an", "tra loi", "csdl", "co so du lieu", "du lieu quoc gia", "xac minh", "xac thuc")


@dataclass
class Filled:
    """One row. `key`: (round, line) or None; `values`: fields as stored; `faults`: sentences; `name` as it stands in the file."""

    row: int
    key: tuple[int, int] | None
    name: str = ""
    result: str = ""
    values: dict[str, str] = field(default_factory=dict)
    on: str = ""
    where: str = ""
    note: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FilledSheet:
    rows: list[Filled]
    notices: list[str]
    columns: dict[str, str]  # field → heading it was read from


def read_filled(file: BinaryIO, name: str, *, fields: Sequence[str], today: dt.date) -> FilledSheet:
    """Raises UserError when the file as a whole is no list of a round."""
    source = open_source(file, name)
    sheet = source.first
    head = list(islice(source.rows(sheet), _LOOK))
    place, first = _keys(head, name)
    columns, headings = _columns(head, first, place, source.merged_above(sheet), fields)
    if not {*columns} - {"full_name"}:
        raise UserError(
            f"Tệp “{name}” có mã dòng nhưng không có cột kết quả nào đọc được. Hãy giữ nguyên dòng tiêu đề.",
            field="file",
        )
    rows: list[Filled] = []
    for number, cells in source.rows(sheet):
        if number < first or not any(cell not in (None, "") for cell in cells):
            continue
        if len(rows) == MOST:
            raise UserError(f"Tệp “{name}” có hơn {MOST} dòng. Hãy chia theo thôn, bản.", field="file")
        rows.append(_row(number, cells, place, columns, fields, today))
    return FilledSheet(rows, list(source.notices), headings)


def _keys(head: Sequence[tuple[int, Sequence[Cell]]], name: str) -> tuple[int, int]:
    """The column that holds the keys, and the number of the first row that has one."""
    found: dict[int, list[int]] = {}
    for number, cells in head:
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and looks_like_key(cell):
                found.setdefault(place, []).append(number)
    if not found:
        raise UserError(
            f"Tệp “{name}” không có cột mã dòng (dạng R12-345-67), nên không biết dòng nào là của trẻ nào. "
            "Hãy dùng đúng tệp tải từ đợt này và giữ cột “Mã dòng”.",
            field="file",
        )
    place = max(found, key=lambda column: len(found[column]))
    return place, found[place][0]


def _columns(
    head: Sequence[tuple[int, Sequence[Cell]]],
    first: int,
    key_place: int,
    merged: Iterable[tuple[int, int, int, int]],
    fields: Sequence[str],
) -> tuple[dict[str, int], dict[str, str]]:
    """Which column holds what. Where a meaning stands twice, the column of who answers goes before the one of who asked."""
    above = [(number, list(cells)) for number, cells in head if first - 3 <= number < first]
    spread = {(top + 1, column): left for top, left, _, right in merged for column in range(left, right + 1)}
    width = max((len(cells) for _, cells in above), default=0)
    found: dict[str, tuple[bool, int, str]] = {}
    for place in range(width):
        texts = [_heading(cells, spread.get((number, place), place)) for number, cells in above]
        texts = [text for text in texts if text]
        if place == key_place or not texts:
            continue
        key = _meaning(texts[-1])
        answering = any(words in fold(text) for text in texts for words in _ANSWERING)
        if (key in fields or key in _OTHERS) and (key not in found or (answering and not found[key][0])):
            found[key] = (answering, place, texts[-1])
    answers = any(answering and key in fields for key, (answering, _, _) in found.items())
    kept = {key: one for key, one in found.items() if one[0] or not answers or key not in fields}
    return {key: place for key, (_, place, _) in kept.items()}, {key: words for key, (_, _, words) in kept.items()}


def _heading(cells: Sequence[Cell], place: int) -> str:
    return " ".join(str(cells[place]).split()) if place < len(cells) and cells[place] is not None else ""


def _meaning(heading: str) -> str:
    folded = fold(heading.split("(")[0])
    for key, words in _OTHERS.items():
        if folded in words:
            return key
    return match((heading,))[0]


def _row(
    number: int,
    cells: Sequence[Cell],
    key_place: int,
    columns: Mapping[str, int],
    fields: Sequence[str],
    today: dt.date,
) -> Filled:
    def cell(key: str) -> Cell:
        place = columns.get(key, -1)
        return cells[place] if 0 <= place < len(cells) else None

    raw_key = cells[key_place] if key_place < len(cells) else None
    row = Filled(number, read_key(raw_key), _text(cell("full_name")))
    if raw_key not in (None, "") and row.key is None:
        row.faults.append(f"Mã dòng “{str(raw_key)[:30]}” sai hoặc bị sửa.")
    result = fold(_text(cell("result")))
    row.result = RESULTS.get(result, "")
    if result and not row.result:
        row.faults.append(
            f"Kết quả “{_text(cell('result'))[:40]}” không rõ. Hãy ghi: đúng, chuyển, mất hoặc không thấy."
        )
    for key in fields:
        value, fault = checking.read(key, cell(key), today=today)
        if value:
            row.values[key] = value
        if fault:
            row.faults.append(f"{checking.LABELS[key]}: {fault}")
    on, fault = checking.read("birth_date", cell("on"), today=today)
    row.on = (on + "-01-01")[:10] if len(on) == 4 else (on + "-01")[:10] if len(on) == 7 else on
    if fault:
        row.faults.append(f"Ngày mất, chuyển đi: {fault}")
    row.where, row.note = _text(cell("where"))[:200], _text(cell("note"))[:300]
    return row


def _text(cell: Cell) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""
