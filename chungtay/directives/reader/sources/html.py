"""Text of a web page: blocks as lines, list items with their marks, data tables as rows of cells."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from chungtay.directives.reader.sources.encodings import decode
from chungtay.directives.reader.sources.extracted import Extracted

_DROP = frozenset(
    (
        "script",
        "style",
        "nav",
        "footer",
        "aside",
        "form",
        "noscript",
        "iframe",
        "button",
        "select",
        "svg",
        "template",
        "head",
    )
)
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "blockquote",
        "pre",
        "header",
        "main",
        "figure",
        "figcaption",
        "dl",
        "dt",
        "dd",
        "center",
        "td",
        "th",
    )
)
_DECLARED = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


def read(data: bytes) -> Extracted:
    markup = _markup(data)
    try:
        root = lxml_html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup))
    except (etree.ParserError, ValueError):
        return Extracted("")
    pieces: list[str] = []
    body = root.find("body")
    _walk(root if body is None else body, pieces)
    lines = [" ".join(line.split(" ")).strip() for line in "".join(pieces).split("\n")]
    return Extracted(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


def _markup(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data).replace("\0", "")


def _walk(element: Any, pieces: list[str]) -> None:
    """Iterative: a hostile page may nest deeper than Python may recurse."""
    stack: list[Any] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        tag = node.tag
        if not isinstance(tag, str) or tag in _DROP:
            continue
        if tag == "table" and _is_data(node):
            pieces.append("\n" + _rows(node) + "\n")
            continue
        if tag == "br":
            pieces.append("\n")
            continue
        block = tag in _BLOCKS
        pieces.append("\n" + (_mark(node) if tag == "li" else "") if block else "")
        if node.text:
            pieces.append(re.sub(r"\s+", " ", node.text))
        following: list[Any] = []
        for child in node:
            following.append(child)
            if child.tail:
                following.append(re.sub(r"\s+", " ", child.tail))
        if block:
            following.append("\n")
        stack.extend(reversed(following))


def _mark(item: Any) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    position = sum(1 for before in item.itersiblings("li", preceding=True)) + 1
    return f"{position}. "


def _is_data(table: Any) -> bool:
    """Rows of several cells without blocks of prose in them; tables only for layout are read block by block."""
    rows = [[c for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
    wide = [row for row in rows if len(row) > 1]
    if len(wide) < 2 or any(True for _ in table.iterdescendants("table")):
        return False
    flat = "".join(table.itertext())[:2000].lower()
    return "độc lập" not in flat and "nơi nhận" not in flat


def _rows(table: Any) -> str:
    lines = []
    for row in table.iter("tr"):
        cells = [" ".join("".join(c.itertext()).split()) for c in row if c.tag in ("td", "th")]
        lines.append("\t".join(cells))
    return "\n".join(lines)
