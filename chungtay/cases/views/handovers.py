"""Hand-overs: offered from the page of a case, read and answered by the other commune."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chungtay.cases.forms.handovers import AnswerForm, OfferForm
from chungtay.cases.models import Case, HandOver
from chungtay.cases.policies import CasePermission, may_open
from chungtay.cases.queries import handovers as reads
from chungtay.cases.services import handovers as services
from chungtay.cases.states_handovers import HANDOVER, WHY, WHY_ARTICLE
from chungtay.children.views.loading import attempt, done_once
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.workflow import available
from chungtay.territory.models import Level, Unit

P = CasePermission
CHIPS = (("den", "Chờ xã trả lời"), ("di", "Xã đã đề nghị"), ("xong", "Đã trả lời"))
_LISTS = {"den": reads.incoming, "di": reads.outgoing, "xong": reads.answered}


@require_GET
@asks(P.HAND_OVER)
def handover_list(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("loai", "den")
    which = which if which in _LISTS else "den"
    page = Paginator(_LISTS[which](request.actor), 50).get_page(request.GET.get("trang"))
    rows = list(page)
    codes = reads.codes_of(rows)
    context: dict[str, Any] = {
        "page": page, "rows": [(row, codes.get(row.case_id, ""), _words(row)) for row in rows], "which": which,
        "chips": [(words, f"?loai={code}", code == which) for code, words in CHIPS], "crumbs": [("Vụ việc", "/vu-viec/")],
        "proposed": reads.to_propose(request.actor)[: reads.MOST] if request.actor.level == Level.COMMUNE else [],
    }  # fmt: skip
    return render(request, "cases/handovers/list.html", context)


def _words(row: HandOver) -> str:
    return f"{row.from_unit.name} → {row.to_unit.name}: {WHY.get(row.why, '').lower()}"


def _found(pk: int) -> HandOver:
    found: HandOver = get_object_or_404(HandOver.objects.select_related("from_unit", "to_unit"), pk=pk)
    return found


@require_GET
@asks(P.HAND_OVER)
def handover(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


def _page(request: ActorRequest, found: HandOver, *, status: int = 200, **more: Any) -> HttpResponse:
    require(request.actor, P.HAND_OVER, found)
    steps = {arrow.name.removeprefix("handover_"): arrow.label for arrow in available(HANDOVER, found, request.actor)}
    context = {
        "handover": found, "code": reads.codes_of([found]).get(found.case_id, ""), "why": WHY.get(found.why, ""),
        "article": WHY_ARTICLE.get(found.why, ""), "steps": steps,
        "words": services.read_offer(actor=request.actor, handover=found),
        "case": Case.objects.filter(pk=found.case_id).first(), "answer_form": AnswerForm(), "refusal": "", "opened": "",
        "crumbs": [("Vụ việc", "/vu-viec/"), ("Bàn giao", reverse("case_handovers:list"))],
    }  # fmt: skip
    return render(request, "cases/handovers/one.html", {**context, **more}, status=status)


STEPS = {
    "accept": "Đã nhận. Từ lúc này xã của anh/chị chủ trì vụ việc.",
    "refuse": "Đã ghi là không nhận. Xã giao vẫn chủ trì vụ việc.",
    "withdraw": "Đã rút đề nghị. Xã của anh/chị vẫn chủ trì vụ việc.",
}


@require_POST
@asks(P.HAND_OVER)
def handover_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    found = _found(pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, answer_form=form, opened=step)
    reason = form.cleaned_data["reason"]
    try:
        if step == "accept":
            services.accept(actor=request.actor, handover=found)
        else:
            verb = services.refuse if step == "refuse" else services.withdraw
            verb(actor=request.actor, handover=found, reason=reason)
    except UserError as error:
        return _page(request, _found(pk), status=422, refusal=error.sentence, answer_form=form, opened=step)
    tell(request, STEPS[step])
    return redirect("case_handovers:one", pk=pk)


@asks(P.HAND_OVER)
def offer(request: ActorRequest, pk: int) -> HttpResponse:
    """From the page of a case. The commune where the child lives is filled in when it is another one."""
    case: Case = get_object_or_404(Case.objects.select_related("unit", "residence_unit__parent"), pk=pk)
    require(request.actor, P.HAND_OVER, case)
    waiting = reads.open_of(case)
    if waiting is not None and request.method == "GET":
        tell(request, "Vụ việc đang có một đề nghị bàn giao chờ trả lời.")
        return redirect("case_handovers:one", pk=waiting.pk)
    form = OfferForm(request.POST or None, initial=_initial(case))
    crumbs = [("Vụ việc", "/vu-viec/"), (case.code, case.get_absolute_url())]
    context: dict[str, Any] = {"form": form, "case": case, "refusal": "", "crumbs": crumbs}
    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, lambda: done_once(request, form, lambda: _offer(request, case, form)))
        if url:
            tell(request, "Đã gửi đề nghị. Xã của anh/chị vẫn chủ trì cho đến khi xã kia nhận.")
            return redirect(url)
    if request.method == "GET" and may_open(request.actor, case):
        looked(request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Mở để bàn giao")
    return render(request, "cases/handovers/offer.html", context, status=422 if request.method == "POST" else 200)


def _initial(case: Case) -> dict[str, Any]:
    home: Unit | None = case.residence_unit
    if home is None or home.pk == case.unit_id:
        return {}
    place = f"{home.name}, {home.parent.name}" if home.parent is not None else home.name
    return {"to_unit": place, "why": "residence" if case.unit_id == case.incident_unit_id else "moved"}


def _offer(request: ActorRequest, case: Case, form: OfferForm) -> str:
    data = form.cleaned_data
    row = services.offer(
        actor=request.actor, case=case, to_unit=data["to_unit"], why=data["why"], reason=data["reason"],
        must_know=data["must_know"],
    )  # fmt: skip
    return row.get_absolute_url()
