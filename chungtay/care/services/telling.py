"""What care tells the case it belongs to, and the moment of a day."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from chungtay.care.models import Placement
from chungtay.cases.models import Case, EntryKind
from chungtay.cases.services import diary
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system
from chungtay.law.clocks import VIETNAM


def moment_of(day: dt.date) -> dt.datetime:
    """Now for today, else noon of that day: terms in days leave out the day itself."""
    if day == timezone.localdate():
        return timezone.now()
    return dt.datetime.combine(day, dt.time(12), VIETNAM)


def tell_case(actor: Actor, placement: Placement, words: str, *, seen: bool = False, on: dt.date | None = None) -> None:
    """A line in the diary of the case. The carer's commune may not see the case; it tells without reading."""
    if placement.case_id is None:
        return
    with as_system("the carer's commune writes what it did into the diary of a case it does not read"):
        case = Case.objects.get(pk=placement.case_id)
        if case.erased_at is None:
            kind = EntryKind.VISIT if seen else EntryKind.SERVICE
            diary.write(actor=actor, case=case, kind=kind, words=words, at=moment_of(on) if on else None, step="care")
