"""What the page of a case shows of its files and of who may open it."""

from __future__ import annotations

from typing import Any

from chungtay.cases.models import Case, Evidence
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import access
from chungtay.foundation import panels
from chungtay.foundation.access import Actor, can
from chungtay.foundation.panels import Panel


@panels.register("cases.case")
def keeping_of_case(actor: Actor, case: Any) -> Panel | None:
    """How many files, who is let in at this moment; names of files stand on their own page, where the look is written."""
    if not isinstance(case, Case) or not can(actor, CasePermission.OPEN, case):
        return None
    context = {
        "case": case,
        "files": Evidence.objects.filter(case=case, removed_at=None).count(),
        "live": [line for line in access.accesses(case) if line.live],
        "may_look": bool(can(actor, CasePermission.LOOKS, case)),
        "may_retain": bool(can(actor, CasePermission.RETAIN, case)) and case.closed_at is not None,
    }
    return Panel("Tài liệu và quyền xem", "cases/evidence/panel.html", context)
