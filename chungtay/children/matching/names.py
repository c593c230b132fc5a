"""Two names held side by side: which syllable stands for which, and how well they agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from chungtay.children.matching.folding import Syllable, folded, is_accented, syllables, without_fillers
from chungtay.children.names.syllables import KNOWN


class Near(StrEnum):
    """How two syllables, or two rows of syllables, agree; from alike to unlike."""

    SAME = "same"
    ACCENT = "accent"  # the same letters, but both writers put other accents: An, Ân
    SOUND = "sound"  # heard alike: Trí, Chí
    INITIAL = "initial"  # N. for Nguyễn
    TYPED = "typed"  # one letter apart, and one of the two is no syllable: Yến, Yếnn
    SLIP = "slip"  # one letter more, less, other or exchanged
    DROPPED = "dropped"  # one side leaves syllables out
    OTHER = "other"


class Arrangement(StrEnum):
    STRAIGHT = "straight"
    SWAPPED = "swapped"  # given name first, or middle and given name exchanged
    HOME = "home"  # the name used at home stands for the name of the other record


@dataclass(frozen=True)
class Name:
    """A name in its places. `accented` tells whether the writer used accents at all."""

    family: Syllable | None
    middle: tuple[Syllable, ...]
    given: Syllable
    accented: bool
    text: str
    sorted_text: str


@dataclass(frozen=True)
class NamePair:
    """The best way to hold two names side by side."""

    left: Name
    right: Name
    family: Near | None  # None: one side has no family name
    middle: Near
    given: Near
    arrangement: Arrangement

    @property
    def cost(self) -> int:
        return _COST[self.given] * 3 + _COST[self.middle] + (_COST[self.family] * 2 if self.family else 1)


_COST = {
    Near.SAME: 0,
    Near.ACCENT: 2,
    Near.SOUND: 2,
    Near.INITIAL: 2,
    Near.DROPPED: 2,
    Near.TYPED: 2,
    Near.SLIP: 3,
    Near.OTHER: 8,
}
_PENALTY = {Arrangement.STRAIGHT: 0, Arrangement.SWAPPED: 4, Arrangement.HOME: 5}


@lru_cache(maxsize=200_000)
def read(text: str) -> Name | None:
    """None when no letter is left; one syllable alone is a given name."""
    return _placed(syllables(text), is_accented(text), text)


def _placed(parts: tuple[Syllable, ...], accented: bool, text: str) -> Name | None:
    if not parts:
        return None
    family = parts[0] if len(parts) > 1 else None
    return Name(family, parts[1:-1], parts[-1], accented, text, " ".join(sorted(part.folded for part in parts)))


@lru_cache(maxsize=400_000)
def near(left: Syllable, right: Syllable, accented: bool) -> Near:
    """`accented`: both writers used accents, so that a difference of accents is meant."""
    if left.folded == right.folded:
        return Near.ACCENT if accented and left.accented != right.accented else Near.SAME
    if left.skeleton == right.skeleton:
        return Near.SOUND
    shorter, longer = sorted((left.folded, right.folded), key=len)
    if len(shorter) == 1:
        return Near.INITIAL if longer.startswith(shorter) else Near.OTHER
    if OSA.distance(shorter, longer, score_cutoff=1) > 1:
        return Near.OTHER
    if (left.folded in KNOWN) is not (right.folded in KNOWN):
        return Near.TYPED
    return Near.SLIP if len(longer) > 2 else Near.OTHER


def near_rows(left: tuple[Syllable, ...], right: tuple[Syllable, ...], accented: bool) -> Near:
    """Middle names: thị and văn do not count, a left-out syllable is no contradiction."""
    left, right = _telling(left), _telling(right)
    if not left and not right:
        return Near.SAME
    if not left or not right:
        return Near.DROPPED
    levels = [near(one, other, accented) for one, other in zip(left, right, strict=False)]
    if len(left) == len(right):
        return max(levels, key=_COST.__getitem__)
    shorter, longer = sorted((left, right), key=len)
    inside = {part.folded for part in longer} | {part.skeleton for part in longer}
    return Near.DROPPED if all(part.folded in inside or part.skeleton in inside for part in shorter) else Near.OTHER


def _telling(parts: tuple[Syllable, ...]) -> tuple[Syllable, ...]:
    kept = without_fillers(parts)
    return () if kept and all(part.folded in ("thi", "van") for part in kept) else kept


def hold(left: Name, right: Name, arrangement: Arrangement = Arrangement.STRAIGHT) -> NamePair:
    """The two names as they are placed."""
    accented = left.accented and right.accented
    family = near(left.family, right.family, accented) if left.family and right.family else None
    return NamePair(
        left,
        right,
        Near.SAME if family is Near.ACCENT else family,
        near_rows(left.middle, right.middle, accented),
        near(left.given, right.given, accented),
        arrangement,
    )


@lru_cache(maxsize=100_000)
def best(left: str, right: str, left_home: str = "", right_home: str = "") -> NamePair | None:
    """The most favourable way to hold two full names, with the names used at home; None when one has no name."""
    one, other = read(left), read(right)
    if one is None or other is None:
        return None
    straight = hold(one, other)
    ways = [straight]
    if straight.given in (Near.OTHER, Near.SLIP, Near.INITIAL) or straight.family is Near.OTHER:
        ways += [hold(way, other, Arrangement.SWAPPED) for way in _turned(one, other)]
        ways += [hold(one, way, Arrangement.SWAPPED) for way in _turned(other, one)]
        ways += [hold(way, other, Arrangement.HOME) for way in _at_home(one, left_home)]
        ways += [hold(one, way, Arrangement.HOME) for way in _at_home(other, right_home)]
    return min(ways, key=lambda way: way.cost + _PENALTY[way.arrangement])


def _turned(name: Name, other: Name) -> list[Name]:
    """The same syllables as somebody else orders them: `An Nguyễn Văn`, `Nguyễn An Bảo`.

    Only taken up when the two names then share all syllables of the shorter one."""
    if name.family is None:
        return []
    parts = (name.family, *name.middle, name.given)
    if not _share(
        without_fillers(parts),
        without_fillers((*((other.family,) if other.family else ()), *other.middle, other.given)),
    ):
        return []
    orders = [parts[1:] + parts[:1], parts[-1:] + parts[:-1]]
    if len(parts) > 2:
        orders += [(*parts[:-2], parts[-1], parts[-2]), (parts[1], parts[0], *parts[2:])]
    return [way for order in orders if (way := _placed(order, name.accented, name.text))]


def _share(left: tuple[Syllable, ...], right: tuple[Syllable, ...]) -> bool:
    """Whether every syllable of the shorter name has its like in the longer, and one at least its equal."""
    shorter, longer = sorted((left, right), key=len)
    equal = False
    for part in shorter:
        best = min((_COST[near(part, one, False)] for one in longer), default=_COST[Near.OTHER])
        equal = equal or best == 0
        if best >= _COST[Near.OTHER]:
            return False
    return equal


def _at_home(name: Name, home: str) -> list[Name]:
    """The name with what the family calls the child: a whole other name, or another given name."""
    called = read(home) if home else None
    if called is None:
        return []
    parts = syllables(home)
    whole = len(parts) > 2 or (len(parts) == 2 and name.family is not None and parts[0].folded == name.family.folded)
    if whole:
        return [called]
    family = (name.family,) if name.family else ()
    way = _placed((*family, *parts[:-1], parts[-1]), called.accented, home)
    plain = _placed((*family, parts[-1]), called.accented, home)
    return [found for found in (way, plain) if found]


@lru_cache(maxsize=200_000)
def near_persons(left: str, right: str) -> Near | None:
    """Names of two grown-ups as one list and another write them; None when one is missing.

    SAME: all telling syllables; SLIP: one letter, one sound or the order; DROPPED: only a part of the name is given.
    """
    one, other = read(left), read(right)
    if one is None or other is None:
        return None
    mine, theirs = _plain(one), _plain(other)
    if mine == theirs:
        return Near.SAME
    if sorted(mine) == sorted(theirs):
        return Near.SLIP
    pair = hold(one, other)
    alike = pair.given in (Near.SAME, Near.SOUND, Near.ACCENT)
    if alike and pair.family in (None, Near.SAME, Near.INITIAL) and pair.middle in (Near.DROPPED, Near.SAME):
        return Near.DROPPED
    longer = " ".join(mine), " ".join(theirs)
    if min(map(len, longer)) >= 6 and OSA.distance(*longer, score_cutoff=2) <= (1 if min(map(len, longer)) < 10 else 2):
        return Near.SLIP
    if one.sorted_text and pair.family in (Near.SAME, Near.SOUND) and alike and pair.middle is not Near.OTHER:
        return Near.SLIP
    return Near.OTHER


def _plain(name: Name) -> list[str]:
    parts = (*((name.family,) if name.family else ()), *name.middle, name.given)
    return [part.folded for part in without_fillers(parts)]


def family_of(text: str) -> str:
    name = read(text)
    return name.family.folded if name and name.family else ""


def given_of(text: str) -> str:
    return folded(text).rpartition(" ")[2]
