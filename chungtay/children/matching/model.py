"""What each field says for and against, as in Fellegi and Sunter, with four stories instead of two.

Two records may tell of the same child (S), of twins (T), of two children of one house (B), or of strangers (U). For every
field the table below gives how often its level of agreement is seen under each story; the frequency of names takes the
place of a fixed figure where strangers agree by chance. Twins and siblings are stories of their own because whatever
is said of a family (parents, phone, hamlet) speaks for all of its children alike: only what is said of the child itself
can tell them apart.

Shares are judgements, tuned on invented families; they are no measurement of a real register.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from chungtay.children.matching import dates, names
from chungtay.children.matching.dates import Born
from chungtay.children.matching.folding import MARKERS
from chungtay.children.matching.frequency import Frequencies
from chungtay.children.matching.names import Arrangement, Near
from chungtay.children.matching.records import Record

Four = tuple[float, float, float, float]  # the same child, twins, siblings, strangers
# In bits against "the same child": a child has about one sibling and 2.5 million strangers for 0.02 duplicates; a twin is
# about as frequent as a duplicate.
PRIOR: Four = (0.0, 0.0, 5.5, 26.0)

SAME, TWINS, SIBLINGS, STRANGERS = range(4)
Reading = Literal["same", "twins", "siblings", "strangers"]
STORIES: tuple[Reading, ...] = ("same", "twins", "siblings", "strangers")


@dataclass(frozen=True)
class Evidence:
    """What one field says: its level and the share of pairs of each story in which this level is seen."""

    field: str
    level: str
    shares: Four
    best: float = 1.0  # bits that full agreement of this field would have said against strangers


_GIVEN: dict[Near, Four] = {
    Near.SAME: (0.90, 0.03, 0.02, 0.0),
    Near.ACCENT: (0.02, 0.02, 0.01, 0.0),
    Near.SOUND: (0.025, 0.012, 0.01, 0.0),
    Near.INITIAL: (0.004, 0.001, 0.001, 0.01),
    Near.TYPED: (0.03, 0.004, 0.004, 0.006),
    Near.SLIP: (0.03, 0.05, 0.04, 0.04),
    Near.OTHER: (0.006, 0.88, 0.9, 0.9),
}
# Given names alike: parents do not give two living children the same name, so the middle name then differs.
_MIDDLE_ALIKE: dict[Near, Four] = {
    Near.SAME: (0.85, 0.004, 0.002, 0.0),
    Near.ACCENT: (0.02, 0.01, 0.01, 0.005),
    Near.SOUND: (0.02, 0.01, 0.01, 0.01),
    Near.INITIAL: (0.01, 0.01, 0.01, 0.01),
    Near.TYPED: (0.02, 0.004, 0.004, 0.004),
    Near.SLIP: (0.03, 0.03, 0.03, 0.03),
    Near.DROPPED: (0.10, 0.05, 0.10, 0.3),
    Near.OTHER: (0.008, 0.9, 0.85, 0.65),
}
_MIDDLE_UNLIKE: dict[Near, Four] = {
    Near.SAME: (0.80, 0.5, 0.35, 0.0),
    Near.ACCENT: (0.02, 0.02, 0.01, 0.005),
    Near.SOUND: (0.02, 0.02, 0.01, 0.01),
    Near.INITIAL: (0.01, 0.01, 0.01, 0.01),
    Near.TYPED: (0.02, 0.004, 0.004, 0.004),
    Near.SLIP: (0.03, 0.05, 0.03, 0.03),
    Near.DROPPED: (0.12, 0.1, 0.15, 0.3),
    Near.OTHER: (0.05, 0.35, 0.45, 0.65),
}
_FAMILY: dict[Near, Four] = {
    Near.SAME: (0.965, 0.97, 0.96, 0.0),
    Near.SOUND: (0.01, 0.01, 0.01, 0.02),
    Near.INITIAL: (0.01, 0.01, 0.01, 0.02),
    Near.TYPED: (0.012, 0.01, 0.01, 0.01),
    Near.SLIP: (0.012, 0.012, 0.012, 0.02),
    Near.OTHER: (0.006, 0.008, 0.02, 0.8),
}
_ARRANGEMENT: dict[Arrangement, Four] = {
    Arrangement.STRAIGHT: (1.0, 1.0, 1.0, 1.0),
    Arrangement.SWAPPED: (0.03, 0.01, 0.01, 0.06),
    Arrangement.HOME: (0.15, 0.02, 0.02, 0.5),
}
_BORN: dict[Born, Four] = {
    Born.SAME: (0.80, 0.90, 0.002, 0.00018),
    Born.TURNED: (0.02, 0.012, 0.0002, 0.00015),
    Born.SLIP: (0.05, 0.03, 0.006, 0.004),
    Born.YEAR_OFF: (0.02, 0.004, 0.002, 0.0004),
    Born.CLOSE: (0.02, 0.012, 0.0005, 0.0011),
    Born.MOON: (0.03, 0.01, 0.004, 0.014),
    Born.FILLED: (0.05, 0.03, 0.002, 0.004),
    Born.IN_YEAR: (0.008, 0.002, 0.02, 0.05),
    Born.NEXT_YEAR: (0.003, 0.001, 0.22, 0.11),
    Born.FAR: (0.0005, 0.0003, 0.74, 0.81),
}
# Where one side knows only the year or the month, levels are shares among what can then be seen.
_BORN_PARTLY: dict[Born, Four] = {
    Born.MONTH: (0.90, 0.95, 0.004, 0.006),
    Born.YEAR: (0.95, 0.97, 0.04, 0.065),
    Born.IN_YEAR: (0.06, 0.03, 0.03, 0.06),
    Born.NEXT_YEAR: (0.03, 0.01, 0.25, 0.12),
    Born.FAR: (0.01, 0.005, 0.7, 0.81),
}
_NUMBER: dict[str, Four] = {
    "same": (0.96, 0.003, 0.002, 1e-9),
    "slip": (0.03, 0.0002, 0.0001, 6e-5),  # place, sex and year apart, six figures are left to agree by chance
    "next": (0.004, 0.25, 0.002, 6e-5),  # twins registered one after the other get numbers one after the other
    "other": (0.006, 0.75, 0.99, 1.0),
}
_CODE: dict[str, Four] = {"same": (0.6, 0.001, 0.001, 1e-7), "other": (0.4, 0.999, 0.999, 1.0)}
_SEX: dict[str, Four] = {"same": (0.988, 0.6, 0.5, 0.5), "other": (0.012, 0.4, 0.5, 0.5)}
_PARENT: dict[Near, Four] = {
    Near.SAME: (0.83, 0.88, 0.82, 0.0),
    Near.SLIP: (0.07, 0.05, 0.07, 0.0),
    Near.DROPPED: (0.06, 0.04, 0.06, 0.0),
    Near.OTHER: (0.04, 0.03, 0.05, 1.0),
}
_CARER: dict[Near, Four] = {
    Near.SAME: (0.6, 0.85, 0.75, 0.0),
    Near.SLIP: (0.07, 0.05, 0.05, 0.0),
    Near.DROPPED: (0.05, 0.03, 0.05, 0.0),
    Near.OTHER: (0.28, 0.07, 0.15, 1.0),
}
_PHONE: dict[str, Four] = {
    "same": (0.6, 0.8, 0.75, 1e-5),
    "slip": (0.05, 0.04, 0.04, 3e-5),
    "other": (0.35, 0.16, 0.21, 1.0),
}
_PLACE: dict[str, Four] = {
    "same": (0.72, 0.93, 0.88, 0.0002),
    "commune": (0.13, 0.04, 0.06, 0.0015),
    "hamlet": (0.05, 0.01, 0.01, 0.02),  # the same hamlet in communes of other names: communes are merged and renamed
    "other": (0.10, 0.02, 0.05, 0.98),
}
_PLACE_HALF: dict[str, Four] = {"same": (0.85, 0.97, 0.94, 0.01), "other": (0.15, 0.03, 0.06, 0.99)}
_HOUSEHOLD: dict[str, Four] = {"same": (0.75, 0.95, 0.93, 1e-4), "other": (0.25, 0.05, 0.07, 1.0)}
_ADDRESS: dict[str, Four] = {"same": (0.6, 0.85, 0.8, 0.03), "other": (0.4, 0.15, 0.2, 0.97)}


def given_name(pair: names.NamePair, frequencies: Frequencies) -> Evidence:
    """The name a child is called by, with how it had to be turned to fit."""
    chance = {
        Near.SAME: frequencies.given(pair.left.given.folded),
        Near.ACCENT: frequencies.given(pair.left.given.folded) * 0.5,
        Near.SOUND: frequencies.sounding(pair.left.given.folded),
    }
    same, twins, siblings, strangers = _GIVEN[pair.given]
    turned = _ARRANGEMENT[pair.arrangement]
    by_chance = chance.get(pair.given, strangers)
    shares = (
        same * turned[0],
        max(twins, by_chance) * turned[1],
        max(siblings, by_chance) * turned[2],
        by_chance * turned[3],
    )
    level = pair.given.value if pair.arrangement is Arrangement.STRAIGHT else f"{pair.arrangement.value} {pair.given}"
    return Evidence("given_name", level, shares, _bits(0.9, frequencies.given(pair.left.given.folded)))


def middle_name(pair: names.NamePair, frequencies: Frequencies) -> Evidence:
    """Middle names; that both say only thị or văn, or nothing, is common."""
    alike = pair.given in (Near.SAME, Near.ACCENT, Near.SOUND, Near.TYPED)
    same, twins, siblings, strangers = (_MIDDLE_ALIKE if alike else _MIDDLE_UNLIKE)[pair.middle]
    by_chance = strangers
    telling = [part for part in pair.left.middle if part.folded not in MARKERS]
    commonness = (
        frequencies.plain if not telling else max(1e-3, math.prod(frequencies.middle(part.folded) for part in telling))
    )
    if pair.middle is Near.SAME:
        by_chance = commonness
    if pair.middle is Near.DROPPED and pair.left.family is None:
        same = 0.5
    if pair.middle is Near.SAME and pair.given is Near.ACCENT:
        twins, siblings = 0.4, 0.3  # Bảo An and Bảo Ân are named to go together
    return Evidence("middle_name", pair.middle.value, (same, twins, siblings, by_chance), _bits(0.85, commonness))


def family_name(pair: names.NamePair, frequencies: Frequencies) -> Evidence | None:
    if pair.family is None or pair.left.family is None:
        return None
    same, twins, siblings, strangers = _FAMILY[pair.family]
    common = frequencies.family(pair.left.family.folded)
    by_chance = common if pair.family is Near.SAME else strangers
    return Evidence("family_name", pair.family.value, (same, twins, siblings, by_chance), _bits(0.965, common))


def birth(left: Record, right: Record) -> Evidence | None:
    if left.birth is None or right.birth is None:
        return None
    level = dates.born(left.birth, right.birth)
    whole = left.birth.day is not None and right.birth.day is not None
    shares = (_BORN if whole else _BORN_PARTLY)[level]
    best = _BORN[Born.SAME] if whole else _BORN_PARTLY[Born.MONTH if level is Born.MONTH else Born.YEAR]
    return Evidence("birth_date", level.value, shares, _bits(best[0], best[3]))


def sex(left: Record, right: Record) -> Evidence | None:
    return _plain("sex", left.sex, right.sex, _SEX)


@lru_cache(maxsize=100_000)
def _numbers(left: str, right: str) -> str:
    if left == right:
        return "same"
    if left[:6] == right[:6] and 0 < abs(int(left) - int(right)) <= 30:
        return "next"
    return "slip" if OSA.distance(left, right, score_cutoff=1) <= 1 else "other"


def number(left: Record, right: Record) -> Evidence | None:
    if not left.number or not right.number:
        return None
    level = _numbers(left.number, right.number)
    return Evidence("personal_number", level, _NUMBER[level], _bits(*_NUMBER["same"][::3]))


def national_code(left: Record, right: Record) -> Evidence | None:
    return _plain("national_code", left.national_code, right.national_code, _CODE)


def ethnicity(left: Record, right: Record, frequencies: Frequencies) -> Evidence | None:
    if not left.ethnicity or not right.ethnicity:
        return None
    share = frequencies.people(left.ethnicity)
    if left.ethnicity == right.ethnicity:
        # People live among their own: in one commune a rare group is common, so its word is kept low.
        return Evidence("ethnicity", "same", (0.97, 0.98, 0.97, max(share, 0.15)), _bits(0.97, max(share, 0.15)))
    return Evidence("ethnicity", "other", (0.03, 0.02, 0.03, 0.4), _bits(0.97, max(share, 0.15)))


def parent(field: str, left: str, right: str, child_family: str, frequencies: Frequencies) -> Evidence | None:
    """A parent's name; the family name counts only where the child's own has not already said it."""
    level = names.near_persons(left, right)
    if level is None:
        return None
    same, twins, siblings, strangers = (_CARER if field == "carer_name" else _PARENT)[level]
    chance = person_chance(left, child_family, frequencies)
    by_chance = {Near.SAME: chance, Near.SLIP: min(0.2, chance * 12), Near.DROPPED: min(0.3, chance * 25)}
    shares = (same, twins, siblings, by_chance.get(level, strangers))
    return Evidence(field, level.value, shares, _bits(same if level is Near.SAME else 0.83, chance))


@lru_cache(maxsize=100_000)
def person_chance(name: str, child_family: str, frequencies: Frequencies) -> float:
    """How often a stranger bears this name."""
    read = names.read(name)
    if read is None:
        return 1.0
    chance = frequencies.given(read.given.folded)
    if read.family and read.family.folded != child_family:
        chance *= frequencies.family(read.family.folded)
    telling = [part for part in read.middle if part.folded not in MARKERS]
    if read.middle:
        chance *= (
            math.prod((frequencies.middle(part.folded) for part in telling), start=1.0)
            if telling
            else max(0.5, frequencies.plain)
        )
    return max(chance, 3e-6)


@lru_cache(maxsize=100_000)
def _phones(left: str, right: str) -> str:
    return "same" if left == right else "slip" if OSA.distance(left, right, score_cutoff=1) <= 1 else "other"


def phone(left: Record, right: Record) -> Evidence | None:
    if not left.phone or not right.phone:
        return None
    level = _phones(left.phone, right.phone)
    return Evidence("phone", level, _PHONE[level], _bits(*_PHONE["same"][::3]))


@lru_cache(maxsize=200_000)
def alike(left: str, right: str) -> bool:
    """Two names of places: equal, or one letter apart when long enough."""
    return left == right or (min(len(left), len(right)) > 4 and OSA.distance(left, right, score_cutoff=1) <= 1)


def place(left: Record, right: Record) -> Evidence | None:
    """Hamlet and commune together: they are one answer to one question."""
    communes = bool(left.commune and right.commune)
    hamlets = bool(left.hamlet and right.hamlet)
    if communes and hamlets:
        in_commune, in_hamlet = alike(left.commune, right.commune), alike(left.hamlet, right.hamlet)
        level = "same" if in_commune and in_hamlet else "commune" if in_commune else "hamlet" if in_hamlet else "other"
        return Evidence("place", level, _PLACE[level], _bits(*_PLACE["same"][::3]))
    if communes or hamlets:
        agree = alike(left.commune, right.commune) if communes else alike(left.hamlet, right.hamlet)
        level = "same" if agree else "other"
        return Evidence("place", level, _PLACE_HALF[level], _bits(*_PLACE_HALF["same"][::3]))
    return None


def household(left: Record, right: Record) -> Evidence | None:
    """A short code is a running number of its commune and says nothing outside it."""
    if min(len(left.household), len(right.household)) < 5 and left.commune != right.commune:
        return None
    if left.commune != right.commune and left.household != right.household:
        return None  # each commune has codes of its own
    return _plain("household_code", left.household, right.household, _HOUSEHOLD)


def address(left: Record, right: Record) -> Evidence | None:
    if len(left.address) < 5 or len(right.address) < 5:
        return None
    level = "same" if fuzz.token_set_ratio(left.address, right.address, score_cutoff=85) else "other"
    return Evidence("address", level, _ADDRESS[level], _bits(*_ADDRESS["same"][::3]))


def _plain(field: str, left: str, right: str, table: dict[str, Four]) -> Evidence | None:
    if not left or not right:
        return None
    level = "same" if left == right else "other"
    return Evidence(field, level, table[level], _bits(table["same"][0], table["same"][3]))


def _bits(same: float, strangers: float) -> float:
    return math.log2(same / strangers)


Compare = Callable[[Record, Record], Evidence | None]
_ALONE: tuple[Compare, ...] = (birth, sex, number, national_code, phone, place, household, address)


def weigh(left: Record, right: Record, frequencies: Frequencies) -> list[Evidence]:
    """All that the two records say of each other; fields missing on one side say nothing."""
    found: list[Evidence | None] = []
    pair = names.best(left.full_name, right.full_name, left.other_name, right.other_name)
    child_family = ""
    everywhere, frequencies = frequencies, frequencies.of(left.ethnicity or right.ethnicity)
    if pair is not None:
        found += [given_name(pair, frequencies), middle_name(pair, frequencies), family_name(pair, frequencies)]
        child_family = pair.left.family.folded if pair.left.family and pair.family is Near.SAME else ""
    found += [compare(left, right) for compare in _ALONE]
    found.append(ethnicity(left, right, everywhere))
    father, mother = (left.father, right.father), (left.mother, right.mother)
    crossed = names.near_persons(left.father, right.mother), names.near_persons(left.mother, right.father)
    if crossed == (Near.SAME, Near.SAME):
        father, mother = (left.father, right.mother), (left.mother, right.father)  # columns exchanged
    found.append(parent("father_name", *father, child_family, frequencies))
    found.append(parent("mother_name", *mother, child_family, frequencies))
    if left.carer not in (left.father, left.mother) and right.carer not in (right.father, right.mother):
        found.append(parent("carer_name", left.carer, right.carer, child_family, frequencies))
    return [evidence for evidence in found if evidence is not None]


def odds(evidence: list[Evidence]) -> Four:
    """Bits for each story, prior included."""
    same, twins, siblings, strangers = PRIOR
    for one in evidence:
        shares = one.shares
        same += math.log2(shares[0])
        twins += math.log2(shares[1])
        siblings += math.log2(shares[2])
        strangers += math.log2(shares[3])
    return same, twins, siblings, strangers


def share_of_same(bits: Four) -> float:
    """The share of "the same child" among the four stories, 0..1."""
    highest = max(bits)
    weights = [2.0 ** (one - highest) for one in bits]
    share: float = weights[SAME] / sum(weights)
    return share
