"""Re-survey (phúc tra): how many to ask, in which hamlets, which children; and what the answers say of the whole register.

Pure. The rule can be repeated by anybody: strata are the hamlets, each gets its share of the sample (largest remainders, at
least one), and within a hamlet the children with the smallest SHA-256 of “seed:number of the record” are asked: a simple random
sample. The estimate weighs the hamlets by their size; its interval is Wilson's, with the finite population correction and
the effective size of an unequally weighted sample (Kish).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Z95 = 1.959963984540054  # two-sided 95 %
SMALLEST = 30


def sample_size(population: int, *, margin: float = 0.05, expected: float = 0.1, z: float = Z95) -> int:
    """Children to ask so that the interval is about ± `margin` when the share of errors is `expected`."""
    if population <= 0:
        return 0
    if not 0 < margin < 1 or not 0 < expected < 1:
        raise ValueError("margin and expected are shares between 0 and 1")
    unlimited = z * z * expected * (1 - expected) / (margin * margin)
    wanted = math.ceil(unlimited / (1 + (unlimited - 1) / population))
    return min(population, max(SMALLEST, wanted))


def allocate(sizes: Sequence[int], wanted: int) -> list[int]:
    """How many of each stratum: in proportion, at least one of each that has any, never more than there are."""
    total = sum(sizes)
    wanted = min(max(wanted, sum(size > 0 for size in sizes)), total)
    if not total:
        return [0] * len(sizes)
    exact = [wanted * size / total for size in sizes]
    shares = [min(size, max(1, math.floor(part))) if size else 0 for size, part in zip(sizes, exact, strict=True)]
    order = sorted(range(len(sizes)), key=lambda place: (shares[place] - exact[place], place))
    while sum(shares) < wanted:
        place = next(place for place in order if shares[place] < sizes[place])
        shares[place] += 1
        order.sort(key=lambda other: (shares[other] - exact[other], other))
    while sum(shares) > wanted:
        place = max(
            (place for place in order if shares[place] > 1), key=lambda other: (shares[other] - exact[other], -other)
        )
        shares[place] -= 1
    return shares


def rank(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(seed: str, numbers: Iterable[int], wanted: int) -> list[int]:
    """The numbers asked, in the order of drawing; the same for the same seed, in whatever order they are handed over."""
    return sorted(numbers, key=lambda number: (rank(seed, number), number))[:wanted]


@dataclass(frozen=True)
class Interval:
    """A share with its 95 % interval; all between 0 and 1."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Stratum:
    """A hamlet: children in it, asked with an answer, in error."""

    size: int
    asked: int
    wrong: int


def wilson(wrong: float, asked: float, population: int | None = None, *, z: float = Z95) -> Interval:
    """Wilson's score interval. With `population`, what was asked of few counts more: n becomes n·(N−1)/(N−n)."""
    if asked <= 0:
        return Interval(0.0, 0.0, 1.0)
    share = min(1.0, max(0.0, wrong / asked))
    if population is not None:
        if asked >= population:
            return Interval(share, share, share)
        asked = asked * (population - 1) / (population - asked)
    middle = (share + z * z / (2 * asked)) / (1 + z * z / asked)
    half = z / (1 + z * z / asked) * math.sqrt(share * (1 - share) / asked + z * z / (4 * asked * asked))
    return Interval(share, max(0.0, middle - half) if share else 0.0, min(1.0, middle + half) if share < 1 else 1.0)


def estimate(strata: Iterable[Stratum]) -> Interval:
    """The share of records in error in the register from what was found in the sample. Strata nobody answered in are left out."""
    answered = [one for one in strata if one.asked > 0]
    population, asked = sum(one.size for one in answered), sum(one.asked for one in answered)
    if not asked:
        return Interval(0.0, 0.0, 1.0)
    share = sum(one.size * one.wrong / one.asked for one in answered) / population
    weights = sum(one.size * one.size / one.asked for one in answered)  # Σw² with w = N_h / n_h for each one asked
    effective = min(float(asked), population * population / weights)
    return wilson(share * effective, effective, population) if asked < population else Interval(share, share, share)
