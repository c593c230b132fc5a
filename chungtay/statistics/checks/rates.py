"""Rates: a share over 100 %, and a published percentage worked out again, rounding and cutting off recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from chungtay.statistics.checks.finding import Finding, Kind, Number, apart, said


class How(StrEnum):
    """How a published percentage came from its numbers."""

    ROUNDED = "rounded"
    CUT = "cut"  # the digits behind were cut off
    NEITHER = "neither"
    NOT_POSSIBLE = "not_possible"  # divided by zero


@dataclass(frozen=True)
class Recomputed:
    """`value`: the exact one, None when divided by zero. `told`: a finding when the published one is neither."""

    how: How
    value: Decimal | None
    told: Finding | None = None


def percentage(
    label: str,
    published: Decimal,
    numerator: Number,
    denominator: Number,
    *,
    multiplier: int = 100,
    others: Mapping[str, tuple[Number, Number]] | None = None,
    about: tuple[str, ...] = (),
) -> Recomputed:
    """`published` keeps the digits it was printed with: Decimal("82.4") has one. `others`: named (numerator, denominator)
    of the same text; when the percentage fits one of them, the warning says so."""
    if denominator == 0:
        return Recomputed(How.NOT_POSSIBLE, None, _nothing_to_divide_by(label, numerator, about))
    value = Decimal(numerator) / Decimal(denominator) * multiplier
    how = _how(published, value)
    if how is not How.NEITHER:
        return Recomputed(how, value)
    digits = max(0, -int(published.as_tuple().exponent))
    sentence = (
        f"{label}: ghi {said(published, digits)}%, tính lại {said(numerator)}/{said(denominator)} được "
        f"{said(value, max(digits, 2))}%."
        if multiplier == 100
        else f"{label}: ghi {said(published, digits)}, tính lại được {said(value, max(digits, 2))}."
    )
    fits = [name for name, (over, under) in (others or {}).items() if under and _fits(published, over, under)]
    if fits:
        sentence += f" Số đã ghi khớp với {fits[0]}."
    advice = "Xem lại mẫu số và tử số của tỷ lệ. Sửa số sai, hoặc ghi lý do."
    return Recomputed(how, value, Finding(Kind.PERCENTAGE, sentence, advice, about, apart(published, value)))


def rate_over_hundred(
    label: str, numerator: Number, denominator: Number, *, may_pass: bool = False, about: tuple[str, ...] = ()
) -> Finding | None:
    """A share in percent above 100 or made from nothing. `may_pass`: gross enrolment and the like may go over 100 %.

    Zero of zero is no rate and no fault; something of nothing is told.
    """
    if denominator == 0:
        return _nothing_to_divide_by(label, numerator, about)
    share = Decimal(numerator) / Decimal(denominator) * 100
    if share <= 100 or may_pass:
        return None
    sentence = f"{label}: {said(numerator)}/{said(denominator)} là {said(share, 2)}%, quá 100%."
    advice = "Tử số phải nằm trong mẫu số. Xem lại phạm vi của hai số, hoặc ghi lý do."
    return Finding(Kind.RATE, sentence, advice, about, apart(numerator, denominator))


def _nothing_to_divide_by(label: str, numerator: Number, about: tuple[str, ...]) -> Finding | None:
    if numerator == 0:
        return None
    sentence = f"{label}: tử số là {said(numerator)} nhưng mẫu số là 0."
    return Finding(Kind.RATE, sentence, "Bổ sung mẫu số, hoặc xem lại tử số.", about, float(numerator))


def _fits(published: Decimal, numerator: Number, denominator: Number) -> bool:
    return _how(published, Decimal(numerator) / Decimal(denominator) * 100) is not How.NEITHER


def _how(published: Decimal, value: Decimal) -> How:
    """Rounded half up or half to even, in the digits it was printed with; else cut off; else neither."""
    step = Decimal(1).scaleb(int(published.as_tuple().exponent))
    if published in (value.quantize(step, ROUND_HALF_UP), value.quantize(step, ROUND_HALF_EVEN)):
        return How.ROUNDED
    return How.CUT if published == value.quantize(step, ROUND_DOWN) else How.NEITHER
