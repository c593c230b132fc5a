"""Where the directive's own text begins and ends on a page, and lines inside it that belong to the site."""

from __future__ import annotations

import re

from chungtay.directives.reader.model import Span
from chungtay.directives.reader.patterns import any_of, words
from chungtay.directives.reader.structure import MARKER, wrap_width
from chungtay.directives.reader.text import Source

_ENDS = re.compile(rf"[\W_]*(?:{any_of(words('clutter', 'ends'))})(?![a-z0-9])")
_NOISE = frozenset(words("clutter", "noise"))
_STAMP = re.compile(
    r"[\W_]*(?:(?:update|cập nhật(?: lúc)?|ngày đăng|đăng ngày|ngày cập nhật|thứ\s+\w+|chủ nhật)[\s,:]*)?"
    r"(?:\d{1,2}\s?:\s?\d{2}(?:\s?:\s?\d{2})?\s*(?:ch|sa|am|pm|gmt\+?7)?[\s,"
    r"|-]*)?\d{1,2}\s?[/-]\s?\d{1,2}\s?[/-]\s?\d{4}"
    r"(?:[\s,|-]*\d{1,2}\s?[:h]\s?\d{2}(?:\s?:\s?\d{2})?\s*(?:ch|sa|am|pm|gmt\+?7)?)?[\W_]*(?:lượt xem.*|xem.*"
    r"|a-.*|gmt.*)?$"
)
_CAPTION = re.compile(
    r"[\W_]*(?:ảnh(?: minh họa| \d+| tư liệu| internet)?\s*[:.(]|\(ảnh|\[ảnh|ảnh minh họa)"
    r"|.*(?:- ảnh \d+|(?:\(ảnh:? |(?<![a-zà-ỹđ])ảnh: )[^.]{0,40}\)?|\(?ảnh minh họa\)?)$"
)
_BYLINE = re.compile(
    r"[\W_]*(?:tin|bài|tin bài|(?:tin|bài|tin bài)(?:,| và| -) ảnh|ảnh|ảnh và bài|tác giả|nguồn(?: tin)?|theo|biên tập"
    r"|người viết|thực hiện)\s*:\s*[^.]{0,50}$|[\W_]*(?:bbt|ban biên tập)[\W_]*$"
)
_LISTED = re.compile(
    r"[\W_]*(?:.{10,200}\(\d{1,2}[/-]\d{1,2}[/-]\d{4}[^)]*\)[\W_]*|\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?\s*[-:|].{10,150})$"
)
# A form to fill in: rows of dots, empty boxes.
_BLANKS = re.compile(r"\.{6,}|…{3,}|_{5,}|□")
# The imprint of a site or a newspaper, however long its line.
_IMPRINT = re.compile(
    r"[\W_]*(?:copyright|(?:ghi ro )?ban quyen (?:thuoc|cua|\d)"
    r"|giay phep (?:so|hoat dong|thiet lap|xuat ban|bao)|co quan chu quan|toa soan|chiu trach nhiem (?:noi dung|chinh)"
    r"|tong bien tap|truong ban bien tap|phat trien boi|thiet ke boi|(?:tong )?luot truy cap)(?![a-z])"
)
LONG = 160


def body_end(source: Source, lines: list[Span]) -> int:
    """Index of the first line that is no longer the document's own."""
    long = 60 if wrap_width(source, lines) else LONG
    first_long = next((i for i, s in enumerate(lines) if s.end - s.start >= long), None)
    if first_long is None:
        first_long = next((i for i, s in enumerate(lines) if s.end - s.start >= 60), 0)
    for i in range(first_long + 1, len(lines)):
        span = lines[i]
        if long < LONG and goes_on(source, lines[i - 1], span):
            continue
        if span.end - span.start < 400 and _IMPRINT.match(source.bare, *span) and _little_follows(lines, i, long):
            return i
        if span.end - span.start > 90 or span.end == span.start:
            continue
        if (
            _ENDS.match(source.bare, span.start, span.end)
            and _is_trigger(source, span)
            and _little_follows(lines, i, long)
        ):
            return i
        if _LISTED.match(source.low, span.start, span.end) and _all_listed(source, lines, i):
            return i
    return len(lines)


def goes_on(source: Source, last: Span, line: Span) -> bool:
    """The line before is long, right above and unfinished: "… trước ngày" above "20/7/2023."."""
    if last.end - last.start < 40 or source.text.count("\n", last.end, line.start) > 1:
        return False
    return source.text[last.end - 1] not in ".;:!?"


def _is_trigger(source: Source, span: Span) -> bool:
    """A short line of its own; an item of the directive ("- Video tuyên truyền …") is long or ends as a sentence."""
    length = span.end - span.start
    marker = MARKER.match(source.low, span.start, span.end)
    if marker and marker.lastgroup in ("number", "letter", "roman", "article"):
        return False
    return length <= 45 or (source.text[span.end - 1] not in ".;" and (length <= 90 and not marker))


def _little_follows(lines: list[Span], index: int, long: int) -> bool:
    """What follows must not look like the directive itself: several long paragraphs without dates of a site."""
    rest = [s for s in lines[index + 1 :] if s.end - s.start >= long]
    if not rest:
        return True
    before = sum(s.end - s.start for s in lines[:index])
    after = sum(s.end - s.start for s in rest)
    return before >= after


def _all_listed(source: Source, lines: list[Span], index: int) -> bool:
    following = [s for s in lines[index : index + 6] if s.end > s.start][:3]
    return len(following) >= 2 and all(_LISTED.match(source.low, *s) for s in following)


def is_noise(source: Source, span: Span) -> bool:
    """A stamp, a caption, a byline or a site word: never part of the directive's prose."""
    length = span.end - span.start
    if length == 0:
        return False
    low = source.low
    if length <= 14 and low[span.start : span.end].strip(" .|:-") in _NOISE:
        return True
    if _BLANKS.search(low, span.start, span.end):
        return True
    if length <= 110 and _STAMP.match(low, span.start, span.end):
        return True
    if length <= 160 and _CAPTION.match(low, span.start, span.end):
        return True
    return length <= 80 and _BYLINE.match(low, span.start, span.end) is not None
