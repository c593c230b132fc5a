"""Events of a case at a moment of Vietnam, and the clocks that run after them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.cases.duties import Event, happened
from chungtay.cases.models import Case, Clock
from chungtay.foundation.scoping import as_system
from chungtay.law.clocks import VIETNAM


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def told(case: Case, event: Event, moment: str, **more: Any) -> None:
    happened(actor=None, event=event, at=at(moment), case=case, **more)


def running(case: Case) -> dict[str, Clock]:
    with as_system("reading in a test"):
        return {clock.code: clock for clock in Clock.objects.filter(case=case, stopped_at=None)}
