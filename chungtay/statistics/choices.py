"""What an own table shows: measures, units, periods, a break. Kept as JSON, checked when it comes in. Pure but for the law.

Periods are said as “the last N of a kind”, so that a table mailed every month tells of the month it is mailed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from chungtay.foundation.errors import UserError
from chungtay.statistics import periods
from chungtay.statistics.periods import Period

MOST_MEASURES, MOST_UNITS, MOST_PERIODS = 12, 200, 6
BREAKS = {
    "": "Không phân tổ", "sex": "Giới tính", "band": "Tuổi", "minority": "Dân tộc", "area": "Thành thị, nông thôn"
}  # fmt: skip
GEOGRAPHIES = {"reported": "Đơn vị tại ngày chốt kỳ", "current": "Đơn vị hiện nay"}


class Units(StrEnum):
    OWN = "own"
    BELOW = "below"
    CHOSEN = "chosen"


UNIT_WORDS = {
    Units.OWN: "Đơn vị của tôi",
    Units.BELOW: "Đơn vị của tôi và từng đơn vị trực thuộc",
    Units.CHOSEN: "Những đơn vị chọn dưới đây",
}


@dataclass(frozen=True)
class Choice:
    """`until` running: the last period is the one that goes on today; complete: the last that is over."""

    measures: tuple[str, ...]
    units: str = Units.BELOW
    paths: tuple[str, ...] = ()
    kind: str = "year"
    number: int = 2
    until: str = "running"
    by: str = ""
    geography: str = "reported"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "measures": list(self.measures), "paths": list(self.paths)}

    def periods_on(self, today: dt.date) -> list[Period]:
        """The oldest first."""
        last = _running(self.kind, today)
        if self.until == "complete" and last.ends > today:
            last = periods.previous(last)
        found = [last]
        while len(found) < self.number:
            found.append(periods.previous(found[-1]))
        return found[::-1]


def _running(kind: str, today: dt.date) -> Period:
    """The latest period of the kind that has begun: those of next year may begin in this one."""
    for year in (today.year + 1, today.year, today.year - 1):
        period = periods.of_kind(kind, year)
        if period.starts <= today:
            return period
    return periods.of_kind(kind, today.year - 2)


def checked(given: Mapping[str, Any]) -> Choice:
    """From a form or from JSON. Raises UserError in words, naming the field."""
    measures = tuple(dict.fromkeys(str(code) for code in given.get("measures", ())))
    paths = tuple(dict.fromkeys(str(path) for path in given.get("paths", ())))
    choice = Choice(
        measures=measures,
        units=str(given.get("units") or Units.BELOW),
        paths=paths,
        kind=str(given.get("kind") or "year"),
        number=int(given.get("number") or 1),
        until=str(given.get("until") or "running"),
        by=str(given.get("by") or ""),
        geography=str(given.get("geography") or "reported"),
    )
    if not measures:
        raise UserError("Hãy chọn ít nhất một chỉ tiêu.", field="measures")
    if len(measures) > MOST_MEASURES:
        raise UserError(
            f"Một bảng có nhiều nhất {MOST_MEASURES} chỉ tiêu; anh/chị chọn {len(measures)}.", field="measures"
        )
    if not 1 <= choice.number <= MOST_PERIODS:
        raise UserError(f"Một bảng có từ 1 đến {MOST_PERIODS} kỳ.", field="number")
    if choice.units == Units.CHOSEN and not 1 <= len(paths) <= MOST_UNITS:
        raise UserError(
            "Hãy chọn ít nhất một đơn vị." if not paths else f"Nhiều nhất {MOST_UNITS} đơn vị.", field="paths"
        )
    known = {code for code, _ in periods.kinds()}
    if choice.kind not in known or choice.by not in BREAKS or choice.geography not in GEOGRAPHIES:
        raise UserError("Lựa chọn này không có trong danh sách. Hãy chọn lại.", field="kind")
    return choice
