"""Children of the small world, made the shortest way that the database accepts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from chungtay.children.models import Child, Household, Residence
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import fold, name_key, order_key
from chungtay.territory.models import Hamlet, Unit, UnitName


def make_hamlet(unit: Unit, name: str = "Bản Phăng") -> Hamlet:
    return Hamlet.objects.create(
        unit=unit, name=name, kind="bản", folded=fold(name), order_key=order_key(name), valid_from=unit.valid_from
    )


def make_household(unit: Unit, hamlet: Hamlet | None = None, **fields: Any) -> Household:
    with as_system("making a household for a test"):
        made: Household = Household.objects.create(unit=unit, unit_path=unit.path, hamlet=hamlet, **fields)
    return made


def make_child(
    unit: Unit,
    name: str = "Lò Văn An",
    birth: str = "2019-05-12",
    sex: str = "male",
    *,
    since: dt.date | None = None,
    **fields: Any,
) -> Child:
    """A child who has lived in `unit` since birth (or since the unit exists)."""
    day = dt.date.fromisoformat((birth + "-01-01")[:10] if len(birth) == 4 else birth) if birth else None
    began = since or max(day or unit.valid_from, unit.valid_from)
    with as_system("making a child for a test"):
        child: Child = Child.objects.create(
            full_name=name, name_key=name_key(name), birth=birth, birth_date=day, sex=sex,
            unit=unit, unit_path=unit.path, **fields,
        )  # fmt: skip
        Residence.objects.create(
            child=child, unit=unit, place_path=unit.path, hamlet=child.hamlet, household=child.household,
            period=DateRange(began, None), reason="found",
        )  # fmt: skip
        child.refresh_from_db()
    return child


def name_units() -> None:
    """Gives every unit of the small world the name it is found by."""
    UnitName.objects.bulk_create(
        UnitName(
            unit=unit, name=unit.name, kind=unit.kind, valid_from=unit.valid_from, valid_to=unit.valid_to,
            folded=fold(unit.name), folded_short=fold(unit.short_name), words=fold(unit.name),
        )
        for unit in Unit.objects.filter(names=None)
    )  # fmt: skip
