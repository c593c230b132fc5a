"""Sums and parts: a whole is the sum of its parts; no part is greater than its whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from chungtay.statistics.checks.finding import Finding, Kind, Number, apart, said

_ADVICE = "Kiểm tra phần còn sót hoặc đếm hai lần. Nếu các phần không kín, hãy ghi lý do."


def parts_and_whole(
    label: str, whole: Number, parts: Mapping[str, Number], *, tolerance: Number = 0, about: tuple[str, ...] = ()
) -> Finding | None:
    """Parts that share nothing and leave nothing out. `tolerance`: what figures written as “over 12,000” may be off."""
    total = sum((Decimal(part) for part in parts.values()), Decimal(0))
    off = Decimal(whole) - total
    if abs(off) <= tolerance:
        return None
    word = "thiếu" if off > 0 else "thừa"
    sentence = f"{label}: tổng ghi {said(whole)}, các phần cộng lại được {said(total)}, {word} {said(abs(off))}."
    return Finding(Kind.SUM, sentence, _ADVICE, about, apart(whole, total))


def exceeds_whole(
    part_label: str, part: Number, whole_label: str, whole: Number, *, about: tuple[str, ...] = ()
) -> Finding | None:
    """A part of a whole that is greater than the whole."""
    if part <= whole:
        return None
    sentence = f"{part_label} ({said(part)}) lớn hơn {whole_label} ({said(whole)})."
    advice = "Xem hai số có cùng phạm vi, cùng kỳ không. Sửa số sai, hoặc ghi lý do."
    return Finding(Kind.PART, sentence, advice, about, apart(part, whole))
