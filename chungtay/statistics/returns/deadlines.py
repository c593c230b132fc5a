"""When a return is due, and whether it came in time. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


def due_after(last_day: dt.date, month_day: str) -> dt.date:
    """The first such day of a year (“01-15”) on or after the last day of the period."""
    month, day = (int(part) for part in month_day.split("-"))
    due = _day(last_day.year, month, day)
    return due if due >= last_day else _day(last_day.year + 1, month, day)


def _day(year: int, month: int, day: int) -> dt.date:
    """29/2 is the 28th in a year without it."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, month, 28)


@dataclass(frozen=True)
class Timeliness:
    """`code` is a mark of the task tree (done, done_late, late, running); `days` to the deadline, negative after it."""

    code: str
    days: int
    words: str


def timeliness(submitted_on: dt.date | None, due_on: dt.date, today: dt.date) -> Timeliness:
    """A return counts as sent on the day it was first sent; sent back and sent again it is not late for that."""
    if submitted_on is not None:
        late = (submitted_on - due_on).days
        words = f"Gửi muộn {late} ngày" if late > 0 else "Gửi đúng hạn"
        return Timeliness("done_late" if late > 0 else "done", -late, words)
    left = (due_on - today).days
    if left < 0:
        return Timeliness("late", left, f"Quá hạn {-left} ngày")
    return Timeliness("running", left, "Hạn hôm nay" if left == 0 else f"Còn {left} ngày")
