"""Circumstances that follow from facts: parents, disability, illness, poverty, school. Pure; a person decides on each.

Sub-groups are those of Decree 56/2017, art. 3 (orphans of both), 5 (nobody to lean on), 6 (disability), 7 (HIV) and 15
(illness in a poor or near-poor household); at-risk codes are those of the list `at_risk_circumstances`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from chungtay.children.births import CHILD_UNDER, age

SPECIAL, AT_RISK = "special_circumstances", "at_risk_circumstances"

# Who raises the orphan of both → sub-group of article 3; a child in an adoptive family has parents again.
_ORPHAN = {
    "alone": "a1",
    "facility": "a2",
    "grandparents": "a3",
    "relatives": "a3",
    "substitute_family": "a4",
    "adoptive_family": "",
}
_TOGETHER = {
    ("dead", "missing"): "c1",
    ("dead", "in_facility"): "c2",
    ("dead", "unable_to_care"): "c2",
    ("dead", "serving_sentence"): "c3",
    ("missing", "missing"): "c4",
    ("missing", "in_facility"): "c5",
    ("missing", "serving_sentence"): "c6",
    ("unable_to_care", "unable_to_care"): "c7",
    ("in_facility", "in_facility"): "c8",
    ("serving_sentence", "serving_sentence"): "c9",
    ("in_facility", "serving_sentence"): "c10",
    ("rights_restricted", "rights_restricted"): "c12",
}
_PARENTS = {
    "dead": "đã chết",
    "missing": "mất tích",
    "in_facility": "ở cơ sở trợ giúp xã hội",
    "unable_to_care": "không còn khả năng chăm sóc",
    "serving_sentence": "đang chấp hành án phạt tù hoặc biện pháp bắt buộc",
    "rights_restricted": "bị hạn chế quyền của cha, mẹ",
}
_DEGREES = {"very_severe": ("d1", "đặc biệt nặng"), "severe": ("d2", "nặng"), "mild": ("d3", "nhẹ")}
_POOR = {"poor": ("n1", "hộ nghèo"), "near_poor": ("n2", "hộ cận nghèo")}


@dataclass(frozen=True)
class Parent:
    """`condition`: code list parent_conditions; `since` when it is known. `born`: the earliest day the birth may mean."""

    condition: str = ""
    since: dt.date | None = None
    born: dt.date | None = None


@dataclass(frozen=True)
class Known:
    """What the register knows of one child on a day."""

    father: Parent | None = None
    mother: Parent | None = None
    lives_with: str = ""
    disability: str = ""  # degree
    disability_since: dt.date | None = None
    illness: str = ""
    illness_since: dt.date | None = None
    hiv_since: dt.date | None = None
    household_kind: str = ""
    school_state: str = ""
    school_since: dt.date | None = None


@dataclass(frozen=True)
class Proposal:
    """`why` is a sentence for the person who decides; the same sentence means the same facts."""

    list: str
    code: str
    why: str
    since: dt.date | None = None

    @property
    def group(self) -> str:
        return self.code.rstrip("0123456789") if self.list == SPECIAL else self.code


def derive(known: Known, on: dt.date) -> list[Proposal]:
    """Every circumstance that these facts give. Nothing is guessed from what is not known."""
    found = [*_of_parents(known, on), *_of_health(known)]
    if known.school_state == "dropped_out":
        found.append(Proposal(AT_RISK, "dropped_out", "Sổ ghi trẻ đã bỏ học.", known.school_since))
    return found


def _of_parents(known: Known, on: dt.date) -> Iterable[Proposal]:
    father, mother = known.father or Parent(), known.mother or Parent()
    states = sorted((father.condition, mother.condition))
    since = _later(father.since, mother.since)
    words = f"Cha {_PARENTS.get(father.condition, '')}, mẹ {_PARENTS.get(mother.condition, '')}."
    if states == ["dead", "dead"]:
        code = _ORPHAN.get(known.lives_with, "a")
        return [Proposal(SPECIAL, code, f"Sổ ghi: {words}", since)] if code else []
    pair = _TOGETHER.get((states[0], states[1])) or _TOGETHER.get((states[1], states[0]))
    if pair:
        return [Proposal(SPECIAL, pair, f"Sổ ghi: {words}", since)]
    if "dead" in states:
        one = father if father.condition == "dead" else mother
        who = "Cha" if one is father else "Mẹ"
        return [Proposal(AT_RISK, "one_parent_orphan", f"Sổ ghi: {who} đã chết.", one.since)]
    if _a_child(known.father, on) and _a_child(known.mother, on):
        return [Proposal(SPECIAL, "c11", "Cha và mẹ đều dưới 16 tuổi.", None)]
    return []


def _a_child(parent: Parent | None, on: dt.date) -> bool:
    """Surely under 16 on the day."""
    return bool(parent and parent.born and age(parent.born, on) < CHILD_UNDER)


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return max(one, other) if one and other else None


def _of_health(known: Known) -> Iterable[Proposal]:
    found = []
    if known.disability in _DEGREES:
        code, words = _DEGREES[known.disability]
        found.append(Proposal(SPECIAL, code, f"Giấy xác nhận khuyết tật mức độ {words}.", known.disability_since))
    if known.hiv_since:
        found.append(Proposal(SPECIAL, "dd1", "Sổ ghi kết quả xét nghiệm.", known.hiv_since))
    if known.illness and known.household_kind in _POOR:
        code, words = _POOR[known.household_kind]
        found.append(Proposal(SPECIAL, code, f"{known.illness}; thuộc {words}.", known.illness_since))
    return found
