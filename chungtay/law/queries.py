"""The law in force on a date, read into memory as one snapshot; other processes see a new file within a minute."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from chungtay.law.models import LawFile

KEEP_SECONDS = 60


@dataclass(frozen=True)
class Snapshot:
    """Every loaded version by (kind, code), the oldest first; `version` is the digest over all of them."""

    files: dict[tuple[str, str], list[LawFile]]
    version: str
    read_at: float


_snapshot: Snapshot | None = None


def snapshot() -> Snapshot:
    global _snapshot
    if _snapshot is None or time.monotonic() - _snapshot.read_at > KEEP_SECONDS:
        _snapshot = _read()
    return _snapshot


def _read() -> Snapshot:
    files: dict[tuple[str, str], list[LawFile]] = {}
    for row in LawFile.objects.order_by("kind", "code", "valid_from"):
        files.setdefault((row.kind, row.code), []).append(row)
    digests = sorted(row.digest for rows in files.values() for row in rows)
    version = hashlib.sha256("".join(digests).encode()).hexdigest()[:12] if digests else ""
    return Snapshot(files, version, time.monotonic())


def answer_from(rows: list[LawFile]) -> None:
    """Answers from these rows instead of the database: for a command that must work before anything is loaded."""
    global _snapshot
    files: dict[tuple[str, str], list[LawFile]] = {}
    for row in sorted(rows, key=lambda row: (row.kind, row.code, row.valid_from)):
        files.setdefault((row.kind, row.code), []).append(row)
    digest = hashlib.sha256("".join(sorted(row.digest for row in rows)).encode()).hexdigest()[:12]
    _snapshot = Snapshot(files, digest, time.monotonic() + 24 * 3600)


def forget() -> None:
    """The next question reads the database anew."""
    global _snapshot
    _snapshot = None


def law_version() -> str:
    """A short digest over everything loaded: servers with the same answer count by the same law. Empty: nothing yet."""
    return snapshot().version


def versions(kind: str, code: str) -> list[LawFile]:
    """Every published version, the oldest first."""
    return list(snapshot().files.get((kind, code), []))


def in_force(kind: str, code: str, on: dt.date | None = None) -> LawFile | None:
    """The version in force on a day: the latest that began, unless it has ended. None when there is none."""
    day = on or timezone.localdate()
    begun = [row for row in versions(kind, code) if row.valid_from <= day]
    if not begun or not begun[-1].in_force(day):
        return None
    return begun[-1]


def all_in_force(kind: str, on: dt.date | None = None) -> list[LawFile]:
    day = on or timezone.localdate()
    rows = [in_force(known, code, day) for known, code in snapshot().files if known == kind]
    return [row for row in rows if row is not None]


def all_versions(kind: str) -> list[LawFile]:
    return [row for (known, _), rows in snapshot().files.items() if known == kind for row in rows]


def codelist(name: str, on: dt.date | None = None) -> dict[str, str]:
    """code → Vietnamese name, in the order of the list; empty when the list is not loaded."""
    row = in_force("codelist", name, on)
    return {item["code"]: item["name"] for item in row.content["items"]} if row else {}


def codelist_items(name: str, on: dt.date | None = None) -> list[dict[str, Any]]:
    """The items with all that the list says of them (parent, article, sensitive, other_names …), in its order."""
    row = in_force("codelist", name, on)
    return [dict(item) for item in row.content["items"]] if row else []


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
    annexes: list[str]
    law_version: str


def periods(year: int) -> list[Period]:
    """Every report period due in `year`, as the law stands on the day it is due; a code comes once a year at most."""
    found: dict[str, Period] = {}
    for row in all_versions("period"):
        due = _day(year, row.content["due"])
        if in_force("period", row.code, due) is row:
            found.setdefault(row.code, _period(row, year, due))
    return sorted(found.values(), key=lambda period: period.due_on)


def _period(row: LawFile, year: int, due: dt.date) -> Period:
    content = row.content
    above = content.get("due_above")
    return Period(
        code=row.code,
        title=f"{row.title} {year}" if row.code == "annual" else f"{row.title} năm {year}",
        period_from=_day(year + int(content["covers"].get("from_year", 0)), content["covers"]["from"]),
        period_to=_day(year, content["covers"]["to"]),
        due_on=due,
        due_above_on=_day(year, above) if above else None,
        opens_on=due - dt.timedelta(days=content["opens_days_before"]),
        headings=content["headings"],
        figures=content["figures"],
        annexes=list(content.get("annexes", ())),
        law_version=row.digest,
    )


def _day(year: int, month_day: str) -> dt.date:
    month, day = month_day.split("-")
    return dt.date(year, int(month), int(day))
