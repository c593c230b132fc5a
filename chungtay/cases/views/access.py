"""Pages of access: the list of one case, the look for a reason, break-glass by two persons, who looked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chungtay.cases import limits
from chungtay.cases.forms.access import AskForm, GrantForm, NameForm, ReasonForm
from chungtay.cases.models import AccessKind, Case, CaseAccess
from chungtay.cases.policies import CasePermission, may_open
from chungtay.cases.queries import access as queries
from chungtay.cases.services import access as services
from chungtay.cases.views.sending import sent
from chungtay.foundation.access import can, found, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number

P = CasePermission
CRUMBS = [("Vụ việc", "/vu-viec/")]
ASKS = 20  # codes one person may try in an hour


def _row_of(pk: int) -> Case:
    """The row of a case: code and place, nothing sealed. Out of scope is 404."""
    case: Case = get_object_or_404(Case.objects.select_related("unit"), pk=pk)
    return case


def _crumbs(case: Case) -> list[tuple[str, str]]:
    return [*CRUMBS, (case.code, case.get_absolute_url())]


def _page(request: ActorRequest, template: str, context: dict[str, Any], *, status: int | None = None) -> HttpResponse:
    usual = 422 if request.method == "POST" else 200
    answer = render(request, f"cases/access/{template}.html", {"refusal": "", **context}, status=status or usual)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@asks(P.LOOKS)
def access(request: ActorRequest, pk: int) -> HttpResponse:
    """Who may open this case besides those who work on it; the chair names further people here."""
    case = _row_of(pk)
    require(request.actor, P.NAME_ACCESS if request.method == "POST" else P.LOOKS, case)
    may_name = bool(can(request.actor, P.NAME_ACCESS, case))
    text = str(request.POST.get("tim") or request.GET.get("tim", ""))[:80]
    people = queries.people(text, case, timezone.localdate()) if may_name else []
    form = _name_form(request, case, people)
    context: dict[str, Any] = {
        "case": case, "form": form, "people": people, "text": text, "crumbs": _crumbs(case), "may_name": may_name,
        "may_end": may_name or bool(can(request.actor, P.GRANT_BREAK_GLASS, case)),
    }  # fmt: skip
    if url := sent(request, form, context, lambda: _name(request, case, form)):
        tell(request, "Đã chỉ định. Người này nhận tin nhắn chỉ có mã vụ việc.")
        return redirect(url)
    return _page(request, "list", {**context, "lines": queries.accesses(case)})


def _name_form(request: ActorRequest, case: Case, people: list[Any]) -> NameForm:
    form = NameForm(request.POST or None)
    form.offer(services.classes_of(request.actor, case), case.secrecy)
    form.offer_people(people)
    return form


def _name(request: ActorRequest, case: Case, form: NameForm) -> str:
    data = form.cleaned_data
    services.name_person(
        actor=request.actor, case=case, post=data["post"], until=data["until"], reason=data["reason"], classes=form.chosen
    )  # fmt: skip
    return services.url_of(case)


@require_POST
@asks(P.OPEN)
def end(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    chosen = get_object_or_404(CaseAccess.objects.all(), pk=row, case_id=pk)
    services.end(actor=request.actor, access=chosen)
    tell(request, "Đã kết thúc quyền xem.")
    if chosen.user_id != request.actor.user_id:
        return redirect("case_access:access", pk=pk)
    return redirect("case_access:asked", row=row) if chosen.kind == AccessKind.BREAK_GLASS else redirect("/")


@require_http_methods(["GET", "POST"])
@asks(P.REVEAL)
def reveal(request: ActorRequest, pk: int) -> HttpResponse:
    """Before the content is shown to the province: a reason, an hour, a message to the commune."""
    case = _row_of(pk)
    require(request.actor, P.REVEAL, case)
    if may_open(request.actor, case):
        return redirect(case)
    form = ReasonForm(request.POST or None)
    context: dict[str, Any] = {"case": case, "form": form, "crumbs": _crumbs(case)}

    def take() -> str:
        services.reveal(actor=request.actor, case=case, reason=form.cleaned_data["reason"])
        return case.get_absolute_url()

    if url := sent(request, form, context, take):
        tell(request, "Anh/chị mở được vụ việc trong một giờ. Xã chủ trì đã được báo.")
        return redirect(url)
    return _page(request, "reveal", context)


@require_http_methods(["GET", "POST"])
@asks(P.ASK_BREAK_GLASS)
def ask(request: ActorRequest) -> HttpResponse:
    """Anyone with a post asks for a case by its code; a second person answers."""
    form = AskForm(request.POST or None, initial={"code": request.GET.get("ma", "")[:40]})
    context: dict[str, Any] = {"form": form, "crumbs": CRUMBS[:0]}

    def take() -> str:
        if limits.too_often("break-glass", str(request.actor.user_id), most=ASKS, seconds=3600):
            raise UserError("Anh/chị vừa thử nhiều mã. Hãy chờ một giờ, hoặc gọi Chủ tịch xã chủ trì.", field="code")
        row = services.ask(actor=request.actor, code=form.cleaned_data["code"], reason=form.cleaned_data["reason"])
        return reverse("case_access:asked", args=[row.pk])

    if url := sent(request, form, context, take):
        tell(request, "Đã gửi đề nghị cho Chủ tịch xã chủ trì và lãnh đạo tỉnh.")
        return redirect(url)
    return _page(request, "ask", {**context, "asks": queries.own_asks(request.actor)})


@require_GET
@asks(P.ASK_BREAK_GLASS)
def break_glass(request: ActorRequest, pk: int) -> HttpResponse:
    """From the page of a case whose row one sees: the ask, with the code filled in."""
    return redirect(f"{reverse('case_access:ask')}?ma={_row_of(pk).code}")


@require_GET
@asks(P.ASK_BREAK_GLASS)
def asked(request: ActorRequest, row: int) -> HttpResponse:
    """One ask: for who asked, how it stands; for the second person, the decision."""
    own = queries.own_ask(request.actor, row)
    if own is not None:
        return _page(request, "own", {"ask": own, "crumbs": [("Mở khẩn cấp", reverse("case_access:ask"))]})
    return _decision(request, _ask_of_others(request, row))


def _ask_of_others(request: ActorRequest, row: int) -> CaseAccess:
    """Who may not see who looks into the cases of a unit is told of no ask but the own."""
    seen = queries.asks_in(request.actor).filter(pk=row).first() if can(request.actor, P.LOOKS) else None
    chosen: CaseAccess = found(seen)
    return chosen


def _decision(request: ActorRequest, chosen: CaseAccess, *, status: int = 200, **more: Any) -> HttpResponse:
    grant_form = GrantForm(request.POST if more.get("opened") == "dong-y" else None)
    grant_form.offer(services.classes_of(request.actor, chosen.case), chosen.case.secrecy)
    context = {
        "line": queries.line_of(chosen, timezone.now()), "case": chosen.case, "grant_form": grant_form,
        "reason_form": ReasonForm(), "may_answer": bool(can(request.actor, P.GRANT_BREAK_GLASS, chosen)), "opened": "",
        "crumbs": _crumbs(chosen.case),
    }  # fmt: skip
    return _page(request, "asked", {**context, **more}, status=status)


@require_POST
@asks(P.GRANT_BREAK_GLASS)
def answer(request: ActorRequest, row: int, step: str) -> HttpResponse:
    """dong-y, tu-choi."""
    if step not in {"dong-y", "tu-choi"}:
        raise Http404
    chosen = _ask_of_others(request, row)
    form: Any = GrantForm(request.POST) if step == "dong-y" else ReasonForm(request.POST)
    if step == "dong-y":
        form.offer(services.classes_of(request.actor, chosen.case), chosen.case.secrecy)
    which = "grant_form" if step == "dong-y" else "reason_form"
    if not form.is_valid():
        return _decision(request, chosen, status=422, opened=step, **{which: form})
    try:
        words = _take(request, chosen, form, step)
    except UserError as error:
        return _decision(
            request, _ask_of_others(request, row), status=422, opened=step, refusal=error.sentence, **{which: form}
        )
    tell(request, words)
    return redirect("case_access:asked", row=row)


def _take(request: ActorRequest, chosen: CaseAccess, form: Any, step: str) -> str:
    data = form.cleaned_data
    if step == "tu-choi":
        services.refuse(actor=request.actor, access=chosen, reason=data["reason"])
        return "Đã trả lời không đồng ý."
    services.grant(actor=request.actor, access=chosen, hours=data["hours"], classes=form.chosen)
    return f"Đã đồng ý mở trong {data['hours']} giờ. Mọi lần xem đều được ghi."


@require_GET
@asks(P.LOOKS)
def looks(request: ActorRequest, pk: int) -> HttpResponse:
    """Who looked at this case, its reports and its files."""
    case = _row_of(pk)
    require(request.actor, P.LOOKS, case)
    shown = queries.looks(case, whole_number(request.GET.get("truoc", "")))
    next_url = f"?truoc={shown.next_before}" if shown.next_before else ""
    return _page(request, "looks", {"case": case, "lines": shown.lines, "next_url": next_url, "crumbs": _crumbs(case)})
