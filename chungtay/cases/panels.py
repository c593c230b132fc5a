"""Pieces the cases lend to other pages: to a child's page, and to the page of a case what belongs to support."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from chungtay.cases import kinds
from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import card, entitlements
from chungtay.cases.queries.clocks import running_of_case
from chungtay.children.models import Child, ChildStatus
from chungtay.foundation import panels
from chungtay.foundation.access import Actor, can
from chungtay.foundation.looking import looked
from chungtay.foundation.panels import Panel

MOST = 10


@panels.register("children.child")
def cases_of_child(actor: Actor, child: Any) -> Panel | None:
    """Only cases this person may open: beside a name even a code tells. Code, state and next duty, and each is a look."""
    if not isinstance(child, Child) or str(CasePermission.READ) not in actor.permissions:
        return None
    of_child = Q(child=child) | Q(
        child__merged_into=child
    )  # a case that had ended when its record became part of this one
    rows = Case.objects.filter(of_child).order_by("-opened_at", "-pk")[:MOST]
    shown = [case for case in rows if can(actor, CasePermission.OPEN, case)]
    if not shown:
        return None
    now = timezone.now()
    lines = []
    for case in shown:
        looked(actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Thấy ở hồ sơ trẻ")
        clock = next(iter(running_of_case(case, now)), None)
        lines.append(
            (case, f"{clock.title}: {clock.face.words}" if clock is not None else "Không có thời hạn đang chạy")
        )
    return Panel("Vụ việc bảo vệ", "cases/support/panel_cases.html", {"lines": lines})


@panels.register("children.child")
def policies_of_child(actor: Actor, child: Any) -> Panel | None:
    """What support the confirmed groups of the child ask for, and whether a decision is written down."""
    if not isinstance(child, Child) or child.status != ChildStatus.HERE:
        return None
    found = entitlements.of_child(child, timezone.localdate())
    return (
        Panel("Chính sách hỗ trợ", "cases/support/panel_policies.html", {"policies": found, "child": child})
        if found
        else None
    )


@panels.register("cases.case")
def support_of_case(actor: Actor, case: Any) -> Panel | None:
    """For who has the case open: support policies, whom to ask first in a case of this kind, the emergency card."""
    if not isinstance(case, Case) or not can(actor, CasePermission.OPEN, case):
        return None
    today = timezone.localdate()
    found = entitlements.of_case(case, today)
    context = {
        "case": case, "policies": found, "waiting": sum(one.waiting for one in found),
        "granted": sum(one.granted for one in found), "asked": card.asked_first(case.kind, case.unit, today),
        "kind": kinds.name_of(case.kind, today),
        "may_hand_over": bool(can(actor, CasePermission.HAND_OVER, case)) and case.closed_at is None,
    }  # fmt: skip
    return Panel("Hỗ trợ và nơi cần hỏi", "cases/support/panel_case.html", context)
