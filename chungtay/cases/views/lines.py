"""Pages of an agency: the work of plans asked of it, one line with the least that must be known, its answer."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.cases.forms.plans import AnswerForm
from chungtay.cases.models import PlanLine
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import lines as queries
from chungtay.cases.services import lines as services
from chungtay.cases.views.plan_loading import page, sent_before, tried
from chungtay.children.views.loading import done_once
from chungtay.foundation.access import require
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks

P = CasePermission
PAGE = 50
THANKS = {
    "accept": "Đã nhận phần việc. Khi làm xong, hãy mở lại và báo kết quả.",
    "refuse": "Đã báo không nhận. Cán bộ phụ trách sẽ bố trí nơi khác.",
    "report": "Đã gửi tiến độ.",
    "done": "Đã báo làm xong. Cảm ơn anh/chị.",
}


@require_GET
@asks(P.ANSWER_LINE)
def line_list(request: ActorRequest) -> HttpResponse:
    """By code: nothing of a child stands on a list."""
    today = timezone.localdate()
    which = request.GET.get("loai", "cho")
    found = Paginator(queries.narrowed(request.actor, which, today), PAGE).get_page(request.GET.get("trang"))
    chips = [(words, f"?loai={code}", code == which) for code, words in queries.CHIPS]
    context = {
        "page": found,
        "tasks": queries.tasks(list(found), today),
        "chips": chips,
        "which": which,
        "today": today,
    }
    return page(request, "agency_list", context)


@asks(P.ANSWER_LINE)
def line(request: ActorRequest, pk: int) -> HttpResponse:
    """One line: what, until when, whom to call; and the answer."""
    found: PlanLine = get_object_or_404(PlanLine.objects.select_related("agency"), pk=pk)
    require(request.actor, P.ANSWER_LINE, found)
    form = AnswerForm(request.POST or None, line=found)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and (first := sent_before(request, form)):
        return redirect(first)

    def answer() -> str:
        services.answer(actor=request.actor, line=found, given=form.given())
        return f"/phan-viec/{found.pk}/"

    if (
        request.method == "POST"
        and form.is_valid()
        and (url := tried(form, context, lambda: done_once(request, form, answer)))
    ):
        tell(request, THANKS[form.cleaned_data["step"]])
        return redirect(url)
    context |= {
        "sheet": services.open_line(actor=request.actor, line=found), "running": found.state in services.RUNNING,
        "late": services.late(found, timezone.localdate()), "crumbs": [("Phần việc", "/phan-viec/")],
    }  # fmt: skip
    return page(request, "agency_line", context)
