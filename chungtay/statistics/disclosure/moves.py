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
_TOGETHER = 12  # roles that move together, parts with their wholes
_INSIDE = 12  # values of a figure that spans many


@dataclass(frozen=True)
class Step:
    """A move made `times` times, and what it changes."""

    move: Move
    times: int
    change: Change


@dataclass
class _Search:
    """One question: the figure, which way, what has moved and is hidden already. `most`: what another move may cost at most."""

    place: int
    sign: int
    moved: dict[Atom, int]
    hiding: set[int]
    most: float

    def serves(self, cost: float) -> bool:
        return cost < self.most or cost == 0


class Finder:
    """Looks for the cheapest hidden move that changes a figure."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._partners_of_role = self._roles_together(*_USUAL)
        self._all_partners: dict[int, list[_Roles]] | None = None
        self._everywhere = False  # when what is usually looked at does not serve
        self._closed: dict[tuple[_Roles, int, tuple[_Corner, ...], int], _Roles | None] = {}
        self._told: dict[tuple[_Roles, int, tuple[_Corner, ...]], tuple[int, ...]] = {}
        self._in_order: dict[int, tuple[int, list[int]]] = {}

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
        search = _Search(place, sign, moved, hiding, 0.0 if free else FORBIDDEN)
        for wave in self._waves(search):
            best: tuple[float, Step] | None = None
            looked_at = 0
            for move in wave:
                room = board.room(move, moved)
                if room < 1:
                    continue
                change = board.change_of(move)
                if change.get(place, 0) * sign <= 0:
                    continue
                cost = board.cost(change, hiding)
                if cost == FORBIDDEN or (free and cost):
                    continue
                times = min(room, -(-amount // abs(change[place])))
                cost += 0.5 * (amount - times)  # a second move will be needed
                if best is None or cost < best[0]:
                    best = cost, Step(move, times, change)
                    search.most = min(search.most, cost)
                looked_at += 1
                if cost == 0 or looked_at >= _ENOUGH:
                    break
            if best is not None:
                return best[1]
        return None

    def _cost_within(self, roles: _Roles, unit: int, shape: tuple[_Corner, ...], hiding: set[int]) -> float:
        """What must be hidden more of the figures about this unit alone, whatever happens elsewhere."""
        key = roles, unit, shape
        told = self._told.get(key)
        if told is None:
            atoms = [
                (self.board.atom(role, unit, sex, band, minority), by * factor)
                for sex, band, minority, by in shape
                for role, factor in roles
            ]
            told = tuple(one for one in self.board.change_of(atoms) if self.board.local[one] == unit)
            self._told[key] = told
        return self.board.cost(told, hiding)

    def _waves(self, search: _Search) -> Iterator[Iterable[Move]]:
        """Boxes with as many partners as the figure allows first; those that change totals only when there is no other."""
        terms = self.board.figures[search.place].terms
        open_axes = [self._open_axes(term) for term in terms]
        for fewer in range(max(map(len, open_axes)) + 1):
            yield itertools.chain.from_iterable(
                self._boxes(term, search, fewer, axes) for term, axes in zip(terms, open_axes, strict=True)
            )

    def _open_axes(self, term: Term) -> list[int]:
        role = self.board.roles[term.role]
        return [
            axis
            for axis, inside in enumerate(self.board.classes(term))
            if len(inside) < len(self.board.values_of(role, axis))
        ]

    def _boxes(self, term: Term, search: _Search, fewer: int, open_axes: list[int]) -> Iterator[Move]:
        if fewer > len(open_axes):
            return
        role = self.board.roles[term.role]
        sets = self.board.classes(term)
        inside = [self._chosen(term, axis, values) for axis, values in enumerate(sets)]
        signed = search.sign if term.factor > 0 else -search.sign
        for left_out in itertools.combinations(open_axes, fewer):
            paired = [axis for axis in open_axes if axis not in left_out]
            outside = [self._others(role, axis, sets[axis]) for axis in paired if axis]
            units = self._others(role, 0, sets[0]) if 0 in paired else None
            paired = [axis for axis in paired if axis]
            for start in itertools.product(*inside):
                for partners in itertools.product(*outside):
                    shape = _shape(start, paired, partners)
                    for roles in self._partners_of_role[role]:
                        yield from self._boxes_of(roles, start[0], units, shape, signed, search)

    def _boxes_of(
        self,
        roles: _Roles,
        unit: int,
        partners: list[int] | None,
        shape: tuple[_Corner, ...],
        signed: int,
        search: _Search,
    ) -> Iterator[Move]:
        """The corners in one unit, and their mirror in each partner. Nothing where a corner would fall below zero, or where
        the figures about the two units alone cost as much as the best move so far."""
        first = self._lifted(roles, unit, shape, signed)
        within = self._cost_within(first, unit, shape, search.hiding) if first is not None else FORBIDDEN
        if first is None or not search.serves(within):
            return
        own = self._side(first, unit, shape, signed, search.moved)
        if partners is None:
            if own is not None:
                yield own
            return
        for partner in partners if own is not None or self.board.slack else ():
            if not search.serves(within + self._cost_within(first, partner, shape, search.hiding)):
                continue
            both = self._lifted_in_both(first, unit, partner, shape, signed)
            mine = own if both == first else self._side(both, unit, shape, signed, search.moved) if both else None
            other = self._side(both, partner, shape, -signed, search.moved) if both and mine is not None else None
            if mine is not None and other is not None:
                yield mine + other

    def _lifted_in_both(
        self, roles: _Roles, unit: int, partner: int, shape: tuple[_Corner, ...], signed: int
    ) -> _Roles | None:
        """What must move with it in one of the two units moves in both, so that the sum over units stays."""
        while True:
            there = self._lifted(roles, partner, shape, -signed)
            here = self._lifted(there, unit, shape, signed) if there is not None else None
            if here is None or here == roles:
                return here
            roles = here

    def _lifted(self, roles: _Roles, unit: int, shape: tuple[_Corner, ...], signed: int) -> _Roles | None:
        """With these roles others move, so that no part is above its whole: a whole with its part, a part with its whole. None
        when that cannot be."""
        if not self.board.slack:
            return roles
        key = roles, unit, shape, signed
        if key not in self._closed:
            self._closed[key] = self._lift(dict(roles), unit, shape, signed)
        return self._closed[key]

    def _lift(self, roles: dict[int, int], unit: int, shape: tuple[_Corner, ...], signed: int) -> _Roles | None:
        board = self.board
        while len(roles) <= _TOGETHER:
            used: dict[int, int] = {}
            for sex, band, minority, by in shape:
                for role, factor in roles.items():
                    for number, sign in board.closing.get(board.atom(role, unit, sex, band, minority), ()):
                        used[number] = used.get(number, 0) + by * factor * signed * sign
            over = next((number for number, by in used.items() if by > board.slack[number]), None)
            if over is None:
                return tuple(sorted(roles.items()))
            part, whole = board.pairs[over]
            if (part in roles) == (whole in roles):
                return None
            roles |= {whole: roles[part]} if part in roles else {part: roles[whole]}
        return None

    def _side(
        self, roles: _Roles, unit: int, shape: tuple[_Corner, ...], signed: int, moved: dict[Atom, int]
    ) -> Move | None:
        values, move = self.board.values, []
        for sex, band, minority, by in shape:
            for role, factor in roles:
                atom = self.board.atom(role, unit, sex, band, minority)
                step = by * factor * signed
                if step < 0 and values.get(atom, 0) + moved.get(atom, 0) < -step:
                    return None
                move.append((atom, step))
        return tuple(move)

    def _others(self, role: int, axis: int, inside: frozenset[int]) -> list[int]:
        every = self.board.values_of(role, axis) if axis else self._units_of(role)
        found = [one for one in every if one not in inside]
        return found if self._everywhere else found[:_PARTNERS]

    def _units_of(self, role: int) -> list[int]:
        """All units, in order of what is hidden about them; put in order anew only when that has changed."""
        turn = self.board.turns[role]
        kept = self._in_order.get(role)
        if kept is None or kept[0] != turn:
            kept = turn, self._ordered(role, 0, self.board.values_of(role, 0))
            self._in_order[role] = kept
        return kept[1]

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


def _shape(start: tuple[int, ...], paired: list[int], partners: tuple[int, ...]) -> tuple[_Corner, ...]:
    """The corners within one unit: the start, and each partner of sex, age or ethnic group with the sign turned."""
    corners = [(start[1], start[2], start[3], 1)]
    for axis, other in zip(paired, partners, strict=True):
        for corner in list(corners):
            turned = list(corner)
            turned[axis - 1], turned[3] = other, -corner[3]
            corners.append((turned[0], turned[1], turned[2], turned[3]))
    return tuple(corners)


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
