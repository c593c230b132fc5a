"""Spreadsheets in and out, the way offices keep them: a head line, one or two header rows, STT first, a total row.

What comes out never runs: text that begins like a formula is written as text. What comes in is read as values only,
by a reader that executes nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from chungtay.foundation import archives
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import number

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime | None

MOST_ROWS = 200_000
MOST_CELLS = 5_000_000  # of the rectangle from A1 to the last cell, empty ones counted
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold, and returns
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_TITLE_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Head:
    """A header cell that reaches over several columns or rows."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True)
class Sheet:
    """One sheet. `header` has one list per header row; `note` stands above the header; `total` below the rows in bold.

    `widths` are in characters. Dates become dd/mm/yyyy, numbers keep their value.
    """

    title: str
    header: Sequence[Sequence[str | Head]]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[float] = ()
    total: Sequence[Any] | None = None
    note: str = ""
    hidden_columns: frozenset[int] = field(default_factory=frozenset)


def to_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """The workbook as bytes; A4 lying down, header repeated on every printed page."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.create_sheet(_title(sheet.title, taken)), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(title: str, taken: set[str]) -> str:
    base = _ILLEGAL.sub("", title).translate(_TITLE_SIGNS).strip(" '")[:28] or "Bảng"
    name, number = base, 2
    while name.lower() in taken:
        name, number = f"{base} {number}", number + 1
    taken.add(name.lower())
    return name


def _write(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin", color="BBBBBB")
    box, bold, wrap = (
        Border(thin, thin, thin, thin),
        Font(name="Times New Roman", size=12, bold=True),
        Alignment(wrap_text=True, vertical="top"),
    )
    plain, fill = Font(name="Times New Roman", size=12), PatternFill("solid", fgColor="EEF3EE")
    middle = Alignment(wrap_text=True, vertical="center", horizontal="center")
    top = 1
    if sheet.note:
        cell = page.cell(1, 1)
        _put(cell, sheet.note)
        cell.font = bold
        top = 3
    below = _write_header(page, sheet.header, top, (bold, middle, box, fill))
    lines = [*sheet.rows, *([sheet.total] if sheet.total is not None else [])]
    for place, row in enumerate(lines):
        last = sheet.total is not None and place == len(lines) - 1
        for column, value in enumerate(row, 1):
            cell = page.cell(below + place, column)
            _put(cell, value)
            cell.font, cell.border, cell.alignment = bold if last else plain, box, wrap
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(column + 1)].hidden = True
    page.freeze_panes = f"{get_column_letter(min(3, max(1, len(sheet.widths))))}{below}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    page.print_title_rows = f"{top}:{below - 1}"


def _write_header(
    page: Worksheet, header: Sequence[Sequence[str | Head]], top: int, look: tuple[Any, Any, Any, Any]
) -> int:
    """Writes the header rows from row `top`; returns the first row beneath them."""
    taken: set[tuple[int, int]] = set()
    for place, cells in enumerate(header):
        column = 1
        for given in cells:
            head = Head(given) if isinstance(given, str) else given
            while (place, column) in taken:
                column += 1
            for down in range(head.down):
                for across in range(head.across):
                    taken.add((place + down, column + across))
                    cell = page.cell(top + place + down, column + across)
                    cell.font, cell.alignment, cell.border, cell.fill = look
            _put(page.cell(top + place, column), head.text)
            if head.down > 1 or head.across > 1:
                page.merge_cells(
                    start_row=top + place,
                    start_column=column,
                    end_row=top + place + head.down - 1,
                    end_column=column + head.across - 1,
                )
            column += head.across
    return top + len(header)


def _put(cell: Any, value: Value) -> None:
    """Writes a value so that nothing is ever executed when the file is opened."""
    if isinstance(value, str):
        text = _ILLEGAL.sub("", value)[:32_000]
        cell.value = text or None
        if text:
            cell.data_type = "s"  # never "f", whatever it begins with
        if text.startswith(_DANGEROUS):
            cell.quotePrefix = True
    elif isinstance(value, dt.datetime):
        cell.value = value.replace(tzinfo=None)
        cell.number_format = "hh:mm dd/mm/yyyy"
    elif isinstance(value, dt.date):
        cell.value = value
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, bool):
        cell.value = "có" if value else "không"
    elif value is not None and math.isfinite(value):  # a spreadsheet has no “not a number”
        cell.value = value
        cell.number_format = "#,##0" if value == int(value) else "#,##0.##"


@dataclass(frozen=True)
class ReadSheet:
    """The values of one sheet, and what the person should know about it."""

    name: str
    rows: list[list[Any]]
    notices: tuple[str, ...] = ()


def read_rows(file: BinaryIO, *, name: str = "", most: int = MOST_ROWS) -> ReadSheet:
    """The first visible sheet as rows of values (formulas give their stored value). Raises UserError for a bad file."""
    called = _called(name)
    book, visible, hidden = _open(file, called)
    notices = []
    if hidden:
        notices.append(f"Bỏ qua {len(hidden)} trang tính ẩn: {', '.join(hidden[:5])}.")
    if len(visible) > 1:
        notices.append(f"Chỉ đọc trang tính đầu tiên “{visible[0]}”; còn {len(visible) - 1} trang khác.")
    return ReadSheet(visible[0], _rows_of(book, visible[0], called, most), tuple(notices))


def read_sheets(file: BinaryIO, *, name: str = "", most: int = MOST_ROWS) -> Iterator[ReadSheet]:
    """Every visible sheet, one after the other as asked for: for a book in which the right one must be found."""
    called = _called(name)
    book, visible, _ = _open(file, called)
    for sheet in visible:
        yield ReadSheet(sheet, _rows_of(book, sheet, called, most))


def _called(name: str) -> str:
    return f"“{name}”" if name else "này"


def _open(file: BinaryIO, called: str) -> tuple[Any, list[str], list[str]]:
    """The book with the names of its visible and hidden sheets, after a look inside."""
    import python_calamine as calamine

    content = file.read()
    if not content:
        raise UserError(f"Tệp {called} trống, không có dòng nào.", field="file")
    _look_inside(content, called)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (calamine.CalamineError, OSError, ValueError):
        raise UserError(
            f"Tệp {called} không phải bảng tính hoặc đã hỏng. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi tải lên.",
            field="file",
        ) from None
    visible = [meta.name for meta in book.sheets_metadata if meta.visible == calamine.SheetVisibleEnum.Visible]
    hidden = [meta.name for meta in book.sheets_metadata if meta.name not in visible]
    if not visible:
        raise UserError(f"Tệp {called} không có trang tính nào hiện ra.", field="file")
    return book, visible, hidden


def _rows_of(book: Any, sheet_name: str, called: str, most: int) -> list[list[Any]]:
    sheet = book.get_sheet_by_name(sheet_name)
    height = sheet.end[0] + 1 if sheet.end else 0
    if height > most:
        raise UserError(
            f"Tệp {called} có {number(height)} dòng, vượt mức {number(most)}. Hãy chia thành nhiều tệp.",
            field="file",
        )
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def _look_inside(content: bytes, called: str) -> None:
    """An .xlsx is looked into before the reader sets aside memory for it; other zip files are no spreadsheets here."""
    file = io.BytesIO(content)
    if content.startswith(archives.OLE) and archives.LOCKED_PART in archives.ole_directory(file):
        raise UserError(f"Tệp {called} có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.", field="file")
    if not content.startswith(b"PK"):
        return
    try:
        if "xl/workbook.xml" not in archives.parts_of(file):
            raise UserError(f"Tệp {called} không phải .xlsx. Hãy mở bằng Excel và lưu lại dạng .xlsx.", field="file")
        cells = archives.widest_sheet(file)
    except archives.BrokenArchive:
        raise UserError(f"Tệp {called} đã hỏng, không mở được. Hãy lưu lại rồi tải lên.", field="file") from None
    except archives.TooLargeUnpacked:
        raise UserError(f"Tệp {called} quá lớn khi mở ra. Hãy chia thành nhiều tệp.", field="file") from None
    if cells > MOST_CELLS:
        raise UserError(
            f"Bảng tính {called} trải quá rộng (có ô ghi ở rất xa). Hãy xóa các dòng, cột trống ở cuối rồi tải lại.",
            field="file",
        )
