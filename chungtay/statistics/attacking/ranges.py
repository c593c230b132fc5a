"""How low and how high each cell with dots can be, given all that is published: first by plain arithmetic, then by a solver of
linear programs, piece by piece, since most cells have nothing to do with most others."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chungtay.statistics.attacking.bounding import Limits, narrow
from chungtay.statistics.attacking.seen import Row, Rows, Rule, Seen, rows
from chungtay.statistics.attacking.solving import Contradiction, Solver

_SLACK = 1e-6
_ROUNDS = 12  # of questions about all cells at once, before the rest are asked about one by one
Range = tuple[float, float]


@dataclass
class Ranges:
    """(lowest, highest) of each hidden cell in real numbers. `contradicting`: cells in pieces where what is published does not
    add up, so that no sum can be trusted there; nothing is said of them."""

    of: dict[Hashable, Range] = field(default_factory=dict)
    contradicting: list[Hashable] = field(default_factory=list)


def attack(
    seen: Sequence[Seen],
    rules: Iterable[Rule] = (),
    bounds: Iterable[tuple[str, str]] = (),
    *,
    empty: Iterable[tuple[str, int, str]] = (),
    enough: float = 4,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Ranges:
    """A cell that can be `enough` apart is not asked about further."""
    written = rows(seen, rules, bounds, empty)
    limits, broken = narrow(written)
    found = Ranges()
    pieces = _pieces(written, limits, broken)
    for done, piece in enumerate(pieces):
        try:
            found.of |= _ask(piece, limits, enough)
        except Contradiction:
            found.contradicting += list(piece.wanted)
        tell(done + 1, len(pieces))
    return found


def told(range_: Range) -> tuple[float, float]:
    """The same in whole numbers."""
    low, high = range_
    return math.ceil(low - _SLACK), math.floor(high + _SLACK) if high != float("inf") else high


def derived(found: Mapping[Hashable, Range]) -> list[Hashable]:
    """Cells of which the attacker knows the number: one whole number is left."""
    return [key for key, one in found.items() if told(one)[0] >= told(one)[1]]


@dataclass
class _Piece:
    equal: list[tuple[Row, int]]
    below: list[Row]
    wanted: dict[Hashable, Row]
    broken: bool = False


def _pieces(written: Rows, limits: Limits, broken: set[int]) -> list[_Piece]:
    """Rows and cells that share an unknown belong together; what is fixed already connects nothing."""
    parent = list(range(written.count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def free(row: Row) -> list[int]:
        return [place for place in row if not limits.fixed(place)]

    useful = [row for row in written.below if limits.of(row)[1] > 0]
    for row in (*(row for row, _ in written.equal), *useful, *written.wanted.values()):
        joined = free(row)
        for place in joined[1:]:
            parent[root(place)] = root(joined[0])
    pieces: dict[int, _Piece] = defaultdict(lambda: _Piece([], [], {}))
    for number, (row, total) in enumerate(written.equal):
        if (joined := free(row)) and number not in broken:
            pieces[root(joined[0])].equal.append((row, total))
    for row in useful:
        if joined := free(row):
            pieces[root(joined[0])].below.append(row)
    for key, row in written.wanted.items():
        joined = free(row)
        pieces[root(joined[0]) if joined else -1].wanted[key] = row
    return [piece for piece in pieces.values() if piece.wanted]


def _ask(piece: _Piece, limits: Limits, enough: float) -> dict[Hashable, Range]:
    """What a solution shows of a cell is possible; a cell is narrowed until it is known or can be `enough` apart."""
    known = {key: limits.of(row) for key, row in piece.wanted.items()}
    found = {key: one for key, one in known.items() if one[1] - one[0] < _SLACK}
    open_cells = [key for key in piece.wanted if key not in found]
    if not open_cells:
        return found
    solver = Solver(piece.equal, piece.below, piece.wanted, limits)
    met = dict.fromkeys(open_cells, (math.inf, -math.inf))

    def meet(values: Mapping[Hashable, float]) -> None:
        for key in open_cells:
            low, high = met[key]
            met[key] = min(low, values[key]), max(high, values[key])

    chance = random.Random(1)
    for _ in range(_ROUNDS):
        left = [key for key in open_cells if met[key][1] - met[key][0] < enough]
        if not left:
            break
        weights = {key: chance.choice((-1.0, 1.0)) for key in left}
        solver.aim(weights)
        meet(solver.values(open_cells))
        solver.aim({key: -by for key, by in weights.items()})
        meet(solver.values(open_cells))
    for key in open_cells:
        for sign in (1.0, -1.0):
            if met[key][1] - met[key][0] < enough:
                solver.aim({key: sign})
                meet(solver.values(open_cells))
    return found | met
