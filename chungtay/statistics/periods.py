"""Periods of figures: which days a figure speaks of. The kinds are data (law/reckonings); any span of days is a period too.

`starts` is the first day, `ends` the day after the last (half-open), so that periods join without gap or overlap. The code
names the period in an address and on the command line: `year:2026`, `report_half:2026`, `2026-01-01/2026-06-30`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.errors import UserError
from chungtay.law import queries as law

KIND = "reckoning"
# Until law is loaded (a fresh database) the calendar year is known all the same.
_CALENDAR: dict[str, Any] = {"title": "Năm", "covers": {"from": "01-01", "to": "12-31"}}


@dataclass(frozen=True, order=True)
class Period:
    starts: dt.date
    ends: dt.date
    code: str
    title: str

    @property
    def last(self) -> dt.date:
        return self.ends - dt.timedelta(days=1)

    def counted_on(self, today: dt.date) -> dt.date:
        """The day whose state a stock figure tells: the last day, or today while the period runs."""
        return max(self.starts, min(self.last, today))

    def holds(self, day: dt.date) -> bool:
        return self.starts <= day < self.ends

    def __str__(self) -> str:
        return self.title


def parse(code: str) -> Period:
    """Raises UserError for what is no period, no day, or ends before it begins."""
    if "/" in code:
        return _span(code)
    kind, _, year = code.partition(":")
    if not (year.isdigit() and len(year) == 4 and kind.replace("_", "").isalnum()):
        raise UserError(f"“{code}” không phải là kỳ số liệu. Ví dụ: year:2026 hoặc 2026-01-01/2026-06-30.", field="ky")
    return of_kind(kind, int(year))


def of_kind(kind: str, year: int) -> Period:
    """The period of this kind that is named by `year`; a start in the year before is written `-1` in the law file."""
    if not 1990 <= year <= 2100:
        raise UserError(f"Năm {year} ngoài khoảng 1990–2100.", field="ky")
    file = law.in_force(KIND, kind, dt.date(year, 12, 31))
    if file is None and kind != "year":
        raise UserError(f"Chưa có loại kỳ “{kind}”.", field="ky")
    content = file.content if file is not None else _CALENDAR
    covers = content["covers"]
    first = _day(year + int(covers.get("from_year", 0)), covers["from"])
    last = _day(year + int(covers.get("to_year", 0)), covers["to"])
    label = str(content.get("label", content["title"]))
    title = label.replace("{year}", str(year)).replace("{next}", str(year + 1)) if "{" in label else f"{label} {year}"
    return Period(first, last + dt.timedelta(days=1), f"{kind}:{year}", title)


def kinds() -> list[tuple[str, str]]:
    """(code, title) of every kind that the law files know, in the order of their titles."""
    found = {code: rows[-1].content["title"] for (kind, code), rows in law.snapshot().files.items() if kind == KIND}
    return sorted((found or {"year": _CALENDAR["title"]}).items(), key=lambda pair: str(pair[1]))


def year_of(day: dt.date) -> Period:
    return of_kind("year", day.year)


def previous(period: Period) -> Period:
    """The period of the same kind one year earlier; of a free span, the span as long that ends where it begins."""
    if "/" not in period.code:
        kind, _, year = period.code.partition(":")
        return of_kind(kind, int(year) - 1)
    length = period.ends - period.starts
    first, last = period.starts - length, period.starts - dt.timedelta(days=1)
    return _span(f"{first.isoformat()}/{last.isoformat()}")


def _span(code: str) -> Period:
    first_text, _, last_text = code.partition("/")
    try:
        first, last = dt.date.fromisoformat(first_text), dt.date.fromisoformat(last_text)
    except ValueError:
        raise UserError(f"“{code}” không phải là hai ngày có thật (năm-tháng-ngày).", field="ky") from None
    if last < first:
        raise UserError("Ngày cuối kỳ đứng trước ngày đầu kỳ.", field="ky")
    title = f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
    return Period(first, last + dt.timedelta(days=1), code, title)


def _day(year: int, month_day: str) -> dt.date:
    return dt.date.fromisoformat(f"{year}-{month_day}")
