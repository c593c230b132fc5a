"""An official table as a file: a workbook, and a document in the layout of the form (head, unit of counting, STT of columns)."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell as Box
from docx.text.paragraph import Paragraph as Line

from chungtay.foundation.documents import HeaderCell
from chungtay.foundation.documents.official import HeaderRow, placed
from chungtay.foundation.spreadsheets import Head, Sheet, to_xlsx
from chungtay.foundation.vietnamese import date, number
from chungtay.statistics.tables import Cell, Filled
from chungtay.territory.models import Level

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f]")


def workbook(filled: Filled) -> bytes:
    table = filled.table
    header = [
        [Head(cell.text, cell.across, cell.down) if isinstance(cell, HeaderCell) else cell for cell in row]
        for row in heads(filled)
    ]
    rows = [
        [f"{'   ' * row.level}{row.title}", row.number, *(cell.value for cell in cells)] for row, cells in filled.lines
    ]
    note = f"Biểu {table.number}. {table.title}. {filled.unit.name}, {filled.period.title}. Đơn vị tính: {table.unit_word}."
    widths = [34.0, 8.0, *([11.0] * len(table.columns))]
    return to_xlsx([Sheet(table.number.replace("/", "-"), header, rows, widths, note=note)])


def heads(filled: Filled) -> tuple[HeaderRow, ...]:
    """One or two rows of titles, and the row of column numbers that every form has."""
    table = filled.table
    grouped = any(column.under for column in table.columns)
    down = 2 if grouped else 1
    first: list[str | HeaderCell] = [HeaderCell("Chỉ tiêu", 1, down), HeaderCell("Mã số", 1, down)]
    second: list[str | HeaderCell] = []
    for words, across in table.groups:
        if words:
            first.append(HeaderCell(words, across))
    if grouped:
        first = _with_single(filled, first[:2])
        second = [column.title for column in table.columns if column.under]
    else:
        first += [column.title for column in table.columns]
    numbers = ["A", "B", *(column.number or str(place) for place, column in enumerate(table.columns, 1))]
    return (first, second, numbers) if grouped else (first, numbers)


def _with_single(filled: Filled, first: Sequence[str | HeaderCell]) -> list[str | HeaderCell]:
    """Columns without a heading of their own reach over both rows; the others stand under theirs."""
    row = list(first)
    done: set[str] = set()
    for column in filled.table.columns:
        if not column.under:
            row.append(HeaderCell(column.title, 1, 2))
        elif column.under not in done:
            done.add(column.under)
            row.append(HeaderCell(column.under, sum(one.under == column.under for one in filled.table.columns)))
    return row


def said(cell: Cell) -> str:
    """As it is printed: all places of a rate, nothing where there is nobody."""
    if cell.value is None:
        return ""
    whole = cell.value == cell.value.to_integral_value() and not cell.column.places
    return number(int(cell.value)) if whole else _places(cell.value, cell.column.places)


def _places(value: Decimal, places: int) -> str:
    head, _, tail = f"{value:.{places}f}".partition(".")
    return f"{number(int(head))},{tail}" if tail else number(int(head))


def document(filled: Filled, *, agency: str, maker: str, on: dt.date) -> bytes:
    """The form as .docx on one page lying down: number of the form, who reports to whom, the table, who made and who signs."""
    table = filled.table
    paper = Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(13)
    section.top_margin = section.bottom_margin = Mm(15)
    style = cast(ParagraphStyle, paper.styles["Normal"])
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.paragraph_format.space_after = Pt(0)
    _head(paper, filled, agency)
    _grid(paper, filled)
    for words in [f"Đơn vị tính: {table.unit_word}. {table.note}".strip(), *_missing(filled)]:
        _line(paper.add_paragraph(), words, size=9, italic=True)
    _signatures(paper, maker, f"{_place(filled)}, ngày {on.day:02} tháng {on.month:02} năm {on.year}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _head(paper: Paper, filled: Filled, agency: str) -> None:
    table = filled.table
    left, middle, right = _row(paper, (72, 125, 72))
    _lines(
        left,
        (f"Biểu số: {table.number}", True),
        (table.article, False),
        (f"Ngày nhận: {_due(table.due, filled)}", False),
    )
    _lines(middle, (table.title.upper(), True), (f"{filled.period.title} · {filled.unit.name}", False), size=12)
    _lines(right, (f"Đơn vị báo cáo: {agency}", False), (f"Đơn vị nhận báo cáo: {table.receiver}", False))
    for paragraph in middle.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph()


def _grid(paper: Paper, filled: Filled) -> None:
    """Widths in millimetres fill the 271 between the margins; the letters of a wide form are small, as on the printed one."""
    table, header = filled.table, heads(filled)
    count = len(table.columns)
    label, code = (40, 11) if count > 6 else (90, 18)
    widths = [label, code, *([(271 - label - code) / count] * count)]
    size = 7 if count > 6 else 11
    grid = paper.add_table(len(header) + len(filled.lines), count + 2)
    grid.style, grid.autofit = "Table Grid", False
    for (row, column), cell in placed(header):
        here = grid.cell(row, column)
        if cell.across > 1 or cell.down > 1:
            here = here.merge(grid.cell(row + cell.down - 1, column + cell.across - 1))
        _line(here.paragraphs[0], cell.text, size=size, bold=row < len(header) - 1, centred=True)
    for place, (row_, cells) in enumerate(filled.lines, len(header)):
        words = [f"{'  ' * row_.level}{row_.title}", row_.number, *(said(cell) for cell in cells)]
        for column, text in enumerate(words):
            paragraph = grid.cell(place, column).paragraphs[0]
            _line(paragraph, text, size=size + 2 if count > 6 else size, bold=not row_.level, centred=column > 0)
    for width, column_ in zip(widths, grid.columns, strict=True):
        column_.width = Mm(width)
    for row in grid.rows:
        for width, box in zip(widths, row.cells, strict=True):
            box.width = Mm(width)
    borders = grid._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "30")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    borders.append(margins)
    for row in grid.rows[: len(header)]:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))


def _signatures(paper: Paper, maker: str, place: str) -> None:
    paper.add_paragraph()
    left, right = _row(paper, (135, 135))
    _lines(left, ("Người lập biểu", True), ("(Ký, ghi rõ họ tên)", False), ("", False), ("", False), (maker, True))
    _lines(right, (place, False), ("Thủ trưởng đơn vị", True), ("(Ký, đóng dấu, ghi rõ họ tên)", False))
    for paragraph in (*left.paragraphs, *right.paragraphs):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _row(paper: Paper, widths: Sequence[float]) -> list[Box]:
    """Boxes without borders side by side."""
    boxes = list(paper.add_table(1, len(widths)).rows[0].cells)
    for box, width in zip(boxes, widths, strict=True):
        box.width = Mm(width)
    return boxes


def _lines(box: Box, *lines: tuple[str, bool], size: float = 10) -> None:
    for number_, (words, bold) in enumerate(lines):
        _line(box.paragraphs[0] if not number_ else box.add_paragraph(), words, size=size, bold=bold)


def _line(
    paragraph: Line, words: str, *, size: float, bold: bool = False, italic: bool = False, centred: bool = False
) -> None:
    run = paragraph.add_run(_ILLEGAL.sub("", words))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _missing(filled: Filled) -> list[str]:
    return ["Ô để trống vì " + "; ".join(few(filled.missing)) + "."] if filled.missing else []


def few(reasons: Sequence[str], most: int = 4) -> list[str]:
    """The first reasons, and how many more there are."""
    rest = len(reasons) - most
    return [*reasons[:most], f"và {rest} số khác"] if rest > 0 else list(reasons)


def _place(filled: Filled) -> str:
    return filled.unit.short_name if filled.unit.level != Level.COUNTRY else "Hà Nội"


def _due(month_day: str, filled: Filled) -> str:
    if not month_day:
        return "theo yêu cầu"
    month, day = month_day.split("-")
    return f"trước {date(dt.date(filled.period.last.year + 1, int(month), int(day)))}"
