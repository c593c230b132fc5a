"""What a release shows: its measures as sums of counts, its breaks, and every cell as a figure of disclosure control.

A release keeps its columns as data, so that a later one can be guarded against it though the law has changed meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from chungtay.foundation.errors import UserError
from chungtay.law.queries import law_version
from chungtay.statistics import bands, catalogue, formulas, periods, sources
from chungtay.statistics.catalogue import Measure
from chungtay.statistics.disclosure import Term
from chungtay.statistics.sources import Manner

SEXES = frozenset(["male", "female", ""])
BANDS = frozenset([*bands.ATOMS, ""])
MINORITIES = frozenset(["k", "m", ""])
SHOWN_BANDS = ("0-6", "6-16")
BREAK_TITLES = {"sex": "Giới tính", "band": "Nhóm tuổi", "minority": "Dân tộc"}
_VALUES = {"sex": {"male": "Nam", "female": "Nữ"}, "minority": {"k": "Kinh", "m": "Dân tộc thiểu số"}}


@dataclass(frozen=True)
class Part:
    """One count of a formula. Empty sets of its filters mean all."""

    factor: int
    code: str
    sex: str = ""
    ages: tuple[str, ...] = ()
    minority: str = ""

    def as_data(self) -> list[Any]:
        return [self.factor, self.code, self.sex, list(self.ages), self.minority]

    @classmethod
    def from_data(cls, data: Sequence[Any]) -> Part:
        return cls(int(data[0]), str(data[1]), str(data[2]), tuple(data[3]), str(data[4]))


@dataclass(frozen=True)
class Column:
    """One measure. `below` None: a count. `share`: what is above the line is a part of what is below it."""

    code: str
    title: str
    unit: str
    multiplier: int
    above: tuple[Part, ...]
    below: tuple[Part, ...] | None
    sealed: bool = False
    share: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.above + (self.below or ())

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code, "title": self.title, "unit": self.unit, "multiplier": self.multiplier,
            "above": [part.as_data() for part in self.above],
            "below": None if self.below is None else [part.as_data() for part in self.below], "sealed": self.sealed,
            "share": self.share,
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Column:
        below = data["below"]
        return cls(
            data["code"], data["title"], data["unit"], data["multiplier"],
            tuple(Part.from_data(one) for one in data["above"]),
            None if below is None else tuple(Part.from_data(one) for one in below), data["sealed"],
            data.get("share", False),
        )  # fmt: skip


@dataclass(frozen=True)
class Slice:
    """One break and one value of it: `axis` "" is everything together."""

    axis: str = ""
    value: str = ""
    label: str = ""

    @property
    def members(self) -> frozenset[str]:
        if self.axis == "band":
            return catalogue.atoms_of(self.value)
        return frozenset([self.value])

    def holds(self, value: str) -> bool:
        """Is a counted break of this piece? Returns name a whole band and write sexes with one letter."""
        return value == self.value or as_kept(self.axis, value) in self.members


def as_kept(axis: str, value: str) -> str:
    """A break as the cells of the records write it; a band of a return stands in its first year."""
    if axis == "sex":
        return {"m": "male", "f": "female"}.get(value, value)
    if axis == "band" and value and value not in bands.ATOMS:
        return min(catalogue.atoms_of(value), key=int) if value in catalogue.bands() else ""
    return value


def slices(by: Iterable[str]) -> list[Slice]:
    """All together, then each break beside it; breaks are not crossed."""
    found = [Slice()]
    names = catalogue.bands()
    for axis in by:
        if axis == "band":
            found += [Slice(axis, code, names[code][0]) for code in SHOWN_BANDS if code in names]
        else:
            found += [Slice(axis, value, label) for value, label in _VALUES[axis].items()]
    return found


def columns(codes: Sequence[str], day: dt.date) -> list[Column]:
    """The measures as of the law of that day. Raises UserError for one that is not there or is no plain sum of counts."""
    known = catalogue.indicators(day)
    found = []
    for asked in dict.fromkeys(codes):
        indicator, _, key = asked.partition(".")
        measure = known[indicator].measure(key) if indicator in known else None
        if measure is None or measure.above is None:
            raise UserError(f"Không có số đo “{asked}” trong danh mục của kỳ này.", field="measures")
        found.append(_column(measure, day))
    return found


def _column(measure: Measure, day: dt.date) -> Column:
    above = _parts(measure, measure.above, day)
    below = _parts(measure, measure.below, day) if measure.below is not None else None
    codes = {part.code for part in (*above, *(below or ()))}
    sealed = any((found := sources.find(code)) is not None and found.sealed for code in codes)
    indicator = catalogue.indicator(measure.indicator, day)
    title = f"{indicator.name}: {measure.title}" if indicator is not None else measure.title
    counted = all(sources.find(code) is not None for code in codes)  # returns need not add up
    share = below is not None and measure.multiplier == 100 and not measure.may_pass and counted
    return Column(measure.code, title, measure.unit, measure.multiplier, above, below, sealed, share)


def _parts(measure: Measure, tree: formulas.Tree | None, day: dt.date) -> tuple[Part, ...]:
    made = formulas.linear(tree) if tree is not None else formulas.Linear(Decimal(0), ())
    if made.constant or any(factor != int(factor) for _, factor in made.factors) or not made.factors:
        raise UserError(f"“{measure.title}” không phải là tổng của các số đếm nên chưa công bố được.", field="measures")
    parts = []
    for counted, factor in made.factors:
        filters = dict(counted.filters)
        ages = sorted(catalogue.atoms_of(filters["age"], day)) if "age" in filters else ()
        parts.append(Part(int(factor), counted.code, filters.get("sex", ""), tuple(ages), filters.get("minority", "")))
    return tuple(parts)


def role_of(code: str, period: str) -> str:
    """The same count has one name, whatever the period is called: a stock is of its last day, the rest of their days."""
    starts, last = _days(period, law_version())
    found = sources.find(code)
    of_its_day = manner_of(code) == Manner.STOCK and not (found is not None and found.in_period)
    return f"{code}@{last}" if of_its_day else f"{code}@{starts}/{last}"


def wholes_of(role: str) -> list[str]:
    """The roles of the same days that this one is a part of. What is asked of a day is asked of the end of a period too."""
    code, _, days = role.partition("@")
    last = days.rpartition("/")[2] if manner_of(code) == Manner.STOCK else days
    return [f"{whole}@{one}" for whole in sources.wholes(code) for one in dict.fromkeys((days, last))]


def is_sealed(key: Iterable[Term]) -> bool:
    """The sum holds a count that the law guards more. A plain count stays plain though a guarded one is divided by it."""
    found = (sources.find(term.role.partition("@")[0]) for term in key)
    return any(one is not None and one.sealed for one in found)


def manner_of(code: str) -> str:
    found = sources.find(code)
    if found is not None:
        return found.manner
    return str(catalogue.returned().get(code, {}).get("manner", Manner.STOCK))


@lru_cache(maxsize=256)
def _days(period: str, version: str) -> tuple[str, str]:
    found = periods.parse(period)
    return found.starts.isoformat(), found.last.isoformat()


def terms(parts: Iterable[Part], period: str, units: frozenset[str], chosen: Slice) -> tuple[Term, ...]:
    """The cell as a sum of atoms; empty when the filters of the formula and the break have nothing in common."""
    found = []
    for part in parts:
        sexes = frozenset([part.sex]) if part.sex else SEXES
        ages = frozenset(part.ages) or BANDS
        minorities = frozenset([part.minority]) if part.minority else MINORITIES
        sexes = sexes & chosen.members if chosen.axis == "sex" else sexes
        ages = ages & chosen.members if chosen.axis == "band" else ages
        minorities = minorities & chosen.members if chosen.axis == "minority" else minorities
        if units and sexes and ages and minorities:
            found.append(Term(role_of(part.code, period), units, sexes, ages, minorities, part.factor))
    return tuple(sorted(found, key=lambda term: (term.role, sorted(term.sexes), sorted(term.bands), term.factor)))
