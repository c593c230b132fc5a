"""The sheet of the first hours, on a phone: one tap for what was done; danger found later."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.cases.forms.path import DangerForm, MeasureForm
from chungtay.cases.models import DiaryEntry
from chungtay.cases.policies import CasePermission, running
from chungtay.cases.queries import case_page as pages
from chungtay.cases.queries import clocks
from chungtay.cases.services import emergency as services
from chungtay.cases.views.path_loading import acted, load_case, open_case, page
from chungtay.foundation.access import can, require
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks


@asks(CasePermission.OPEN)
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    case = open_case(request, pk, "Mở phiếu khẩn cấp")
    form = MeasureForm(request.POST or None)
    context: dict[str, Any] = {"form": form}

    def do() -> str:
        data = form.cleaned_data
        services.mark(actor=request.actor, case=case, measure=data["measure"], at=data["at"], words=data["words"])
        return request.path

    answer = acted(request, form, context, do, "Đã ghi.")
    if answer is not None:
        return answer
    now = timezone.now()
    context |= {
        "lines": [(line, MeasureForm(initial={"measure": line.code})) for line in services.sheet(case)], "now": now,
        "clock": next((line for line in clocks.running_of_case(case, now) if line.clock.code == "T_EMERG"), None),
        "separation": pages.separation_in(pages.decisions(case)), "may_work": bool(can(request.actor, CasePermission.WORK, case)),
        "kinds": [kind for kind in pages.may_draft(request.actor, case) if kind[0] in ("emergency", "no_emergency", "separation")],
        "running": running(case), "card_url": pages.address("case_support:card"),
    }  # fmt: skip
    return page(request, "cases/path/emergency.html", case, context)


@require_POST
@asks(CasePermission.WORK)
def unmark(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    case = load_case(pk)
    services.unmark(actor=request.actor, case=case, entry=get_object_or_404(DiaryEntry, pk=row, case=case))
    tell(request, "Đã ghi là nhầm. Cả hai dòng vẫn ở trong nhật ký.")
    return redirect("cases:emergency", pk=pk)


@asks(CasePermission.WORK)
def danger(request: ActorRequest, pk: int) -> HttpResponse:
    case = open_case(request, pk, "Mở để báo nguy hiểm")
    require(request.actor, CasePermission.WORK, case)
    form = DangerForm(request.POST or None)
    context: dict[str, Any] = {"form": form}

    def do() -> str:
        data = form.cleaned_data
        services.danger_found(actor=request.actor, case=case, words=data["words"], at=data["at"])
        return f"{case.get_absolute_url()}khan-cap/"

    return acted(request, form, context, do, "Đã ghi. 12 giờ can thiệp khẩn cấp bắt đầu tính.") or page(
        request, "cases/path/danger.html", case, context
    )
