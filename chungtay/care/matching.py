"""Which carer for this child: an order one can explain, by the law's priority first and the wishes after.

Pure. Decree 56/2017, art. 42.2-3: a relative, then who is no relative, then a facility; among carers a relative, then a
resident of the child's place, then a Vietnamese in the country, then a foreigner who lives here. Inside one rank: how many
wishes fit, then who registered first. Nobody is left out silently: who cannot be chosen stands at the end with the reason.
The order proposes; people decide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from chungtay.care.conditions import Answer, CarerKind, age_of_carer, certificate, stay
from chungtay.children.births import PartialDate


class Rank(IntEnum):
    RELATIVE = 1
    NEIGHBOUR = 2
    VIETNAMESE = 3
    FOREIGNER = 4
    FACILITY = 5


RANK_WORDS = {
    Rank.RELATIVE: "Người thân thích của trẻ",
    Rank.NEIGHBOUR: "Người cư trú cùng nơi với trẻ",
    Rank.VIETNAMESE: "Công dân Việt Nam cư trú nơi khác trong nước",
    Rank.FOREIGNER: "Người nước ngoài cư trú tại Việt Nam",
    Rank.FACILITY: "Cơ sở trợ giúp xã hội",
}
ARTICLE = "khoản 2, khoản 3 Điều 42 Nghị định 56/2017/NĐ-CP"


@dataclass(frozen=True)
class Child:
    """Who needs a carer. `siblings`: brothers and sisters to be placed together; `needs_care`: disabled or ill."""

    birth: PartialDate | None
    sex: str = ""
    unit_path: str = ""
    siblings: int = 0
    needs_care: bool = False
    ref: int | None = None  # key of the child in the register, when it is there


@dataclass(frozen=True)
class Carer:
    """`relative_of`: key of the child whose relative this is. `room`: how many more children may come."""

    code: str
    kind: str
    state: str
    unit_path: str = ""
    birth: PartialDate | None = None
    vietnamese: bool = True
    relative_of: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    wished_sex: str = ""
    room: int = 1
    takes_siblings: bool = False
    takes_needing_care: bool = False
    registered_on: dt.date = dt.date.min
    health_on: dt.date | None = None
    received_on: dt.date | None = None
    stays_since: dt.date | None = None
    stays_until: dt.date | None = None


@dataclass(frozen=True)
class Fit:
    """One wish held against the child. `fits` None: not said, or not known."""

    sentence: str
    fits: bool | None


@dataclass(frozen=True)
class Match:
    carer: Carer
    rank: Rank
    fits: tuple[Fit, ...] = ()
    conditions: tuple[Answer, ...] = ()
    blocked: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        return not self.blocked

    @property
    def score(self) -> int:
        return sum(1 if one.fits else -1 for one in self.fits if one.fits is not None)

    @property
    def open_questions(self) -> tuple[Answer, ...]:
        return tuple(one for one in self.conditions if one.met is None)


@dataclass
class Order:
    possible: list[Match] = field(default_factory=list)
    blocked: list[Match] = field(default_factory=list)


def order(child: Child, carers: Iterable[Carer], on: dt.date) -> Order:
    """All carers, the first to be asked first; those who cannot be chosen apart, with why."""
    matches = [match(child, one, on) for one in carers]
    ranked = sorted(matches, key=lambda one: (one.rank, -one.score, one.carer.registered_on, one.carer.code))
    return Order([one for one in ranked if one.possible], [one for one in ranked if not one.possible])


def match(child: Child, carer: Carer, on: dt.date) -> Match:
    kind = _kind_for(child, carer)
    answers = _conditions(child, carer, kind, on)
    blocked = [one.sentence for one in answers if one.met is False]
    if carer.state != "approved":
        blocked.insert(0, "Chưa được xác minh và xác nhận đủ điều kiện.")
    if carer.kind == CarerKind.RELATIVE and carer.relative_of is not None and carer.relative_of != child.ref:
        blocked.append("Là người thân thích của trẻ khác, chưa đăng ký nhận trẻ không thân thích.")
    if carer.room < 1 and carer.kind != CarerKind.FACILITY:
        blocked.append("Đang chăm sóc đủ số trẻ đã đăng ký.")
    return Match(carer, rank(child, carer), tuple(_fits(child, carer, on)), tuple(answers), tuple(blocked))


def rank(child: Child, carer: Carer) -> Rank:
    if carer.kind == CarerKind.FACILITY:
        return Rank.FACILITY
    if _kind_for(child, carer) == CarerKind.RELATIVE:
        return Rank.RELATIVE
    if not carer.vietnamese:
        return Rank.FOREIGNER
    same_place = bool(child.unit_path) and carer.unit_path == child.unit_path
    return Rank.NEIGHBOUR if same_place else Rank.VIETNAMESE


def _kind_for(child: Child, carer: Carer) -> str:
    """A relative of one child is no relative of another."""
    if carer.kind == CarerKind.RELATIVE and (carer.relative_of is None or carer.relative_of != child.ref):
        return CarerKind.NON_RELATIVE
    return carer.kind


def _conditions(child: Child, carer: Carer, kind: str, on: dt.date) -> list[Answer]:
    answers = [age_of_carer(kind, carer.birth, child.birth, on)]
    if kind == CarerKind.NON_RELATIVE:
        answers.append(certificate(carer.health_on, carer.received_on or on))
    if not carer.vietnamese and kind != CarerKind.FACILITY:
        answers.append(stay(carer.stays_since, carer.stays_until, on))
    return answers


def _fits(child: Child, carer: Carer, on: dt.date) -> Iterable[Fit]:
    yield _age_fit(child, carer, on)
    if carer.wished_sex:
        words = {"male": "trẻ nam", "female": "trẻ nữ"}.get(carer.wished_sex, carer.wished_sex)
        fits = (child.sex == carer.wished_sex) if child.sex else None
        yield Fit(
            f"Mong nhận {words}" + ("." if fits else ", trẻ chưa ghi giới tính." if fits is None else ", không hợp."),
            fits,
        )
    if child.siblings:
        enough = carer.takes_siblings and carer.room > child.siblings
        words = "Nhận được cả anh chị em." if enough else "Chưa đăng ký nhận cả anh chị em."
        yield Fit(words, enough)
    if child.needs_care:
        words = "Sẵn sàng" if carer.takes_needing_care else "Chưa đăng ký"
        yield Fit(f"{words} nhận trẻ khuyết tật, trẻ cần chăm sóc y tế.", carer.takes_needing_care)


def _age_fit(child: Child, carer: Carer, on: dt.date) -> Fit:
    if carer.age_from is None and carer.age_to is None:
        return Fit("Không đặt yêu cầu về tuổi của trẻ.", True)
    low, high = carer.age_from or 0, carer.age_to if carer.age_to is not None else 15
    wished = f"Mong nhận trẻ {low}–{high} tuổi"
    ages = child.birth.age_on(on) if child.birth is not None else None
    if ages is None:
        return Fit(f"{wished}; chưa rõ tuổi của trẻ.", None)
    if low <= ages[0] and ages[1] <= high:
        return Fit(f"{wished}, phù hợp.", True)
    if ages[1] < low or ages[0] > high:
        return Fit(f"{wished}, không hợp.", False)
    return Fit(f"{wished}; cần ngày sinh chính xác của trẻ.", None)
