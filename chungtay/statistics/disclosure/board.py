"""The figures of one group as numbers: which atoms stand in which figures, what is hidden, what a change would uncover."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from chungtay.statistics.disclosure.figures import (
    AXES,
    AtMost,
    Atom,
    Classes,
    Equation,
    Figure,
    Fine,
    Standing,
    Term,
)

Change = dict[int, int]  # figure → by how much
FORBIDDEN = float("inf")
_FAR = 12  # a proof moves a count by less than that


class Board:
    """`hidden`: places of figures that the public does not see. Figures are named by their place in `figures`."""

    def __init__(
        self,
        figures: Sequence[Figure],
        truth: Mapping[Fine, int],
        *,
        equations: Sequence[Equation] = (),
        bounds: Sequence[tuple[str, str]] = (),
        at_most: Sequence[AtMost] = (),
        impossible: Sequence[Term] = (),
    ) -> None:
        known = [Figure(("equation", place), one.terms, Standing.PUBLIC) for place, one in enumerate(equations)]
        self.figures: list[Figure] = [*figures, *known]
        self.first_equation = len(figures)
        terms = [term for figure in self.figures for term in figure.terms]
        self.roles = {role: place for place, role in enumerate(dict.fromkeys(term.role for term in terms))}
        limiting = [term for one in at_most for term in one.terms]
        shaping = [*terms, *limiting, *(term for term in impossible if term.role in self.roles)]
        self.axes = [Classes(term.sets[axis - 1] for term in shaping) for axis in AXES]
        self.alike = self._alike(shaping)
        self._classes: dict[tuple[str, tuple[frozenset[str], ...]], list[frozenset[int]]] = {}
        self.values: dict[Atom, int] = defaultdict(int)
        self._take(truth)
        self.impossible = {atom for term in shaping[len(terms) + len(limiting) :] for atom in self.atoms(term)}
        self.touching: dict[Atom, list[tuple[int, int]]] = defaultdict(list)
        for place, figure in enumerate(self.figures):
            for term in figure.terms:
                for atom in self.atoms(term):
                    self.touching[atom].append((place, term.factor))
        self.local = [self._unit_of(figure) for figure in self.figures]
        self.slack: list[int] = []  # how much more each `at_most` allows
        self.pairs: list[tuple[int, int]] = []  # and its roles, (part, whole), where it speaks of just two
        self.closing: dict[Atom, list[tuple[int, int]]] = defaultdict(list)
        for one in at_most:
            self._limit(one)
        self.bounds = [
            (self.roles[part], self.roles[whole])
            for part, whole in bounds
            if part in self.roles and whole in self.roles
        ]
        self.hidden: set[int] = {
            place for place, one in enumerate(self.figures) if one.standing in (Standing.HIDDEN, Standing.NEVER)
        }
        self.truth = truth
        self.dark: dict[tuple[int, int], int] = defaultdict(int)  # (role, unit class) → hidden figures about it alone
        self.turns: dict[int, int] = defaultdict(int)  # role → how often that has changed

    def _alike(self, terms: Iterable[Term]) -> list[list[list[int]]]:
        """Role → axis → class → the first class that no figure about this role tells from it. A count of all ages is one atom
        though another count of the group is told age by age."""
        sets: list[list[dict[frozenset[int], None]]] = [[{} for _ in AXES] for _ in self.roles]
        for term in terms:
            for place, (axis, members) in enumerate(zip(self.axes, term.sets, strict=True)):
                sets[self.roles[term.role]][place][axis.sets[members]] = None
        found: list[list[list[int]]] = []
        for of_role in sets:
            found.append([])
            for axis, told in zip(self.axes, of_role, strict=True):
                first: dict[tuple[bool, ...], int] = {}
                marks = [tuple(one in members for members in told) for one in range(axis.count)]
                found[-1].append([first.setdefault(mark, one) for one, mark in enumerate(marks)])
        return found

    def atom(self, role: int, unit: int, sex: int, band: int, minority: int) -> Atom:
        units, sexes, bands, minorities = self.alike[role]
        return role, units[unit], sexes[sex], bands[band], minorities[minority]

    def values_of(self, role: int, axis: int) -> list[int]:
        """The classes of an axis (counted from 0) that figures about the role tell apart."""
        return sorted(set(self.alike[role][axis]))

    def _take(self, truth: Mapping[Fine, int]) -> None:
        for (role, *rest), value in truth.items():
            if value and role in self.roles:
                places = [axis.of.get(one) for axis, one in zip(self.axes, rest, strict=True)]
                known = [place for place in places if place is not None]
                if len(known) == len(places):
                    self.values[self.atom(self.roles[role], *known)] += value

    def _unit_of(self, figure: Figure) -> int | None:
        """The one unit that the figure is about."""
        units = {unit for term in figure.terms for unit in self.classes(term)[0]}
        return next(iter(units)) if len(units) == 1 else None

    def _limit(self, one: AtMost) -> None:
        """What the truth itself breaks limits nothing; what is far from its limit is never brought near it by a proof."""
        inside = [(atom, term.factor) for term in one.terms for atom in self.atoms(term)]
        slack = one.limit - sum(factor * self.values.get(atom, 0) for atom, factor in inside)
        if 0 <= slack < _FAR:
            for atom, factor in inside:
                self.closing[atom].append((len(self.slack), factor))
            self.slack.append(slack)
            roles = [self.roles[term.role] for term in one.terms]
            self.pairs.append((roles[0], roles[1]) if len(roles) == 2 else (-1, -1))

    def classes(self, term: Term) -> list[frozenset[int]]:
        key = term.role, term.sets
        if key not in self._classes:
            alike = self.alike[self.roles[term.role]]
            self._classes[key] = [
                frozenset(first[one] for one in axis.sets[members])
                for axis, members, first in zip(self.axes, term.sets, alike, strict=True)
            ]
        return self._classes[key]

    def atoms(self, term: Term) -> Iterable[Atom]:
        role = self.roles[term.role]
        for unit, sex, band, minority in itertools.product(*self.classes(term)):
            yield role, unit, sex, band, minority

    def told(self, change: Mapping[Atom, int]) -> dict[Fine, int]:
        """A change in the words of the caller, taken from and given to atoms of each class that have something."""
        roles = {number: role for role, number in self.roles.items()}
        said: dict[Fine, int] = {}
        for (role, *classes), by in change.items():
            members = [
                [value for value, number in axis.of.items() if first[number] == one]
                for axis, first, one in zip(self.axes, self.alike[role], classes, strict=True)
            ]
            units, sexes, bands, minorities = members
            fine = list(itertools.product([roles[role]], units, sexes, bands, minorities))
            for atom in sorted(fine, key=lambda one: -self.truth.get(one, 0)):
                step = by if by > 0 else -min(-by, self.truth.get(atom, 0))
                said[atom] = said.get(atom, 0) + step
                by -= step
                if by == 0:
                    break
        return said

    def value(self, place: int) -> int:
        """The true value of a figure."""
        return sum(
            term.factor * self.values.get(atom, 0) for term in self.figures[place].terms for atom in self.atoms(term)
        )

    def change_of(self, move: Sequence[tuple[Atom, int]]) -> Change:
        """What figures become other than they are when atoms move."""
        change: Change = defaultdict(int)
        for atom, by in move:
            for place, factor in self.touching.get(atom, ()):
                change[place] += by * factor
        return {place: by for place, by in change.items() if by}

    def cost(self, changed: Iterable[int], hiding: Set[int] = frozenset()) -> float:
        """What must be hidden more so that the public does not see these figures change; `hiding` will be hidden anyway.
        FORBIDDEN when one is seen already."""
        total = 0.0
        for place in changed:
            if place in self.hidden or place in hiding:
                continue
            if self.figures[place].standing is not Standing.NEW:
                return FORBIDDEN
            total += self.figures[place].weight
        return total

    def hide(self, places: Iterable[int]) -> None:
        for place in places:
            if place not in self.hidden:
                self.hidden.add(place)
                self._darken(place, 1)

    def show(self, place: int) -> None:
        self.hidden.discard(place)
        self._darken(place, -1)

    def _darken(self, place: int, by: int) -> None:
        for term in self.figures[place].terms:
            units = self.classes(term)[0]
            if len(units) == 1:
                self.dark[(self.roles[term.role], next(iter(units)))] += by
                self.turns[self.roles[term.role]] += 1

    def room(self, move: Sequence[tuple[Atom, int]], moved: Mapping[Atom, int]) -> int:
        """How many times the move can be made without a count below zero or a part above its whole."""
        times = 1 << 30
        by_atom = dict(move)
        for atom, by in move:
            if atom in self.impossible:
                return 0
            if by < 0:
                times = min(times, (self.values.get(atom, 0) + moved.get(atom, 0)) // -by)
                if times < 1:
                    return 0
        if self.slack:
            times = min(times, self._room_under_limits(by_atom, moved))
        return min(times, self._room_under_wholes(by_atom, moved)) if self.bounds else times

    def _room_under_limits(self, by_atom: Mapping[Atom, int], moved: Mapping[Atom, int]) -> int:
        closing: dict[int, int] = defaultdict(int)
        for atom, by in by_atom.items():
            for number, factor in self.closing.get(atom, ()):
                closing[number] += by * factor
        tight = {number: by for number, by in closing.items() if by > 0}
        if not tight:
            return 1 << 30
        used: dict[int, int] = defaultdict(int)
        for atom, by in moved.items():
            for number, factor in self.closing.get(atom, ()):
                used[number] += by * factor
        return min(max(0, self.slack[number] - used[number]) // by for number, by in tight.items())

    def _room_under_wholes(self, by_atom: Mapping[Atom, int], moved: Mapping[Atom, int]) -> int:
        times = 1 << 30
        for part, whole in self.bounds:
            for atom in by_atom:
                if atom[0] not in (part, whole):
                    continue
                small, large = (part, *atom[1:]), (whole, *atom[1:])
                closing = by_atom.get(small, 0) - by_atom.get(large, 0)
                if closing > 0:
                    slack = self._now(large, moved) - self._now(small, moved)
                    times = min(times, max(0, slack) // closing)
        return times

    def _now(self, atom: Atom, moved: Mapping[Atom, int]) -> int:
        return self.values.get(atom, 0) + moved.get(atom, 0)
