"""Working days of Viet Nam: weekends, public holidays (the lunar ones too), days swapped by the Government, and dated
additions from law/calendars.

Terms leave out the day of the event and end on a working day (Civil Code 2015, art. 147 and 148).
"""

from __future__ import annotations

import calendar as lengths
import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache

import holidays

from chungtay.law import queries

YEARS = range(1990, 2051)
WEEKEND = frozenset({5, 6})


@cache
def _public(year: int) -> tuple[dict[dt.date, str], frozenset[dt.date]]:
    """Days off with their names, and Saturdays on which offices worked in exchange for another day."""
    found = holidays.country_holidays("VN", years=year, language="vi")
    off = {day: str(name) for day, name in found.items() if day.year == year}
    return off, frozenset(day for day in found.weekend_workdays if day.year == year)


@dataclass(frozen=True)
class _Additions:
    off: dict[dt.date, str]
    on: frozenset[dt.date]
    weekend: frozenset[int]


@lru_cache(maxsize=2)
def _additions(_law_version: str) -> _Additions:
    """What law/calendars adds. All versions count: a day of 2026 stays off when the file of 2027 comes."""
    off: dict[dt.date, str] = {}
    on: set[dt.date] = set()
    weekend: frozenset[int] = WEEKEND
    for row in queries.all_versions("calendar"):
        off |= {dt.date.fromisoformat(item["day"]): item["name"] for item in row.content.get("extra_days_off", [])}
        on |= {dt.date.fromisoformat(item["day"]) for item in row.content.get("extra_working_days", [])}
        weekend = frozenset(row.content.get("weekend", weekend))
    return _Additions(off, frozenset(on), weekend)


def _now() -> _Additions:
    return _additions(queries.law_version())


def works_in_exchange(day: dt.date) -> bool:
    """A Saturday or Sunday on which offices are open because another day was given off."""
    return day in _now().on or day in _public(day.year)[1]


def holiday_name(day: dt.date) -> str:
    """Why the offices are closed on a public holiday; empty on other days (weekends too)."""
    if works_in_exchange(day):
        return ""
    return _now().off.get(day) or _public(day.year)[0].get(day, "")


def holidays_between(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Public holidays and extra days off from `first` to `last`, both included, the earliest first."""
    found = {
        day: name for year in range(first.year, last.year + 1) for day, name in _public(year)[0].items()
    } | _now().off
    return {day: name for day, name in sorted(found.items()) if first <= day <= last and not works_in_exchange(day)}


def exchanged_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Saturdays and Sundays with open offices from `first` to `last`, both included."""
    found = {day for year in range(first.year, last.year + 1) for day in _public(year)[1]} | _now().on
    return sorted(day for day in found if first <= day <= last)


def is_working_day(day: dt.date) -> bool:
    if works_in_exchange(day):
        return True
    return day.weekday() not in _now().weekend and not holiday_name(day)


def next_working_day(day: dt.date) -> dt.date:
    """`day` itself when offices are open, else the next day on which they are (Civil Code 2015, art. 148.5)."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def add_working_days(day: dt.date, number: int) -> dt.date:
    """The `number`-th working day after `day` (before it when negative); `day` itself is not counted."""
    step = dt.timedelta(days=1 if number >= 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Working days after `first` up to `last` included; negative when `last` lies before."""
    if last < first:
        return -working_days_between(last, first)
    days = (last - first).days
    return sum(is_working_day(first + dt.timedelta(days=step)) for step in range(1, days + 1))


def end_of_term(event: dt.date, *, days: int = 0, months: int = 0) -> dt.date:
    """The last day of a term in days, or in months, that begins with an event.

    The day of the event is not counted (art. 147.2); a term in months ends on the same day of its last month, or on the
    last of it where there is no such day (art. 148.3, 148.4); a day off moves the end to the next working day (148.5).
    """
    if months:
        place = event.year * 12 + event.month - 1 + months
        year, month = divmod(place, 12)
        event = dt.date(year, month + 1, min(event.day, lengths.monthrange(year, month + 1)[1]))
    return next_working_day(event + dt.timedelta(days=days))


def days_left_words(due_on: dt.date, today: dt.date) -> str:
    """“còn 3 ngày làm việc”, “hôm nay là hạn cuối”, “quá hạn 2 ngày”."""
    if due_on == today:
        return "hôm nay là hạn cuối"
    if due_on < today:
        return f"quá hạn {(today - due_on).days} ngày"
    working = working_days_between(today, due_on)
    return (
        f"còn {working} ngày làm việc" if working else f"còn {(due_on - today).days} ngày nghỉ, hết hạn {due_on:%d/%m}"
    )
