"""Forms as versioned law: which version is in force, what it asks, what it counts. `printed` makes the paper."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.utils import timezone

from chungtay.law import queries
from chungtay.law.forms.answers import check, merged, progress, required, to_print, visible
from chungtay.law.forms.comparing import Difference, differences
from chungtay.law.forms.counting import Counts, computed, count
from chungtay.law.forms.printing import Header, printed
from chungtay.law.forms.version import Choice, Field, FormVersion, Section, from_content
from chungtay.law.models import LawFile

__all__ = [
    "Choice",
    "Counts",
    "Difference",
    "Field",
    "FormVersion",
    "Header",
    "Section",
    "UnknownForm",
    "all_forms",
    "check",
    "computed",
    "count",
    "differences",
    "form_by_digest",
    "form_of",
    "from_content",
    "merged",
    "printed",
    "progress",
    "required",
    "to_print",
    "version_of",
    "visible",
]


class UnknownForm(LookupError):
    """No form of this code was in force on that day, or no version has this digest."""


@lru_cache(maxsize=256)
def _built(digest: str, row: _Row) -> FormVersion:
    return from_content(row.file.content, digest)


class _Row:
    """A file that is told from others by its digest alone: a version is built once, however often it is read."""

    def __init__(self, file: LawFile) -> None:
        self.file = file

    def __hash__(self) -> int:
        return hash(self.file.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Row) and other.file.digest == self.file.digest


def version_of(row: LawFile) -> FormVersion:
    """The form a loaded file describes."""
    return _built(row.digest, _Row(row))


def form_of(code: str, on: dt.date | None = None, province: str = "") -> FormVersion:
    """The version in force on a day: the province's own when it has one, else the country's. Raises UnknownForm."""
    day = on or timezone.localdate()
    rows = [row for row in queries.all_in_force("form", day) if row.content["code"] == code]
    own = next((row for row in rows if province and row.content.get("province") == province), None)
    row = own or next((row for row in rows if "province" not in row.content), None)
    if row is None:
        raise UnknownForm(code)
    return version_of(row)


def form_by_digest(digest: str) -> FormVersion:
    """The version an old record was written with, in force or not. Raises UnknownForm."""
    row = next((row for row in queries.all_versions("form") if row.digest == digest), None)
    if row is None:
        raise UnknownForm(digest)
    return version_of(row)


def all_forms(on: dt.date | None = None) -> list[FormVersion]:
    """Every national form in force, by its code."""
    rows = [row for row in queries.all_in_force("form", on) if "province" not in row.content]
    return sorted((version_of(row) for row in rows), key=lambda version: version.code)
