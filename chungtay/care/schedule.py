"""Which visits and reports are due for a child in another's care, counted from the hand-over.

Pure: how long a term is and how it is counted is asked of `ends`, which is `law.clocks` in the product (the limits are data).
The clocks that warn run in `cases`; this tells the page what lies ahead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from chungtay.children.births import CHILD_UNDER, PartialDate
from chungtay.law import clocks

SOON = 60  # days before the sixteenth birthday on which the assessment is asked for


class VisitKind(StrEnum):
    CONTACT = "contact"
    MONTH_1 = "month_1"
    MONTH_3 = "month_3"
    HALF_YEAR = "half_year"
    CHANGE = "change"
    UNEXPECTED = "unexpected"
    CARER_REPORT = "carer_report"
    COMMUNE_REVIEW = "commune_review"
    SIXTEEN = "sixteen"


VISIT_WORDS = {
    VisitKind.CONTACT: "Trẻ và người chăm sóc tiếp xúc trước khi giao",
    VisitKind.MONTH_1: "Thăm sau một tháng",
    VisitKind.MONTH_3: "Thăm sau ba tháng",
    VisitKind.HALF_YEAR: "Đánh giá sáu tháng (Mẫu 13)",
    VisitKind.CHANGE: "Đánh giá khi đổi hình thức, người chăm sóc (Mẫu 13)",
    VisitKind.UNEXPECTED: "Thăm đột xuất",
    VisitKind.CARER_REPORT: "Người chăm sóc báo cáo",
    VisitKind.COMMUNE_REVIEW: "Xã xem xét sự phù hợp",
    VisitKind.SIXTEEN: "Đánh giá khi trẻ đủ 16 tuổi",
}
# kind → (clock, article)
DUTIES = {
    VisitKind.MONTH_1: ("T_AC_1M", "khoản 2 Điều 43 Nghị định 56/2017/NĐ-CP"),
    VisitKind.MONTH_3: ("T_AC_3M", "khoản 2 Điều 43 Nghị định 56/2017/NĐ-CP"),
    VisitKind.HALF_YEAR: (
        "T_AC_6M",
        "khoản 2 Điều 43 Nghị định 56/2017/NĐ-CP; khoản 3 Điều 13 Thông tư 14/2020/TT-BLĐTBXH",
    ),
    VisitKind.CARER_REPORT: ("T_AC_CARER", "điểm b khoản 1 Điều 64 Luật Trẻ em"),
    VisitKind.COMMUNE_REVIEW: ("T_AC_COMMUNE", "khoản 2 Điều 68 Luật Trẻ em"),
}
BY_FORM_13 = frozenset({VisitKind.HALF_YEAR, VisitKind.CHANGE})
VISIT_HEADINGS = {
    "living": "Điều kiện sống",
    "phys": "Tình trạng sức khỏe, thể chất",
    "mental": "Tinh thần",
    "integr": "Sự hòa nhập với người chăm sóc",
}  # the questions of Mẫu 13
PROPOSAL_WORDS = {
    "continue": "Tiếp tục",
    "home": "Về gia đình",
    "other_carer": "Chuyển cá nhân, gia đình khác",
    "facility": "Chuyển vào cơ sở trợ giúp xã hội",
    "end": "Chấm dứt",
}
ASSESSMENTS = frozenset({VisitKind.MONTH_1, VisitKind.MONTH_3, *BY_FORM_13, VisitKind.UNEXPECTED, VisitKind.SIXTEEN})


@dataclass(frozen=True)
class Done:
    kind: str
    on: dt.date


@dataclass(frozen=True)
class Due:
    """A duty that lies ahead, or is late. `by`: its last day."""

    kind: VisitKind
    by: dt.date
    clock: str
    article: str

    @property
    def words(self) -> str:
        return VISIT_WORDS[self.kind]

    def late(self, on: dt.date) -> bool:
        return on > self.by


Ends = Callable[[str, dt.date, bool], dt.date]  # (code of the clock, from, again) → the last day


def by_law(code: str, start: dt.date, again: bool) -> dt.date:
    """As the law file in force on the day of the start says."""
    moment = dt.datetime.combine(start, dt.time(8), clocks.VIETNAM)
    return clocks.due(code, moment, again=again).due.astimezone(clocks.VIETNAM).date()


def due(handed_over: dt.date, done: Iterable[Done], *, ended: dt.date | None = None, ends: Ends = by_law) -> list[Due]:
    """What is to be done next, one line for each duty, the earliest first. Nothing once the care has ended.

    The visits after one and three months come once; assessment and review of the commune come again from the last one; the
    carer reports after six months and then every year. An assessment when the form of care or the carer changes counts as
    the six-monthly one (Circular 14/2020, art. 13.3).
    """
    if ended is not None:
        return []
    past = [one for one in done if one.on >= handed_over]
    lines = []
    for kind in DUTIES:
        last = max((one.on for one in past if one.kind in _COUNTS.get(kind, {kind})), default=None)
        if last is not None and kind in _ONCE:
            continue
        code, article = DUTIES[kind]
        lines.append(Due(kind, ends(code, last or handed_over, last is not None), code, article))
    return sorted(lines, key=lambda one: (one.by, one.kind))


_ONCE = frozenset({VisitKind.MONTH_1, VisitKind.MONTH_3})
_COUNTS = {VisitKind.HALF_YEAR: BY_FORM_13}


def sixteenth(birth: PartialDate | None) -> dt.date | None:
    """The first day on which the child may be sixteen (Law on Children 2016, art. 1)."""
    return birth.turns(CHILD_UNDER)[0] if birth is not None else None


def sixteen_words(day: dt.date, on: dt.date) -> str:
    """What is asked as a child in long-term care comes to sixteen (Circular 14/2020, art. 13.4); empty when it is early."""
    left = (day - on).days
    if left > SOON:
        return ""
    if left > 0:
        return f"Trẻ đủ 16 tuổi sau {left} ngày: đánh giá để UBND xã bố trí hỗ trợ"
    return "Trẻ đã đủ 16 tuổi: đánh giá để UBND xã bố trí hỗ trợ"
