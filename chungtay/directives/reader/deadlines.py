"""Due dates: a date after "trước ngày", "chậm nhất", "hạn". The days of an event are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from chungtay.directives.reader.dates import DATE, Printed, dates_in
from chungtay.directives.reader.model import Span
from chungtay.directives.reader.text import Source

_CUE = re.compile(
    r"(?<![a-zà-ỹđ])(?:trước(?:\s+(?:hết|cuối))?|chậm nhất(?:\s+(?:là|vào|đến|trước|trong))*|muộn nhất(?:\s+(?:là"
    r"|vào))?|không\s+(?:muộn|chậm|quá)(?:\s+(?:hơn|quá))?"
    r"|(?:thời\s+)?hạn(?:\s+(?:cuối(?: cùng)?|chót|gửi|nộp|báo cáo|hoàn thành|nhận))*(?:\s+(?:là|đến|trước))*"
    r"|hoàn thành(?:\s+(?:trong|vào|đến|xong))*|xong(?:\s+(?:trong|vào))?"
    r"|(?:báo cáo|gửi|gửi về|nộp|hoàn thành)(?:\s+[^.;:\n]{1,50}?)?\s+vào(?=\s+ngày)|(?:báo cáo|gửi"
    r"|gửi về)\s+(?:vào|đến)|đến hết|hết)\s*:?\s*"
    r"(?:\(?\d{1,2}\s*(?:giờ|h|g"
    r"|:)\s*(?:\d{2})?\s*(?:phút)?\s*,?\s*(?:thứ\s+\w+\s*,?\s*)?)?(?:ngày\s*)?(?:thứ\s+\w+\s*,?\s*(?:ngày\s*)?)?(?=\d)"
)
_AND = re.compile(
    r"\s*(?:\([^)]{0,80}\)\s*)?(?:,|;|và|hoặc|đối với[^.;\n]{0,60}?)\s*(?:và\s+)?(?:trước\s+)?(?:ngày\s*)?(?=\d)"
)
_YEARLY = re.compile(r"\s*(?:của\s+)?(?:hằng|hàng|mỗi)\s+năm")
_REGULAR = re.compile(r"(?:định kỳ|hằng năm|hàng năm|mỗi năm|một năm|hằng quý|hàng quý)[^.;\n]*$")
_DATE_AT = re.compile(DATE)
_EVENT = re.compile(r"(?:từ|sau|kể từ)\s+(?:ngày\s+)?[^.;\n]{0,40}$")
_WHAT = re.compile(
    r"(?:báo cáo|gửi|nộp|hoàn thành|trình|đăng ký|tổng hợp|rà soát|lập|xây dựng|ban hành|tổ chức)[^.;:]{0,120}$"
)


@dataclass(frozen=True, slots=True)
class Due:
    printed: Printed
    value: date | None
    what: Span
    yearly: bool


def dues_in(source: Source, start: int, end: int, year: int | None) -> list[Due]:
    """Due dates of the range. ``year`` is the document's, for dates printed without one."""
    found: list[Due] = []
    for cue in _CUE.finditer(source.low, start, end):
        if cue.group().startswith(("đến hết", "hết")) and _EVENT.search(
            source.low, max(start, cue.start() - 48), cue.start()
        ):
            continue
        position = cue.end()
        group: list[Printed] = []
        for item in dates_in(source, cue.end(), min(end, cue.end() + 160)):
            if item.span.start != position:
                break
            group.append(item)
            link = _AND.match(source.low, item.span.end, end)
            if link is None:
                break
            position = link.end()
        if group:
            what = _what(source, start, cue.start())
            yearly = (
                _YEARLY.match(source.low, group[-1].span.end) is not None
                or _REGULAR.search(source.low, max(start, cue.start() - 90), cue.start()) is not None
            )
            found += [Due(item, None if yearly and not item.year else item.value(year), what, yearly) for item in group]
    return found


def _what(source: Source, start: int, cue: int) -> Span:
    begin = max(start, cue - 160)
    cut = max(source.low.rfind(mark, begin, cue) for mark in (". ", "; ", ": ", "\n"))
    if cut >= 0:
        begin = cut + 1
    match = _WHAT.search(source.low, begin, cue)
    return source.trim(match.start() if match else begin, cue, ",;:.-( ")


def due_in_cell(source: Source, cell: Span, year: int | None) -> Due | None:
    """The date of a "Thời hạn" cell; a period ("từ … đến …") is when the work happens, not when it is due."""
    low = source.low[cell.start : cell.end]
    dates = dates_in(source, cell.start, cell.end)
    if not dates or re.match(r"\W*từ\s", low) or (len(dates) > 1 and re.search(r"\d\s*(?:-|đến)\s*\d", low)):
        return None
    item = dates[0]
    return Due(item, item.value(year), cell, False)
