"""The country as plain rows, before it meets the database: what the sources say, and the words of names.

A path is the key of a unit: segments of code and letter from the province down (`11b/03145b`). The letter is the turn
of that (level, code): the national list before July 2025 is `a`, the one after it `b` (`a` where the code was never
used before); files of law/territory give theirs. Once given it never changes: records everywhere carry paths.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass, field

from chungtay.foundation.vietnamese import fold

KINDS = {
    "province": ("tỉnh", "thành phố"),
    "district": ("thành phố", "thị xã", "quận", "huyện"),
    "commune": ("thị trấn", "đặc khu", "phường", "xã"),
}
COUNTRY_PATH = ""
COUNTRY_CODE = "0"


@dataclass(frozen=True)
class UnitRow:
    """`parent` is the path of the unit above; None for the country. `aliases` are short forms that people type."""

    level: str
    code: str
    name: str
    kind: str
    path: str
    parent: str | None
    valid_from: dt.date
    valid_to: dt.date | None = None
    source: str = ""
    aliases: str = ""

    def exists_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class NameRow:
    path: str
    name: str
    kind: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    legal_basis: str = ""


@dataclass(frozen=True)
class SuccessionRow:
    predecessor: str
    successor: str
    effective_on: dt.date
    whole: bool = True
    legal_basis: str = ""


@dataclass(frozen=True)
class Expected:
    """A sum the list must give on a day. `gap` tells which part is known not to hold."""

    on: dt.date
    level: str
    total: int
    kinds: dict[str, int] = field(default_factory=dict)
    gap: str = ""


@dataclass
class Country:
    """All units through time. `review` holds what could not be matched: a person looks at it, loading goes on."""

    digest: str
    units: dict[str, UnitRow] = field(default_factory=dict)
    names: dict[str, list[NameRow]] = field(default_factory=dict)
    successions: list[SuccessionRow] = field(default_factory=list)
    review: list[dict[str, str]] = field(default_factory=list)

    def add(self, unit: UnitRow, legal_basis: str = "") -> None:
        if unit.path in self.units:
            raise ValueError(f"path {unit.path} is taken by {self.units[unit.path].name}")
        self.units[unit.path] = unit
        self.names[unit.path] = [NameRow(unit.path, unit.name, unit.kind, unit.valid_from, unit.valid_to, legal_basis)]

    def at(self, level: str, code: str, day: dt.date) -> UnitRow:
        """The unit of that code on that day. Raises LookupError."""
        for unit in self.units.values():
            if unit.code == code and unit.level == level and unit.exists_on(day):
                return unit
        raise LookupError(f"no {level} {code} on {day}")

    def rename(self, path: str, name: str, kind: str, on: dt.date, legal_basis: str) -> None:
        *before, last = self.names[path]
        self.names[path] = [
            *before,
            dataclasses.replace(last, valid_to=on),
            NameRow(path, name, kind, on, last.valid_to, legal_basis),
        ]
        self.units[path] = dataclasses.replace(self.units[path], name=name, kind=kind)

    def move_start(self, path: str, on: dt.date, legal_basis: str) -> None:
        first, *rest = self.names[path]
        self.names[path] = [
            dataclasses.replace(first, valid_from=on, legal_basis=legal_basis or first.legal_basis),
            *rest,
        ]
        self.units[path] = dataclasses.replace(self.units[path], valid_from=on)

    def end(self, path: str, on: dt.date) -> None:
        *before, last = self.names[path]
        self.names[path] = [*before, dataclasses.replace(last, valid_to=on)]
        self.units[path] = dataclasses.replace(self.units[path], valid_to=on)

    def only(self, communes: set[str]) -> Country:
        """A part that holds together: these communes of today (by code), all they came from, and all above them."""
        kept = {
            path
            for path, unit in self.units.items()
            if unit.level == "commune" and unit.valid_to is None and unit.code in communes
        }
        kept |= {row.predecessor for row in self.successions if row.successor in kept}
        for path in list(kept):
            parent = self.units[path].parent
            while parent is not None:
                kept.add(parent)
                parent = self.units[parent].parent
        return Country(
            digest="part of " + self.digest[:40],
            units={path: unit for path, unit in self.units.items() if path in kept},
            names={path: names for path, names in self.names.items() if path in kept},
            successions=[row for row in self.successions if row.predecessor in kept and row.successor in kept],
        )


def tidy(name: str) -> str:
    """`Thị Trấn Ái Tử` → `Thị trấn Ái Tử`: the word for the kind is written one way."""
    name = " ".join(name.split())
    for kind in ("thị trấn", "thị xã", "thành phố", "đặc khu"):
        if name.lower().startswith(kind + " "):
            return kind.capitalize() + name[len(kind) :]
    return name


def kind_of(name: str, level: str) -> str:
    """The kind stands at the head of the full name; the package's own column for it is not always right."""
    lowered = name.lower()
    for kind in KINDS.get(level, ()):
        if lowered.startswith(kind + " "):
            return kind
    raise ValueError(f"{name!r}: no kind of {level} at its head")


def short_name(name: str, kind: str) -> str:
    """Without the word for its kind, except where only a number would be left (Phường 5)."""
    if kind and name.lower().startswith(kind.lower() + " "):
        rest = name[len(kind) + 1 :]
        return name if rest.isdigit() else rest
    return name


# Longest first. Abbreviations as people write them: "TP. Huế", "TX Mường Lay", "P. 5", "X. Nà Tấu".
_KIND_WORDS = r"(?:thanh pho|thi xa|thi tran|dac khu|phuong|quan|huyen|tinh|xa|tp|tx|tt|q|h|p|x)"
_LEADING_KIND = re.compile(rf"^{_KIND_WORDS} (?=\S)")
_ANY_KIND = re.compile(rf"\b{_KIND_WORDS}\b")
ABBREVIATIONS = {
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "q": "quan",
    "h": "huyen",
    "p": "phuong",
    "x": "xa",
    "t": "tinh",
}


def without_kind(folded: str) -> str:
    """A folded name without the word for its kind at its head: `xa muong phang` → `muong phang`; never empty."""
    return _LEADING_KIND.sub("", folded, count=1)


def without_kinds(folded: str) -> str:
    """Without any word for a kind; the text itself when nothing would be left."""
    return " ".join(_ANY_KIND.sub(" ", folded).split()) or folded


def spelled_out(folded: str) -> str:
    """`tp hue` → `thanh pho hue`, `p 5` → `phuong 5`: only at the head."""
    head, _, rest = folded.partition(" ")
    return f"{ABBREVIATIONS[head]} {rest}" if rest and head in ABBREVIATIONS else folded


def folded_short(name: str, kind: str) -> str:
    return fold(short_name(name, kind))
