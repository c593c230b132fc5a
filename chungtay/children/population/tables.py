"""Weighted choices worked out once, so that a draw is one look into a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

_T = TypeVar("_T")

BITS = 12  # a table has 4,096 places: the least share it can hold is 0.024 %
PLACES = 1 << BITS


def table(weights: Iterable[tuple[_T, float]], places: int = PLACES) -> list[_T]:
    """A list in which each value stands as often as its weight says; draw with `list[getrandbits(BITS)]`."""
    pairs = list(weights)
    whole = sum(weight for _, weight in pairs)
    if whole <= 0:
        raise ValueError("no weights")
    made: list[_T] = []
    reached = 0.0
    for value, weight in pairs:
        reached += weight
        made.extend([value] * (round(reached / whole * places) - len(made)))
    return made


def falling(values: Sequence[_T], slope: float = 0.6) -> list[tuple[_T, float]]:
    """Weights that fall as 1 / rank^slope: the first names of a list are the common ones."""
    return [(value, (rank + 1) ** -slope) for rank, value in enumerate(values)]


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to `weights` that add up to `total` (largest remainders)."""
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("no weights")
    exact = [total * weight / whole for weight in weights]
    shares = [int(value) for value in exact]
    missing = total - sum(shares)
    order = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in order[:missing]:
        shares[place] += 1
    return shares
