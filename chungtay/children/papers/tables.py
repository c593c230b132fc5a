"""Rows as .xlsx and .csv, written as they come. What comes out never runs when it is opened.

An .xlsx cell is always an inline string or a number, never a formula; text that looks like one also carries the mark that
keeps it text when somebody edits the cell. A .csv has no types: there such text begins with an apostrophe.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from chungtay.children.papers.model import Table
from chungtay.children.papers.package import HEAD, OFFICE, Package, clean

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_000
_TITLE_SIGNS = re.compile(r"[\[\]:*?/\\']")
# Places in cellXfs of _STYLES
_TEXT, _GUARDED, _HEAD, _ABOVE, _NUMBER, _TITLE = range(6)


def letters(place: int) -> str:
    """The name of a column, counted from 0: A, B … Z, AA."""
    name = ""
    while place >= 0:
        name = chr(65 + place % 26) + name
        place = place // 26 - 1
    return name


def to_xlsx(table: Table, stream: BinaryIO) -> int:
    """Writes the workbook; returns the number of rows."""
    package, counted = Package(stream), [0]
    package.part("xl/worksheets/sheet1.xml", _sheet(table, counted), f"{_KIND}.worksheet+xml")
    top = len(table.above) + 1
    name = _TITLE_SIGNS.sub(" ", table.title)[:31].strip() or "Danh sách"
    package.part(
        "xl/workbook.xml",
        [
            f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="{clean(name)}" sheetId="1" '
            'r:id="one"/></sheets><definedNames>'
            f'<definedName name="_xlnm.Print_Titles" localSheetId="0">\'{clean(name)}\'!${top}:${top}'
            "</definedName></definedNames></workbook>"
        ],
        f"{_KIND}.sheet.main+xml",
    )  # fmt: skip
    package.part("xl/styles.xml", [_STYLES], f"{_KIND}.styles+xml")
    package.relations(
        "xl/workbook.xml", [("one", "worksheet", "worksheets/sheet1.xml"), ("looks", "styles", "styles.xml")]
    )
    package.facts(table.title, "Chung Tay")
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    package.relations("", [("main", "officeDocument", "xl/workbook.xml"), ("core", core, "docProps/core.xml")])
    package.close()
    return counted[0]


def _sheet(table: Table, counted: list[int]) -> Iterator[str]:
    top = len(table.above) + 1
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{max(4.0, column.width * 0.62):.1f}" customWidth="1"/>'
        for place, column in enumerate(table.columns, 1)
    )
    yield (
        f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0"><pane xSplit="2" ySplit="{top}" topLeftCell="C{top + 1}" '
        'activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData>'
    )  # fmt: skip
    for number, text in enumerate(table.above, 1):
        yield _row(number, [_cell(0, number, text, _TITLE if text == table.title else _ABOVE)])
    yield _row(top, [_cell(place, top, column.head, _HEAD) for place, column in enumerate(table.columns)])
    for number, row in enumerate(table.rows, top + 1):
        counted[0] += 1
        yield _row(number, [_value(place, number, value) for place, value in enumerate(row)])
    foot = clean(table.foot.replace("&", "&&"))[:240]
    yield (
        '</sheetData><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>&amp;L&amp;8{foot}&amp;RTrang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    )


def _row(number: int, cells: list[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _value(place: int, number: int, value: str | int) -> str:
    if isinstance(value, int):
        return f'<c r="{letters(place)}{number}" s="{_NUMBER}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{letters(place)}{number}" s="{_TEXT}"/>'
    return _cell(place, number, value, _GUARDED if value.startswith(_DANGEROUS) else _TEXT)


def _cell(place: int, number: int, text: str, style: int) -> str:
    inner = clean(text[:_LONGEST])
    return f'<c r="{letters(place)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{inner}</t></is></c>'


def _font(size: int, *, bold: bool = False, italic: bool = False) -> str:
    marks = ("<b/>" if bold else "") + ("<i/>" if italic else "")
    return f'<font>{marks}<sz val="{size}"/><name val="Times New Roman"/></font>'


def _look(font: int, border: int, *, fill: int = 0, more: str = "", align: str = "", wrap: bool = True) -> str:
    inner = f'<alignment vertical="top"{align}{" wrapText=" + chr(34) + "1" + chr(34) if wrap else ""}/>'
    return (
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" applyBorder="1" '
        f'applyAlignment="1"{more}>{inner}</xf>'
    )


_BOX = "".join(f'<{side} style="thin"><color rgb="FFBBBBBB"/></{side}>' for side in ("left", "right", "top", "bottom"))
_STYLES = (
    f'{HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="4">{_font(12)}{_font(12, bold=True)}{_font(14, bold=True)}'
    f'{_font(11, italic=True)}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEEF3EE"/></patternFill></fill></fills>'
    f'<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>{_BOX}<diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">'
    + _look(0, 1)
    + _look(0, 1, more=' quotePrefix="1"')
    + _look(1, 1, fill=2, more=' applyFill="1"', align=' horizontal="center"')
    + _look(3, 0, wrap=False)
    + _look(0, 1)
    + _look(2, 0, wrap=False)
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def to_csv(table: Table, stream: BinaryIO) -> int:
    """UTF-8 with the mark by which Excel knows it; commas; the lines above stand in the first column."""
    stream.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    out = csv.writer(text, lineterminator="\r\n")
    out.writerows([guarded(line)] for line in table.above)
    out.writerow([guarded(column.head) for column in table.columns])
    number = 0
    for number, row in enumerate(table.rows, 1):  # noqa: B007 - the last number is the answer
        out.writerow(_guarded(row))
    text.detach()
    return number


def _guarded(row: Sequence[str | int]) -> Iterable[str | int]:
    return [value if isinstance(value, int) else guarded(value) for value in row]


def guarded(text: str) -> str:
    """Text that a spreadsheet takes for text. NUL and the like are left out."""
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return f"'{plain}" if plain.lstrip(" ").startswith(_DANGEROUS) else plain
