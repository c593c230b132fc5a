"""What everybody knows of figures besides their numbers, as rules for disclosure control: parts are no more than their wholes,
shares no more than all, to whom a thing applied in half a year it applied in the year, and that sex and place are known.

Which quantity is a part of which is data of the quantities (`sources.Quantity.within`, `split`).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chungtay.statistics import sources
from chungtay.statistics.disclosure import AtMost, Equation, Figure, Rules, Term
from chungtay.statistics.disclosure.figures import AXES, BAND, SEX, UNIT, Fine
from chungtay.statistics.publishing.columns import BANDS, MINORITIES, SEXES, manner_of, wholes_of
from chungtay.statistics.sources import Manner

Shape = tuple[frozenset[str], ...]
Terms = tuple[Term, ...]
_UNKNOWN = {SEX: {""}, BAND: {"", "16"}, 4: {""}}


@dataclass
class Known:
    equations: list[Equation] = field(default_factory=list)
    at_most: list[AtMost] = field(default_factory=list)
    impossible: list[Term] = field(default_factory=list)


def known(
    figures: Sequence[Figure], truth: Mapping[Fine, int], shares: Iterable[tuple[Terms, Terms]], rules: Rules
) -> Known:
    """`shares`: numerator and denominator of rates that are parts of a whole. What the truth does not keep is no rule."""
    return _Knowing(figures, truth, rules).of(shares)


class _Together:
    """Roles that are weighed together."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def _root(self, role: str) -> str:
        while self.parent.setdefault(role, role) != role:
            role = self.parent[role]
        return role

    def join(self, terms: Terms) -> None:
        first = self._root(terms[0].role)
        for term in terms[1:]:
            other = self._root(term.role)
            if other != first:
                self.parent[other] = first

    def same(self, one: Term, other: Term) -> bool:
        return self._root(one.role) == self._root(other.role)


class _Knowing:
    def __init__(self, figures: Sequence[Figure], truth: Mapping[Fine, int], rules: Rules) -> None:
        self.found = Known()
        self.figures = figures
        self.near = max(rules.plain.small + rules.plain.clear, rules.sealed.small + rules.sealed.clear)
        self.shapes: dict[str, dict[Shape, None]] = defaultdict(dict)
        for figure in figures:
            for term in figure.terms if len(figure.terms) == 1 else ():
                self.shapes[term.role][term.sets] = None
        self.by_place: dict[tuple[str, str], list[tuple[Fine, int]]] = defaultdict(list)
        for atom, value in truth.items():
            self.by_place[atom[0], atom[1]].append((atom, value))

    def of(self, shares: Iterable[tuple[Terms, Terms]]) -> Known:
        rules = [
            (above, below, part, whole)
            for above, below in itertools.chain(shares, self._parts(), self._nested())
            if (part := self._value(above)) <= (whole := self._value(below))
        ]
        together = _Together()
        for figure in self.figures:
            together.join(figure.terms)
        for above, below, part, whole in rules:
            if part and whole - part < self.near:
                together.join((*above, *below))
        for above, below, part, whole in rules:
            self._limit(above, below, part, whole, linked=together.same(above[0], below[0]))
        self.found.equations += self._splits()
        self.found.impossible += self._nobody()
        return self.found

    def _value(self, terms: Terms) -> int:
        return sum(
            term.factor * value
            for term in terms
            for unit in term.units
            for (_, _, *breaks), value in self.by_place.get((term.role, unit), ())
            if all(one in members for one, members in zip(breaks, term.sets[1:], strict=True))
        )

    def _limit(self, above: Terms, below: Terms, part: int, whole: int, *, linked: bool) -> None:
        """What is never near another is limited by what that truly is, so that they need not be weighed together: another table
        for one of them leaves the other as it is."""
        minus = tuple(_term(one.role, one.sets, -one.factor) for one in below)
        if linked:
            self.found.at_most.append(AtMost((*above, *minus)))
            return
        self.found.at_most.append(AtMost(above, whole))
        if part:
            self.found.at_most.append(AtMost(minus, -part))

    def _parts(self) -> Iterator[tuple[Terms, Terms]]:
        """Place by place: of wholes of places it follows."""
        for role, shapes in self.shapes.items():
            for whole in wholes_of(role):
                there = self.shapes.get(whole, {})
                for shape in shapes:
                    if shape in there and len(shape[0]) == 1:
                        yield (_term(role, shape),), (_term(whole, shape),)

    def _splits(self) -> Iterator[Equation]:
        for role, shapes in self.shapes.items():
            code, _, days = role.partition("@")
            found = sources.find(code)
            parts = [f"{part}@{days}" for part in found.split] if found is not None else []
            if parts and all(part in self.shapes for part in parts):
                for shape in shapes:
                    terms = (_term(role, shape), *(_term(part, shape, -1) for part in parts))
                    if all(shape in self.shapes[part] for part in parts) and self._value(terms) == 0:
                        yield Equation(terms)

    def _nested(self) -> Iterator[tuple[Terms, Terms]]:
        """By place and sex; not by age, which a child changes meanwhile."""
        spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for role in self.shapes:
            code, _, days = role.partition("@")
            first, _, last = days.partition("/")
            if last and manner_of(code) == Manner.EVER:
                spans[code].append((first, last))
        for code, found in spans.items():
            for short, long in itertools.permutations(found, 2):
                if long[0] <= short[0] and short[1] <= long[1]:
                    roles = f"{code}@{short[0]}/{short[1]}", f"{code}@{long[0]}/{long[1]}"
                    places = {place for role in roles for units, *_ in self.shapes[role] for place in units}
                    for place, sex in itertools.product(sorted(places), sorted(SEXES)):
                        shape = frozenset([place]), frozenset([sex]), BANDS, MINORITIES
                        yield (_term(roles[0], shape),), (_term(roles[1], shape),)

    def _nobody(self) -> Iterator[Term]:
        """Everybody takes for granted that sex, age and place are known of whoever counts: where it is so, nothing hides there."""
        with_unknown = {
            (role, axis)
            for (role, _), atoms in self.by_place.items()
            for atom, value in atoms
            for axis, unknown in _UNKNOWN.items()
            if value and atom[axis] in unknown
        }
        for role, shapes in self.shapes.items():
            every = [frozenset().union(*(shape[axis - 1] for shape in shapes)) for axis in AXES]
            for axis, unknown in _UNKNOWN.items():
                broken = any(shape[axis - 1] != every[axis - 1] for shape in shapes)
                if broken and (role, axis) not in with_unknown and every[axis - 1] & unknown:
                    yield _term(role, every).with_set(axis, frozenset(unknown) & every[axis - 1])
            rests = {place for place in every[UNIT - 1] if place.endswith("#") and not self.by_place.get((role, place))}
            if rests:
                yield _term(role, every).with_set(UNIT, frozenset(rests))


def _term(role: str, sets: Sequence[frozenset[str]], factor: int = 1) -> Term:
    units, sexes, ages, minorities = sets
    return Term(role, units, sexes, ages, minorities, factor)
