"""Sentences and clauses of a paragraph, with abbreviations and numbers kept whole."""

from __future__ import annotations

import re

from chungtay.directives.reader.model import Span
from chungtay.directives.reader.text import Source

_END = re.compile(r"[.!?…]+[\"”)\]*]*\s+(?=[\"“(*]*[A-ZĐÀ-Ỹ])")
_ABBREVIATION = re.compile(r"(?:\b(?:tp|tx|tt|ths|ts|bs|gs|pgs|p|q|đ/c|v\.v|st|no|mr|dr|[a-z])|\d)\.$")


def sentences_of(source: Source, start: int, end: int) -> list[Span]:
    spans = []
    begin = start
    for match in _END.finditer(source.text, start, end):
        stop = match.start() + 1
        short = source.text[match.start()] == "." and _ABBREVIATION.search(source.low, max(start, stop - 6), stop)
        if short and not source.low[stop - 2].isdigit():
            continue
        spans.append(source.trim(begin, match.end()))
        begin = match.end()
    if begin < end:
        spans.append(source.trim(begin, end))
    return [s for s in spans if s.end > s.start]
