"""Which reports tell of one event? Pure: names, words, places and times are compared, and the reason is said in words.

The answer proposes; a person joins. A reason never repeats a name or what was told: it stands on lists.
Two reports belong together at `ENOUGH` points; places and times alone never reach it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from chungtay.foundation.vietnamese import fold

ENOUGH = 5.0
NEAR = dt.timedelta(hours=48)
FAR = dt.timedelta(days=14)  # reports further apart are another event, or another day of the same harm
_WORDS_ENOUGH, _WORDS_MOST = 3, 12
# Words that every report has: they tell nothing apart.
_PLAIN_WORDS = """tre em chau be con cha me bo ong ba co chu bac anh chi hang xom nha xa thon ban to xom phuong huyen tinh bi
    duoc dang da va voi la cua trong ngoai tai o den di khi thi ma nay do kia co khong rat nhieu lan ngay hom dem sang
    chieu toi gio luc tu sau truoc nguoi mot hai ba bon nam vao ra len xuong lai cung nhu vi nen de cho noi bao tin
    thay biet nghe gia dinh tuoi khoang hoc lop truong nam nu ten hien goi cong an"""
_PLAIN = frozenset(_PLAIN_WORDS.split())


@dataclass(frozen=True)
class Told:
    """One report as it is compared. `place`: the free words of the place; `hamlet`: key of the chosen hamlet, or None."""

    key: int
    received_at: dt.datetime
    unit_path: str
    place: str = ""
    hamlet: int | None = None
    child: str = ""
    child_id: int | None = None
    age: str = ""
    sex: str = ""
    parents: tuple[str, ...] = ()
    suspect: str = ""
    words: str = ""
    case: int | None = None


@dataclass(frozen=True)
class Likeness:
    """How alike two reports are. `reasons` in words, the weightiest first."""

    first: int
    second: int
    points: float
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return "; ".join(self.reasons)


def told(
    key: int,
    received_at: dt.datetime,
    unit_path: str,
    body: Mapping[str, str],
    *,
    hamlet: int | None = None,
    child_id: int | None = None,
    case: int | None = None,
) -> Told:
    """From the sealed body of a concern."""
    return Told(
        key, received_at, unit_path, place=body.get("place", ""), hamlet=hamlet, child=body.get("child_name", ""),
        child_id=child_id, age=body.get("child_age", ""), sex=body.get("child_sex", ""),
        parents=tuple(name for one in ("father_name", "mother_name", "carer_now") if (name := body.get(one, ""))),
        suspect=body.get("suspect", ""), words=f"{body.get('event', '')} {body.get('current_state', '')}", case=case,
    )  # fmt: skip


class _Ready:
    """A report with its words cut once, however often it is compared."""

    def __init__(self, one: Told) -> None:
        self.told = one
        self.child = fold(one.child)
        self.parents = tuple(fold(name) for name in one.parents)
        self.place, self.suspect, self.words = _telling(one.place), _telling(one.suspect), _telling(one.words)
        self.text = f" {fold(f'{one.words} {one.place}')} "
        self.names = tuple(name for name in (self.child, *self.parents) if len(name.split()) >= 2)


def compare(first: Told, second: Told) -> Likeness | None:
    """None when they surely tell of two events: other communes, too far apart, or two children known to be two."""
    return _compare(_Ready(first), _Ready(second)) if _possible(first, second) else None


def _possible(first: Told, second: Told) -> bool:
    if first.unit_path != second.unit_path or abs(first.received_at - second.received_at) > FAR:
        return False
    if first.child_id and second.child_id and first.child_id != second.child_id:
        return False
    return not (first.sex and second.sex and first.sex != second.sex and "unknown" not in (first.sex, second.sex))


def _compare(one: _Ready, other: _Ready) -> Likeness | None:
    first, second = one.told, other.told
    found = [
        *_child(one, other), *_place(one, other), *_people(one, other), *_words(one, other),
        _time(abs(first.received_at - second.received_at)),
    ]  # fmt: skip
    points = sum(weight for weight, _ in found)
    if points < ENOUGH:
        return None
    reasons = tuple(words for _, words in sorted(found, key=lambda reason: -reason[0]) if words)
    return Likeness(first.key, second.key, round(points, 1), reasons)


def _child(one: _Ready, other: _Ready) -> list[tuple[float, str]]:
    first, second = one.told, other.told
    if first.child_id and first.child_id == second.child_id:
        return [(6.0, "cùng một trẻ trong sổ")]
    found: list[tuple[float, str]] = []
    if one.child and other.child:
        alike = _names_alike(one.child, other.child)
        if alike < 0.5:
            return [(-3.0, "")]
        if alike >= 0.99:
            found.append((4.0, "tên trẻ giống nhau"))
        elif alike >= 0.8:
            found.append((3.0, "tên trẻ gần giống nhau"))
    if first.age.isdecimal() and second.age.isdecimal():
        years = abs(int(first.age) - int(second.age))
        if years <= 1:
            found.append((1.0, "tuổi trẻ gần nhau"))
        elif years > 4:
            found.append((-2.0, ""))
    return found


def _place(one: _Ready, other: _Ready) -> list[tuple[float, str]]:
    if one.told.hamlet is not None and one.told.hamlet == other.told.hamlet:
        return [(2.0, "cùng thôn, bản")]
    shared = one.place & other.place
    if len(shared) >= 2 or any(word.isdigit() for word in shared):
        return [(2.5, "địa điểm giống nhau")]
    return [(1.5, "địa điểm gần giống nhau")] if shared else []


def _people(one: _Ready, other: _Ready) -> list[tuple[float, str]]:
    """Parents, carer, the one said to do harm: a name found on both sides, whatever part it plays there."""
    found: list[tuple[float, str]] = []
    if any(_names_alike(name, theirs) >= 0.9 for name in one.parents for theirs in other.parents):
        found.append((3.0, "tên cha, mẹ hoặc người chăm sóc giống nhau"))
    if one.suspect & other.suspect:
        found.append((1.5, "cùng nói về một người gây hại"))
    if not found and _named_in(one, other):
        found.append((2.0, "người được nêu tên ở tin này có trong lời kể của tin kia"))
    return found


def _named_in(one: _Ready, other: _Ready) -> bool:
    return any(f" {name} " in theirs.text for mine, theirs in ((one, other), (other, one)) for name in mine.names)


def _words(one: _Ready, other: _Ready) -> list[tuple[float, str]]:
    """Rare words of the story that both tell."""
    shared = one.words & other.words
    if len(shared) < _WORDS_ENOUGH:
        return []
    points = 1.0 + 0.25 * (min(len(shared), _WORDS_MOST) - _WORDS_ENOUGH)
    return [(points, f"lời kể có {len(shared)} từ chung")]


def _time(apart: dt.timedelta) -> tuple[float, str]:
    hours = int(apart.total_seconds() // 3600)
    if apart <= NEAR:
        return 2.0, "nhận cách nhau chưa đến 1 giờ" if not hours else f"nhận cách nhau {hours} giờ"
    return 0.5, f"nhận cách nhau {apart.days} ngày"


def _telling(text: str) -> frozenset[str]:
    """Words that tell one story from another: not the plain ones, not single letters."""
    return frozenset(word for word in fold(text).split() if word not in _PLAIN and (len(word) > 1 or word.isdigit()))


def _names_alike(first: str, second: str) -> float:
    """Of folded names: 1 for the same; a name that is the end of the other (“An” – “Lò Văn An”) counts as near."""
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    short, long = sorted((first.split(), second.split()), key=len)
    if long[-len(short) :] == short:
        return 0.9 if len(short) > 1 else 0.8
    return SequenceMatcher(None, first, second).ratio()


def alike(one: Told, others: Iterable[Told]) -> list[Likeness]:
    """The reports that may tell of the same event as `one`, the likeliest first."""
    ready = _Ready(one)
    near = (_Ready(other) for other in others if other.key != one.key and _possible(one, other))
    found = [likeness for other in near if (likeness := _compare(ready, other))]
    return sorted(found, key=lambda likeness: (-likeness.points, likeness.second))


def groups(reports: Iterable[Told]) -> list[tuple[int, ...]]:
    """Reports that hang together, each group with two or more, the earliest first; a chain of likeness is one group."""
    every = [_Ready(one) for one in sorted(reports, key=lambda one: (one.received_at, one.key))]
    head = {one.told.key: one.told.key for one in every}

    def top(key: int) -> int:
        while head[key] != key:
            key = head[key]
        return key

    for place, one in enumerate(every):
        for other in every[place + 1 :]:
            mine, theirs = top(one.told.key), top(other.told.key)
            if mine != theirs and _possible(one.told, other.told) and _compare(one, other):
                head[theirs] = mine
    gathered: dict[int, list[int]] = {}
    for one in every:
        gathered.setdefault(top(one.told.key), []).append(one.told.key)
    return [tuple(keys) for keys in gathered.values() if len(keys) > 1]
