"""Labelled sets for search and for matching: what was asked or planted, and what the right answer is. All by seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.children.population.names import PET_NAMES
from chungtay.children.population.writing import keyed, plain, shortened, slipped, swapped

Person = dict[str, Any]  # the keys that pure modules share: full_name, birth_date, sex, personal_number, father_name …


@dataclass(frozen=True)
class Query:
    """`text` as typed by somebody who wants the child at `wanted` (its place in the sequence given)."""

    text: str
    kind: str
    wanted: int


@dataclass(frozen=True)
class Pair:
    """`first` and `second` are places in the sequence; `same` says whether they are one child."""

    first: int
    second: int
    kind: str
    same: bool = True


_ASKED = (
    ("exact", 8), ("accentless", 30), ("reordered", 14), ("missing", 14), ("telex", 9), ("vni", 6), ("mistyped", 14),
    ("capitals", 5),
)  # fmt: skip
QUERY_KINDS = tuple(kind for kind, _ in _ASKED)
DUPLICATE_KINDS = (
    "accentless", "mistyped", "missing", "reordered", "birth_swapped", "birth_near", "year_only", "pet_name", "number_wrong",
    "moved",
)  # fmt: skip


def queries(children: Sequence[Person], seed: int, n: int) -> list[Query]:
    """`n` searches for children of the sequence, of the kinds `QUERY_KINDS`."""
    if not children:
        return []
    draw = random.Random(f"queries {seed}")
    kinds = draw.choices(QUERY_KINDS, [weight for _, weight in _ASKED], k=n)
    made = []
    for kind in kinds:
        wanted = draw.randrange(len(children))
        made.append(Query(_asked(str(children[wanted]["full_name"]), kind, draw), kind, wanted))
    return made


def _asked(name: str, kind: str, draw: random.Random) -> str:
    base = " ".join(name.split())
    if kind == "exact":
        return base
    if kind == "capitals":
        return base.upper()
    if kind == "telex":
        return keyed(base, tone_last=draw.random() < 0.7).lower()
    if kind == "vni":
        return keyed(base, vni=True, tone_last=draw.random() < 0.7).lower()
    if kind == "reordered":
        base = swapped(base, draw)
    elif kind == "missing":
        base = shortened(base, draw)
    elif kind == "mistyped":
        base = slipped(base, draw)
        return base if draw.random() < 0.5 else plain(base).lower()
    return plain(base).lower()


def duplicates(children: Sequence[Person], seed: int, share: float) -> tuple[list[Person], list[Pair]]:
    """The children followed by planted second records of `share` of them, and the pairs: planted ones and, not the
    same, the twins and brothers who look alike. The sequence given is not changed."""
    draw = random.Random(f"duplicates {seed}")
    made = [dict(child) for child in children]
    chosen = draw.sample(range(len(made)), min(len(made), round(len(made) * share)))
    pairs = []
    for first in sorted(chosen):
        other = draw.choice(children)
        second, kind = varied(made[first], draw, str(other.get("hamlet", "")), str(other.get("commune", "")))
        pairs.append(Pair(first, len(made), kind))
        made.append(second)
    return made, pairs + alike(children)


def alike(children: Sequence[Person]) -> list[Pair]:
    """Twins (one household, one birth date): children who must never be taken for one."""
    seen: dict[tuple[str, str], int] = {}
    pairs = []
    for place, child in enumerate(children):
        key = (str(child.get("household_code", "")), str(child.get("birth_date", "")))
        if key[0] and len(key[1]) == 10 and key in seen:
            pairs.append(Pair(seen[key], place, "twins", same=False))
        seen.setdefault(key, place)
    return pairs


def varied(child: Person, draw: random.Random, hamlet: str = "", commune: str = "") -> tuple[Person, str]:
    """A second record of the child as another person would have written it, and how it differs."""
    second = dict(child)
    kind = draw.choice(DUPLICATE_KINDS)
    name = str(child["full_name"])
    birth = str(child.get("birth_date", ""))
    second["personal_number"] = "" if draw.random() < 0.75 else child.get("personal_number", "")
    second["household_code"] = ""
    second["national_code"] = ""
    if kind == "accentless":
        second["full_name"] = plain(name)
    elif kind == "mistyped":
        second["full_name"] = slipped(name, draw)
    elif kind == "missing":
        second["full_name"] = shortened(name, draw)
    elif kind == "reordered":
        second["full_name"] = swapped(name, draw)
    elif kind == "birth_swapped" and len(birth) == 10 and birth[8:] <= "12" and birth[5:7] != birth[8:]:
        second["birth_date"] = f"{birth[:4]}-{birth[8:]}-{birth[5:7]}"
    elif kind == "year_only" and len(birth) >= 4:
        second["birth_date"] = birth[:4]
    elif kind == "pet_name":
        second["full_name"] = f"{name.split()[0]} {draw.choice(PET_NAMES)}"
        second["other_name"] = name.split()[-1]
    elif kind == "number_wrong" and len(str(child.get("personal_number", ""))) == 12:
        digits = list(str(child["personal_number"]))
        digits[-1] = str((int(digits[-1]) + draw.randint(1, 9)) % 10)
        second["personal_number"] = "".join(digits)
    elif kind == "moved" and hamlet:
        second["hamlet"], second["commune"] = hamlet, commune or child.get("commune", "")
        second["address"] = ""
    elif len(birth) == 10:
        kind = "birth_near"
        day = int(birth[8:])
        second["birth_date"] = f"{birth[:8]}{day + draw.choice((-1, 1)) if 1 < day < 28 else 15:02d}"
    if draw.random() < 0.3:
        second["father_name"] = plain(str(child.get("father_name", "")))
        second["mother_name"] = slipped(str(child.get("mother_name", "")), draw) if child.get("mother_name") else ""
    if draw.random() < 0.4:
        second["phone"] = ""
    return second, kind
