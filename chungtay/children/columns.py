"""From what is meant (the dict every reader, form and generator speaks) to the columns of `Child`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from chungtay.foundation.vietnamese import name_key

# Meaning → column, where they differ only by name or not at all.
TEXTS = (
    "full_name", "other_name", "sex", "ethnicity", "religion", "nationality", "personal_number", "national_code",
    "birth_certificate", "residence_kind", "registered_at", "lives_with", "father_name", "mother_name", "carer_name",
    "phone", "note",
)  # fmt: skip
DAYS = ("birth_registered_on", "last_seen_on")
FLAGS = ("birth_registered", "birth_about")
# What nobody sees and nobody can search for: control characters (not the line break of a note), zero widths, directions.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def earliest_day(birth: str) -> dt.date | None:
    """The first day a (partial) ISO birth may mean: "2019" → 1/1/2019. None for an empty text."""
    if not birth:
        return None
    year, month, day = [*(int(part) for part in birth.split("-")), 1, 1][:3]
    return dt.date(year, month, day)


def columns_of(values: dict[str, Any]) -> dict[str, Any]:
    """Column values for the keys that are there; a birth gives `birth` and `birth_date`, a name gives its key of order."""
    found: dict[str, Any] = {key: values[key] for key in (*TEXTS, *DAYS, *FLAGS) if key in values}
    for key in TEXTS:
        if isinstance(found.get(key), str):
            found[key] = _UNSEEN.sub("", found[key])
    for key in DAYS:
        if isinstance(found.get(key), str):
            found[key] = dt.date.fromisoformat(found[key]) if found[key] else None
    if "birth_date" in values:  # the key of the meaning dict is `birth_date`, whole or partial
        given = values["birth_date"]
        birth = given.isoformat() if isinstance(given, dt.date) else str(given or "")
        found |= {"birth": birth, "birth_date": earliest_day(birth)}
    if "full_name" in found:
        found["full_name"] = " ".join(str(found["full_name"]).split())
        found["name_key"] = name_key(found["full_name"])[:260]
    return found


def values_of(child: Any) -> dict[str, Any]:
    """The dict of meaning of a `Child` row, as matching and comparing use it. Texts only."""
    found = {key: str(getattr(child, key) or "") for key in TEXTS}
    return found | {"birth_date": child.birth}
