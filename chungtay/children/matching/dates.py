"""Dates of birth as lists carry them: only a year, 01/01 for want of better, day and month exchanged, a month late."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA


class Born(StrEnum):
    """How two dates of birth agree."""

    SAME = "same"
    TURNED = "turned"  # day and month exchanged
    SLIP = "slip"  # one figure other, or two exchanged
    YEAR_OFF = "year_off"  # day and month agree, the year is one off
    CLOSE = "close"  # at most 3 days: the day of birth and the day of registration, or midnight
    MOON = "moon"  # at most 45 days: a date by the moon, or by memory
    FILLED = "filled"  # one side has 01/01 of the same year
    MONTH = "month"  # one side knows the month only, and it agrees
    YEAR = "year"  # one side knows the year only, and it agrees
    IN_YEAR = "in_year"  # the same year, but another date
    NEXT_YEAR = "next_year"
    FAR = "far"


@dataclass(frozen=True)
class Birth:
    """A date of birth with as much as is known; `day` is None unless the whole date is known."""

    year: int
    month: int | None
    day: dt.date | None

    @property
    def filled(self) -> bool:
        """The first of January is what a list asks for when only the year is known."""
        return self.day is not None and (self.day.month, self.day.day) == (1, 1)


@lru_cache(maxsize=50_000)
def read(text: str) -> Birth | None:
    """ISO, whole or partial; None for what is no date. An impossible day leaves month and year."""
    found = re.fullmatch(r"\s*(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\s*", text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or month == 0 or (month or 0) > 12:
        return Birth(year, None, None) if year else None
    try:
        return Birth(year, month, dt.date(year, month, day) if month and day else None)
    except ValueError:
        return Birth(year, month, None)


@lru_cache(maxsize=200_000)
def born(left: Birth, right: Birth) -> Born:
    apart = abs(left.year - right.year)
    if left.day and right.day:
        return _whole(left.day, right.day, left.filled or right.filled)
    if apart:
        return Born.NEXT_YEAR if apart == 1 else Born.FAR
    if left.month and right.month:
        return Born.MONTH if left.month == right.month else Born.IN_YEAR
    return Born.YEAR


def _whole(left: dt.date, right: dt.date, filled: bool) -> Born:
    days = abs((left - right).days)
    apart = abs(left.year - right.year)
    if days == 0:
        return Born.SAME
    if apart == 0 and (left.day, left.month) == (right.month, right.day):
        return Born.TURNED
    if filled and apart == 0:
        return Born.FILLED
    if days <= 3:
        return Born.CLOSE
    if apart == 1 and (left.day, left.month) == (right.day, right.month):
        return Born.YEAR_OFF
    if OSA.distance(f"{left:%d%m%Y}", f"{right:%d%m%Y}", score_cutoff=1) <= 1:
        return Born.SLIP
    if days <= 45:
        return Born.MOON
    return Born.IN_YEAR if apart == 0 else Born.NEXT_YEAR if apart == 1 else Born.FAR
