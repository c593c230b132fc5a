"""Word form of an official document: fonts, sizes, margins and places of annex I, Decree 30/2020/NĐ-CP.

Body and tables are written as WordprocessingML text and parsed once: python-docx's cell access is quadratic, and
annexes have thousands of cells. python-docx holds the package, styles, sections and pictures.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from chungtay.foundation.documents.official import (
    Annex,
    Block,
    Bullets,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    annex_heading,
    number_line,
    placed,
    punctuated,
    shown,
)
from chungtay.foundation.vietnamese import long_date

FONT = "Times New Roman"
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15  # mm
BODY = 14  # pt
TEXT_WIDTH = 210 - LEFT - RIGHT
LANDSCAPE_WIDTH = 297 - LEFT - RIGHT
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAMESPACE = nsdecls("w")


def render(document: OfficialDocument) -> bytes:
    file = docx.Document()
    _prepare(file, document)
    writer = _Writer(file, TEXT_WIDTH)
    writer.xml(_label(document) + _letterhead(document) + _title(document) + _opening(document))
    writer.blocks(document.blocks, closing=True)
    writer.xml(_signature(document))
    for position, annex in enumerate(document.annexes, start=1):
        _annex(file, document, annex, position)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- WordprocessingML as text


def _clean(text: str) -> str:
    return escape(_ILLEGAL.sub("", text))


def _run(text: str, size: float = BODY, *, bold: bool = False, italic: bool = False) -> str:
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    half = round(size * 2)
    return (
        f'<w:r><w:rPr>{marks}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
        f'<w:t xml:space="preserve">{_clean(text)}</w:t></w:r>'
    )


def _paragraph(
    content: str,
    *,
    align: str = "center",
    before: float = 0,
    after: float = 0,
    indent: float = 0,
    line: float = 1.0,
    keep: bool = False,
) -> str:
    """`indent` of the first line in millimetres, `before` and `after` in points, `line` as a factor."""
    ind = f'<w:ind w:firstLine="{_twips(indent)}"/>' if indent else ""
    return (
        f"<w:p><w:pPr>{'<w:keepNext/>' if keep else ''}"
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="{round(line * 240)}"'
        f' w:lineRule="auto"/>{ind}<w:jc w:val="{align}"/></w:pPr>{content}</w:p>'
    )


def _twips(millimetres: float) -> int:
    return round(millimetres * 56.7)


def _line(width: float, room: float) -> str:
    """A drawn line of `width` mm, centred in `room` mm: a one-point paragraph with a border under it.

    Two points of room above it, so that the line does not cut through the feet of ệ, ợ and y.
    """
    inset = _twips(max(0.0, (room - width) / 2))
    return (
        '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        '<w:spacing w:before="40" w:after="0" w:line="40" w:lineRule="exact"/>'
        f'<w:ind w:left="{inset}" w:right="{inset}"/><w:jc w:val="center"/>'
        '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
    )


def _measure(text: str, size: float) -> float:
    """Width of bold Times text in mm, near enough to draw a line of a third to a half of it."""
    widths = (0.75 if letter.isupper() else 0.27 if letter in " .,;:-/ijlt" else 0.5 for letter in text)
    return sum(widths) * size * 0.3528


def _borderless(widths: tuple[float, ...], *rows: tuple[str, ...]) -> str:
    """Rows without borders that never break; `widths` in mm, one content for each cell."""
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    lines = []
    for row in rows:
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
            for width, content in zip(widths, row, strict=True)
        )
        lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


# ---------------------------------------------------------------- the parts of the document

_SIDES = ("top", "left", "bottom", "right")


def _stamp(text: str, room: float) -> str:
    """Box 10a/10b: the degree of secrecy or urgency, framed."""
    inset = _twips(max(0.0, (room - _measure(text.upper(), 13) - 6) / 2))
    sides = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="2" w:color="000000"/>' for side in _SIDES)
    return (
        f'<w:p><w:pPr><w:pBdr>{sides}</w:pBdr><w:spacing w:before="160" w:after="0"/>'
        f'<w:ind w:left="{inset}" w:right="{inset}"/><w:jc w:val="center"/></w:pPr>'
        f"{_run(text.upper(), 13, bold=True)}</w:p>"
    )


# A name that needs two lines breaks before the kind of its unit, not in the middle of the unit's name.
_UNIT_KIND = re.compile(r" (?=(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|ĐẶC KHU) )")


def _agency(name: str, room: float, *, bold: bool) -> str:
    text = name.upper()
    lines = _UNIT_KIND.split(text, maxsplit=1) if _measure(text, 13) > room else [text]
    return "".join(_paragraph(_run(line, 13, bold=bold)) for line in lines)


def _label(document: OfficialDocument) -> str:
    """To whom the paper may be supplied, framed over everything."""
    if not document.confidential:
        return ""
    sides = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="3" w:color="000000"/>' for side in _SIDES)
    return (
        f'<w:p><w:pPr><w:pBdr>{sides}</w:pBdr><w:spacing w:before="0" w:after="160"/><w:jc w:val="center"/></w:pPr>'
        f"{_run(document.confidential, 11, bold=True)}</w:p>"
    )


def _plain_head(document: OfficialDocument) -> str:
    """The head of a person's application."""
    return (
        _paragraph(_run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True))
        + _paragraph(_run("Độc lập - Tự do - Hạnh phúc", 14, bold=True))
        + _line(60, TEXT_WIDTH)
        + _paragraph(_run(f"{document.place}, {long_date(document.date)}", BODY, italic=True), align="right", before=6)
    )


def _letterhead(document: OfficialDocument) -> str:
    """Boxes 1 to 4 in two rows: the number stands on one height with place and date, whatever stands above it."""
    if not document.agency:
        return _plain_head(document)
    left_width, right_width = 66.0, TEXT_WIDTH - 66.0
    left = _agency(document.parent_agency, left_width, bold=False) if document.parent_agency else ""
    left += _agency(document.agency, left_width, bold=True)
    left += _line(min(left_width * 0.5, max(15.0, _measure(document.agency.upper(), 13) * 0.4)), left_width)
    right = _paragraph(_run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True))
    right += _paragraph(_run("Độc lập - Tự do - Hạnh phúc", 14, bold=True))
    right += _line(60, right_width)
    below = _paragraph(_run(number_line(document), 13), before=6)
    if not document.kind:
        below += _paragraph(_run(f"V/v {document.subject}", 12), before=6)
    below += "".join(_stamp(text, left_width) for text in (document.secrecy, document.urgency) if text)
    date = _paragraph(_run(f"{document.place}, {long_date(document.date)}", BODY, italic=True), before=6)
    return _borderless((left_width, right_width), (left, right), (below, date))


def _title(document: OfficialDocument) -> str:
    if not document.kind:
        return _paragraph("", before=6)
    kind = _paragraph(_run(document.kind.upper(), BODY, bold=True), before=18, keep=True)
    subject = _paragraph(_run(document.subject, BODY, bold=True), keep=True)
    width = min(_measure(document.subject, BODY), TEXT_WIDTH * 0.9)
    return kind + subject + _line(max(20.0, width * 0.4), TEXT_WIDTH)


def _opening(document: OfficialDocument) -> str:
    parts = []
    if len(document.addressees) == 1:
        parts.append(_paragraph(_run(f"Kính gửi: {document.addressees[0]}"), before=12, after=6, keep=True))
    elif document.addressees:
        parts.append(_paragraph(_run("Kính gửi:"), align="left", before=12, indent=35, keep=True))
        for addressee in punctuated([f"- {name}" for name in document.addressees]):
            parts.append(_paragraph(_run(addressee), align="left", indent=45, keep=True))
    if document.decider:
        parts.append(_paragraph(_run(document.decider.upper(), BODY, bold=True), before=12, after=6, keep=True))
    for basis in punctuated(document.legal_bases):
        parts.append(_body(basis, italic=True, before=6))
    if document.decider:
        parts.append(_paragraph(_run("QUYẾT ĐỊNH:", BODY, bold=True), before=12, after=6, keep=True))
    return "".join(parts)


def _body(text: str, *, italic: bool = False, lead: str = "", before: float = 6, keep: bool = False) -> str:
    head = _run(f"{lead} ", BODY, bold=True) if lead else ""
    return _paragraph(
        head + _run(text, BODY, italic=italic), align="both", before=before, indent=12.7, line=1.1, keep=keep
    )


def _signature(document: OfficialDocument) -> str:
    left_width, right_width = 80.0, TEXT_WIDTH - 80.0
    left = _paragraph(_run("Nơi nhận:", 12, bold=True, italic=True), align="left") if document.recipients else ""
    for recipient in punctuated([f"- {name}" for name in document.recipients]):
        left += _paragraph(_run(recipient, 11), align="left")
    signer = document.signer
    right = "".join(
        _paragraph(_run(line.upper(), BODY, bold=True)) for line in (*signer.authority, signer.title) if line
    )
    right += _paragraph("", before=72)  # room for the signature and the seal
    right += _paragraph(_run(signer.name, BODY, bold=True))
    return _paragraph("", before=6, keep=True) + _borderless((left_width, right_width), (left or _paragraph(""), right))


def _annex(file: Any, document: OfficialDocument, annex: Annex, position: int) -> None:
    section = file.add_section(WD_SECTION.NEW_PAGE)
    landscape = annex.landscape
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    numbering = section._sectPr.find(qn("w:pgNumType"))
    if numbering is None:
        numbering = OxmlElement("w:pgNumType")
        # the schema wants it after pgMar
        section._sectPr.find(qn("w:pgMar")).addnext(numbering)
    numbering.set(qn("w:start"), "1")
    label, tie = annex_heading(document, position)
    writer = _Writer(file, LANDSCAPE_WIDTH if landscape else TEXT_WIDTH)
    writer.xml(
        _paragraph(_run(label, BODY, bold=True), keep=True)
        + _paragraph(_run(annex.title.upper(), BODY, bold=True), keep=True)
        + _paragraph(_run(tie, BODY, italic=True), after=6, keep=True)
        + _line(40, writer.width)
    )
    writer.blocks(annex.blocks)


class _Writer:
    """Puts blocks at the end of the file, in order."""

    def __init__(self, file: Any, width: float) -> None:
        self.file = file
        self.width = width

    def xml(self, text: str) -> None:
        end = self.file.element.body.sectPr
        for element in parse_xml(f"<w:body {_NAMESPACE}>{text}</w:body>"):
            end.addprevious(element)

    def blocks(self, blocks: tuple[Block, ...], *, closing: bool = False) -> None:
        """`closing`: the last paragraph stays with what follows, so that a signature never stands alone on a page."""
        for place, block in enumerate(blocks):
            last = closing and place == len(blocks) - 1
            if isinstance(block, Picture):
                self._picture(block)
            else:
                self.xml(self._block(block, keep=last))

    def _block(self, block: Heading | Paragraph | Bullets | Table | PageBreak, *, keep: bool) -> str:
        if isinstance(block, Heading):
            text = block.text.upper() if block.level == 1 else block.text
            return _paragraph(
                _run(text, BODY, bold=True, italic=block.level >= 3),
                align="both",
                before=8 if block.level == 1 else 6,
                indent=12.7,
                line=1.1,
                keep=True,
            )
        if isinstance(block, Paragraph):
            lines = [line for line in block.text.splitlines() if line.strip()] or [""]
            return "".join(
                _body(
                    line, italic=block.italic, lead="" if place else block.lead, keep=keep and place == len(lines) - 1
                )
                for place, line in enumerate(lines)
            )
        if isinstance(block, Bullets):
            return "".join(
                _body(f"- {item}", before=4, keep=keep and place == len(block.items) - 1)
                for place, item in enumerate(block.items)
            )
        if isinstance(block, Table):
            return table_xml(block, self.width)
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _picture(self, picture: Picture) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.alignment = 1
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.keep_with_next = bool(picture.caption)
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(min(picture.width, self.width)))
        shape._inline.docPr.set("descr", _ILLEGAL.sub("", picture.alt or picture.caption))
        if picture.caption:
            self.xml(_paragraph(_run(picture.caption, 13, italic=True), after=6))


# ---------------------------------------------------------------- tables


def _cell(content: str, width: int, *, across: int = 1, merge: str = "", shade: bool = False) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if shade else ""
    facts = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{down}{fill}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{facts}</w:tcPr>{content}</w:tc>"


_CELL_START = {
    align: f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="{align}"/></w:pPr>'
    for align in ("left", "center", "right")
}


def _text(value: str, align: str, *, bold: bool = False, size: float = 12) -> str:
    lines = value.split("\n")
    return "".join(f"{_CELL_START[align]}{_run(line, size, bold=bold)}</w:p>" for line in lines)


LEAST = 12  # mm: “STT” in bold and the margins of its cell


def _widths(table: Table, room: float) -> list[int]:
    """Widths in twips by the table's proportions; a column too narrow for its head takes from the widest."""
    columns = table.columns
    given = [*table.widths, *[1.0] * (columns - len(table.widths))]
    total = sum(given) or 1.0
    widths = [width / total * room for width in given]
    if columns * LEAST <= room:
        for place, width in enumerate(widths):
            if width < LEAST:
                widths[place] = LEAST
                widths[widths.index(max(widths))] -= LEAST - width
    return [_twips(width) for width in widths]


def table_xml(table: Table, room: float) -> str:
    """The head repeats on every page; a row never breaks across pages."""
    widths = _widths(table, room)
    columns = len(widths)
    aligns = [
        "right" if place in table.numbers else "center" if place in table.centred else "left"
        for place in range(columns)
    ]
    parts = (
        [_paragraph(_run(table.caption, 13, bold=True), before=8, after=4, keep=True)]
        if table.caption
        else [_paragraph("", after=2)]
    )
    parts.append(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + "</w:tblGrid>"
    )
    parts.extend(_head_rows(table, widths))
    starts = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>' for width in widths
    ]
    for row in table.rows:
        parts.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        for place in range(columns):
            value = row[place] if place < len(row) else None
            parts.append(f"{starts[place]}{_text(shown(value), aligns[place])}</w:tc>")
        parts.append("</w:tr>")
    if table.total is not None:
        total = [*table.total, *[None] * (columns - len(table.total))]
        cells = "".join(
            _cell(_text(shown(value), aligns[place], bold=True), widths[place])
            for place, value in enumerate(total[:columns])
        )
        parts.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    parts.append("</w:tbl>")
    parts.append(_paragraph(_run(table.note, 12, italic=True) if table.note else "", align="both", before=2, after=4))
    return "".join(parts)


def _head_rows(table: Table, widths: list[int]) -> list[str]:
    columns = len(widths)
    cells = dict(placed(table.header))
    under: dict[tuple[int, int], int] = {}
    for (row, column), cell in cells.items():
        under |= {(row + down, column): cell.across for down in range(1, cell.down)}
    rows = []
    for row in range(len(table.header)):
        content, column = [], 0
        while column < columns:
            here = cells.get((row, column))
            across = here.across if here else under.get((row, column), 1)
            width = sum(widths[column : column + across])
            if here:
                merge = "restart" if here.down > 1 else ""
                content.append(
                    _cell(_text(here.text, "center", bold=True), width, across=across, merge=merge, shade=True)
                )
            else:
                merge = "continue" if (row, column) in under else ""
                content.append(_cell(_text("", "center"), width, across=across, merge=merge, shade=True))
            column += across
        rows.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(content)}</w:tr>")
    return rows


# ---------------------------------------------------------------- the file itself


def _prepare(file: Any, document: OfficialDocument) -> None:
    style = file.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True  # the first page carries no number
    header = section.header.paragraphs[0]
    header.alignment = 1
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = header.add_run()
        run.font.size = Pt(13)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    _foot(section, document)
    facts = file.core_properties
    facts.title = _ILLEGAL.sub("", f"{document.kind} {document.subject}".strip())[:250]
    facts.author = facts.last_modified_by = _ILLEGAL.sub("", document.agency)[:250]
    facts.subject = facts.keywords = facts.comments = ""
    facts.language = "vi-VN"
    facts.created = facts.modified = dt.datetime.combine(document.date, dt.time(8))


def _foot(section: Any, document: OfficialDocument) -> None:
    """The label again at the foot of every page, the first one too."""
    if not document.confidential:
        return
    for footer in (section.first_page_footer, section.footer):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = 1
        run = paragraph.add_run(_ILLEGAL.sub("", document.confidential))
        run.font.size, run.italic = Pt(9), True
