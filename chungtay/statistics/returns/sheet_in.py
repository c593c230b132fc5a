"""A template that came back: which cell of which return each number is for, however rows, columns and sheets were moved.

Nothing is decided and nothing is executed here. What cannot be understood becomes a sentence with the place in the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

from chungtay.foundation.errors import UserError
from chungtay.foundation.spreadsheets import ReadSheet, read_sheets
from chungtay.statistics.returns.forms import Key, ReturnForm, key_from
from chungtay.statistics.returns.numbers import read_number
from chungtay.statistics.returns.sheet import LINES, MARK, NOTE, UNITS, VALUE

_LOOK_ROWS = 60  # the mark stands in the third row unless somebody put rows above it
_FORMULA = re.compile(rb'<c [^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f[ >/]')
_SHEET_LINE = re.compile(rb'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_RELATION = re.compile(rb"<Relationship [^>]*>")


@dataclass(frozen=True)
class CellIn:
    """A number of the file. `place` is where the person finds it (“F12”)."""

    owner_id: int
    key: Key
    value: Decimal | None
    note: str
    place: str


@dataclass
class BookIn:
    """What the file says. `faults`: (place, sentence) of what was not taken; `notices`: what the person should know."""

    kind: str
    dataset_id: int
    owner_ids: list[int] = field(default_factory=list)
    cells: list[CellIn] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Marked:
    """The sheet with the mark: which set and return it is of, and where its rows and columns are."""

    sheet: ReadSheet
    row: int
    column: int
    kind: str
    dataset_id: int
    owner_id: int


def find_mark(file: BinaryIO, name: str) -> Marked:
    """The sheet of the template, whatever it is called now. Raises UserError when none of them is."""
    for sheet in read_sheets(file, name=name):
        for row, cells in enumerate(sheet.rows[:_LOOK_ROWS]):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell.startswith(f"{MARK}|"):
                    return _marked(sheet, row, column, cell, name)
    raise UserError(
        f"Tệp “{name}” không phải tệp mẫu của Chung Tay, hoặc cột và dòng mã ẩn đã bị xóa. "
        "Hãy tải tệp mẫu mới, chép số liệu sang rồi tải lên.",
        field="file",
    )


def _marked(sheet: ReadSheet, row: int, column: int, mark: str, name: str) -> Marked:
    parts = mark.split("|")
    if len(parts) != 5 or parts[1] != "1" or parts[2] not in (LINES, UNITS) or not (parts[3] + parts[4]).isdigit():
        raise UserError(f"Mã ẩn của tệp “{name}” đã bị sửa. Hãy tải tệp mẫu mới rồi chép số liệu sang.", field="file")
    return Marked(sheet, row, column, parts[2], int(parts[3]), int(parts[4]))


def read_book(file: BinaryIO, marked: Marked, form: ReturnForm) -> BookIn:
    """All numbers of the marked sheet. A formula counts with the value it had when the file was saved."""
    file.seek(0)
    content = file.read()
    formulas = formula_cells(content, marked.sheet.name)
    book = BookIn(marked.kind, marked.dataset_id, notices=list(_about(content)))
    codes = [str(cell) for cell in marked.sheet.rows[marked.row]]
    reader = _Reader(book, form, formulas, marked.sheet.rows, marked.row + 2, marked.column)
    if marked.kind == LINES:
        reader.lines(marked.owner_id, codes)
    else:
        reader.units(codes)
    taken = [cell.place for cell in book.cells if cell.place in formulas]
    if taken:
        more = f" và {len(taken) - 8} ô khác" if len(taken) > 8 else ""
        book.notices.append(f"Ô có công thức: {', '.join(taken[:8])}{more}. Hệ thống lấy số đã tính sẵn trong tệp.")
    return book


class _Reader:
    """Walks the rows beneath the heading; each row is known by the key in the column of the mark."""

    def __init__(
        self, book: BookIn, form: ReturnForm, formulas: set[str], rows: Sequence[Sequence[Any]], first: int, column: int
    ) -> None:
        self.book, self.form, self.formulas = book, form, formulas
        self.rows, self.first, self.column = rows, first, column
        self.letters = [_letters(place) for place in range(max((len(row) for row in rows), default=0))]

    def lines(self, owner_id: int, codes: Sequence[str]) -> None:
        book, by_text = self.book, self.form.by_text
        book.owner_ids.append(owner_id)
        if VALUE not in codes:
            raise UserError(
                "Tệp không còn cột “Số liệu kỳ này”. Hãy tải tệp mẫu mới rồi chép số liệu sang.", field="file"
            )
        at, note_at = codes.index(VALUE), codes.index(NOTE) if NOTE in codes else -1
        seen: dict[Key, int] = {}
        for number, row in enumerate(self.rows[self.first :], self.first + 1):
            text = str(row[self.column])
            key = by_text.get(text)
            if key is None:
                self._strange(number, row, text, "nội dung" if key_from(text) is None else "biểu này")
                continue
            if key in seen:
                self._twice(number, seen[key])
                continue
            seen[key] = number
            note = str(row[note_at]).strip() if note_at >= 0 and row[note_at] not in (None, "") else ""
            self._take(owner_id, key, row[at], number, at, note)

    def units(self, codes: Sequence[str]) -> None:
        book, by_text = self.book, self.form.by_text
        columns = [(place, by_text[code]) for place, code in enumerate(codes) if code in by_text]
        if not columns:
            raise UserError(
                "Tệp không còn cột số liệu nào đọc được. Hãy tải tệp mẫu mới rồi chép số liệu sang.", field="file"
            )
        lost = len(self.form.cells) - len(columns)
        if lost:
            book.notices.append(f"Tệp thiếu {lost} cột số liệu của biểu; các ô đó giữ nguyên.")
        seen: dict[int, int] = {}
        for number, row in enumerate(self.rows[self.first :], self.first + 1):
            text = str(row[self.column])
            if not (text.startswith("r") and text[1:].isascii() and text[1:].isdigit() and len(text) < 19):
                self._strange(number, row, text, "đơn vị")
                continue
            owner_id = int(text[1:])
            if owner_id in seen:
                self._twice(number, seen[owner_id])
                continue
            seen[owner_id] = number
            book.owner_ids.append(owner_id)
            for place, key in columns:
                self._take(owner_id, key, row[place], number, place, "")

    def _take(self, owner_id: int, key: Key, raw: Any, number: int, place: int, note: str) -> None:
        where = f"{self.letters[place]}{number}"
        if raw in (None, "") and where in self.formulas:
            self.book.faults.append((where, "Ô là công thức chưa có kết quả. Hãy ghi con số rồi tải lên lại."))
            return
        read = read_number(raw, decimals=self.form.item_of[key.quantity].decimals)
        if read.fault:
            self.book.faults.append((where, f"{self.form.words[key]}: {read.fault}"))
            return
        self.book.cells.append(CellIn(owner_id, key, read.value, note, where))

    def _strange(self, number: int, row: Sequence[Any], text: str, what: str) -> None:
        """A row nobody sent out: told only when it holds something."""
        if any(cell not in (None, "") for cell in row):
            words = f"Dòng này có mã lạ “{text[:30]}”" if text else "Dòng này không có mã ẩn"
            self.book.faults.append((f"dòng {number}", f"{words}, không biết là của {what} nào nên không lấy."))

    def _twice(self, number: int, first: int) -> None:
        self.book.faults.append((f"dòng {number}", f"Dòng này trùng mã với dòng {first}; chỉ lấy dòng {first}."))


def formula_cells(content: bytes, sheet_name: str) -> set[str]:
    """Addresses of the formulas of one sheet. The reader of values does not tell a formula from a number."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = _part_of(archive, sheet_name)
            found = _FORMULA.findall(archive.read(part)) if part else []
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return set()  # an old .xls; its values are read all the same
    return {address.decode() for address in found}


def _part_of(archive: zipfile.ZipFile, sheet_name: str) -> str:
    from xml.sax.saxutils import unescape

    names = {
        unescape(name.decode("utf-8", "replace")): key
        for name, key in _SHEET_LINE.findall(archive.read("xl/workbook.xml"))
    }
    wanted = names.get(sheet_name)
    for line in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        key, target = re.search(rb'Id="([^"]*)"', line), re.search(rb'Target="([^"]*)"', line)
        if key and target and key[1] == wanted:
            path = target[1].decode()
            return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    return ""


def _about(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            macro = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return []
    return ["Tệp có macro. Hệ thống không chạy macro, chỉ đọc số trong ô."] if macro else []


def _letters(place: int) -> str:
    """0 → A, 26 → AA."""
    text, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
