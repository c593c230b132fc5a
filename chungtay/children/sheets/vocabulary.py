# ruff: noqa: E501 - lists of words are read along, not folded
"""The words a list may use for what has a code: peoples, circumstances, hamlets of this commune, relations.

Made from the code lists by whoever has them; nothing here is read from a database.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chungtay.children.ethnicities import Ethnicities
from chungtay.children.ethnicities import read as read_ethnicities
from chungtay.foundation.vietnamese import fold

_Items = Iterable[Mapping[str, Any]]

_KINDS = (
    "to dan pho so", "to dan pho", "khu dan cu so", "khu dan cu", "tieu khu", "khu pho", "to nhan dan", "khu vuc", "thon", "ban", "lang", "buon", "bon",
    "xom", "ap", "khom", "plei", "phum", "soc", "doi", "khu", "tdp", "kdc", "to", "tk",
)  # fmt: skip
_KIND = re.compile(r"^(?:" + "|".join(_KINDS) + r")(?= |\d|$) ?(?:so )?")
# Folded words people write, beside the official names.
_CIRCUMSTANCES = {
    "mo coi ca cha va me": "a", "mo coi ca cha lan me": "a", "mo coi cha me": "a", "mo coi bo me": "a", "mo coi ca bo va me": "a", "mo coi ca bo lan me": "a",
    "bo roi": "b", "bi bo roi": "b", "khong noi nuong tua": "c", "khuyet tat": "d", "tan tat": "d", "tre khuyet tat": "d", "kt": "d",
    "khuyet tat dac biet nang": "d1", "khuyet tat nang": "d2", "khuyet tat nhe": "d3", "kt nang": "d2", "kt nhe": "d3", "kt dac biet nang": "d1",
    "hiv": "dd", "hiv aids": "dd", "nhiem hiv": "dd", "vi pham phap luat": "e", "nghien ma tuy": "g", "bo hoc kiem song": "h",
    "bi bao luc": "i", "bao luc": "i", "bi boc lot": "k", "xam hai tinh duc": "l", "bi xam hai tinh duc": "l", "bi mua ban": "m", "mua ban": "m",
    "benh hiem ngheo": "n", "mac benh hiem ngheo": "n", "di cu": "o", "lanh nan": "o", "ti nan": "o",
}  # fmt: skip
_AT_RISK = {
    "mo coi cha": "one_parent_orphan", "mo coi me": "one_parent_orphan", "mo coi bo": "one_parent_orphan", "mo coi cha hoac me": "one_parent_orphan",
    "bo hoc": "dropped_out", "tao hon": "child_marriage", "lao dong tre em": "child_labour", "nha tam": "temporary_house",
}  # fmt: skip
_RELATIONS = {
    "cha": "father", "bo": "father", "cha de": "father", "bo de": "father", "me": "mother", "me de": "mother", "ong": "grandparent", "ba": "grandparent",
    "ong ba": "grandparent", "ong noi": "grandparent", "ba noi": "grandparent", "ong ngoai": "grandparent", "ba ngoai": "grandparent",
    "anh": "sibling", "chi": "sibling", "anh chi": "sibling", "anh trai": "sibling", "chi gai": "sibling", "co": "relative", "di": "relative", "chu": "relative",
    "bac": "relative", "cau": "relative", "mo": "relative", "ho hang": "relative", "nguoi than": "relative", "giam ho": "guardian", "nguoi giam ho": "guardian",
    "cha nuoi": "foster", "me nuoi": "foster", "bo nuoi": "foster", "me ke": "step", "cha duong": "step", "bo duong": "step", "khac": "other",
    "con": "", "con de": "", "con ruot": "", "chau": "grandparent", "chau noi": "grandparent", "chau ngoai": "grandparent",
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """`hamlets`: keys (see `hamlet_key`) → names of this commune; empty when hamlets are not to be checked.

    `communes`: folded names that mean this commune (its own, its predecessors'); empty when not to be checked.
    """

    ethnicities: Ethnicities
    circumstances: Mapping[str, str]
    at_risk: Mapping[str, str]
    religions: Mapping[str, str]
    relations: Mapping[str, str]
    today: dt.date
    hamlets: Mapping[str, str] = field(default_factory=dict)
    communes: frozenset[str] = frozenset()


def make(
    *,
    ethnicities: _Items,
    circumstances: _Items = (),
    at_risk: _Items = (),
    religions: _Items = (),
    relations: _Items = (),
    hamlets: Iterable[str] = (),
    communes: Iterable[str] = (),
    today: dt.date,
) -> Vocabulary:
    return Vocabulary(
        read_ethnicities(ethnicities),
        _by_words(circumstances, _CIRCUMSTANCES),
        _by_words(at_risk, _AT_RISK),
        _by_words(religions, {"khong": "", "khong co": "", "ko": ""}),
        _by_words(relations, _RELATIONS),
        today,
        {hamlet_key(name): name for name in hamlets},
        frozenset(commune_key(name) for name in communes),
    )


def _by_words(items: _Items, others: Mapping[str, str]) -> dict[str, str]:
    items = list(items)
    codes = {item["code"] for item in items}
    found = {written: code for written, code in others.items() if not code or code in codes}
    for item in items:
        code, name = item["code"], fold(item["name"])
        for words in (
            code,
            fold(code),
            name,
            name.removeprefix("tre em "),
            *(fold(one) for one in item.get("other_names", [])),
        ):
            if words == fold(code) and words != code and words in codes:
                continue
            found.setdefault(words, code)
        if item.get("abbreviation"):  # đ1 is not d1: the abbreviation is looked up as written
            found.setdefault(str(item["abbreviation"]).lower(), code)
    return found


def hamlet_key(text: str) -> str:
    """“Bản Nà Tấu”, “thôn Nà Tấu”, “Nà Tấu” are one; “Thôn 02” is “Tổ 2”."""
    folded = fold(text)
    bare = _KIND.sub("", folded).strip() or folded
    return bare.lstrip("0") or bare


_COMMUNE = re.compile(r"^(?:xa|phuong|thi tran|dac khu|tt|p|x) ")


def commune_key(text: str) -> str:
    return _COMMUNE.sub("", fold(text)).strip()


def names_hamlet(text: str) -> bool:
    """“Thôn Nà Tấu”, “II. Bản Phăng: 35 trẻ”: a line that says which hamlet follows."""
    return bool(_KIND.match(fold(_COUNTED.sub("", text))))


_COUNTED = re.compile(r"^\s*(?:[IVXLC]+|\d{1,2}|[A-HĐ])\s*[.)\-:/]+\s*")
_TAIL = re.compile(r"\s*(?:[:(\-–].*\btrẻ\b.*|[:(]\s*\d.*|[:.,;\s]+)$", re.IGNORECASE)


def hamlet_of_line(text: str) -> str:
    """The hamlet such a line names, without its number and what is counted behind it."""
    return " ".join(_TAIL.sub("", _COUNTED.sub("", text)).split())
