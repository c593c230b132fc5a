"""Moves: small changes of atoms after which most figures are what they were. A cell is safe when hidden moves change it.

A move takes one value on every axis and, on some of them, a partner of the other sign: the four corners of a rectangle of
units × sexes, the eight of a box with ages. All sums over an axis with a partner stay as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chungtay.statistics.disclosure.board import FORBIDDEN, Board, Change
from chungtay.statistics.disclosure.figures import Atom, Term

Move = tuple[tuple[Atom, int], ...]
_Roles = tuple[tuple[int, int], ...]
_Corner = tuple[int, int, int, int]  # sex, age, ethnic group, sign
_PARTNERS = 96  # of one axis are looked at, those with most hidden first
# Ways to keep the equations true: (how many are tried, how many roles change together), and when none of those serves.
_USUAL, _ALL = (10, 5), (400, 8)
_ENOUGH = 16  # possible moves are weighed for one step
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
        self._partners_of_role = self._roles_together(*_USUAL)
        self._all_partners: dict[int, list[_Roles]] | None = None
        self._everywhere = False  # when what is usually looked at does not serve

    def _roles_together(self, most: int, longest: int) -> dict[int, list[_Roles]]:
        """Per role: the changes of several roles that leave every equation true, or lift a part together with its whole."""
        board = self.board
        equations = {
            tuple(sorted((board.roles[term.role], term.factor) for term in figure.terms))
            for figure in board.figures[board.first_equation :]
        }
        found: dict[int, list[_Roles]] = {}
        for role in board.roles.values():
            chains = set(_chains({role: 1}, [dict(one) for one in sorted(equations)], longest))
            found[role] = sorted(chains, key=lambda one: (len(one), one))[:most]
        for part, whole in board.bounds:
            found[part].append(((part, 1), (whole, 1)))
        return found

    def steps(self, place: int, sign: int, amount: int, *, free: bool = False) -> list[Step] | None:
        """Moves that together change the figure by `sign` × `amount` and hide as little more as can be found; None when
        there are none. `free`: only moves that hide nothing more."""
        steps = self._steps(place, sign, amount, free)
        if steps is not None or free:
            return steps
        usual = self._partners_of_role
        if self._all_partners is None:
            self._all_partners = self._roles_together(*_ALL)
        self._partners_of_role, self._everywhere = self._all_partners, True
        try:
            return self._steps(place, sign, amount, free)
        finally:
            self._partners_of_role, self._everywhere = usual, False

    def _steps(self, place: int, sign: int, amount: int, free: bool) -> list[Step] | None:
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
        board = self.board
        for wave in self._waves(place, sign, moved):
            best: tuple[float, Step] | None = None
            looked_at = 0
            for move in wave:
                least = self._least(move, hiding)
                if (least and free) or (best is not None and least >= best[0]):
                    continue
                room = board.room(move, moved)
                if room < 1:
                    continue
                change = board.change_of(move)
                if change.get(place, 0) * sign <= 0:
                    continue
                cost = board.cost({one: by for one, by in change.items() if one not in hiding})
                if cost == FORBIDDEN or (free and cost):
                    continue
                times = min(room, -(-amount // abs(change[place])))
                cost += 0.5 * (amount - times)  # a second move will be needed
                if best is None or cost < best[0]:
                    best = cost, Step(move, times, change)
                looked_at += 1
                if cost == 0 or looked_at >= _ENOUGH:
                    break
            if best is not None:
                return best[1]
        return None

    def _least(self, move: Move, hiding: set[int]) -> float:
        """What the move must hide at the very least: the shown cells that are one of its atoms and no more."""
        board, least = self.board, 0.0
        for atom, _by in move:
            lone = board.lone.get(atom)
            if lone is not None and lone not in board.hidden and lone not in hiding:
                least += board.figures[lone].weight
        return least

    def _waves(self, place: int, sign: int, moved: dict[Atom, int]) -> Iterator[Iterable[Move]]:
        """Boxes with as many partners as the figure allows first; those that change totals only when there is no other."""
        terms = self.board.figures[place].terms
        open_axes = [self._open_axes(term) for term in terms]
        for fewer in range(max(map(len, open_axes)) + 1):
            yield itertools.chain.from_iterable(
                self._boxes(term, sign, fewer, axes, moved) for term, axes in zip(terms, open_axes, strict=True)
            )

    def _open_axes(self, term: Term) -> list[int]:
        return [
            axis for axis, inside in enumerate(self.board.classes(term)) if len(inside) < self.board.axes[axis].count
        ]

    def _boxes(self, term: Term, sign: int, fewer: int, open_axes: list[int], moved: dict[Atom, int]) -> Iterator[Move]:
        if fewer > len(open_axes):
            return
        role = self.board.roles[term.role]
        sets = self.board.classes(term)
        inside = [self._chosen(term, axis, values) for axis, values in enumerate(sets)]
        signed = sign if term.factor > 0 else -sign
        for left_out in itertools.combinations(open_axes, fewer):
            paired = [axis for axis in open_axes if axis not in left_out]
            outside = [self._others(role, axis, sets[axis]) for axis in paired if axis]
            units = self._others(role, 0, sets[0]) if 0 in paired else None
            paired = [axis for axis in paired if axis]
            for start in itertools.product(*inside):
                for partners in itertools.product(*outside):
                    shape = _shape(start, paired, partners)
                    for roles in self._partners_of_role[role]:
                        yield from self._boxes_of(roles, start[0], units, shape, signed, moved)

    def _boxes_of(
        self,
        roles: _Roles,
        unit: int,
        partners: list[int] | None,
        shape: list[_Corner],
        signed: int,
        moved: dict[Atom, int],
    ) -> Iterator[Move]:
        """The corners in one unit, and their mirror in each partner; nothing where a corner would fall below zero."""
        own = self._side(roles, unit, shape, signed, moved)
        if own is None:
            return
        if partners is None:
            yield own
            return
        for partner in partners:
            other = self._side(roles, partner, shape, -signed, moved)
            if other is not None:
                yield own + other

    def _side(self, roles: _Roles, unit: int, shape: list[_Corner], signed: int, moved: dict[Atom, int]) -> Move | None:
        values, move = self.board.values, []
        for sex, band, minority, by in shape:
            for role, factor in roles:
                atom = (role, unit, sex, band, minority)
                step = by * factor * signed
                if step < 0 and values.get(atom, 0) + moved.get(atom, 0) < -step:
                    return None
                move.append((atom, step))
        return tuple(move)

    def _others(self, role: int, axis: int, inside: frozenset[int]) -> list[int]:
        every = range(self.board.axes[axis].count)
        found = self._ordered(role, axis, [one for one in every if one not in inside])
        return found if self._everywhere else found[:_PARTNERS]

    def _chosen(self, term: Term, axis: int, values: frozenset[int]) -> list[int]:
        """Values inside a figure; of many units those that have something in it first, since only they can have less."""
        role = self.board.roles[term.role]
        if axis or len(values) == 1:
            return sorted(values)
        has = {atom[1] for atom in self.board.atoms(term) if self.board.values.get(atom, 0)}
        found = sorted(self._ordered(role, 0, sorted(values)), key=lambda unit: unit not in has)
        return found if self._everywhere else found[:_INSIDE]

    def _ordered(self, role: int, axis: int, values: list[int]) -> list[int]:
        """Units about which most is hidden first: there a move costs least."""
        if axis:
            return values
        return sorted(values, key=lambda unit: -self.board.dark.get((role, unit), 0))


def _shape(start: tuple[int, ...], paired: list[int], partners: tuple[int, ...]) -> list[_Corner]:
    """The corners within one unit: the start, and each partner of sex, age or ethnic group with the sign turned."""
    corners = [(start[1], start[2], start[3], 1)]
    for axis, other in zip(paired, partners, strict=True):
        for corner in list(corners):
            turned = list(corner)
            turned[axis - 1], turned[3] = other, -corner[3]
            corners.append((turned[0], turned[1], turned[2], turned[3]))
    return corners


def _chains(changed: dict[int, int], equations: list[dict[int, int]], longest: int) -> Iterator[_Roles]:
    """Every way to go on from what is changed until all equations hold: a stock one higher, and one more came, or one less
    went, or the earlier stock was one higher; and so on through the equations these stand in."""
    for equation in equations:
        off = sum(factor * changed.get(role, 0) for role, factor in equation.items())
        if off == 0:
            continue
        for role, factor in equation.items():
            if role not in changed and off % factor == 0 and len(changed) < longest:
                yield from _chains({**changed, role: -off // factor}, equations, longest)
        return
    yield tuple(sorted(changed.items()))
