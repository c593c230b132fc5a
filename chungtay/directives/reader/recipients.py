"""Kính gửi, điện, Nơi nhận: to whom the document goes."""

from __future__ import annotations

import re

from chungtay.directives.reader.model import Finding, Span
from chungtay.directives.reader.structure import lines_of
from chungtay.directives.reader.text import Source

_TO = re.compile(r"(?:^|\n)[ \t*_]*(?:kính\s+gửi|kinh gui)\s*:?[ \t*_]*")
_WIRED = re.compile(r"(?:^|\n)[^\n]{0,80}(?<![a-zà-ỹđ])(?:điện|gửi)\s*:[ \t*_]*(?=\n)")
_COPIES = re.compile(r"(?:^|\n)[ \t*_|]*(?:nơi\s+nhận|noi nhan|nơi\s+gửi)\s*:?[ \t*_]*")
_LISTED = re.compile(r"[-+•*]\s*")
_SIGNATURE = re.compile(r"\s{3,}|\t|\s\|\s|\s*(?:tm\.|kt\.|tl\.|tuq\.|\(đã ký|\(ký)")
_CAPITALS = re.compile(r"[A-ZĐÀ-Ỹ .]{8,}$")


def copies_start(source: Source, start: int) -> int | None:
    match = _COPIES.search(source.low, start)
    if match is None:
        return None
    return match.start() + (source.text[match.start()] == "\n")


def recipients_of(source: Source, start: int, end: int) -> tuple[tuple[Finding[str], ...], list[Span]]:
    """The recipients, and the ranges of the text they fill: those ranges hold no work."""
    found: list[Finding[str]] = []
    ranges: list[Span] = []
    for pattern in (_TO, _WIRED):
        match = pattern.search(source.low, start, end)
        if match:
            items, stop = _addressees(source, match.end(), end)
            if items or pattern is _TO:
                found += items
                ranges.append(Span(match.start(), stop))
            break
    match = _COPIES.search(source.low, start)
    if match:
        items, stop = _copies(source, match.end())
        found += items
        ranges.append(Span(match.start(), stop))
    return tuple(found), ranges


def _addressees(source: Source, start: int, end: int) -> tuple[list[Finding[str]], int]:
    """On the same line, or as a list beneath, which ends with the first line that is no dash item or wrapped line."""
    found: list[Finding[str]] = []
    stop = start
    for line in lines_of(source, start, min(end, start + 4000)):
        if line.end == line.start:
            continue
        listed = _LISTED.match(source.low, line.start, line.end)
        if not found:
            if line.end - line.start > 260 and not listed:
                break
            found.append(source.take(listed.end() if listed else line.start, line.end, 0.9, ".;,*"))
        elif listed:
            found.append(source.take(listed.end(), line.end, 0.9, ".;,*"))
        elif source.text[line.start].islower() and source.text[stop - 1] not in ".;":
            last = found[-1].span
            assert last is not None
            found[-1] = source.take(last.start, line.end, 0.85, ".;,*")
        else:
            break
        stop = line.end
    return found, stop


def _copies(source: Source, start: int) -> tuple[list[Finding[str]], int]:
    found: list[Finding[str]] = []
    stop = start
    first = source.low[start : start + 300].split("\n", 1)[0].strip()
    if first and not _SIGNATURE.match(source.low, start):
        line_end = start + len(source.low[start:].split("\n", 1)[0])
        for piece in re.finditer(r"[^;]+", source.text[start:line_end]):
            entry = re.split(r"\s{3,}|\t", piece.group())[0]
            taken = source.take(start + piece.start(), start + piece.start() + len(entry), 0.85, "-.,; ")
            if taken.value:
                found.append(taken)
        stop = line_end
    for line in lines_of(source, stop, min(len(source.text), start + 3000)):
        if line.end == line.start:
            continue
        listed = _LISTED.match(source.low, line.start, line.end)
        text = source.text[line.start : line.end]
        if listed:
            column = _SIGNATURE.search(source.low, listed.end(), line.end)
            found.append(source.take(listed.end(), column.start() if column else line.end, 0.9, ".;,|"))
        elif (not _CAPITALS.match(text) and len(text) > 60 and found) or len(text) > 90:
            break
        stop = line.end
        if listed and source.low[listed.end() : listed.end() + 4] == "lưu:":
            break
    return [f for f in found if f.value], stop
