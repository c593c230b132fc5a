"""A figure against its own past: exact tests while counts are small, the median deviation when several years are known."""

from __future__ import annotations

from collections.abc import Sequence

from chungtay.statistics.checks.finding import Finding, Kind, apart, said
from chungtay.statistics.checks.small_counts import deviation, two_counts

SMALL = 100  # up to this sum of two counts chance alone moves a figure visibly
CHANCE = 0.002  # rarer than this is told: one false alarm in five hundred quiet figures
YEARS = 4  # from so many earlier years on their own spread is the measure
FAR = 5.0  # median deviations
LEAST = 0.25  # a smaller change is never told: large counts differ “significantly” every year
LEAST_ALONE = 0.40  # with a single earlier year to compare with


def jump(label: str, now: int, past: Sequence[int], *, about: tuple[str, ...] = ()) -> Finding | None:
    """`past`: the same figure of earlier periods of the same length, the latest first. Nothing earlier: nothing to tell."""
    if not past:
        return None
    before = past[0]
    if now == before:
        return None
    if now + max(past) <= SMALL:
        odd = _odd_small(now, past)
    elif len(past) >= YEARS:
        odd = _far_out(now, past)
    else:
        odd = _odd_small(now, past) and _relative(now, before) >= LEAST_ALONE
    return _told(label, now, past, about) if odd else None


def _odd_small(now: int, past: Sequence[int]) -> bool:
    """All earlier years together are one count with as many times the exposure."""
    return two_counts(now, sum(past), share=1 / (1 + len(past))) < CHANCE


def _far_out(now: int, past: Sequence[int]) -> bool:
    middle, spread = deviation(past)
    spread = max(spread, middle**0.5)  # years that happen to be equal do not make the next one odd
    return abs(now - middle) > FAR * spread and _relative(now, middle) >= LEAST


def _relative(now: float, before: float) -> float:
    return abs(now - before) / before if before else float("inf")


def _told(label: str, now: int, past: Sequence[int], about: tuple[str, ...]) -> Finding:
    before = past[0]
    word = "tăng" if now > before else "giảm"
    by = f" ({said(round(_relative(now, before) * 100))}%)" if before else ""
    sentence = f"{label}: {said(now)}, kỳ trước {said(before)}; {word} {said(abs(now - before))}{by}."
    if len(past) > 1:
        sentence += f" {len(past)} kỳ trước ở khoảng {said(min(past))} đến {said(max(past))}."
    advice = "Thay đổi này lớn hơn mức ngẫu nhiên. Kiểm tra số liệu, hoặc ghi lý do."
    return Finding(Kind.JUMP, sentence, advice, about, apart(now, before))
