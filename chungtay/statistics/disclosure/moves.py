"""Moves: small changes of atoms after which most figures are what they were. A cell is safe when hidden moves change it.

A move takes one value on every axis and, on some of them, a partner of the other sign: the four corners of a rectangle of
units × sexes, the eight of a box with ages. All sums over an axis with a partner stay as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chungtay.statistics.disclosure.board import FORBIDDEN, Board, Change
from chungtay.statistics.disclosure.figures import Atom, Term

Move = tuple[tuple[Atom, int], ...]
_PARTNERS = 96  # of one axis are looked at, those with most hidden first
_INSIDE = 12  # values of a figure that spans many


@dataclass(frozen=True)
class Step:
    """A move made `times` times, and what it changes."""

    move: Move
    times: int
    change: Change


class Finder:
    """Looks for the cheapest hidden move that changes a figure."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._partners_of_role = self._roles_together()

    def _roles_together(self) -> dict[int, list[tuple[tuple[int, int], ...]]]:
        """Per role: the changes of several roles that leave an equation true, or lift a part together with its whole."""
        board = self.board
        found: dict[int, list[tuple[tuple[int, int], ...]]] = {role: [((role, 1),)] for role in board.roles.values()}
        for figure in board.figures[board.first_equation :]:
            for one, other in itertools.permutations(figure.terms, 2):
                if abs(one.factor) == abs(other.factor):
                    pair = ((board.roles[one.role], 1), (board.roles[other.role], -one.factor // other.factor))
                    if pair not in found[pair[0][0]]:
                        found[pair[0][0]].append(pair)
        for part, whole in board.bounds:
            found[part].append(((part, 1), (whole, 1)))
        return found

    def steps(self, place: int, sign: int, amount: int, *, free: bool = False) -> list[Step] | None:
        """Moves that together change the figure by `sign` × `amount` and hide as little more as can be found; None when
        there are none. `free`: only moves that hide nothing more."""
        moved: dict[Atom, int] = {}
        steps: list[Step] = []
        hiding: set[int] = set()
        while amount > 0:
            step = self._best(place, sign, amount, moved, hiding, free)
            if step is None:
                return None
            for atom, by in step.move:
                moved[atom] = moved.get(atom, 0) + by * step.times
            hiding |= step.change.keys()
            steps.append(step)
            amount -= step.times * abs(step.change[place])
        return steps

    def _best(
        self, place: int, sign: int, amount: int, moved: dict[Atom, int], hiding: set[int], free: bool
    ) -> Step | None:
        best: tuple[float, Step] | None = None
        for wave in self._waves(place, sign):
            for move in wave:
                room = self.board.room(move, moved)
                if room < 1:
                    continue
                change = self.board.change_of(move)
                if change.get(place, 0) * sign <= 0:
                    continue
                cost = self.board.cost({one: by for one, by in change.items() if one not in hiding})
                if cost == FORBIDDEN or (free and cost):
                    continue
                times = min(room, -(-amount // abs(change[place])))
                cost += 0.5 * (amount - times)  # a second move will be needed
                if best is None or cost < best[0]:
                    best = cost, Step(move, times, change)
                if cost == 0:
                    return best[1]
            if best is not None:
                return best[1]
        return None

    def _waves(self, place: int, sign: int) -> Iterator[Iterable[Move]]:
        """Boxes with as many partners as the figure allows first; those that change totals only when there is no other."""
        terms = self.board.figures[place].terms
        open_axes = [self._open_axes(term) for term in terms]
        for fewer in range(max(map(len, open_axes)) + 1):
            yield itertools.chain.from_iterable(
                self._boxes(term, sign, fewer, axes) for term, axes in zip(terms, open_axes, strict=True)
            )

    def _open_axes(self, term: Term) -> list[int]:
        return [
            axis for axis, inside in enumerate(self.board.classes(term)) if len(inside) < self.board.axes[axis].count
        ]

    def _boxes(self, term: Term, sign: int, fewer: int, open_axes: list[int]) -> Iterator[Move]:
        if fewer > len(open_axes):
            return
        role = self.board.roles[term.role]
        inside = [self._chosen(role, axis, values) for axis, values in enumerate(self.board.classes(term))]
        for left_out in itertools.combinations(open_axes, fewer):
            paired = [axis for axis in open_axes if axis not in left_out]
            outside = {axis: self._others(role, axis, self.board.classes(term)[axis]) for axis in paired}
            for start in itertools.product(*inside):
                for partners in itertools.product(*(outside[axis] for axis in paired)):
                    corners = _corners(start, dict(zip(paired, partners, strict=True)))
                    for roles in self._partners_of_role[role]:
                        yield tuple(
                            ((role_number, *corner), by * factor * sign * (1 if term.factor > 0 else -1))
                            for role_number, factor in roles
                            for corner, by in corners
                        )

    def _others(self, role: int, axis: int, inside: frozenset[int]) -> list[int]:
        every = range(self.board.axes[axis].count)
        return self._ordered(role, axis, [one for one in every if one not in inside])[:_PARTNERS]

    def _chosen(self, role: int, axis: int, values: frozenset[int]) -> list[int]:
        return self._ordered(role, axis, sorted(values))[:_INSIDE]

    def _ordered(self, role: int, axis: int, values: list[int]) -> list[int]:
        """Units about which most is hidden first: there a move costs least."""
        if axis:
            return values
        return sorted(values, key=lambda unit: -self.board.dark.get((role, unit), 0))


def _corners(start: Sequence[int], partners: dict[int, int]) -> list[tuple[tuple[int, int, int, int], int]]:
    corners: list[tuple[list[int], int]] = [(list(start), 1)]
    for axis, other in partners.items():
        mirrored = [([*corner[:axis], other, *corner[axis + 1 :]], -by) for corner, by in corners]
        corners += mirrored
    return [((corner[0], corner[1], corner[2], corner[3]), by) for corner, by in corners]
