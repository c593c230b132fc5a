"""The figures of one group as numbers: which atoms stand in which figures, what is hidden, what a change would uncover."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from chungtay.statistics.disclosure.figures import AXES, Atom, Classes, Equation, Figure, Fine, Standing, Term

Change = dict[int, int]  # figure → by how much
FORBIDDEN = float("inf")


class Board:
    """`hidden`: places of figures that the public does not see. Figures are named by their place in `figures`."""

    def __init__(
        self,
        figures: Sequence[Figure],
        truth: Mapping[Fine, int],
        *,
        equations: Sequence[Equation] = (),
        bounds: Sequence[tuple[str, str]] = (),
        impossible: Sequence[Term] = (),
    ) -> None:
        known = [Figure(("equation", place), one.terms, Standing.PUBLIC) for place, one in enumerate(equations)]
        self.figures: list[Figure] = [*figures, *known]
        self.first_equation = len(figures)
        terms = [term for figure in self.figures for term in figure.terms]
        self.roles = {role: place for place, role in enumerate(dict.fromkeys(term.role for term in terms))}
        shaping = [*terms, *(term for term in impossible if term.role in self.roles)]
        self.axes = [Classes(term.sets[axis - 1] for term in shaping) for axis in AXES]
        self.values: dict[Atom, int] = defaultdict(int)
        self._take(truth)
        self.impossible = {atom for term in shaping[len(terms) :] for atom in self.atoms(term)}
        self.touching: dict[Atom, list[tuple[int, int]]] = defaultdict(list)
        self.lone: dict[Atom, int] = {}  # the figure that is this atom and no more, where a release could show it
        for place, figure in enumerate(self.figures):
            for term in figure.terms:
                atoms = list(self.atoms(term))
                for atom in atoms:
                    self.touching[atom].append((place, term.factor))
                if len(atoms) == 1 == len(figure.terms) and figure.standing is not Standing.NEVER:
                    self.lone[atoms[0]] = place
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

    def _take(self, truth: Mapping[Fine, int]) -> None:
        for (role, *rest), value in truth.items():
            if value and role in self.roles:
                places = [axis.of.get(one) for axis, one in zip(self.axes, rest, strict=True)]
                if None not in places:
                    self.values[(self.roles[role], *places)] += value  # type: ignore[index]

    def classes(self, term: Term) -> list[frozenset[int]]:
        return [axis.sets[members] for axis, members in zip(self.axes, term.sets, strict=True)]

    def atoms(self, term: Term) -> Iterable[Atom]:
        role = self.roles[term.role]
        for unit, sex, band, minority in itertools.product(*self.classes(term)):
            yield role, unit, sex, band, minority

    def told(self, change: Mapping[Atom, int]) -> dict[Fine, int]:
        """A change in the words of the caller, taken from and given to atoms of each class that have something."""
        members: list[dict[int, list[str]]] = []
        for axis in self.axes:
            members.append(defaultdict(list))
            for value, number in axis.of.items():
                members[-1][number].append(value)
        roles = {number: role for role, number in self.roles.items()}
        said: dict[Fine, int] = {}
        for (role, *classes), by in change.items():
            units, sexes, bands, minorities = (names[one] for names, one in zip(members, classes, strict=True))
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

    def cost(self, change: Change) -> float:
        """What must be hidden more so that the public does not see this change. FORBIDDEN when it is seen already."""
        total = 0.0
        for place in change:
            if place in self.hidden:
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
        return min(times, self._room_under_wholes(by_atom, moved)) if self.bounds else times

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
