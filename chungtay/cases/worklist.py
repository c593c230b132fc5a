"""Lines of My day about cases: the next step for the officer, plans and decisions for the chair. Codes only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import ENDED, Case, CaseState, Decision
from chungtay.cases.models.walled import within
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.case_list import left
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date
from chungtay.foundation.worklist import Act, Lines, WorkItem

FIRST = 5
BOUND = 200
# What the officer does next in each state.
NEXT = {
    CaseState.VERIFYING: "Xác minh", CaseState.ASSESSING: "Đánh giá ban đầu (Mẫu 02)",
    CaseState.SPECIFIC: "Đánh giá cụ thể (Mẫu 03)", CaseState.PLANNING: "Họp, lập kế hoạch (Mẫu 04)",
    CaseState.SERVING: "Theo dõi việc thực hiện", CaseState.REVIEWING: "Rà soát, đánh giá (Mẫu 06)",
}  # fmt: skip
_WAITS = [state for state in NEXT if state != CaseState.SERVING]


def _led(actor: Actor, today: dt.date) -> QuerySet[Case] | None:
    """Cases this officer leads that wait for the next step; and those whose officer is gone, so that nobody is forgotten."""
    if str(CasePermission.WORK) not in actor.permissions or actor.level != "commune":
        return None
    held = Post.objects.on(today).filter(role=RoleCode.COMMUNE_OFFICER, unit_id=actor.unit_id, user__is_active=True)
    orphaned = Q(officer=None) | ~Q(officer__in=held.values("pk"))
    rows = Case.objects.filter(within("unit_path", actor), state__in=_WAITS)
    return rows.filter(Q(officer_id=actor.post_id) | orphaned)


@worklist.register("cases", when=_led)
def of_officer(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _led(actor, today)
    if rows is None:
        return {}
    shown = list(rows.order_by("next_due_at", "opened_at")[:FIRST])
    now = timezone.now()
    items = [
        WorkItem("running", f"{case.code}: {NEXT[CaseState(case.state)]}", case.get_absolute_url(), left(case, now), kind="Vụ việc",
                 margin=f"từ {date(case.opened_at)}")
        for case in shown
    ]  # fmt: skip
    return {"running": Lines(tuple(items), _total(len(shown), rows), reverse("cases:list") + "?loc=cua-toi")}


def _plans(actor: Actor, today: dt.date) -> QuerySet[Case] | None:
    return Case.objects.filter(within("unit_path", actor), state=CaseState.APPROVING) if _signs(actor) else None


def _drafts(actor: Actor, today: dt.date) -> QuerySet[Decision] | None:
    rows = Decision.objects.filter(within("unit_path", actor), state="draft").exclude(case__state__in=ENDED)
    return rows if _signs(actor) else None


def _signs(actor: Actor) -> bool:
    return str(CasePermission.DECIDE) in actor.permissions and actor.level == "commune"


@worklist.register("case_approvals", when=_plans)
def plans_to_approve(actor: Actor, today: dt.date) -> dict[str, Lines]:
    now, plans = timezone.now(), _plans(actor, today)
    if plans is None:
        return {}
    shown = list(plans.order_by("next_due_at", "opened_at")[:FIRST])
    items = [
        WorkItem("waiting", f"{case.code}: kế hoạch chờ phê duyệt", case.get_absolute_url(), left(case, now), kind="Vụ việc",
                 acts=(Act("Xem và phê duyệt", case.get_absolute_url(), post=False),), margin="chờ ký")
        for case in shown
    ]  # fmt: skip
    return {"waiting": Lines(tuple(items), _total(len(shown), plans), reverse("cases:list"))}


@worklist.register("case_decisions", when=_drafts)
def decisions_to_sign(actor: Actor, today: dt.date) -> dict[str, Lines]:
    drafts = _drafts(actor, today)
    if drafts is None:
        return {}
    papers = list(drafts.select_related("case").order_by("id")[:FIRST])
    items = [
        WorkItem("waiting", f"{row.case.code}: dự thảo quyết định chờ ký", _decision(row), kind="Vụ việc",
                 acts=(Act("Xem và ký", _decision(row), post=False),), margin=f"từ {date(row.created_at)}")
        for row in papers
    ]  # fmt: skip
    return {"waiting": Lines(tuple(items), _total(len(papers), drafts), reverse("cases:list"))}


def _decision(row: Decision) -> str:
    return reverse("cases:decision", args=[row.case_id, row.pk])


def _total(shown: int, rows: QuerySet[Any]) -> int:
    """Counting stops at a bound, and is not asked for when the first lines are all there is."""
    return shown if shown < FIRST else rows.order_by()[: BOUND + 1].count()
