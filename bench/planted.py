"""Invented families with planted duplicates: the question the matching is asked, with its answer known.

Families come with siblings, twins and many namesakes. A planted duplicate is a second writing of the same child by
another tired person: each kind of slip has its own share, and most copies carry several. All names are put together by
chance. One seed serves for tuning (`TUNED`), others for what is reported.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chungtay.children.population.names import NAMINGS, PET_NAMES
from chungtay.foundation.vietnamese import fold

Child = dict[str, str]
_T = TypeVar("_T")
TUNED = 1
TODAY = dt.date(2026, 11, 1)
SHARE = 0.03  # of children that are written down twice
TWINS = 0.012  # of births
PEOPLES = (
    ("kinh",) * 60 + ("thai",) * 14 + ("mong",) * 12 + ("tay",) * 6 + ("muong",) * 4 + ("dao",) * 2 + ("e_de",) * 2
)
_HEARD = [
    ("tr", "ch"),
    ("ch", "tr"),
    ("s", "x"),
    ("x", "s"),
    ("l", "n"),
    ("n", "l"),
    ("d", "gi"),
    ("gi", "d"),
    ("r", "d"),
]
_LETTERS = "aeiouhngtcmlpdkbvxsy"


@dataclass
class Planted:
    """Children, those written twice among them, and the pairs of places in the list that are one child."""

    children: list[Child] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    twins: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True)
class _House:
    people: str
    family: str
    father: str
    mother: str
    phone: str
    commune: str
    hamlet: str
    code: str
    region: str


def planted(count: int, seed: int, share: float = SHARE) -> Planted:
    """About `count` children; the same for the same seed."""
    dice = random.Random(seed)
    made = Planted()
    communes = [f"{one} {other}" for one in _PLACES for other in _PLACES if one != other]
    dice.shuffle(communes)
    communes = communes[: max(3, count // 700)]
    while len(made.children) < count:
        house = _house(dice, communes)
        siblings = _siblings(house, dice)
        first = len(made.children)
        made.children += siblings
        for place in range(first, first + len(siblings) - 1):
            if siblings[place - first]["birth_date"] == siblings[place - first + 1]["birth_date"]:
                made.twins.add((place, place + 1))
    for place in range(len(made.children)):
        if dice.random() < share:
            made.children.append(again(made.children[place], dice, communes))
            made.pairs.add((place, len(made.children) - 1))
    return made


_PLACES = [
    "Mường",
    "Chiềng",
    "Nà",
    "Pú",
    "Thanh",
    "Tân",
    "Sơn",
    "Hòa",
    "Bình",
    "Minh",
    "Yên",
    "Phú",
    "Long",
    "An",
    "Đông",
    "Tây",
    "Nam",
    "Bắc",
    "Trung",
    "Hưng",
    "Thịnh",
    "Quang",
    "Vĩnh",
    "Lộc",
    "Xuân",
    "Hạ",
    "Thượng",
    "Noong",
    "Luân",
]


def _house(dice: random.Random, communes: list[str]) -> _House:
    people = dice.choice(PEOPLES)
    naming = NAMINGS[people]
    family = dice.choice(naming.family)
    # Communes are of very different sizes, hamlets too.
    place = min(int(len(communes) * dice.random() ** 1.6), len(communes) - 1)
    hamlet = f"{('thôn', 'bản')[people != 'kinh']} {dice.choice(_PLACES)} {dice.randint(1, 4)}"
    return _House(
        people,
        family,
        "" if dice.random() < 0.12 else f"{family} {dice.choice(naming.man)}",
        "" if dice.random() < 0.04 else f"{dice.choice(naming.family)} {dice.choice(naming.woman)}",
        "" if dice.random() < 0.35 else f"09{dice.randint(10_000_000, 99_999_999)}",
        communes[place],
        hamlet,
        f"{place:03d}{dice.randint(1, 9999):04d}" if dice.random() < 0.7 else "",
        f"{dice.choice((1, 11, 12, 14, 22, 38, 40, 66)):03d}",
    )


def _siblings(house: _House, dice: random.Random) -> list[Child]:
    naming = NAMINGS[house.people]
    children: list[Child] = []
    day = TODAY - dt.timedelta(days=dice.randint(0, 15 * 365))
    for _ in range(dice.choices((1, 2, 3, 4), (40, 42, 13, 5))[0]):
        twins = dice.random() < TWINS
        serial = dice.randint(0, 999_990)
        known = dice.random() < 0.85
        for place in range(2 if twins else 1):
            sex = dice.choice(("male", "female"))
            name = f"{house.family} {dice.choice(naming.boy if sex == 'male' else naming.girl)}"
            if place:
                sex = children[-1]["sex"] if dice.random() < 0.6 else sex
                name = _twin_name(children[-1], sex, house, dice)
                serial += dice.choice((1, 1, 2, 7, dice.randint(8, 900)))
            children.append(_child(house, name, sex, day, serial % 1_000_000 if known else None, dice))
        day -= dt.timedelta(days=dice.randint(330, 2200))
        if day < TODAY - dt.timedelta(days=16 * 365):
            break
    return children


def _twin_name(other: Child, sex: str, house: _House, dice: random.Random) -> str:
    """Named to go together: the same middle name, or the same given name under two middle names."""
    naming = NAMINGS[house.people]
    for _ in range(20):
        tail = dice.choice(naming.boy if sex == "male" else naming.girl).split()
        theirs = other["full_name"].split()
        kind = dice.random()
        if kind < 0.55 and sex == other["sex"]:
            name = " ".join([*theirs[:-1], tail[-1]])
        elif kind < 0.62 and len(tail) > 1:
            name = " ".join([house.family, *tail[:-1], theirs[-1]])
        else:
            name = f"{house.family} {' '.join(tail)}"
        if fold(name) != fold(other["full_name"]):
            return name
    return f"{house.family} {dice.choice(naming.boy)}"


def _child(house: _House, name: str, sex: str, day: dt.date, serial: int | None, dice: random.Random) -> Child:
    century = (2 if day.year >= 2000 else 0) + (sex == "female")
    return {
        "full_name": name,
        "other_name": dice.choice(PET_NAMES) if dice.random() < 0.08 else "",
        "birth_date": day.isoformat(),
        "sex": sex,
        "ethnicity": house.people,
        "personal_number": "" if serial is None else f"{house.region}{century}{day.year % 100:02d}{serial:06d}",
        "father_name": house.father,
        "mother_name": house.mother,
        "carer_name": "",
        "phone": house.phone,
        "hamlet": house.hamlet,
        "commune": house.commune,
        "address": "",
        "household_code": house.code,
        "national_code": "",
    }


def again(child: Child, dice: random.Random, communes: list[str]) -> Child:
    """The same child as somebody else writes it down."""
    copy = dict(child)
    _name(copy, dice)
    copy["birth_date"] = _birth(dt.date.fromisoformat(child["birth_date"]), dice)
    _identity(copy, dice)
    _parents(copy, dice)
    _place(copy, dice, communes)
    if dice.random() < 0.15:  # a list typed on a machine without accents
        for key in ("full_name", "mother_name", "father_name", "hamlet"):
            copy[key] = fold(copy[key]).title()
    return copy


def _name(copy: Child, dice: random.Random) -> None:
    words = copy["full_name"].split()
    if len(words) > 2 and dice.random() < 0.10:
        del words[1]
    if len(words) > 3 and dice.random() < 0.06:
        del words[2]
    if dice.random() < 0.10:
        filler = "Thị" if copy["sex"] == "female" else "Văn"
        words = [word for word in words if word != filler] if filler in words else [words[0], filler, *words[1:]]
    for share, change in ((0.08, heard), (0.08, typed), (0.05, _vowel), (0.05, _accent)):
        if dice.random() < share:
            place = dice.randrange(len(words))
            words[place] = change(words[place], dice)
    turn = dice.random()
    if turn < 0.03:
        words = [*words[-1:], *words[:-1]]
    elif turn < 0.04 and len(words) > 2:
        words[-1], words[-2] = words[-2], words[-1]
    elif turn < 0.05:
        words = [words[0][0] + ".", *words[1:]]
    copy["full_name"] = " ".join(words)
    if copy["other_name"] and dice.random() < 0.15:
        copy["full_name"], copy["other_name"] = f"{words[0]} {copy['other_name']}", ""
    elif dice.random() < 0.5:
        copy["other_name"] = ""


def _birth(day: dt.date, dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.09:
        return str(day.year)
    if kind < 0.12:
        return f"{day.year}-{day.month:02d}"
    if kind < 0.17:
        return f"{day.year}-01-01"
    if kind < 0.20 and day.day <= 12:
        return dt.date(day.year, day.day, day.month).isoformat()
    if kind < 0.24:
        return (day + dt.timedelta(days=dice.choice((-1, 1)) * dice.randint(20, 45))).isoformat()
    if kind < 0.26 and (day.month, day.day) != (2, 29):
        return day.replace(year=day.year + dice.choice((-1, 1))).isoformat()
    if kind < 0.29:
        return day.replace(day=dice.randint(1, 28)).isoformat()
    if kind < 0.31:
        return (day + dt.timedelta(days=dice.choice((-2, -1, 1, 2)))).isoformat()
    return day.isoformat()


def _identity(copy: Child, dice: random.Random) -> None:
    number = copy["personal_number"]
    kind = dice.random()
    if number and kind < 0.40:
        copy["personal_number"] = ""
    elif number and kind < 0.42:
        place = dice.randrange(6, 11)
        copy["personal_number"] = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    elif number and kind < 0.45:
        place = dice.randrange(12)
        copy["personal_number"] = number[:place] + str(dice.randrange(10)) + number[place + 1 :]
    sex = dice.random()
    if sex < 0.02:
        copy["sex"] = ""
    elif sex < 0.03:
        copy["sex"] = "male" if copy["sex"] == "female" else "female"
    if dice.random() < 0.05:
        copy["ethnicity"] = ""
    elif dice.random() < 0.01:
        copy["ethnicity"] = "kinh"


def _parents(copy: Child, dice: random.Random) -> None:
    for key, missing in (("father_name", 0.20), ("mother_name", 0.07)):
        words = copy[key].split()
        if not words:
            continue
        kind = dice.random()
        if kind < missing:
            words = []
        elif kind < missing + 0.05 and len(words) > 2:
            del words[1]
        elif kind < missing + 0.10:
            place = dice.randrange(len(words))
            words[place] = dice.choice((heard, typed, _accent))(words[place], dice)
        elif kind < missing + 0.12:
            words = words[-1:]
        copy[key] = " ".join(words)
    kind = dice.random()
    if kind < 0.01:
        copy["father_name"], copy["mother_name"] = copy["mother_name"], copy["father_name"]
    elif kind < 0.025:
        naming = NAMINGS["kinh"]
        copy["father_name"] = f"{dice.choice(naming.family)} {dice.choice(naming.man)}"


def _place(copy: Child, dice: random.Random, communes: list[str]) -> None:
    phone = dice.random()
    if phone < 0.3:
        copy["phone"] = ""
    elif phone < 0.55:
        copy["phone"] = f"03{dice.randint(10_000_000, 99_999_999)}"
    elif phone < 0.58 and copy["phone"]:
        copy["phone"] = "+84" + copy["phone"][1:]
    if dice.random() < 0.30:  # moved: another commune wrote the child down too
        copy.update(commune=dice.choice(communes), hamlet=f"thôn {dice.choice(_PLACES)} {dice.randint(1, 4)}")
        copy["household_code"] = f"{dice.randint(0, 9_999_999):07d}"
    elif dice.random() < 0.12:
        copy["hamlet"] = dice.choice(("", f"tổ dân phố số {dice.randint(1, 9)}", copy["hamlet"].removeprefix("thôn ")))
    if dice.random() < 0.08:
        copy["household_code"] = ""


def heard(word: str, dice: random.Random) -> str:
    """`Trí` heard as `Chí`; a word without such a beginning stays."""
    lower = word.lower()
    fitting = [(mine, other) for mine, other in _HEARD if lower.startswith(mine) and len(lower) > len(mine)]
    if not fitting:
        return word
    mine, other = dice.choice(fitting)
    return (other + lower[len(mine) :]).capitalize()


def typed(word: str, dice: random.Random) -> str:
    """One letter left out, doubled, other, or exchanged with the next."""
    if len(word) < 3:
        return word
    place = dice.randrange(1, len(word))
    kind = dice.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    if kind == 2:
        return word[:place] + dice.choice(_LETTERS) + word[place + 1 :]
    return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


def _vowel(word: str, dice: random.Random) -> str:
    return word.replace("y", "i") if "y" in word else word[:-1] + "y" if word.endswith("i") else word


def _accent(word: str, dice: random.Random) -> str:
    return fold(word).capitalize()


def candidates(children: Sequence[_T], blocks: Callable[[_T], list[str]], cap: int) -> Iterator[tuple[int, int]]:
    """Each pair that shares a key whose block is not above `cap`, once."""
    gathered: dict[str, list[int]] = {}
    for place, child in enumerate(children):
        for key in blocks(child):
            gathered.setdefault(key, []).append(place)
    seen: set[tuple[int, int]] = set()
    for places in gathered.values():
        if 1 < len(places) <= cap:
            for at, left in enumerate(places):
                seen.update((left, right) for right in places[at + 1 :])
    yield from sorted(seen)
