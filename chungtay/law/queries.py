"""The law in force on a date. Read once into memory; `forget()` after loading."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone

from chungtay.law.models import LawFile


@cache
def _all() -> dict[tuple[str, str], list[LawFile]]:
    found: dict[tuple[str, str], list[LawFile]] = {}
    for row in LawFile.objects.order_by("kind", "code", "valid_from"):
        found.setdefault((row.kind, row.code), []).append(row)
    return found


def forget() -> None:
    """The next question reads the database anew."""
    _all.cache_clear()
    for function in _forgetful:
        function.cache_clear()


_forgetful: list[Any] = []


def in_force(kind: str, code: str, on: dt.date | None = None) -> LawFile | None:
    """The version in force on a day: the latest that began, unless it has ended. None when there is none."""
    on = on or timezone.localdate()
    rows = [row for row in _all().get((kind, code), []) if row.valid_from <= on]
    if not rows:
        return None
    last = rows[-1]
    return last if last.valid_to is None or on < last.valid_to else None


def all_in_force(kind: str, on: dt.date | None = None) -> list[LawFile]:
    codes = [code for known, code in _all() if known == kind]
    rows = [in_force(kind, code, on) for code in codes]
    return [row for row in rows if row is not None]


def versions(kind: str, code: str) -> list[LawFile]:
    """Every published version, the oldest first."""
    return list(_all().get((kind, code), []))


def codelist(name: str, on: dt.date | None = None) -> dict[str, str]:
    """code → Vietnamese name, in the order of the list; empty when the list is not loaded."""
    row = in_force("codelist", name, on)
    return {item["code"]: item["name"] for item in row.content["items"]} if row else {}


@dataclass(frozen=True)
class Period:
    """A report period of one year, with the day on which it is due, and the version of the law that says so."""

    code: str
    title: str
    period_from: dt.date
    period_to: dt.date
    due_on: dt.date
    due_above_on: dt.date | None
    opens_on: dt.date
    headings: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    law_version: str


def periods(year: int) -> list[Period]:
    """Every report period due in `year`, as the law stands on the day it is due."""
    found = []
    for kind, code in _all():
        if kind != "period":
            continue
        row = in_force("period", code, dt.date(year, 12, 31))
        if row is None:
            continue
        due = _day(year, row.content["due"])
        if (row := in_force("period", code, due)) is not None:
            found.append(_period(row, year, due))
    return sorted(found, key=lambda period: period.due_on)


def _period(row: LawFile, year: int, due: dt.date) -> Period:
    content = row.content
    above = content.get("due_above")
    return Period(
        code=row.code, title=f"{row.title} {year}" if row.code == "annual" else f"{row.title} năm {year}",
        period_from=_day(year, content["covers"]["from"]), period_to=_day(year, content["covers"]["to"]), due_on=due,
        due_above_on=_day(year, above) if above else None, opens_on=due - dt.timedelta(days=content["opens_days_before"]),
        headings=content["headings"], figures=content["figures"], law_version=row.digest,
    )  # fmt: skip


def _day(year: int, month_day: str) -> dt.date:
    month, day = month_day.split("-")
    return dt.date(year, int(month), int(day))


def law_version() -> str:
    """A short digest over everything loaded: two servers with the same answer count by the same law."""
    digests = sorted(row.digest for rows in _all().values() for row in rows)
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:12] if digests else ""
