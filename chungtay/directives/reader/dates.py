"""Dates as Vietnamese documents print them: 25/5/2022, 25-5-2022, ngày 25 tháng 5 năm 2022, 25/5."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from chungtay.directives.reader.model import Notice, Span
from chungtay.directives.reader.text import Source

DATE = (
    r"(?<![\d/])(?:"
    r"(?P<d1>\d{1,2})\s*[/.]\s*(?P<m1>\d{1,2})\s*[/.]\s*(?P<y1>(?:19|20)\d\d)(?!\d)"
    r"|(?P<d2>\d{1,2})-(?P<m2>\d{1,2})-(?P<y2>(?:19|20)\d\d)(?!\d)"
    r"|(?P<d3>\d{1,2})\s*(?:/\s*)?tháng\s*(?P<m3>\d{1,2})(?:\s*(?:,\s*)?(?:năm|/)\s*(?P<y3>(?:19|20)\d\d))?(?![\d/])"
    r"|(?P<d4>\d{1,2})\s?/\s?(?P<m4>\d{1,2})(?![\d/]|\s*[-/]\s*[a-zđ])(?:\s*năm\s*(?P<y4>(?:19|20)\d\d))?"
    r")"
)
_DATE = re.compile(DATE)
_YEAR_LINK = re.compile(r"[\s,;]*(?:và|,|;|-|hoặc|đến|;\s*đợt)[^.\n]{0,60}$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed; the year may be missing and the day may not exist in the calendar."""

    span: Span
    day: int
    month: int
    year: int | None

    def value(self, year: int | None = None) -> date | None:
        try:
            return date(self.year or year or 0, self.month, self.day)
        except ValueError:
            return None

    @property
    def impossible(self) -> bool:
        """No calendar has it, whatever the year (29/02 without a year may exist)."""
        try:
            date(self.year or 2024, self.month, self.day)
        except ValueError:
            return True
        return False


def printed(match: re.Match[str]) -> Printed:
    groups = match.groupdict()
    kind = next(k for k in "1234" if groups[f"d{k}"])
    year = groups[f"y{kind}"]
    return Printed(
        Span(match.start(), match.end()),
        int(groups[f"d{kind}"]),
        int(groups[f"m{kind}"]),
        int(year) if year else None,
    )


def dates_in(source: Source, start: int, end: int) -> list[Printed]:
    """Every date of the range; one without a year takes that of the date it is joined to: 25/5 và 20/11/2017."""
    found = [printed(m) for m in _DATE.finditer(source.low, start, end)]
    for i in range(len(found) - 2, -1, -1):
        this, following = found[i], found[i + 1]
        between = source.low[this.span.end : following.span.start]
        if this.year is None and following.year and len(between) < 80 and _YEAR_LINK.match(between):
            later = (this.month, this.day) > (following.month, following.day)
            found[i] = replace(this, year=following.year - later)
    return found


def impossible_dates(source: Source, start: int, end: int) -> list[Notice]:
    notices = []
    for item in dates_in(source, start, end):
        if item.impossible and (item.year or "ngày" in source.low[max(0, item.span.start - 6) : item.span.start]):
            shown = source.text[item.span.start : item.span.end]
            notices.append(
                Notice(
                    "impossible_date", f"Ngày “{shown}” không có trong lịch; hãy kiểm tra lại văn bản gốc.", item.span
                )
            )
    return notices
