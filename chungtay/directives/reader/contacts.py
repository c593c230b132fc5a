"""Telephones, hotlines, e-mail and web addresses, with whose they are."""

from __future__ import annotations

import re

from chungtay.directives.reader.agencies import names_at
from chungtay.directives.reader.model import Contact, Finding, Span
from chungtay.directives.reader.text import Source

_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]*\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PHONE = re.compile(r"(?<![\d/.,-])(?:\(\+?84\)|\+84|\(?0\d{1,4}\)?)(?:[ .-]{0,2}\d){5,9}(?![\d/]|\.\d)")
_SERVICE = re.compile(r"(?<![\d/.,-])1[89]00(?:[ .-]?\d){4,6}(?![\d/])")
_SHORT_LINE = re.compile(
    r"(?:tổng đài|đường dây nóng|hotline|số điện thoại|điện thoại|gọi(?: điện)?(?: ngay)?(?: đến| tới)?"
    r"|bấm(?: số)?)[^.;\n]{0,90}?(?<![\d/.,-])(?P<n>1(?:11|12|13|14|15))(?![\d/]|[.,]\d|\s*(?:trẻ|em|người|vụ|hộ"
    r"|xã|phường|huyện|%|trường))"
    r"|(?:số(?: máy)?|gọi)\s*:?\s*(?P<m>1(?:11|12|13|14|15))(?![\d/-]|[.,]\d|\s*(?:trẻ|em|người|vụ|hộ|xã|phường"
    r"|huyện|%|trường))"
    r"|(?<=hoặc )(?P<h>111)(?=[.;,)\s]*(?:$|\n|\.|;|\)))|(?<=và )(?P<v>111)(?=[.;,)\s]*(?:$|\n|\.|;|\)))"
    r"|(?P<k>111)\s+(?:của\s+)?(?=tổng đài)"
)
_MORE_LINES = re.compile(r"\s*(?:,|và|hoặc|;)\s*(?:số\s+)?(1(?:11|12|13|14|15))(?!\d|/|[.,]\d)")
_WEB = re.compile(r"(?:https?://|www\.)[^\s,;)\"<>]+")
_ADDRESS = re.compile(r"địa chỉ\s*(?:nhận|liên hệ)?\s*:\s*([^.;()\n]{8,120})")
_HOT = re.compile(r"(?:đường dây nóng|tổng đài|hotline|nóng)[^.;]{0,90}$")
_FAX = re.compile(r"fax\s*[:.]?\s*\(?$")
_OWNER = re.compile(
    r"(?:của|:|qua|liên hệ)\s+(?=(?:sở|phòng|trung tâm|văn phòng|ban|bộ|cục|hội|công an|đồng chí|đ/c|ông|bà"
    r"|chi cục|tỉnh đoàn|trạm))"
)


def contacts_in(source: Source, start: int, end: int) -> tuple[Contact, ...]:
    low = source.low
    found: list[tuple[int, Contact]] = []
    seen: set[str] = set()

    def add(kind: str, begin: int, stop: int, confidence: float) -> None:
        span = source.trim(begin, stop, ".,;:")
        value = source.text[span.start : span.end]
        key = value.lower() if kind in ("email", "website", "address") else re.sub(r"\D", "", value)
        if key in seen:
            return
        seen.add(key)
        owner = _owner(source, start, span.start)
        found.append((span.start, Contact(kind, Finding(value, span, confidence), owner)))

    for sign in re.finditer("@", low[start:end]):
        at = start + sign.start()
        match = _EMAIL.search(low, max(start, at - 64), min(end, at + 80))
        if match and match.start() < at < match.end():
            add("email", *match.span(), 0.98)
    for match in _SERVICE.finditer(low, start, end):
        add("hotline", *match.span(), 0.95)
    for match in _SHORT_LINE.finditer(low, start, end):
        group = next(g for g in "nmhvk" if match.group(g))
        add("hotline", *match.span(group), 0.9)
        more = _MORE_LINES.match(low, match.end())
        while more:
            add("hotline", *more.span(1), 0.85)
            more = _MORE_LINES.match(low, more.end())
    for match in _PHONE.finditer(low, start, end):
        digits = len(re.sub(r"\D", "", match.group()))
        before = low[max(start, match.start() - 100) : match.start()]
        central = digits == 8 and match.group().startswith("080")
        if (9 <= digits <= 12 or central) and not _FAX.search(before):
            add("hotline" if _HOT.search(before) else "phone", *match.span(), 0.93)
    for match in _WEB.finditer(low, start, end):
        add("website", *match.span(), 0.9)
    for match in _ADDRESS.finditer(low, start, end):
        add("address", *match.span(1), 0.7)
    return tuple(contact for _, contact in sorted(found, key=lambda pair: pair[0]))


def _owner(source: Source, start: int, position: int) -> Finding[str] | None:
    begin = max(start, position - 120)
    cues = list(_OWNER.finditer(source.low, begin, position))
    if not cues:
        return None
    names = names_at(source, cues[-1].end(), position)
    if names is None:
        return None
    return source.take(names.members[0].start, min(names.members[0].end, position), 0.6, "(,;:")


def spans_of(contacts: tuple[Contact, ...]) -> list[Span]:
    return [c.value.span for c in contacts if c.value.span]
