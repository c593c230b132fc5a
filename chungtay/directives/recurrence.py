"""How often a recurring task comes back, and on which day the next time is due. Days only, no database."""

from __future__ import annotations

import calendar
import datetime as dt

WORDS: dict[str, str] = {
    "monthly": "Hằng tháng",
    "quarterly": "Hằng quý",
    "half_yearly": "6 tháng một lần",
    "yearly": "Hằng năm",
}
_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def words(code: str) -> str:
    """`Hằng quý`; empty for a task that does not come back."""
    return WORDS.get(code, "")


def next_due(first: dt.date, code: str, *, after: dt.date, today: dt.date) -> dt.date:
    """The first day of the series later than `after` and not before `today`; times a stopped server missed are left out.

    Counted from the first deadline of the series, so that the 31st comes back as the 31st after a short month.
    """
    step = _MONTHS[code]
    times = max(1, ((after.year - first.year) * 12 + after.month - first.month) // step)
    while (due := _months_later(first, times * step)) <= after or due < today:
        times += 1
    return due


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
