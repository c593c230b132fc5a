"""The values of a child between which a person chooses when two records become one, as columns and as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.children.models import Child

# Choice → columns that go together. `place` only within one commune.
FIELDS: dict[str, tuple[str, ...]] = {
    "full_name": ("full_name", "name_key"),
    "other_name": ("other_name",),
    "birth": ("birth", "birth_date", "birth_about"),
    "sex": ("sex",),
    "personal_number": ("personal_number",),
    "ethnicity": ("ethnicity",),
    "religion": ("religion",),
    "nationality": ("nationality",),
    "national_code": ("national_code",),
    "birth_registered": ("birth_registered", "birth_registered_on", "birth_certificate"),
    "father_name": ("father_name",),
    "mother_name": ("mother_name",),
    "carer_name": ("carer_name",),
    "phone": ("phone",),
    "place": ("hamlet_id", "household_id"),
    "residence_kind": ("residence_kind", "registered_at"),
    "lives_with": ("lives_with",),
    "last_seen_on": ("last_seen_on",),
    "note": ("note",),
}
# Columns that triggers fill from rows which came along; given back like chosen ones.
FOLLOWING = ("father_name", "mother_name", "carer_name", "phone", "last_seen_on", "household_kind")


def columns_of_choice(name: str) -> tuple[str, ...]:
    return FIELDS[name]


def json_value(value: Any) -> Any:
    """As a JSON column keeps it."""
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def python_value(name: str, value: Any) -> Any:
    """Back again."""
    field: Any = Child._meta.get_field(name.removesuffix("_id"))
    return field.to_python(value)
