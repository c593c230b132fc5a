"""Lines, blocks (lines that are one paragraph) and the tree of enumerated items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from chungtay.directives.reader.model import Span
from chungtay.directives.reader.text import Source

_ORDINALS = "nhất|một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười(?:\\s(?:một|hai|ba|bốn|lăm|sáu))?"
_LEAD_IN = r"[ \t]*(?:[*_#>]{1,3}[ \t]*)?"
MARKER = re.compile(
    _LEAD_IN
    + r"(?:"
    + rf"(?P<part>(?:phần|chương|mục)\s+(?:thứ\s+)?(?:[ivx]+|\d+|{_ORDINALS})(?![a-zà-ỹđ\d])\s*[.:)-]?)"
    + r"|(?P<article>điều\s+\d{1,3}(?:\s*[.:](?!\d)|(?![\d,.:]|\s*[.:]|\s*(?:của|luật|nghị|quyết|thông|và|,|kế"
    r"|này|tại))))" + rf"|(?P<said>(?:thứ\s+(?:{_ORDINALS})\s*(?:là\s*)?[,:]|(?:{_ORDINALS})\s+là\s*[,:]?"
    r"|(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s?[.):])(?=\s))"
    + r"|(?P<deep>\d{1,2}\.\d{1,2}(?:\.\d{1,2}){0,2}\s?[.:)]?)(?=\s+[^\d\s])"
    + r"|(?P<number>\(?\d{1,2}\s?(?:[.)](?!\d)|/(?!\s?\d|[a-zđ]{1,12}[-&/])|-(?=\s\D)|:(?=\s)))"
    + r"|(?P<roman>[ivx]{1,5}\s?(?:[.):](?=\s|[^\d\s])|[/-]\s?(?=\D)))"
    + r"|(?P<letter>\(?[a-eg-zđ][1-9]?\s?[.)](?=\s|[^\s.\w]|[^\d\s.]{2})|\(?[a-eghkđ]\s?/(?=\s))"
    + r"|(?P<plus>[+](?!\d))|(?P<star>[*]\s)"
    + r"|(?P<dash>-+(?![-\d])|-(?=\s))|(?P<dot>[•●▪■◦○►➢✓❖·\uf0b7\uf02d\uf0d8\uf0a7♦◆→»§])|(?P<oh>o\s)(?=[^\s]))"
    + r"[ \t]*(?:[*_]{1,3}[ \t]*)?"
)
_INLINE = re.compile(r"(?<=[.;:/])\s+(?=(?:\d{1,2}[.)]|điều\s\d{1,2}\.)\s+[^\W\d_])")
_TERMINAL = re.compile(r'[.;:!?…]["\')\]*_]*$')


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph; ``start`` and ``end`` are without outer blanks."""

    start: int
    end: int
    table: bool = False


@dataclass(slots=True)
class Item:
    """A block with its marker. ``body`` begins after the marker; ``kind`` is ``text`` where there is none."""

    kind: str
    start: int
    body: int
    end: int
    ordinal: str | None = None


def lines_of(source: Source, start: int = 0, end: int | None = None) -> list[Span]:
    """Trimmed lines; empty ones are Span(p, p)."""
    stop = len(source.text) if end is None else end
    spans = []
    position = start
    while position <= stop:
        newline = source.text.find("\n", position, stop)
        line_end = stop if newline < 0 else newline
        spans.append(source.trim(position, line_end))
        position = line_end + 1
    return spans


def _is_upper(text: str) -> bool:
    return text.isupper()


def wrap_width(source: Source, lines: list[Span]) -> int:
    """The width hard-wrapped lines are filled to, or 0 where each line is a paragraph."""
    lengths = [s.end - s.start for s in lines if s.end - s.start > 40 and "\t" not in source.text[s.start : s.end]]
    if len(lengths) < 6:
        return 0
    lengths.sort()
    width = lengths[int(len(lengths) * 0.9)]
    if width > 160:
        return 0
    broken = [
        a.end - a.start
        for a, b in pairwise(lines)
        if b.end > b.start
        and a.end - a.start > width * 0.6
        and not _TERMINAL.search(source.text[a.start : a.end])
        and source.text[b.start].islower()
    ]
    if len(broken) * 6 < len(lengths):
        return 0
    return sorted(broken)[int(len(broken) * 0.9)] if len(broken) > 5 else width


def _continues(source: Source, last: Span, line: Span, gap: bool, width: int, strict: bool) -> bool:
    """Whether ``line`` goes on with the paragraph that ``last`` belongs to."""
    text = source.text
    if MARKER.match(source.low, line.start, line.end):
        match = MARKER.match(source.low, line.start, line.end)
        # A wrapped line may begin with a dash or a number of a phrase: "13 - 14/8" or "2. ..." stay markers.
        if match is None or match.lastgroup != "dash" or not width or gap:
            return False
        if source.low.startswith("thương binh", match.end()):
            return True
        return text[line.start + 1 : line.start + 2].isalnum()
    printed = text[last.start : last.end]
    if "\t" in printed or "|" in printed or "\t" in text[line.start : line.end] or text[line.start] == "|":
        return False
    ended = bool(_TERMINAL.search(printed))
    first = text[line.start]
    if first in '("“' and line.end > line.start + 1:
        first = text[line.start + 1]
    if _is_upper(printed) and len(printed) < 90:
        return False
    if first.islower() and not ended:
        return True
    if gap or not width:
        return False
    no_room = _is_full(text, last, line, width)
    full = no_room or (not strict and last.end - last.start >= width * 0.8)
    if first.islower() and (full or printed[-1] not in ":"):
        return True
    if first.isdigit() and full and printed[-1] == ":":
        return True
    if first.isupper() and _indent(text, line.start) > _indent(text, last.start) + 2:
        return False
    if not ended:
        return full and not _is_upper(text[line.start : line.end])
    # The sentence ended where the line did: only a filled line may go on.
    return printed[-1] not in ":;" and no_room and not printed.endswith("./.")


def _is_full(text: str, last: Span, line: Span, width: int) -> bool:
    """The first word of ``line`` had no room on ``last``."""
    blank = re.compile(r"\s").search(text, line.start, line.end)
    word = (blank.start() if blank else line.end) - line.start
    return last.end - last.start + 1 + word >= width * 0.97


def _fills_lines(source: Source, lines: list[Span], width: int) -> bool:
    """Each line takes as many words as it can: then a line with room left ends its paragraph."""
    pairs = [
        (a, b) for a, b in pairwise(lines) if b.end > b.start and a.end > a.start and source.text[b.start].islower()
    ]
    filled = sum(_is_full(source.text, a, b, width) for a, b in pairs)
    return len(pairs) > 5 and filled >= 0.95 * len(pairs)


def _indent(text: str, position: int) -> int:
    return position - (text.rfind("\n", 0, position) + 1)


_ROW_HEAD = re.compile(r"(?:stt|tt)\W*$")


def _expected_row(source: Source, line: Span, row: int) -> bool:
    """In a table printed one cell a line a number alone is the next row's, not a page's."""
    return row > 0 and source.text[line.start : line.end].strip(" .)") == str(row)


_PAGE_NUMBER = re.compile(
    r"(?:trang\s*)?-?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*-?$|\d{2,6}\s+\d{1,2}/\d{1,2}/\d{4}\s+\d{1,3}$|\d{1,5}/[a-zđ&-]{2,14}\s+\d{1,2}/\d{1,2}/\d{4}(?:\s+\d{1,3})?$"
)


def blocks_of(source: Source, spans: Iterable[Span]) -> list[Block]:
    """Paragraphs of the given lines: wrapped lines and page breaks are mended, inline item numbers start anew."""
    lines = list(spans)
    width = wrap_width(source, lines)
    strict = width > 0 and _fills_lines(source, lines, width)
    blocks: list[Block] = []
    start = -1
    last = Span(0, 0)
    gap = False
    row = 0
    for index, line in enumerate(lines):
        if line.start == line.end:
            gap = True
            continue
        if start >= 0 and line.end - line.start < 60 and _PAGE_NUMBER.match(source.low, line.start, line.end):
            if _expected_row(source, line, row):
                row += 1
                blocks.extend(_split_inline(source, start, last.end))
                start, last, gap = line.start, line, True
                continue
            alone = gap or index + 1 == len(lines) or lines[index + 1].start == lines[index + 1].end
            if alone:
                continue
        if start >= 0 and _continues(source, last, line, gap, width, strict):
            last = line
        else:
            if start >= 0:
                blocks.extend(_split_inline(source, start, last.end))
            start, last = line.start, line
            if _ROW_HEAD.match(source.low, line.start, line.end):
                row = 1
        gap = False
    if start >= 0:
        blocks.extend(_split_inline(source, start, last.end))
    return blocks


def unwrapped(source: Source, blocks: list[Block], kept: list[Span]) -> str | None:
    """The text with each mended paragraph on one line; None where every paragraph is on one line already.

    Blanks at the seams become one, page numbers between the halves of a paragraph are left out.
    """
    pieces: list[str] = []
    position = 0
    lines = [s for s in kept if s.end > s.start]
    index = 0
    for block in blocks:
        while index < len(lines) and lines[index].start < block.start:
            index += 1
        first = index
        while index < len(lines) and lines[index].end <= block.end:
            index += 1
        inside = [s for s in lines[first:index] if not _between(source, s, block)]
        if block.table or len(inside) < 2:
            continue
        pieces.append(source.text[position : block.start])
        pieces.append(" ".join(source.text[s.start : s.end] for s in inside))
        position = block.end
    if not pieces:
        return None
    return "".join(pieces) + source.text[position:]


def _between(source: Source, line: Span, block: Block) -> bool:
    """A page number inside the paragraph."""
    if line.end - line.start >= 60 or line.start == block.start or line.end == block.end:
        return False
    return _PAGE_NUMBER.match(source.low, line.start, line.end) is not None


def _split_inline(source: Source, start: int, end: int) -> list[Block]:
    table = "\t" in source.text[start:end] or source.text[start] == "|"
    if table:
        return [Block(start, end, True)]
    cuts = [start]
    first = MARKER.match(source.low, start, end)
    if first and first.lastgroup == "number":
        expected = int(re.findall(r"\d+", first.group())[0]) + 1
        for match in _INLINE.finditer(source.low, start, end):
            number = re.match(r"\d+", source.low[match.end() : match.end() + 3])
            if number and int(number.group()) == expected:
                cuts.append(match.end())
                expected += 1
    ends = [*cuts[1:], end]
    return [Block(*source.trim(a, b)) for a, b in zip(cuts, ends, strict=True)]


def item_of(source: Source, block: Block) -> Item:
    """The block as an item without children."""
    match = MARKER.match(source.low, block.start, block.end)
    if match is None or match.end() >= block.end:
        return Item("text", block.start, block.start, block.end)
    kind = match.lastgroup or "text"
    marker = source.text[match.start(kind) : match.end(kind)]
    if kind == "roman" and not marker.strip(" .):/-").isupper():
        kind = "letter"
    elif kind == "letter" and marker.strip("( .)/").isupper():
        kind = "capital"
    elif kind == "deep":
        kind = "deep" + str(marker.strip(".:) ").count("."))
    ordinal = None if kind in ("dash", "dot", "plus", "star", "oh") else marker.strip(" .):/(-,")
    return Item(kind, block.start, match.end(), block.end, ordinal)
