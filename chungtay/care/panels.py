"""What care lends to the page of a child and of a case: where the child is cared for, and the way to a carer."""

from __future__ import annotations

from django.urls import reverse

from chungtay.care.models import Placement
from chungtay.care.policies import CarePermission, of_carer
from chungtay.care.queries import placements as queries
from chungtay.cases.models import ENDED, Case
from chungtay.cases.policies import CasePermission
from chungtay.children.models import Child
from chungtay.foundation import panels
from chungtay.foundation.access import Actor, can
from chungtay.foundation.panels import Panel

TITLE = "Chăm sóc thay thế"


def _panel(actor: Actor, rows: list[Placement], match_url: str) -> Panel | None:
    """Only codes and states: the content is opened on the placement's own page."""
    shown = [(row, bool(can(actor, CarePermission.OPEN, row)), of_carer(actor, row)) for row in rows]
    if not shown and not match_url:
        return None
    return Panel(TITLE, "care/parts/panel.html", {"rows": shown, "match_url": match_url})


@panels.register("children.child")
def on_child(actor: Actor, child: Child) -> Panel | None:
    if str(CarePermission.OPEN) not in actor.permissions or not can(
        actor, CarePermission.OPEN, _Place(child.unit_path)
    ):
        return None
    may = child.status == "here" and bool(can(actor, CarePermission.PROPOSE, child))
    return _panel(actor, list(queries.of_child_row(child.pk)), f"{reverse('care:match')}?tre={child.pk}" if may else "")


@panels.register("cases.case")
def on_case(actor: Actor, case: Case) -> Panel | None:
    if str(CarePermission.READ) not in actor.permissions or not can(actor, CasePermission.OPEN, case):
        return None
    may = (
        case.state not in ENDED
        and bool(can(actor, CarePermission.PROPOSE, case))
        and bool(can(actor, CasePermission.WORK, case))
    )
    return _panel(actor, list(queries.of_case(case.pk)), f"{reverse('care:match')}?vu-viec={case.pk}" if may else "")


class _Place:
    """Something that lies in a commune, for asking before there is a placement."""

    def __init__(self, path: str) -> None:
        self.unit_path = path
