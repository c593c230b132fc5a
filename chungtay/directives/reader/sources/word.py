"""Text of a .docx in reading order: paragraphs with their automatic numbers, tables as rows of cells.

The parts are read straight from the package: python-docx gives neither the numbers Word computes nor a limit on what a
hostile archive unpacks to.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from chungtay.directives.reader.model import UnreadableDocument
from chungtay.directives.reader.sources.extracted import Extracted
from chungtay.directives.reader.text import bare

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAX_PART = 60 * 1024 * 1024
_LAYOUT = re.compile(r"cong hoa xa hoi chu nghia|doc lap\s*-\s*tu do|noi nhan\s*:|dang cong san viet nam")


def read(name: str, data: bytes) -> Extracted:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            body = _part(name, package, "word/document.xml")
            numbering = _part(name, package, "word/numbering.xml", optional=True)
            styles = _part(name, package, "word/styles.xml", optional=True)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        if "encrypted" in str(error) or "password" in str(error):
            raise UnreadableDocument("encrypted", f"Tệp “{name}” có mật khẩu. Hãy bỏ mật khẩu rồi đọc lại.") from error
        raise _broken(name) from error
    if body is None:
        raise _broken(name)
    try:
        tree = _parse(body)
        numbers = Numbers(_parse(numbering) if numbering else None, _parse(styles) if styles else None)
    except etree.XMLSyntaxError as error:
        raise _broken(name) from error
    root = tree.find(f"{_W}body")
    return Extracted("\n".join(_blocks(root, numbers)) if root is not None else "")


def _broken(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        "broken", f"Tệp “{name}” bị hỏng hoặc không phải văn bản Word. Hãy mở bằng Word, lưu lại rồi đọc lại."
    )


def _part(name: str, package: zipfile.ZipFile, part: str, optional: bool = False) -> bytes | None:
    """One part, never more than MAX_PART of it: the size in the archive's index may lie."""
    try:
        opened = package.open(part)
    except KeyError:
        if optional:
            return None
        raise _broken(name) from None
    with opened:
        data = opened.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise UnreadableDocument(
            "too_large",
            f"Tệp “{name}” bung ra quá lớn ({MAX_PART // 2**20} MB trở lên) nên không đọc, để an toàn cho máy.",
        )
    return data


def _parse(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    return etree.fromstring(data, parser)


def _blocks(parent: Any, numbers: Numbers) -> Iterator[str]:
    for element in parent:
        tag = element.tag
        if tag == f"{_W}p":
            yield numbers.label(element) + _text(element)
        elif tag == f"{_W}tbl":
            yield from _table(element, numbers)
        elif tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(element, numbers)


def _text(paragraph: Any) -> str:
    pieces: list[str] = []
    _collect(paragraph, pieces)
    return "".join(pieces)


def _collect(element: Any, pieces: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            pieces.append(child.text or "")
        elif tag == f"{_W}tab":
            pieces.append(" ")
        elif tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif tag not in (f"{_W}pPr", f"{_W}rPr", f"{_W}del", f"{_W}instrText", f"{_W}delText", _MC_FALLBACK):
            _collect(child, pieces)


def _table(table: Any, numbers: Numbers) -> Iterator[str]:
    rows = [
        [list(_blocks(cell, numbers)) for cell in _cells(row)]
        for row in table.iter(f"{_W}tr")
        if row.getparent() is table
    ]
    flat = bare(" ".join(" ".join(cell) for row in rows for cell in row)[:3000])
    if _LAYOUT.search(flat) or all(len(row) == 1 for row in rows):
        # A table used only to place the letterhead or the signature: column after column.
        for row in rows:
            for cell in row:
                yield from cell
        return
    for row in rows:
        yield "\t".join(" ".join(" ".join(cell).split()) for cell in row)


def _cells(row: Any) -> Iterator[Any]:
    for cell in row:
        if cell.tag == f"{_W}tc":
            yield cell
        elif cell.tag in (f"{_W}sdt", f"{_W}ins", f"{_W}sdtContent"):
            yield from _cells(cell)


class Numbers:
    """The labels Word prints before paragraphs of automatic lists."""

    def __init__(self, numbering: Any | None, styles: Any | None = None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        #: Lists may hang on the paragraph's style and not on the paragraph.
        self._styles: dict[str, Any] = {}
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            properties = style.find(f"{_W}pPr/{_W}numPr")
            if properties is not None:
                self._styles[style.get(f"{_W}styleId", "")] = properties
        if numbering is None:
            return
        abstract = {a.get(f"{_W}abstractNumId"): a for a in numbering.iter(f"{_W}abstractNum")}
        for number in numbering.iter(f"{_W}num"):
            link = number.find(f"{_W}abstractNumId")
            source = abstract.get(link.get(f"{_W}val")) if link is not None else None
            if source is not None:
                self._levels[number.get(f"{_W}numId", "")] = dict(_level(level) for level in source.iter(f"{_W}lvl"))

    def label(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            named = paragraph.find(f"{_W}pPr/{_W}pStyle")
            properties = self._styles.get(named.get(f"{_W}val", "")) if named is not None else None
        if properties is None:
            return ""
        identity, depth = properties.find(f"{_W}numId"), properties.find(f"{_W}ilvl")
        number = identity.get(f"{_W}val", "") if identity is not None else ""
        level = int(depth.get(f"{_W}val", "0")) if depth is not None else 0
        levels = self._levels.get(number)
        if not levels or level not in levels:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [d for d in counts if d > level]:
            del counts[deeper]
        kind, pattern, _ = levels[level]
        if kind == "bullet":
            return "- "
        if kind == "none":
            return ""
        shown = re.sub(r"%(\d)", lambda m: _shown(levels, counts, int(m.group(1)) - 1), pattern)
        return f"{shown} "


def _level(level: Any) -> tuple[int, tuple[str, str, int]]:
    def value(tag: str, default: str) -> str:
        found = level.find(f"{_W}{tag}")
        return str(found.get(f"{_W}val", default)) if found is not None else default

    start = value("start", "1")
    return int(level.get(f"{_W}ilvl", "0")), (
        value("numFmt", "decimal"),
        value("lvlText", "%1."),
        int(start) if start.isdigit() else 1,
    )


def _shown(levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
    count = counts.get(level, levels.get(level, ("", "", 1))[2])
    kind = levels.get(level, ("decimal", "", 1))[0]
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman if kind == "upperRoman" else roman.lower()
    return str(count)


def _roman(count: int) -> str:
    shown = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while count >= value:
            shown += sign
            count -= value
    return shown
