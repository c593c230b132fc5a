"""What a check says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from chungtay.foundation.vietnamese import number

Number = int | Decimal


class Kind(StrEnum):
    """The rule that spoke."""

    SUM = "sum"
    PART = "part"
    RATE = "rate"
    PERCENTAGE = "percentage"
    JUMP = "jump"
    NEIGHBOURS = "neighbours"
    RECORDS = "records"
    SAME = "same"


LABELS = {
    Kind.SUM: "Tổng và các phần",
    Kind.PART: "Phần và toàn thể",
    Kind.RATE: "Tỷ lệ trên 100%",
    Kind.PERCENTAGE: "Tỷ lệ tính lại",
    Kind.JUMP: "Thay đổi so với các kỳ trước",
    Kind.NEIGHBOURS: "So với nơi cùng loại",
    Kind.RECORDS: "Sổ và biểu nộp",
    Kind.SAME: "Hai tên của một số",
}


@dataclass(frozen=True)
class Finding:
    """One warning: `sentence` tells what is wrong with its numbers, `advice` what to do. There is no other severity.

    `about`: codes of the figures it speaks of. `mark` names it for a reason given: other numbers are another finding.
    `size`: how far off it is as a part of what it should be; only the order of a list goes by it.
    """

    kind: Kind
    sentence: str
    advice: str
    about: tuple[str, ...] = ()
    size: float = field(default=0.0, compare=False)

    severity = "warn"

    @property
    def title(self) -> str:
        return LABELS[self.kind]

    @property
    def mark(self) -> str:
        text = "\n".join([self.kind, *self.about, self.sentence])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def apart(now: Number, should: Number) -> float:
    """How far off, as a part of what it should be."""
    return abs(float(now) - float(should)) / max(abs(float(should)), 1.0)


def said(value: Number, places: int | None = None) -> str:
    """A number as it is read aloud; a decimal without the zeros behind it."""
    if places is None and isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return number(value, places)
