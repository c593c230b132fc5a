"""The filled template of a data set as .xlsx: one return line by line, or many returns one row each.

The frame (styles, protection, checks on numbers) is made by openpyxl; the rows are written into it as XML, since a row for
every commune of the country would take openpyxl longer than everything else together. Hidden keys name every row and
column, so that what comes back is understood however the rows were moved.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from chungtay.statistics.returns.forms import Key, ReturnForm

MARK = "CHUNGTAY-SO-LIEU"
LINES, UNITS = "dong", "don-vi"  # one return line by line; many returns, a row each
VALUE, NOTE = "gia-tri", "ghi-chu"
_MARK_ROW, _HEAD_ROW = 3, 4
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ASK = "Ghi số liệu vào ô nền trắng. Không phát sinh ghi 0, chưa biết để trống. Không sửa cột, dòng khác."

CellValue = str | int | Decimal | None


@dataclass(frozen=True)
class LineOut:
    """A line of one return as it goes out."""

    key: Key
    last: Decimal | None
    computed: Decimal | None
    value: Decimal | None
    note: str


@dataclass(frozen=True)
class UnitOut:
    """One return of many: its number, its unit, and what stands in it."""

    owner_id: int
    code: str
    name: str
    values: dict[Key, Decimal | None]


@dataclass(frozen=True)
class _Column:
    code: str
    head: str
    width: float
    look: str  # text, number, input, words (an input for words)


def lines_book(form: ReturnForm, *, dataset_id: int, owner_id: int, title: str, lines: Sequence[LineOut]) -> bytes:
    """One return: a row for each cell, with the last period and the records' count beside it."""
    columns = (
        _Column("", "Mã", 10, "text"),
        _Column("", "Nội dung", 58, "text"),
        _Column("", "Đơn vị tính", 12, "text"),
        _Column("", "Kỳ trước", 12, "number"),
        _Column("", "Hệ thống đếm", 14, "number"),
        _Column(VALUE, "Số liệu kỳ này", 16, "input"),
        _Column(NOTE, "Ghi chú, lý do", 40, "words"),
    )
    words, items = form.words, form.item_of
    rows = (
        (line.key.text, words[line.key], items[line.key.quantity].unit, line.last, line.computed, line.value, line.note)
        for line in lines
    )
    return _book(f"{MARK}|1|{LINES}|{dataset_id}|{owner_id}", title, columns, rows, len(lines))


def units_book(form: ReturnForm, *, dataset_id: int, title: str, units: Sequence[UnitOut]) -> bytes:
    """Many returns: a row for each unit, a column for each cell of the form."""
    columns = (
        _Column("", "Mã", 10, "text"),
        _Column("", "Mã đơn vị", 10, "text"),
        _Column("", "Đơn vị", 26, "text"),
        *(_Column(key.text, form.words[key], 14, "input") for key in form.cells),
    )
    cells = form.cells
    rows = ((f"r{unit.owner_id}", unit.code, unit.name, *(unit.values.get(key) for key in cells)) for unit in units)
    return _book(f"{MARK}|1|{UNITS}|{dataset_id}|0", title, columns, rows, len(units))


def _book(mark: str, title: str, columns: Sequence[_Column], rows: Iterable[Sequence[CellValue]], height: int) -> bytes:
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "Số liệu"
    styles = _frame(page, mark, title, columns, height)
    book.security = WorkbookProtection(lockStructure=True)
    out = io.BytesIO()
    book.save(out)
    looks = [styles[column.look] for column in columns]
    return _with_rows(out.getvalue(), looks, rows, _HEAD_ROW + 1, len(columns), height)


def _frame(page: Worksheet, mark: str, title: str, columns: Sequence[_Column], height: int) -> dict[str, int]:
    """Everything but the rows; returns the number of the style of each look."""
    thin = Side(style="thin", color="BBBBBB")
    box, bold = Border(thin, thin, thin, thin), Font(name="Times New Roman", size=12, bold=True)
    page["B1"], page["B2"] = _clean(title), _ASK
    page["B1"].font, page["B2"].font = (
        Font(name="Times New Roman", size=14, bold=True),
        Font(name="Times New Roman", size=12),
    )
    page.cell(_MARK_ROW, 1, mark)
    for place, column in enumerate(columns, 1):
        if column.code:
            page.cell(_MARK_ROW, place, column.code)
        top = page.cell(_HEAD_ROW, place, _clean(column.head))
        top.font, top.border, top.fill = bold, box, PatternFill("solid", fgColor="E3EBE4")
        top.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.column_dimensions["A"].hidden = True
    page.row_dimensions[_MARK_ROW].hidden = True
    page.freeze_panes = f"{get_column_letter(min(4, len(columns)))}{_HEAD_ROW + 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # widening a column is allowed
    _check_numbers(page, columns, height)
    return {look: _style(page, look, box) for look in ("text", "number", "input", "words")}


def _check_numbers(page: Worksheet, columns: Sequence[_Column], height: int) -> None:
    check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    check.errorTitle, check.error = "Không phải là số", "Hãy chỉ ghi số, từ 0 trở lên. Chưa biết thì để trống."
    inputs = [get_column_letter(place) for place, column in enumerate(columns, 1) if column.look == "input"]
    first, last = _HEAD_ROW + 1, _HEAD_ROW + max(1, height)
    check.add(f"{inputs[0]}{first}:{inputs[-1]}{last}")
    page.add_data_validation(check)


def _style(page: Worksheet, look: str, box: Border) -> int:
    """The number under which the workbook knows this look; the cell itself stays far below and is not written."""
    cell = Cell(page, row=1, column=1)
    cell.font, cell.border = Font(name="Times New Roman", size=12), box
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if look in ("number", "input"):
        cell.number_format = "#,##0.##"
        cell.alignment = Alignment(horizontal="right", vertical="top")
    if look in ("input", "words"):
        cell.protection = Protection(locked=False)
    else:
        cell.fill = PatternFill("solid", fgColor="F4F4F0")
    return int(cell.style_id)


def _with_rows(
    frame: bytes, looks: Sequence[int], rows: Iterable[Sequence[CellValue]], first: int, width: int, height: int
) -> bytes:
    letters = [get_column_letter(place) for place in range(1, width + 1)]
    starts = [(f'<c r="{letter}', f'" s="{look}"') for letter, look in zip(letters, looks, strict=True)]
    body = "".join(_row(number, starts, values) for number, values in enumerate(rows, first))
    last = max(first, first + height - 1)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(frame)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new,
    ):
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = content.decode()
                text = text.replace("</sheetData>", body + "</sheetData>", 1)
                text = re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="A1:{letters[-1]}{last}"', text, count=1)
                content = text.encode()
            new.writestr(part.filename, content)
    return out.getvalue()


def _row(number: int, starts: Sequence[tuple[str, str]], values: Sequence[CellValue]) -> str:
    cells = []
    for (head, style), value in zip(starts, values, strict=True):
        if value is None or value == "":
            cells.append(f"{head}{number}{style}/>")
        elif isinstance(value, str):
            cells.append(
                f'{head}{number}{style} t="inlineStr"><is><t xml:space="preserve">{escape(_clean(value))}</t></is></c>'
            )
        else:
            cells.append(f"{head}{number}{style}><v>{value}</v></c>")
    return f'<row r="{number}">{"".join(cells)}</row>'


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)[:32_000]
