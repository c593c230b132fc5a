"""A file opened: which sheets it has, and its rows one after the other as text people can check.

`.xlsx`/`.xlsm` and `.csv` are streamed; `.xls` (65,536 rows at most) is read by calamine. What was not read — hidden
sheets, a macro, an old code page — is told in `Source.notices`.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import itertools
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from chungtay.children.sheets import encodings, xlsx
from chungtay.children.sheets.xlsx import Cell
from chungtay.foundation import archives
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import number as in_words

MOST_ROWS = 200_000
HEAD_ROWS = 60  # among these the header is looked for
_SAMPLE_ROWS = 400  # of a workbook, to tell the font of its texts
_ROWS = Iterator[tuple[int, list[Cell]]]
_ENDINGS = "Hãy mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên."


@dataclass(frozen=True)
class SheetName:
    name: str
    hidden: bool


@dataclass
class Source:
    """`plain(sheet)` gives (row number as in the file, cells); it may be called again and starts anew.

    `merged(sheet)`: first row, first column, last row, last column of merged ranges, flat, from 0, by first row.
    """

    kind: str
    sheets: list[SheetName]
    notices: list[str]
    plain: Callable[[int], _ROWS]
    merged: Callable[[int], array[int]] = field(default=lambda _: array("q"))

    @property
    def first(self) -> int:
        """The first sheet that is shown."""
        return next(place for place, sheet in enumerate(self.sheets) if not sheet.hidden)

    def head(self, sheet: int) -> list[tuple[int, list[Cell]]]:
        """The first rows as they are, among them the header."""
        return list(itertools.islice(self.plain(sheet), HEAD_ROWS))

    def merged_above(self, sheet: int) -> list[tuple[int, int, int, int]]:
        """Merged ranges that may belong to the header."""
        flat = self.merged(sheet)
        return [(flat[i], flat[i + 1], flat[i + 2], flat[i + 3]) for i in range(0, len(flat), 4) if flat[i] < HEAD_ROWS]

    def rows(self, sheet: int, *, after: int = 0) -> _ROWS:
        """Rows behind row `after`; what is merged downward stands in each of its rows."""
        rows = (row for row in self.plain(sheet) if row[0] > after)
        flat = self.merged(sheet)
        downward = [
            (flat[i] + 1, flat[i + 1], flat[i + 2] + 1)
            for i in range(0, len(flat), 4)
            if flat[i + 2] > flat[i] >= after
        ]
        return _spread(rows, downward) if downward else rows


def _spread(rows: _ROWS, merged: list[tuple[int, int, int]]) -> _ROWS:
    """(first row, column, last row) of each range, in the order of first rows."""
    place = 0
    active: dict[int, tuple[int, Cell]] = {}
    for number, cells in rows:
        while place < len(merged) and merged[place][0] <= number:
            first, column, last = merged[place]
            place += 1
            if first == number and column < len(cells):
                active[column] = (last, cells[column])
        for column, (last, value) in list(active.items()):
            if number > last:
                del active[column]
            elif column >= len(cells):
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = value
            elif cells[column] is None or cells[column] == "":
                cells[column] = value
        yield number, cells


def open_source(file: BinaryIO, name: str) -> Source:
    """Raises UserError with what is wrong with the file as a whole and what to do."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    called = f"“{name}”"
    if not start:
        raise UserError(f"Tệp {called} trống, không có dòng nào.", field="file")
    if start.startswith(b"PK"):
        return _workbook(file, called)
    if start.startswith(archives.OLE):
        return _old_workbook(file, called)
    ending = name.lower().rpartition(".")[2]
    if ending in ("xlsx", "xlsm", "xls"):
        raise UserError(
            f"Nội dung tệp {called} không phải bảng tính dù tên có đuôi .{ending}. {_ENDINGS}", field="file"
        )
    if ending not in ("csv", "txt", "tsv"):
        raise UserError(f"Tệp {called} không phải .xlsx, .xlsm, .xls hay .csv. {_ENDINGS}", field="file")
    return _text_file(file, called)


def _shown(sheets: list[SheetName], called: str) -> list[str]:
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    if len(hidden) == len(sheets):
        raise UserError(
            f"Tệp {called} không có trang tính nào hiện ra. Hãy bỏ ẩn trang cần nhập rồi tải lại.", field="file"
        )
    if not hidden:
        return []
    names = ", ".join(f"“{one}”" for one in hidden[:5]) + (" …" if len(hidden) > 5 else "")
    return [f"Có {len(hidden)} trang tính ẩn không được đọc: {names}. Nếu cần, hãy bỏ ẩn trong Excel rồi tải lại."]


def _workbook(file: BinaryIO, called: str) -> Source:
    try:
        book = xlsx.open_book(file)
        sheets = [SheetName(sheet.name, sheet.hidden) for sheet in book.sheets]
        if not sheets:
            raise xlsx.BrokenBook("sheets")
        notices = _shown(sheets, called)
        if book.macro:
            notices.append("Tệp có macro. Hệ thống không chạy macro, chỉ đọc giá trị đã lưu trong ô.")
        first = next(place for place, sheet in enumerate(sheets) if not sheet.hidden)
        sample = itertools.islice(xlsx.rows_of(book, book.sheets[first]), _SAMPLE_ROWS)
        font = encodings.font_of(text for _, cells in sample for text in cells if type(text) is str)
    except xlsx.TooLargeBook:
        raise UserError(
            f"Tệp {called} quá lớn khi mở ra nên không đọc. Hãy chia thành nhiều tệp.", field="file"
        ) from None
    except xlsx.BrokenBook:
        raise UserError(f"Tệp {called} đã hỏng hoặc không phải bảng tính Excel. {_ENDINGS}", field="file") from None
    if font:
        notices.append(_font_notice(encodings.NAMES[font]))

    def rows(sheet: int) -> _ROWS:
        return _guarded(called, _counted(called, _translated(xlsx.rows_of(book, book.sheets[sheet]), font)))

    @functools.cache
    def merged(sheet: int) -> array[int]:
        try:
            return xlsx.merged_ranges(book, book.sheets[sheet])
        except (xlsx.BrokenBook, xlsx.TooLargeBook):  # told when the rows are read
            return array("q")

    return Source("xlsm" if book.macro else "xlsx", sheets, notices, rows, merged)


def _font_notice(words: str) -> str:
    return f"Chữ trong tệp viết bằng bảng mã cũ: {words}. Hệ thống đã chuyển sang Unicode; hãy xem lại vài tên."


def _guarded(called: str, rows: _ROWS) -> _ROWS:
    try:
        yield from rows
    except xlsx.TooLargeBook:
        raise UserError(
            f"Tệp {called} quá lớn khi mở ra nên không đọc. Hãy chia thành nhiều tệp.", field="file"
        ) from None
    except xlsx.BrokenBook:
        raise UserError(f"Tệp {called} bị hỏng giữa chừng. {_ENDINGS}", field="file") from None


def _counted(called: str, rows: _ROWS) -> _ROWS:
    for seen, row in enumerate(rows, start=1):
        if seen > MOST_ROWS + HEAD_ROWS:
            raise UserError(
                f"Tệp {called} có hơn {in_words(MOST_ROWS)} dòng. Hãy chia thành nhiều tệp, mỗi tệp một vài xã.",
                field="file",
            )
        yield row


def _translated(rows: _ROWS, font: str) -> _ROWS:
    translate = encodings.translator(font)
    for number, cells in rows:
        for place, cell in enumerate(cells):
            if type(cell) is str and not cell.isascii():
                cells[place] = translate(cell)
        yield number, cells


def _old_workbook(file: BinaryIO, called: str) -> Source:
    import python_calamine as calamine

    if archives.LOCKED_PART in archives.ole_directory(file):
        raise UserError(f"Tệp {called} có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.", field="file")
    file.seek(0)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        metas = [meta for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
        grids = [book.get_sheet_by_name(meta.name) for meta in metas]
    except Exception:  # the reader raises several kinds, some of them not its own
        raise UserError(f"Tệp {called} đã hỏng hoặc không phải bảng tính Excel. {_ENDINGS}", field="file") from None
    sheets = [SheetName(meta.name, meta.visible != calamine.SheetVisibleEnum.Visible) for meta in metas]
    if not sheets:
        raise UserError(f"Tệp {called} không có trang tính nào. {_ENDINGS}", field="file")
    notices = _shown(sheets, called)

    def plain(sheet: int) -> _ROWS:
        start = grids[sheet].start
        above = start[0] if start else 0
        for place, row in enumerate(grids[sheet].iter_rows(), start=1):
            cells = [_old_cell(cell) for cell in row[: xlsx.MOST_COLUMNS]]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield place + (above if len(row) == grids[sheet].width else 0), cells

    first = next(place for place, sheet in enumerate(sheets) if not sheet.hidden)
    sample = itertools.islice(plain(first), _SAMPLE_ROWS)
    font = encodings.font_of(text for _, cells in sample for text in cells if type(text) is str)
    if font:
        notices.append(_font_notice(encodings.NAMES[font]))

    def merged(sheet: int) -> array[int]:
        found = sorted(grids[sheet].merged_cell_ranges or [])
        return array("q", (place for (top, left), (bottom, right) in found for place in (top, left, bottom, right)))

    return Source("xls", sheets, notices, lambda sheet: _translated(plain(sheet), font), merged)


def _old_cell(value: Any) -> Cell:
    if value == "" or value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, str | int | bool | dt.date) else str(value)


def _text_file(file: BinaryIO, called: str) -> Source:
    head = file.read(encodings.SAMPLE)
    page = encodings.code_page_of(head, whole=len(head) < encodings.SAMPLE)
    if b"\0" in head and not page.codec.startswith("utf-16"):
        raise UserError(f"Tệp {called} không phải tệp văn bản .csv. {_ENDINGS}", field="file")
    delimiter = _delimiter(head.decode(page.codec, "replace"))
    notices = [_font_notice(page.words)] if page.words and page.codec != "utf-16" else []
    translate = encodings.translator(page.font)

    def rows(_: int) -> _ROWS:
        file.seek(0)
        text = io.TextIOWrapper(io.BufferedReader(_Borrowed(file)), encoding=page.codec, errors="replace", newline="")
        return _counted(called, _lines(text, delimiter, translate, called))

    return Source("csv", [SheetName("Danh sách", False)], notices, rows)


class _Borrowed(io.RawIOBase):
    """The file under a text wrapper that must not close it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _lines(text: Iterable[str], delimiter: str, translate: Callable[[str], str], called: str) -> _ROWS:
    csv.field_size_limit(100_000)
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            for place, cell in enumerate(cells):
                if not cell.isascii():
                    cells[place] = translate(cell)
            row: list[Cell] = [*cells[: xlsx.MOST_COLUMNS]]
            yield number, row
    except csv.Error:
        raise UserError(f"Tệp {called} không đọc được thành bảng. {_ENDINGS}", field="file") from None


_QUOTED = re.compile(r'"[^"]*"')


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of parts, text between quotes left out."""
    if text.startswith("\ufeff"):
        text = text[1:]
    lines = [_QUOTED.sub("", line) for line in text.splitlines()[:40] if line.strip()]
    best, most = ",", 0
    for sign in (",", ";", "\t", "|"):
        counts = sorted(line.count(sign) for line in lines)
        usual = counts[len(counts) // 2] if counts else 0
        if usual > most:
            best, most = sign, usual
    return best
