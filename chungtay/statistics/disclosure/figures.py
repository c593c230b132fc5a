"""Figures as sums of atoms: the language in which releases of any shape, level and time are written down together.

An atom is the finest count anybody could know: quantity@period × unit × sex × age × ethnic group. A figure is a sum (or
difference) of atoms, each term a product of sets, so a province, a total and a band are all the same kind of thing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

UNIT, SEX, BAND, MINORITY = 1, 2, 3, 4
AXES = (UNIT, SEX, BAND, MINORITY)
Fine = tuple[str, str, str, str, str]  # role, unit, sex, band, minority


@dataclass(frozen=True)
class Term:
    """`role` is a quantity in a period ("special@year:2026"); the sets are over the finest values known of each break."""

    role: str
    units: frozenset[str]
    sexes: frozenset[str]
    bands: frozenset[str]
    minorities: frozenset[str]
    factor: int = 1

    @cached_property
    def sets(self) -> tuple[frozenset[str], ...]:
        return self.units, self.sexes, self.bands, self.minorities

    def with_set(self, axis: int, members: frozenset[str]) -> Term:
        """The same with other values on one axis."""
        sets = list(self.sets)
        sets[axis - 1] = members
        return Term(self.role, sets[0], sets[1], sets[2], sets[3], self.factor)


class Standing(StrEnum):
    """How a figure stands to the public."""

    NEW = "new"  # would be shown now; may be hidden
    PUBLIC = "public"  # shown in an earlier release, or known to everybody: cannot be taken back
    HIDDEN = "hidden"  # hidden in an earlier release: must stay unknown
    NEVER = "never"  # in no release, but follows from others (boys, when girls and all are shown)


@dataclass(frozen=True)
class Figure:
    """`weight`: what is lost by hiding it; a whole province weighs more than a commune's cell. `sealed`: stricter rule."""

    key: Hashable
    terms: tuple[Term, ...]
    standing: Standing = Standing.NEW
    weight: float = 1.0
    sealed: bool = False


@dataclass(frozen=True)
class Equation:
    """The terms sum to zero, and everybody knows it: a stock is the earlier one with what came and without what went,
    a year is its two halves. Written for one unit (or all that share the sets of its terms)."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class AtMost:
    """The terms sum to no more than `limit`, and everybody knows it: a part is not above its whole."""

    terms: tuple[Term, ...]
    limit: int = 0


Atom = tuple[int, int, int, int, int]  # role and the classes of the four axes, as numbers


class Classes:
    """Values of one axis that no figure tells apart are one class, so that the work grows with what is shown only."""

    def __init__(self, sets: Iterable[frozenset[str]]) -> None:
        distinct = list(dict.fromkeys(sets))
        signatures: dict[str, list[int]] = {}
        for place, members in enumerate(distinct):
            for value in members:
                signatures.setdefault(value, []).append(place)
        numbers: dict[tuple[int, ...], int] = {}
        self.of: dict[str, int] = {}
        for value, signature in sorted(signatures.items()):
            self.of[value] = numbers.setdefault(tuple(signature), len(numbers))
        self.count = len(numbers)
        self.sets: dict[frozenset[str], frozenset[int]] = {
            members: frozenset(self.of[value] for value in members) for members in distinct
        }
