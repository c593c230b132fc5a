"""A unit among those of its kind: its count beside what the median rate of the others would give."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from chungtay.statistics.checks.finding import Finding, Kind, said
from chungtay.statistics.checks.small_counts import against_expected

LEAST_PEERS = 5
LEAST_COUNT = 5  # one child more or less is no pattern
CHANCE = 0.001
TIMES = 2.0  # at least twice or at most half of what is expected


def among_neighbours(
    label: str, numerator: int, denominator: int, peers: Sequence[tuple[int, int]], *, about: tuple[str, ...] = ()
) -> Finding | None:
    """`peers`: (numerator, denominator) of the other units of its kind. Those without a denominator tell nothing."""
    rates = [over / under for over, under in peers if under > 0]
    if len(rates) < LEAST_PEERS or denominator <= 0:
        return None
    # Of what is rare most places have none: then all of them together tell what is usual.
    usual = median(rates) or sum(over for over, _ in peers) / sum(under for _, under in peers if under > 0)
    expected = usual * denominator
    if max(numerator, expected) < LEAST_COUNT:
        return None
    if expected / TIMES < numerator < expected * TIMES or against_expected(numerator, expected) >= CHANCE:
        return None
    word = "cao" if numerator > expected else "thấp"
    sentence = (
        f"{label}: {said(numerator)}, {word} so với nơi cùng loại. "
        f"Theo mức giữa của {len(rates)} nơi thì khoảng {said(round(expected))}."
    )
    advice = "Xem có sót hoặc đếm thừa không. Nếu đúng thực tế, hãy ghi lý do."
    return Finding(
        Kind.NEIGHBOURS, sentence, advice, about, max(numerator, expected) / max(min(numerator, expected), 1.0)
    )
