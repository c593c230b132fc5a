"""Working days of Viet Nam: weekends, public holidays (the lunar ones too), and dated local exceptions from law/calendars.

Terms of days and working days leave out the day of the event (Civil Code 2015, art. 147).
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from chungtay.law import queries

YEARS = range(1990, 2051)


@cache
def _public(year: int) -> dict[dt.date, str]:
    found = holidays.country_holidays("VN", years=year, language="vi")
    return {day: str(name) for day, name in found.items() if day.year == year}


@cache
def _exceptions() -> tuple[dict[dt.date, str], frozenset[dt.date], frozenset[int]]:
    """Extra days off, extra working days, and the weekend as the loaded calendars say."""
    off: dict[dt.date, str] = {}
    on: set[dt.date] = set()
    weekend: set[int] = set()
    for row in queries.all_in_force("calendar"):
        off |= {dt.date.fromisoformat(item["day"]): item["name"] for item in row.content.get("extra_days_off", [])}
        on |= {dt.date.fromisoformat(item["day"]) for item in row.content.get("extra_working_days", [])}
        weekend |= set(row.content.get("weekend", []))
    return off, frozenset(on), frozenset(weekend or {5, 6})


queries._forgetful.append(_exceptions)


def holiday_name(day: dt.date) -> str:
    """Why the offices are closed on a public holiday; empty on other days (weekends too)."""
    off, on, _ = _exceptions()
    if day in on:
        return ""
    return off.get(day) or _public(day.year).get(day, "")


def holidays_between(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Public holidays and extra days off from `first` to `last`, both included."""
    off, on, _ = _exceptions()
    found = {day: name for year in range(first.year, last.year + 1) for day, name in _public(year).items()}
    found |= off
    return {day: name for day, name in sorted(found.items()) if first <= day <= last and day not in on}


def is_working_day(day: dt.date) -> bool:
    _, on, weekend = _exceptions()
    if day in on:
        return True
    return day.weekday() not in weekend and not holiday_name(day)


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


def days_left_words(due_on: dt.date, today: dt.date) -> str:
    """“còn 3 ngày làm việc”, “hôm nay là hạn cuối”, “quá hạn 2 ngày”."""
    if due_on == today:
        return "hôm nay là hạn cuối"
    if due_on < today:
        return f"quá hạn {(today - due_on).days} ngày"
    working = working_days_between(today, due_on)
    return f"còn {working} ngày làm việc" if working else f"còn {(due_on - today).days} ngày nghỉ, hết hạn {due_on:%d/%m}"
