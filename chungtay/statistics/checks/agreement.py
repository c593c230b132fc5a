"""Two figures that should be one: the register against the return, two names of the same count, a change against its base."""

from __future__ import annotations

from decimal import Decimal

from chungtay.statistics.checks.finding import Finding, Kind, Number, apart, said


def against_records(label: str, returned: Number, recorded: Number, *, about: tuple[str, ...] = ()) -> Finding | None:
    """What a unit hands in beside what the records of the product count."""
    if returned == recorded:
        return None
    off = Decimal(returned) - Decimal(recorded)
    word = "nhiều hơn" if off > 0 else "ít hơn"
    sentence = f"{label}: biểu nộp {said(returned)}, sổ đếm được {said(recorded)}; {word} {said(abs(off))}."
    advice = "Cập nhật sổ nếu sổ thiếu. Nếu biểu nộp đúng vì nguồn khác, hãy ghi lý do."
    return Finding(Kind.RECORDS, sentence, advice, about, apart(returned, recorded))


def same_thing(
    label: str, first: Number, other_label: str, second: Number, *, about: tuple[str, ...] = ()
) -> Finding | None:
    """Two names for one count by definition, such as “children” and “people under 16” (Law on Children, art. 1)."""
    if first == second:
        return None
    sentence = f"{label} ({said(first)}) và {other_label} ({said(second)}) là một, nhưng hai số khác nhau."
    advice = "Xem lại độ tuổi của từng số. Có thể một số là của nhóm tuổi khác."
    return Finding(Kind.SAME, sentence, advice, about, apart(first, second))


def before(now: Number, change: Number) -> Decimal:
    """The figure of the earlier period that a published change stands on: 2,209 (-110) stood on 2,319."""
    return Decimal(now) - Decimal(change)


def base_of(numerator: Number, rate: Decimal, multiplier: int = 100) -> Decimal | None:
    """The denominator that a published rate stands on; None for a rate of zero."""
    return Decimal(numerator) * multiplier / rate if rate else None
