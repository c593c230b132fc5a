"""A child comes back from prison or a reform school: the institution tells the commune before (Law on Children, art. 73.2).

The day is known from the sheet about a child in conflict with the law. The duty is the institution's; its clock runs in
the commune, so that somebody asks when the notice does not come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.cases.duties import Event, happened
from chungtay.cases.models import CaseForm, Clock, StopReason
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import clocks
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible
from chungtay.law.clocks import VIETNAM

FORM = "APP-JUVENILE"
CODES = ("T_JUV", "T_JUV_SCHOOL")
_EVENTS = {"sentence": Event.RELEASE_FROM_PRISON, "reform_school": Event.RELEASE_FROM_SCHOOL}


def expected(*, actor: Actor, form: CaseForm, answers: Mapping[str, Any]) -> None:
    """The sheet is finished, inside its transaction. A later sheet replaces the day an earlier one told."""
    if form.code != FORM:
        return
    for code in CODES:
        clocks.stop(actor=actor, case=form.case, code=code, at=timezone.now(), how=StopReason.REPLACED)
    event, told = _EVENTS.get(str(answers.get("kind", ""))), str(answers.get("release_on") or "")
    if event is not None and told:
        day = dt.datetime.combine(dt.date.fromisoformat(told[:10]), dt.time(), VIETNAM)
        happened(actor=actor, event=event, at=day, case=form.case)


def told(*, actor: Actor, clock: Clock) -> Clock:
    """The commune has the notice of the institution."""
    with transaction.atomic():
        row: Clock = Clock.objects.select_for_update(of=("self",)).select_related("case").get(pk=clock.pk)
        require(actor, CasePermission.WORK, row.case)
        if row.code not in CODES or row.stopped_at is not None or row.case is None:
            raise NotPossible("Thời hạn này không chờ thông báo nào. Hãy xem lại trang vụ việc.")
        happened(actor=actor, event=Event.RELEASE_TOLD, at=timezone.now(), case=row.case)
        row.refresh_from_db()
        audit.record(actor, "release_told", row, label=str(row.case.code), data={"code": row.code})
    return row
