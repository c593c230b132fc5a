"""Two things measured in turn in one run, and what may be said of their ratio.

An absolute time means nothing on a shared machine. A round measures the baseline and the product one after the other
(who goes first changes from round to round), the ratio is the median of the ratios of the rounds, and when the baseline
does not agree with itself (`SPREAD_ALLOWED`) nothing is judged.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

ROUNDS = 5  # fewer say nothing
ATTEMPTS = 3
SPREAD_ALLOWED = 0.20

HELD, MISSED, REFUSED = 0, 1, 3

Samples = Callable[[], Sequence[float]]  # one round of one side; any unit, the same on both sides


@dataclass(frozen=True)
class Goal:
    """`goal` is what must hold, `stretch` what we would like; both are upper bounds of the ratio."""

    id: str
    words: str
    goal: float
    stretch: float
    unit: str = "ms"


@dataclass(frozen=True)
class Result:
    """What one run found. `baseline` and `product` are medians over the rounds, in `unit` of the goal."""

    goal: Goal
    ratio: float
    baseline: float
    product: float
    rounds: int
    spread: float
    holds_else: bool = True  # a second condition beside the ratio, such as a constant number of statements
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """Exit status: 0 held, 1 missed, 3 the baseline spread too much to judge."""
        if self.spread > SPREAD_ALLOWED:
            return REFUSED
        return HELD if self.ratio <= self.goal.goal and self.holds_else else MISSED

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.goal.id,
            "ratio": round(self.ratio, 4),
            "goal": self.goal.goal,
            "stretch": self.goal.stretch,
            "baseline": round(self.baseline, 4),
            "product": round(self.product, 4),
            "rounds": self.rounds,
            "spread": round(self.spread, 4),
            "unit": self.goal.unit,
            "verdict": {HELD: "held", MISSED: "missed", REFUSED: "refused"}[self.code],
            "detail": self.detail,
        }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, between neighbours in proportion."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def p95(values: Sequence[float]) -> float:
    return percentile(values, 0.95)


def spread_of(values: Sequence[float]) -> float:
    """Distance of the quartiles as a share of the median: one round caught by a neighbour's work does not decide."""
    middle = statistics.median(values)
    return (percentile(values, 0.75) - percentile(values, 0.25)) / middle if middle else 0.0


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of one call by the clock on the wall: what waits for the database or the disk."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def worked(act: Callable[[], object]) -> float:
    """Milliseconds of processor time of one call: where nothing is waited for, other processes then do not count."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def compare(
    goal: Goal,
    baseline: Samples,
    product: Samples,
    *,
    of_round: Callable[[Sequence[float]], float] = p95,
    rounds: int = ROUNDS,
    attempts: int = ATTEMPTS,
    between: Callable[[], None] | None = None,
    detail: Callable[[], dict[str, Any]] | None = None,
) -> Result:
    """Measures until the baseline agrees with itself, at most `attempts` times; the calmest attempt is the answer.

    `of_round` makes one number of the samples of a round. `between` runs, not counted, before each side.
    """
    if rounds < ROUNDS:
        raise ValueError(f"at least {ROUNDS} rounds")
    calmest: Result | None = None
    for _attempt in range(attempts):
        result = _attempt_once(goal, baseline, product, of_round, rounds, between)
        if calmest is None or result.spread < calmest.spread:
            calmest = result
        if calmest.spread <= SPREAD_ALLOWED:
            break
    assert calmest is not None
    if detail is None:
        return calmest
    return Result(**{**vars(calmest), "detail": {**calmest.detail, **detail()}})


def _attempt_once(
    goal: Goal,
    baseline: Samples,
    product: Samples,
    of_round: Callable[[Sequence[float]], float],
    rounds: int,
    between: Callable[[], None] | None,
) -> Result:
    of_baseline: list[float] = []
    of_product: list[float] = []
    sides: list[tuple[Samples, list[float]]] = [(baseline, of_baseline), (product, of_product)]
    for place in range(rounds):
        for samples, kept in sides if place % 2 == 0 else reversed(sides):
            if between is not None:
                between()
            gc.collect()
            kept.append(of_round(samples()))
    ratios = [mine / theirs for mine, theirs in zip(of_product, of_baseline, strict=True)]
    return Result(
        goal,
        statistics.median(ratios),
        statistics.median(of_baseline),
        statistics.median(of_product),
        rounds,
        spread_of(of_baseline),
        detail={"ratios": [round(ratio, 3) for ratio in ratios]},
    )
