"""Plain arithmetic: a sum that is zero has no parts, a part is no more than its sum less the least of the others."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable

from chungtay.statistics.attacking.seen import Row, Rows

_OFTEN = 60  # a row is not looked at more often: what is left is the solver's


class Limits:
    """Lowest and highest of each unknown; nothing is below zero."""

    def __init__(self, count: int) -> None:
        self.low = [0.0] * count
        self.high = [math.inf] * count

    def fixed(self, place: int) -> bool:
        return self.low[place] >= self.high[place]

    def of(self, row: Row) -> tuple[float, float]:
        low = high = 0.0
        for place, factor in row.items():
            first, last = self.low[place] * factor, self.high[place] * factor
            low, high = low + min(first, last), high + max(first, last)
        return low, high


def narrow(written: Rows) -> tuple[Limits, set[int]]:
    """(limits, numbers of the equal rows that cannot be true beside the others; they are set aside)."""
    limits = Limits(written.count)
    all_rows = [(row, float(total), float(total)) for row, total in written.equal]
    all_rows += [(row, -math.inf, 0.0) for row in written.below]
    standing: dict[int, list[int]] = defaultdict(list)
    for number, (row, _, _) in enumerate(all_rows):
        for place in row:
            standing[place].append(number)
    waiting, queued, seen = deque(range(len(all_rows))), [True] * len(all_rows), [0] * len(all_rows)
    broken: set[int] = set()
    while waiting:
        number = waiting.popleft()
        queued[number] = False
        seen[number] += 1
        changed = _narrow(limits, *all_rows[number])
        if changed is None:
            broken.add(number)
            continue
        for other in _others(changed, standing):
            if not queued[other] and seen[other] < _OFTEN and other not in broken:
                queued[other] = True
                waiting.append(other)
    return limits, broken


def _others(changed: Iterable[int], standing: dict[int, list[int]]) -> Iterable[int]:
    for place in changed:
        yield from standing[place]


def _narrow(limits: Limits, row: Row, least: float, most: float) -> list[int] | None:
    """Unknowns of the row that became narrower; None when the row cannot be true."""
    ends = {place: _ends(limits, place, factor) for place, factor in row.items()}
    lows, highs = _Sum(low for low, _ in ends.values()), _Sum(high for _, high in ends.values())
    if lows.all > most or highs.all < least:
        return None
    changed = []
    for place, factor in row.items():
        low, high = ends[place]
        new_low, new_high = max(low, least - highs.without(high)), min(high, most - lows.without(low))
        if new_low > low or new_high < high:
            first, last = sorted((new_low / factor, new_high / factor))
            limits.low[place], limits.high[place] = _up(first), _down(last)
            if limits.low[place] > limits.high[place]:
                return None
            changed.append(place)
    return changed


def _ends(limits: Limits, place: int, factor: int) -> tuple[float, float]:
    first, last = limits.low[place] * factor, limits.high[place] * factor
    return min(first, last), max(first, last)


class _Sum:
    """A sum in which some are endless, and what it is without one of them."""

    def __init__(self, values: Iterable[float]) -> None:
        self.finite, self.endless, self.sign = 0.0, 0, 1.0
        for value in values:
            if math.isinf(value):
                self.endless, self.sign = self.endless + 1, math.copysign(1.0, value)
            else:
                self.finite += value

    @property
    def all(self) -> float:
        return self.sign * math.inf if self.endless else self.finite

    def without(self, value: float) -> float:
        own = math.isinf(value)
        if self.endless - own:
            return self.sign * math.inf
        return self.finite if own else self.finite - value


def _up(value: float) -> float:
    return value if math.isinf(value) else float(math.ceil(value - 1e-9))


def _down(value: float) -> float:
    return value if math.isinf(value) else float(math.floor(value + 1e-9))
