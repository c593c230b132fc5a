"""A child as the matching sees it: every field read once, so that a record met in a thousand pairs is read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.children.matching import dates, folding

TITLE = "^(ong|ba|anh|chi) ([^ ]+ .+)$"  # before a name of at least two syllables
UNKNOWN = ("", "khong ro", "khong", "khong co", "chua ro", "ko", "k ro", "da mat", "mat")


@dataclass(frozen=True)
class Record:
    """What is said of a child; `''` or None where nothing is said."""

    full_name: str
    other_name: str
    birth: dates.Birth | None
    sex: str
    number: str
    national_code: str
    ethnicity: str
    father: str
    mother: str
    carer: str
    phone: str
    hamlet: str
    commune: str
    address: str
    household: str
    said: Mapping[str, str]  # as given, for the sentences


def record(child: Mapping[str, object]) -> Record:
    """Reads a child (see the package); unknown keys and None are passed over."""
    said = {key: str(value).strip() for key, value in child.items() if value is not None}

    def get(key: str) -> str:
        return said.get(key, "")

    sex = get("sex").lower()
    return Record(
        full_name=" ".join(get("full_name").split()),
        other_name=" ".join(get("other_name").split()),
        birth=dates.read(get("birth_date")),
        sex=sex if sex in ("male", "female") else "",
        number=folding.figures(get("personal_number")),
        national_code=folding.folded(get("national_code")).replace(" ", ""),
        ethnicity=folding.folded(get("ethnicity")),
        father=_person(get("father_name")),
        mother=_person(get("mother_name")),
        carer=_person(get("carer_name")),
        phone=folding.phone(get("phone")),
        hamlet=folding.hamlet(get("hamlet")),
        commune=folding.commune(get("commune")),
        address=folding.folded(get("address")),
        household=folding.folded(get("household_code")).replace(" ", ""),
        said=said,
    )


def _person(name: str) -> str:
    """`ông`, `bà`, what stands in brackets, and “không rõ” say nothing of the name."""
    words = name.split("(")[0].split()
    plain = folding.folded(" ".join(words))
    if plain in UNKNOWN:
        return ""
    titled = re.sub(TITLE, r"\2", plain)
    kept = " ".join(words if titled == plain else words[1:])
    return "" if titled in UNKNOWN else kept
