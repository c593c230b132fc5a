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


@worklist.register("cases")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    if actor.level != "commune":
        return {}
    found: dict[str, Lines] = {}
    if str(CasePermission.WORK) in actor.permissions and (mine := _officer(actor)).total:
        found["running"] = mine
    if str(CasePermission.DECIDE) in actor.permissions and (waiting := _chair(actor)).total:
        found["waiting"] = waiting
    return found


def _officer(actor: Actor) -> Lines:
    """Cases this officer leads that wait for the next step; and those whose officer is gone, so that nobody is forgotten."""
    held = Post.objects.on(timezone.localdate()).filter(
        role=RoleCode.COMMUNE_OFFICER, unit_id=actor.unit_id, user__is_active=True
    )
    orphaned = Q(officer=None) | ~Q(officer__in=held.values("pk"))
    rows = Case.objects.filter(within("unit_path", actor), state__in=_WAITS).filter(
        Q(officer_id=actor.post_id) | orphaned
    )
    shown = list(rows.order_by("next_due_at", "opened_at")[:FIRST])
    now = timezone.now()
    items = [
        WorkItem("running", f"{case.code}: {NEXT[CaseState(case.state)]}", case.get_absolute_url(), left(case, now), kind="Vụ việc",
                 margin=f"từ {date(case.opened_at)}")
        for case in shown
    ]  # fmt: skip
    return Lines(tuple(items), _total(len(shown), rows), reverse("cases:list") + "?loc=cua-toi")


def _chair(actor: Actor) -> Lines:
    now = timezone.now()
    plans = Case.objects.filter(within("unit_path", actor), state=CaseState.APPROVING).order_by(
        "next_due_at", "opened_at"
    )
    drafts = Decision.objects.filter(within("unit_path", actor), state="draft").exclude(case__state__in=ENDED)
    shown, papers = list(plans[:FIRST]), list(drafts.select_related("case").order_by("id")[:FIRST])
    items = [
        WorkItem("waiting", f"{case.code}: kế hoạch chờ phê duyệt", case.get_absolute_url(), left(case, now), kind="Vụ việc",
                 acts=(Act("Xem và phê duyệt", case.get_absolute_url(), post=False),), margin="chờ ký")
        for case in shown
    ]  # fmt: skip
    items += [
        WorkItem("waiting", f"{row.case.code}: dự thảo quyết định chờ ký", _decision(row), kind="Vụ việc",
                 acts=(Act("Xem và ký", _decision(row), post=False),), margin=f"từ {date(row.created_at)}")
        for row in papers
    ]  # fmt: skip
    return Lines(tuple(items), _total(len(shown), plans) + _total(len(papers), drafts), reverse("cases:list"))


def _decision(row: Decision) -> str:
    return reverse("cases:decision", args=[row.case_id, row.pk])


def _total(shown: int, rows: QuerySet[Any]) -> int:
    """Counting stops at a bound, and is not asked for when the first lines are all there is."""
    return shown if shown < FIRST else rows.order_by()[: BOUND + 1].count()
