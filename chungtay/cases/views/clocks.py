"""The clocks of one case: how each is counted, letting one stand still, going on, saying why it is late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.cases.models import Case, Clock
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.clocks import of_case as lines_of
from chungtay.cases.services import clocks_by_hand as services
from chungtay.cases.services import releases
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks

P = CasePermission


def _case(pk: int) -> Case:
    """Out of scope is 404. The sealed column is not read: clocks are rows, not content."""
    found: Case = get_object_or_404(Case.objects.select_related("unit").defer("sealed"), pk=pk)
    return found


def _page(request: ActorRequest, case: Case, **more: Any) -> HttpResponse:
    lines = lines_of(case, timezone.now())
    context: dict[str, Any] = {
        "case": case, "running": [line for line in lines if line.clock.stopped_at is None],
        "stopped": [line for line in lines if line.clock.stopped_at is not None],
        "may_work": bool(can(request.actor, P.WORK, case)), "may_decide": bool(can(request.actor, P.DECIDE, case)),
        "crumbs": [("Vụ việc", "/vu-viec/"), (case.code, case.get_absolute_url())], "typed": {}, "opened": None, "refusal": "",
    }  # fmt: skip
    return render(request, "cases/clocks/of_case.html", {**context, **more}, status=422 if more else 200)


@require_GET
@asks(P.READ)
def of_case(request: ActorRequest, pk: int) -> HttpResponse:
    case = _case(pk)
    require(request.actor, P.READ, case)
    looked(request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Thời hạn")
    return _page(request, case)


Step = Callable[[Actor, Clock, Any], object]


def _pause(actor: Actor, clock: Clock, words: Any) -> object:
    return services.pause(actor=actor, clock=clock, why=words.get("why", ""))


def _resume(actor: Actor, clock: Clock, words: Any) -> object:
    return services.resume(actor=actor, clock=clock)


def _explain(actor: Actor, clock: Clock, words: Any) -> object:
    return services.explain_late(actor=actor, clock=clock, words=words.get("late_reason", ""))


def _cancel(actor: Actor, clock: Clock, words: Any) -> object:
    return services.cancel(actor=actor, clock=clock, reason=words.get("reason", ""))


def _told(actor: Actor, clock: Clock, words: Any) -> object:
    return releases.told(actor=actor, clock=clock)


STEPS: dict[str, tuple[Step, P, str]] = {
    "tam-dung": (_pause, P.WORK, "Đã tạm dừng thời hạn. Chủ tịch xã đã được báo."),
    "chay-lai": (_resume, P.WORK, "Thời hạn chạy lại, ngày hết hạn đã được tính lại."),
    "ly-do-cham": (_explain, P.WORK, "Đã ghi lý do chậm."),
    "da-bao": (_told, P.WORK, "Đã ghi xã nhận được thông báo."),
    "khong-con": (_cancel, P.DECIDE, "Đã ghi là không còn phải làm."),
}


@require_POST
@asks(P.READ)
def clock_step(request: ActorRequest, pk: int, row: int, step: str) -> HttpResponse:
    """A refusal comes back on the page with what was typed."""
    if step not in STEPS:
        raise Http404
    case = _case(pk)
    act, permission, said = STEPS[step]
    require(request.actor, permission, case)
    clock = get_object_or_404(Clock.objects.filter(case=case), pk=row)
    try:
        act(request.actor, clock, request.POST)
    except UserError as error:
        return _page(request, case, refusal=error.sentence, opened=f"{row}-{step}", typed=request.POST)
    tell(request, said)
    return redirect(reverse("case_clocks:of_case", args=[case.pk]))
