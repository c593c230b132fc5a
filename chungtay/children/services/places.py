"""The one way a child's place changes: a residence ends and the next begins on the same day, and the child's row follows."""

from __future__ import annotations

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange

from chungtay.children.models import Child, Household, Residence, ResidenceReason
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Hamlet, Unit


def settle(
    child: Child,
    *,
    on: dt.date,
    reason: str = ResidenceReason.FOUND,
    batch_id: int | None = None,
) -> Residence:
    """The first residence of a new child, where its row says, from `on`."""
    place: Residence = Residence.objects.create(
        child=child, unit_id=child.unit_id, place_path=child.unit_path, hamlet_id=child.hamlet_id,
        household_id=child.household_id, period=DateRange(on, None), reason=reason, batch_id=batch_id,
    )  # fmt: skip
    return place


def current(child: Child) -> Residence | None:
    """The residence that has not ended."""
    place: Residence | None = Residence.objects.filter(child=child, period__endswith=None).first()
    return place


def leave(child: Child, *, on: dt.date) -> Residence | None:
    """Ends the residence: `on` is the first day the child is no longer there. Does not touch the child's row."""
    place = current(child)
    if place is None:
        return None
    if place.period.lower >= on:
        raise UserError(f"Trẻ ở đây từ {date(place.period.lower)}; hãy chọn ngày sau đó.", field="on")
    place.period = DateRange(place.period.lower, on)
    place.save(update_fields=["period"])
    return place


def move(
    child: Child,
    *,
    unit: Unit,
    hamlet: Hamlet | None,
    household: Household | None,
    on: dt.date,
    reason: str = ResidenceReason.MOVED,
    transfer_id: int | None = None,
) -> Residence:
    """From `on` the child lives there; the record goes with it, and what hangs on it follows by trigger."""
    leave(child, on=on)
    child.unit, child.unit_path, child.hamlet, child.household = unit, unit.path, hamlet, household
    child.version += 1
    child.save(update_fields=["unit", "unit_path", "hamlet", "household", "version", "updated_at"])
    place: Residence = Residence.objects.create(
        child=child, unit=unit, place_path=unit.path, hamlet=hamlet, household=household,
        period=DateRange(on, None), reason=reason, transfer_id=transfer_id, unit_path=unit.path,
    )  # fmt: skip
    return place
