"""A paper as the page that is printed: semantic HTML, block by block, for css/paper.css and children/papers.css."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

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
from chungtay.foundation.vietnamese import long_date

_UPRIGHT, _LYING = 170.0, 267.0  # mm between the margins


def write(paper: Paper) -> Iterator[str]:
    """An `<article>`; its headings begin at h2, as the page around it owns h1. Everything is escaped here.

    A page is printed one way up: that of the first section.
    """
    begun, room = False, _UPRIGHT
    for block in paper.blocks:
        if isinstance(block, Section):
            if not begun:
                room = _LYING if block.landscape else _UPRIGHT
                yield f'<article class="paper register-paper{" register-lying" if block.landscape else ""}" lang="vi">'
            yield ("</section>" if begun else "") + '<section class="paper-part">'
            begun = True
        else:
            yield from _block(block, room)
    yield f'</section><p class="paper-foot-line">{escape(paper.foot)}</p></article>'


def _block(block: Block, room: float) -> Iterator[str]:
    if isinstance(block, Grid):
        yield from _grid(block, room)
    elif isinstance(block, Letterhead):
        yield _letterhead(block)
    elif isinstance(block, Title):
        under = "".join(f'<span class="paper-under">{escape(text)}</span>' for text in block.under)
        yield f'<h2 class="paper-title"><span class="paper-name-of">{escape(block.text.upper())}</span>{under}</h2>'
    elif isinstance(block, Heading):
        yield f"<h3>{escape(block.text)}</h3>"
    elif isinstance(block, Text):
        mark = ' class="paper-italic"' if block.italic else ""
        yield "".join(f"<p{mark}>{escape(text)}</p>" for text in block.text.split("\n"))
    elif isinstance(block, Framed):
        yield f'<p class="paper-framed">{escape(block.text)}</p>'
    elif isinstance(block, Facts):
        yield _facts(block)
    elif isinstance(block, Signs):
        yield _signs(block)


def _letterhead(block: Letterhead) -> str:
    parent = f'<p class="paper-parent">{escape(block.parent.upper())}</p>' if block.parent else ""
    return (
        f'<header class="paper-head"><div class="paper-agency">{parent}<p class="paper-issuer">{escape(block.agency.upper())}</p>'
        '</div><div class="paper-nation"><p class="paper-country">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>'
        '<p class="paper-motto">Độc lập - Tự do - Hạnh phúc</p></div><div class="paper-signs"></div>'
        f'<p class="paper-date">{escape(block.place)}, {long_date(block.date)}</p></header>'
    )


def _facts(block: Facts) -> str:
    pairs = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value) or '<span>chưa ghi</span>'}</dd></div>"
        for label, value in block.pairs
    )
    return f'<dl class="paper-facts">{pairs}</dl>'


def _signs(block: Signs) -> str:
    cells = "".join(
        f'<div>{_sign_lines(lines)}<p class="paper-sign-below">(Ký, ghi rõ họ tên)</p></div>' for lines in block.titles
    )
    return f'<footer class="paper-sign-lines">{cells}</footer>'


def _sign_lines(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(line.upper())}</p>" for line in lines)


def _grid(block: Grid, room: float) -> Iterator[str]:
    columns = block.columns
    # `width` on <col> is old HTML, but the content security policy forbids style attributes
    cols = "".join(f'<col width="{100 * width / room:.1f}%">' for width in scaled(columns, room))
    banner = ""
    if block.banner:
        first, *rest = block.banner
        lines = "".join(f"<span>{escape(text)}</span>" for text in rest)
        cell = f'<th class="paper-banner" colspan="{len(columns)}" scope="colgroup">'
        banner = f"<tr>{cell}<strong>{escape(first)}</strong>{lines}</th></tr>"
    heads = "".join(f'<th scope="col">{escape(column.head)}</th>' for column in columns)
    whole = " paper-whole" if block.together else ""
    name = escape(block.banner[0] if block.banner else "Bảng")
    yield (
        f'<div class="paper-table{whole}" role="region" aria-label="{name}" tabindex="0"><table><colgroup>{cols}</colgroup>'
        f"<thead>{banner}<tr>{heads}</tr></thead><tbody>"
    )
    starts = [f'<td class="{"centre" if column.centred else "text"}">' for column in columns]
    for row in block.rows:
        yield f"<tr>{''.join(f'{start}{_lines(text)}</td>' for start, text in zip(starts, row, strict=True))}</tr>"
    yield "</tbody>"
    if block.total is not None:
        cells = "".join(f"{start}{escape(text)}</td>" for start, text in zip(starts, block.total, strict=True))
        yield f"<tfoot><tr>{cells}</tr></tfoot>"
    yield "</table></div>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
