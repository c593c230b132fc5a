"""Exact tests for small counts. A step from 2 to 5 is chance; a z-score would call it an alarm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

_LARGE = 5_000  # from here on the normal curve and the exact sum agree, and the sum would be slow
# 1 / Φ⁻¹(3/4): a median absolute deviation on the scale of a standard deviation.
_TO_DEVIATION = 1.4826


def two_counts(now: int, before: int, *, share: float = 0.5) -> float:
    """Two-sided exact p that two Poisson counts have one rate: given their sum, `now` is binomial with `share`.

    `share`: the part of the exposure (children, years) that lies in the later count.
    """
    total = now + before
    if total == 0:
        return 1.0
    if total > _LARGE:
        return _normal((now - total * share) / math.sqrt(total * share * (1 - share)))
    lower = _binomial_below(now, total, share)
    upper = 1.0 - _binomial_below(now - 1, total, share)
    return min(1.0, 2 * min(lower, upper))


def against_expected(seen: int, expected: float) -> float:
    """Two-sided exact Poisson p of `seen` where `expected` is known."""
    if expected <= 0:
        return 1.0 if seen == 0 else 0.0
    if seen + expected > _LARGE:
        return _normal((seen - expected) / math.sqrt(expected))
    lower = _poisson_below(seen, expected)
    upper = 1.0 - _poisson_below(seen - 1, expected)
    return min(1.0, 2 * max(0.0, min(lower, upper)))


def deviation(values: Sequence[float]) -> tuple[float, float]:
    """(median, median absolute deviation on the scale of a standard deviation) of several years."""
    middle = median(values)
    return middle, _TO_DEVIATION * median(abs(value - middle) for value in values)


def _normal(deviations: float) -> float:
    return math.erfc(abs(deviations) / math.sqrt(2))


def _binomial_below(number: int, total: int, share: float) -> float:
    """P(X ≤ number), in logarithms so that large sums neither overflow nor vanish."""
    if number < 0:
        return 0.0
    if share in (0.0, 1.0):
        return 1.0 if share == 0.0 or number >= total else 0.0
    logs = [
        math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
        + k * math.log(share) + (total - k) * math.log1p(-share)
        for k in range(number + 1)
    ]  # fmt: skip
    return min(1.0, math.fsum(math.exp(one) for one in logs))


def _poisson_below(number: int, expected: float) -> float:
    if number < 0:
        return 0.0
    logs = [k * math.log(expected) - expected - math.lgamma(k + 1) for k in range(number + 1)]
    return min(1.0, math.fsum(math.exp(one) for one in logs))
