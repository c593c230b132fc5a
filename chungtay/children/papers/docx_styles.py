"""The looks of the .docx papers: paragraph styles for cells, heads and lines, so that the text itself stays small."""

from __future__ import annotations

from chungtay.children.papers.package import HEAD

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT = "Times New Roman"


def _style(
    name: str, size: float, *, bold: bool = False, italic: bool = False, align: str = "left", before: float = 0,
    after: float = 0, keep: bool = False, more: str = "", line: float = 1.0,
) -> str:  # fmt: skip
    """A paragraph style; sizes and spaces in points."""
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:pPr>{'<w:keepNext/>' if keep else ''}{more}"
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="{round(line * 240)}" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/></w:pPr><w:rPr>{marks}'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr></w:style>'
    )


def _box(sides: str) -> str:
    lines = (f'<w:{side} w:val="single" w:sz="4" w:space="3" w:color="000000"/>' for side in sides.split())
    return f"<w:pBdr>{''.join(lines)}</w:pBdr>"


_TABLE_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
STYLES = "".join(
    [
        f'{HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" '
        f'w:eastAsia="{FONT}" w:cs="{FONT}"/><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/>'
        "</w:rPr></w:rPrDefault></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
        '<w:style w:type="table" w:styleId="Lines"><w:name w:val="Lines"/><w:tblPr><w:tblBorders>'
        f'{_TABLE_LINES}</w:tblBorders><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>",
        '<w:style w:type="table" w:styleId="Bare"><w:name w:val="Bare"/><w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        _style("Cell", 10, before=1, after=1),
        _style("CellKept", 10, before=1, after=1, keep=True),
        _style("Centre", 10, align="center", before=1, after=1),
        _style("CentreKept", 10, align="center", before=1, after=1, keep=True),
        _style("Head", 10, bold=True, align="center", before=1, after=1, keep=True),
        _style("Label", 10, italic=True, before=1, after=1),
        _style("BannerFirst", 11, bold=True, before=2, keep=True),
        _style("Banner", 10, after=1, keep=True),
        _style("Body", 13, before=4, align="both", line=1.1),
        _style("Italic", 12, italic=True, before=4, align="both"),
        _style("PaperHeading", 13, bold=True, before=8, after=4, keep=True),
        _style("PaperTitle", 18, bold=True, align="center", before=26, after=4, keep=True),
        _style("Under", 14, align="center", before=2),
        _style("Framed", 12, italic=True, align="center", before=16, after=12, more=_box("top left bottom right")),
        _style("Parent", 13, align="center"),
        _style("Agency", 13, bold=True, align="center"),
        _style("Motto", 14, bold=True, align="center"),
        _style("Date", 13, italic=True, align="center", before=6),
        _style("Sign", 13, bold=True, align="center", keep=True),
        _style("SignBelow", 11, italic=True, align="center", keep=True),
        _style("SignRoom", 13, before=60),
        _style("Running", 10, italic=True, align="center", after=2),
        _style("Foot", 8.5, italic=True, align="center", more=_box("top")),
        _style("PageNumber", 10, align="right"),
        _style("Gap", 6),
        _style("Tiny", 1),
        "</w:styles>",
    ]
)  # fmt: skip
SETTINGS = (
    f'{HEAD}<w:settings xmlns:w="{_W}"><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
