"""An official table as a file: a workbook, and a document in the layout of the form (head, unit of counting, STT of columns)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from chungtay.foundation.documents import Annex, HeaderCell, OfficialDocument, Paragraph, Signer, Table, to_docx
from chungtay.foundation.documents.official import HeaderRow
from chungtay.foundation.spreadsheets import Head, Sheet, to_xlsx
from chungtay.foundation.vietnamese import date, number
from chungtay.statistics.tables import Cell, Filled
from chungtay.territory.models import Level


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


def document(filled: Filled, *, agency: str, parent: str, maker: str, on: dt.date) -> bytes:
    """The form as .docx, lying down, for signature and stamp."""
    table = filled.table
    rows = tuple(
        (f"{'– ' if row.level else ''}{row.title}", row.number, *(said(cell) for cell in cells))
        for row, cells in filled.lines
    )
    width = len(table.columns)
    sheet = Table(
        header=heads(filled),
        rows=rows,
        widths=(4.2, 1.1, *([1.0 if width > 5 else 2.0] * width)),
        numbers=frozenset(range(2, width + 2)),
        centred=frozenset({1}),
        note=f"Đơn vị tính: {table.unit_word}. {table.note}".strip(),
    )
    told = [f"Kỳ số liệu: {filled.period.title}. Địa bàn: {filled.unit.name}."]
    if filled.missing:
        told.append("Ô để trống vì " + "; ".join(filled.missing) + ".")
    senders = f"Đơn vị báo cáo: {agency}. Đơn vị nhận báo cáo: {table.receiver}. Hạn: {_due(table.due, filled)}."
    return to_docx(
        OfficialDocument(
            agency=agency.upper(),
            parent_agency=parent,
            place=filled.unit.short_name if filled.unit.level != Level.COUNTRY else "Hà Nội",
            date=on,
            subject=f"Biểu {table.number}: {table.title.lower()}",
            kind="Biểu số liệu",
            number="",
            blocks=(Paragraph(senders), *(Paragraph(words) for words in told), Paragraph(f"Người lập biểu: {maker}.")),
            signer=Signer(title="THỦ TRƯỞNG ĐƠN VỊ"),
            recipients=(table.receiver or "Như trên", "Lưu: VT"),
            annexes=(Annex(f"Biểu {table.number}. {table.title}", (sheet,), landscape=True),),
        )
    )


def _due(month_day: str, filled: Filled) -> str:
    if not month_day:
        return "theo yêu cầu"
    month, day = month_day.split("-")
    return date(dt.date(filled.period.last.year + 1, int(month), int(day)))
