"""Reports that are owed: about what, to whom, by when, how often."""

from __future__ import annotations

import re

from chungtay.directives.reader.agencies import names_at
from chungtay.directives.reader.deadlines import dues_in
from chungtay.directives.reader.model import Finding, ReportingDuty, Span
from chungtay.directives.reader.sentences import sentences_of
from chungtay.directives.reader.text import Source

_REPORT = re.compile(
    r"(?<![a-zà-ỹđ])(?:báo cáo(?:\s+(?:kết quả|tình hình|tổng kết|sơ kết|đánh giá))?|gửi\s+(?:báo cáo|kết quả"
    r"|danh sách|số liệu|kế hoạch))"
)
_TO = re.compile(
    r"(?:gửi\s+(?:về\s+)?|về\s+|cho\s+|đến\s+|báo cáo\s+)(?=(?:các\s+)?(?:sở|ubnd|ủy ban|bộ|phòng|văn phòng|ban"
    r"|công an|hội|tỉnh đoàn|trung tâm|cục|thường trực|chủ tịch|trạm|tỉnh ủy|huyện ủy|đảng ủy|chính phủ|thủ tướng))"
)
_PERIODS = (
    ("six_months", re.compile(r"6 tháng|sáu tháng|06 tháng")),
    ("quarter", re.compile(r"hằng quý|hàng quý|mỗi quý|quý\s+[iv1-4]")),
    ("month", re.compile(r"hằng tháng|hàng tháng|mỗi tháng")),
    ("week", re.compile(r"hằng tuần|hàng tuần|mỗi tuần")),
    ("year", re.compile(r"hằng năm|hàng năm|cả năm|kết quả năm|tổng kết năm|báo cáo năm")),
    ("unscheduled", re.compile(r"đột xuất")),
)
_REPORTED = re.compile(r"(?:theo|nghe|sau khi|qua|trong)\s+$")


def duties_in(source: Source, tasks: list[Span], year: int | None) -> tuple[ReportingDuty, ...]:
    duties = []
    for task in tasks:
        for sentence in sentences_of(source, *task):
            duty = _duty(source, sentence, year)
            if duty:
                duties.append(duty)
    return tuple(duties)


def _duty(source: Source, sentence: Span, year: int | None) -> ReportingDuty | None:
    low = source.low
    report = next(
        (
            m
            for m in _REPORT.finditer(low, *sentence)
            if not _REPORTED.search(low, max(sentence.start, m.start() - 10), m.start())
        ),
        None,
    )
    if report is None:
        return None
    dues = dues_in(source, sentence.start, sentence.end, year)
    receiver = None
    for cue in _TO.finditer(low, report.start(), sentence.end):
        names = names_at(source, cue.end(), sentence.end)
        if names:
            receiver = source.take(*names.members[0], 0.75)
            break
    period = next(((code, m) for code, pattern in _PERIODS if (m := pattern.search(low, *sentence))), None)
    if not dues and receiver is None and period is None:
        return None
    stop = min([d.printed.span.start for d in dues if d.printed.span.start > report.start()] or [sentence.end])
    cut = re.compile(r"\s*(?:[;.:(]|,?\s*(?:gửi|về|trước|cho|đến|chậm nhất|theo)\s)").search(low, report.end(), stop)
    return ReportingDuty(
        what=source.take(report.start(), cut.start() if cut else stop, 0.75, ",;. "),
        to=receiver,
        due=tuple(Finding(d.value, d.printed.span, 0.85) for d in dues if d.value),
        period=Finding(period[0], Span(*period[1].span()), 0.8) if period else None,
    )
