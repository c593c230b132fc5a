"""Days counted back from one day, with their written forms ready: the hot path makes no date objects."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

YEARS = 90
YEAR = 365.25


class Calendar:
    """`iso[n]` is the day n days before `today`, written 2026-03-05. `ago[16]` days ago somebody turning 16 today was born."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        begin = today.toordinal()
        days = [dt.date.fromordinal(begin - back) for back in range(YEARS * 366)]
        self.iso = [day.isoformat() for day in days]
        self.year = [day.year for day in days]
        self.ago = [self.days_since(_birthday(today, age)) for age in range(YEARS)]
        # Century and year as personal numbers write them, for men; women's are 100 more.
        self.cells = [(0 if year < 2000 else 200) + year % 100 for year in self.year]
        self.ages = [self._age(days) for days in range(20 * 366)]
        # The school year begins in September; a child enters grade 1 in the year of its sixth birthday.
        self.school_year = today.year if today.month >= 9 else today.year - 1

    def days_since(self, day: dt.date) -> int:
        return self.today.toordinal() - day.toordinal()

    def _age(self, days: int) -> int:
        """Whole years of somebody born `days` ago; `ages` has them ready for the young."""
        guess = int(days / YEAR)
        return guess - 1 if days < self.ago[guess] else guess + 1 if days >= self.ago[guess + 1] else guess


def _birthday(today: dt.date, age: int) -> dt.date:
    try:
        return today.replace(year=today.year - age)
    except ValueError:  # 29 February
        return today.replace(year=today.year - age, day=28)


@lru_cache(maxsize=4)
def calendar(today: dt.date) -> Calendar:
    return Calendar(today)
