"""A paper as .docx: WordprocessingML written as text, block by block, into the zip.

python-docx holds the whole tree in memory and looks its cells up one by one; a commune's book has a hundred thousand cells.
Cells take their look from paragraph styles, so that a cell costs a few dozen bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from chungtay.children.papers.docx_styles import SETTINGS, STYLES
from chungtay.children.papers.model import (
    Block,
    Facts,
    Framed,
    Grid,
    Heading,
    Letterhead,
    Paper,
    Section,
    Signs,
    Text,
    Title,
    scaled,
)  # fmt: skip
from chungtay.children.papers.package import HEAD, OFFICE, Package, clean
from chungtay.foundation.vietnamese import long_date

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = f'xmlns:w="{_W}" xmlns:r="{OFFICE}"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SHORT = 12  # rows of a table that is held together
# (paper width, height, left, right, top, bottom) in mm
_UPRIGHT, _LYING = (210, 297, 25, 15, 20, 18), (297, 210, 18, 12, 18, 16)


def _twips(millimetres: float) -> int:
    return round(millimetres * 56.7)


def room(landscape: bool) -> float:
    """Millimetres between the margins."""
    width, _, left, right, _, _ = _LYING if landscape else _UPRIGHT
    return width - left - right


def write(paper: Paper, stream: BinaryIO) -> None:
    """The whole file into `stream`, which must be seekable."""
    package = Package(stream)
    writer = _Writer(paper)
    package.part("word/document.xml", writer.document(), f"{_MAIN}.document.main+xml")
    relations = [
        ("styles", "styles", "styles.xml"),
        ("settings", "settings", "settings.xml"),
        ("foot", "footer", "footer1.xml"),
    ]
    for number, running in enumerate(writer.running, 1):
        package.part(f"word/header{number}.xml", [_header(paper.title, running)], f"{_MAIN}.header+xml")
        relations.append((f"head{number}", "header", f"header{number}.xml"))
    package.part("word/footer1.xml", [_footer(paper.foot)], f"{_MAIN}.footer+xml")
    package.part("word/styles.xml", [STYLES], f"{_MAIN}.styles+xml")
    package.part("word/settings.xml", [SETTINGS], f"{_MAIN}.settings+xml")
    package.relations("word/document.xml", relations)
    package.facts(paper.title, "Chung Tay")
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    package.relations("", [("main", "officeDocument", "word/document.xml"), ("core", core, "docProps/core.xml")])
    package.close()


class _Writer:
    """Remembers which section is open: Word says what a section is where it ends."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.section = Section()
        self.begun = False
        self.running: list[str] = []

    def document(self) -> Iterator[str]:
        yield f"{HEAD}<w:document {_NAMES}><w:body>"
        for block in self.paper.blocks:
            if isinstance(block, Section):
                if self.begun:
                    yield f'<w:p><w:pPr><w:pStyle w:val="Tiny"/>{self._ends()}</w:pPr></w:p>'
                self.section = block
            else:
                yield from self._block(block)
            self.begun = True
        yield f"{self._ends()}</w:body></w:document>"

    def _ends(self) -> str:
        width, height, left, right, top, bottom = _LYING if self.section.landscape else _UPRIGHT
        self.running.append(self.section.running)
        turned = ' w:orient="landscape"' if self.section.landscape else ""
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="head{len(self.running)}"/>'
            f'<w:footerReference w:type="default" r:id="foot"/>'
            f'<w:pgSz w:w="{_twips(width)}" w:h="{_twips(height)}"{turned}/><w:pgMar w:top="{_twips(top)}" '
            f'w:right="{_twips(right)}" w:bottom="{_twips(bottom)}" w:left="{_twips(left)}" w:header="{_twips(9)}" '
            f'w:footer="{_twips(7)}" w:gutter="0"/></w:sectPr>'
        )

    def _block(self, block: Block) -> Iterator[str]:
        width = room(self.section.landscape)
        if isinstance(block, Grid):
            yield from grid(block, width)
        elif isinstance(block, Letterhead):
            yield _letterhead(block, width)
        elif isinstance(block, Title):
            yield _line("PaperTitle", block.text.upper()) + "".join(_line("Under", text) for text in block.under)
        elif isinstance(block, Heading):
            yield _line("PaperHeading", block.text)
        elif isinstance(block, Text):
            yield "".join(_line("Italic" if block.italic else "Body", text) for text in block.text.split("\n"))
        elif isinstance(block, Framed):
            yield _line("Framed", block.text)
        elif isinstance(block, Facts):
            yield _facts(block, width)
        elif isinstance(block, Signs):
            yield _signs(block, width)


def _run(text: str) -> str:
    lines = clean(text).split("\n")
    return "<w:r>" + "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines) + "</w:r>"


def _line(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>'


def _cell(width: int, content: str, *, across: int = 1, shade: bool = False) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="EFEFEF"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{fill}</w:tcPr>{content}</w:tc>'


def _open_table(widths: Sequence[int], style: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def grid(block: Grid, width: float) -> Iterator[str]:
    """A row never breaks; heads and banner come again on each page; a short table stays on one page where it fits."""
    widths = [_twips(one) for one in scaled(block.columns, width)]
    rows, last = block.rows, -1
    if block.together:
        rows = list(rows)
        last = len(rows) - 1 if len(rows) <= _SHORT else -1
    yield _open_table(widths, "Lines")
    head = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    if block.banner:
        first, *rest = block.banner
        lines = _line("BannerFirst", first) + "".join(_line("Banner", text) for text in rest)
        yield f"{head}{_cell(sum(widths), lines, across=len(widths), shade=True)}</w:tr>"
    heads = (
        _cell(one, _line("Head", column.head), shade=True) for one, column in zip(widths, block.columns, strict=True)
    )
    yield f"{head}{''.join(heads)}</w:tr>"
    yield from _rows(block, rows, widths, last)
    if block.total is not None:
        cells = (_cell(one, _line("Head", text)) for one, text in zip(widths, block.total, strict=True))
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
    yield "</w:tbl>" + _line("Gap", "")


def _rows(block: Grid, rows: Iterable[Sequence[str]], widths: Sequence[int], last: int) -> Iterator[str]:
    """The hot part: one prefix for each column, made once. Rows before `last` hold on to the next one."""

    def prefixes(kept: str) -> list[str]:
        return [
            f'<w:tc><w:tcPr><w:tcW w:w="{one}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="'
            f'{"Centre" if column.centred else "Cell"}{kept}"/></w:pPr>'
            for one, column in zip(widths, block.columns, strict=True)
        ]

    plain, kept = prefixes(""), prefixes("Kept")
    for place, row in enumerate(rows):
        starts = kept if place < last else plain
        cells = [f"{start}{_run(text) if text else ''}</w:p></w:tc>" for start, text in zip(starts, row, strict=True)]
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


# A name that needs two lines breaks before the kind of its unit, not in the middle of the unit's name.
_UNIT_KIND = re.compile(r" (?=(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|ĐẶC KHU) )")
_SIGN_WIDTH = 2.9  # mm of a capital letter at 13 points, near enough


def _named(name: str, width: float) -> str:
    text = name.upper()
    return _UNIT_KIND.sub("\n", text, count=1) if len(text) * _SIGN_WIDTH > width else text


def _letterhead(block: Letterhead, width: float) -> str:
    narrow = width * 0.4
    left, right = _twips(narrow), _twips(width) - _twips(narrow)
    above = _line("Parent", _named(block.parent, narrow)) if block.parent else ""
    agency = above + _line("Agency", _named(block.agency, narrow))
    country = _line("Agency", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + _line("Motto", "Độc lập - Tự do - Hạnh phúc")
    date = _line("Date", f"{block.place}, {long_date(block.date)}")
    return (
        _open_table([left, right], "Bare")
        + f"<w:tr>{_cell(left, agency + _rule(left, 0.3))}{_cell(right, country + _rule(right, 0.45))}</w:tr>"
        + f"<w:tr>{_cell(left, _line('Date', ''))}{_cell(right, date)}</w:tr></w:tbl>"
    )


def _rule(width: int, share: float) -> str:
    """A drawn line under a name, over `share` of its cell."""
    inset = round(width * (1 - share) / 2)
    return (
        '<w:p><w:pPr><w:pStyle w:val="Tiny"/><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:ind w:left="{inset}" w:right="{inset}"/></w:pPr></w:p>'
    )


def _facts(block: Facts, width: float) -> str:
    shares = (0.17, 0.33, 0.17, 0.33)
    widths = [_twips(width * share) for share in shares]
    pairs = [*block.pairs, *([("", "")] if len(block.pairs) % 2 else [])]
    rows = []
    for first, second in zip(pairs[::2], pairs[1::2], strict=True):
        cells = zip(widths, (*first, *second), ("Label", "Cell", "Label", "Cell"), strict=True)
        inner = "".join(_cell(one, _line(style, text), shade=style == "Label") for one, text, style in cells)
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>")
    return _open_table(widths, "Lines") + "".join(rows) + "</w:tbl>" + _line("Gap", "")


def _signs(block: Signs, width: float) -> str:
    one = _twips(width / len(block.titles))
    below = _line("SignBelow", "(Ký, ghi rõ họ tên)") + _line("SignRoom", "")
    cells = "".join(
        _cell(one, "".join(_line("Sign", line.upper()) for line in lines) + below) for lines in block.titles
    )
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    return _line("Gap", "") + _open_table([one] * len(block.titles), "Bare") + f"{row}</w:tbl>" + _line("Tiny", "")


def _header(title: str, running: str) -> str:
    text = f"{title}\u2003{running}" if running else ""
    return f"{HEAD}<w:hdr {_NAMES}>{_line('Running', text)}</w:hdr>"


def _footer(foot: str) -> str:
    def field(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    page = f'<w:r><w:t xml:space="preserve">Trang </w:t></w:r>{field("PAGE")}<w:r><w:t>/</w:t></w:r>{field("NUMPAGES")}'
    return f'{HEAD}<w:ftr {_NAMES}>{_line("Foot", foot)}<w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr>{page}</w:p></w:ftr>'
