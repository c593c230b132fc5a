"""The province has sent its report of the year on alternative care (before 25 December)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from chungtay.care.policies import CarePermission
from chungtay.cases.duties import Event, happened
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.territory.models import Unit


def reported(*, actor: Actor, unit: Unit) -> None:
    """Stops the clock of the year; the next one begins with the new year."""
    require(actor, CarePermission.REPORT, unit)
    with transaction.atomic():
        happened(actor=actor, event=Event.YEAR_REPORTED, at=timezone.now(), subject=unit)
        audit.record(actor, "care_year_reported", unit, label=unit.name, unit_path=unit.path)
