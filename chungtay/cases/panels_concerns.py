"""The reports of a case on its page: codes, roads, moments; what was told stands on a page of its own."""

from __future__ import annotations

from typing import Any

from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.concerns import of_case
from chungtay.foundation import panels
from chungtay.foundation.access import Actor, can
from chungtay.foundation.panels import Panel


@panels.register("cases.case")
def reports_of_case(actor: Actor, case: Any) -> Panel | None:
    if not isinstance(case, Case) or not can(actor, CasePermission.OPEN, case):
        return None
    reports = of_case(case)
    return Panel("Tin báo", "cases/concerns/panel.html", {"case": case, "reports": reports}) if reports else None
