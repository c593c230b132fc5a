"""How this document stands to the documents it cites, from the words before (or after) their numbers."""

from __future__ import annotations

import re

from chungtay.directives.reader.citations import Mention, normal
from chungtay.directives.reader.model import Finding, Relation
from chungtay.directives.reader.text import Source

_CUE = re.compile(
    r"(?<![a-zà-ỹđ])(?:(?P<replaces>thay thế)|(?P<amends>sửa đổi|bổ sung một số điều|điều chỉnh)"
    r"|(?P<recalls>thu hồi|bãi bỏ|hủy bỏ)|(?P<corrects>đính chính)"
    r"|(?P<implements>thực hiện|triển khai|quán triệt|hưởng ứng|cụ thể hóa|tinh thần)|(?P<rests_on>căn cứ|theo"
    r"|trên cơ sở|tại))(?![a-zà-ỹđ])"
)
REACH = 110


def relations_of(source: Source, mentions: list[Mention], own: str | None, start: int) -> tuple[Relation, ...]:
    """One relation per cited number: the first that its words give; a plain mention gives none."""
    found: dict[str, Relation] = {}
    mine = normal(own) if own else None
    previous_kind: str | None = None
    previous_end = start
    for mention in mentions:
        key = normal(mention.value)
        begin = (mention.kind or mention.span).start
        kind = _cue(source, max(start, previous_end, begin - REACH), begin)
        if kind is None and previous_kind and _joined(source, previous_end, begin):
            kind = previous_kind
        previous_kind, previous_end = kind, mention.end
        if kind and key != mine and key not in found:
            number = Finding(source.text[mention.span.start : mention.span.end], mention.span, 0.8)
            found[key] = Relation(kind, number)
    return tuple(found.values())


def _cue(source: Source, start: int, end: int) -> str | None:
    """The nearest cue word in the same sentence."""
    kind = None
    for match in _CUE.finditer(source.low, start, end):
        kind = match.lastgroup
        last = match.end()
    if kind is None or re.search(r"[.;:]\s|\n\s*\n", source.low[last:end]):
        return None
    return kind


def _joined(source: Source, end: int, begin: int) -> bool:
    """ "Quyết định số … và Kế hoạch số …": the second shares the word of the first."""
    between = source.low[end:begin]
    return len(between) < 160 and re.search(r"(?:,|;|và)\s*$", between) is not None and ". " not in between
