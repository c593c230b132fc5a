"""What an outsider writes down: published cells and rules everybody knows, as sums over sets; then as rows of numbers.

Values of an axis that no set of a quantity tells apart become one unknown, so that the rows stay as few as what is shown.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

# factor, role (a quantity in a period), then a set for each axis: units, sexes, ages and, where there is one, ethnic groups
Term = tuple[int, str, *tuple[frozenset[str], ...]]
Terms = tuple[Term, ...]
Row = dict[int, int]


@dataclass(frozen=True)
class Seen:
    """One published cell and its number; None: dots."""

    key: Hashable
    terms: Terms
    number: int | None


@dataclass(frozen=True)
class Rule:
    """The terms sum to zero, or to no more than zero (`at_most`)."""

    terms: Terms
    at_most: bool = False


@dataclass
class Rows:
    """`equal`: rows with their sum. `below`: rows whose sum is not above zero. `wanted`: the cells with dots."""

    count: int
    equal: list[tuple[Row, int]]
    below: list[Row]
    wanted: dict[Hashable, Row]


def rows(
    seen: Sequence[Seen],
    rules: Iterable[Rule] = (),
    bounds: Iterable[tuple[str, str]] = (),
    empty: Iterable[tuple[str, int, str]] = (),
) -> Rows:
    """`bounds`: (part, whole) roles, for every unknown of both. `empty`: (role, axis, value) where nobody counts, as everybody
    takes for granted: sex not written down, a place not known."""
    rules, bounds = list(rules), list(bounds)
    terms = [term for one in seen for term in one.terms] + [term for rule in rules for term in rule.terms]
    unknowns = _Unknowns(terms, bounds, empty)
    equal = [(unknowns.row(one.terms), one.number) for one in seen if one.number is not None]
    equal += [(unknowns.row(one.terms), 0) for one in rules if not one.at_most]
    below = [unknowns.row(one.terms) for one in rules if one.at_most]
    wanted = {one.key: unknowns.row(one.terms) for one in seen if one.number is None}
    below += [{small: 1, large: -1} for part, whole in bounds for small, large in unknowns.pairs(part, whole)]
    return Rows(len(unknowns.places), equal, below, wanted)


class _Unknowns:
    """Numbers the unknowns. Roles bound to one another are cut alike, so that a part meets its whole piece by piece."""

    def __init__(
        self,
        terms: Sequence[Term],
        bounds: Iterable[tuple[str, str]],
        empty: Iterable[tuple[str, int, str]],
    ) -> None:
        self.family = _families(terms, bounds)
        sets: dict[tuple[str, int], dict[frozenset[str], None]] = defaultdict(dict)
        for _, role, *members in terms:
            for axis, one in enumerate(members):
                sets[self.family[role], axis][one] = None
        self.classes = {key: _classes(list(found)) for key, found in sets.items()}
        self.empty = set(empty)
        self.places: dict[tuple[object, ...], int] = {}
        self._cut: dict[tuple[str, int, frozenset[str]], tuple[frozenset[str], ...]] = {}

    def row(self, terms: Terms) -> Row:
        found: Row = {}
        for factor, role, *members in terms:
            pieces = [self._pieces(role, axis, one) for axis, one in enumerate(members)]
            for cell in itertools.product(*pieces):
                place = self.places.setdefault((role, *cell), len(self.places))
                found[place] = found.get(place, 0) + factor
        return {place: factor for place, factor in found.items() if factor}

    def _pieces(self, role: str, axis: int, members: frozenset[str]) -> tuple[frozenset[str], ...]:
        key = role, axis, members
        if key not in self._cut:
            of = self.classes[self.family[role], axis]
            found = dict.fromkeys(of[value] for value in sorted(members))
            self._cut[key] = tuple(one for one in found if any((role, axis, value) not in self.empty for value in one))
        return self._cut[key]

    def pairs(self, part: str, whole: str) -> list[tuple[int, int]]:
        return [
            (place, self.places[(whole, *cell)])
            for (role, *cell), place in self.places.items()
            if role == part and (whole, *cell) in self.places
        ]


def _families(terms: Iterable[Term], bounds: Iterable[tuple[str, str]]) -> dict[str, str]:
    parent = {term[1]: term[1] for term in terms}

    def root(role: str) -> str:
        while parent[role] != role:
            role = parent[role]
        return role

    for part, whole in bounds:
        if part in parent and whole in parent:
            parent[root(part)] = root(whole)
    return {role: root(role) for role in parent}


def _classes(sets: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    """Per value the values that stand in the same sets."""
    standing: dict[str, list[int]] = defaultdict(list)
    for place, members in enumerate(sets):
        for value in members:
            standing[value].append(place)
    alike: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for value, places in standing.items():
        alike[tuple(places)].add(value)
    found = {places: frozenset(values) for places, values in alike.items()}
    return {value: found[tuple(places)] for value, places in standing.items()}
