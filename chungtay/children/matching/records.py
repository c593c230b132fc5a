"""A child as the matching sees it: every field read once, so that a record met in a thousand pairs is read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.children.matching import dates, folding


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
    """`(đã mất)`, `ông`, `bà` and the like say nothing of the name."""
    plain = name.split("(")[0]
    words = plain.split()
    if len(words) > 2 and folding.folded(words[0]) in ("ong", "ba", "anh", "chi"):
        words = words[1:]
    kept = " ".join(words)
    return "" if folding.folded(kept) in ("", "khong ro", "khong", "chua ro", "ko", "k ro", "mat", "da mat") else kept
