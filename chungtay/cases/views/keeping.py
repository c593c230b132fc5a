"""Pages of keeping: what is past its time, one case, the periods of the province."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chungtay.accounts.sudo import sudo
from chungtay.cases.forms.retention import PeriodForm, ReasonForm, RuleForm, SureForm
from chungtay.cases.models import Case, Erasure, RetentionRule
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import retention as queries
from chungtay.cases.services import retention as services
from chungtay.cases.views.sending import sent
from chungtay.foundation.access import Actor, can, found, require
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks

P = CasePermission
CRUMBS = [("Vụ việc", "/vu-viec/"), ("Lưu hồ sơ", "/vu-viec/luu-ho-so/")]


@require_GET
@asks(P.RETAIN)
def overview(request: ActorRequest) -> HttpResponse:
    """Cases of one's units: past their time, held, without a period, erased. Codes and days alone."""
    actor = request.actor
    lists = [
        ("Đã hết thời hạn lưu", queries.due(actor, timezone.localdate())),
        ("Đang có lệnh giữ", list(queries.held(actor))),
        ("Đã kết thúc, chưa đặt thời hạn lưu", list(queries.without_period(actor))),
        ("Đã hủy nội dung", list(queries.erased(actor))),
    ]
    return render(request, "cases/keeping/overview.html", {"lists": lists, "crumbs": CRUMBS[:1]})


@require_http_methods(["GET", "POST"])
@asks(P.RULES)
def rules(request: ActorRequest) -> HttpResponse:
    """The administrator of the province loads its periods; the law gives none."""
    form = RuleForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "rules": queries.rules_of(request.actor), "refusal": "", "crumbs": []}

    def take() -> str:
        data = form.cleaned_data
        services.add_rule(actor=request.actor, name=data["name"], years=data["years"], basis=data["basis"])
        return reverse("case_keeping:rules")

    if url := sent(request, form, context, take):
        tell(request, "Đã nạp thời hạn lưu. Chủ tịch xã đặt thời hạn này cho từng vụ việc.")
        return redirect(url)
    return render(request, "cases/keeping/rules.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@asks(P.RULES)
def end_rule(request: ActorRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(RetentionRule, pk=pk, province_id=request.actor.unit_id)
    services.end_rule(actor=request.actor, rule=rule)
    tell(request, "Đã ngừng áp dụng. Vụ việc đã đặt thời hạn này vẫn giữ thời hạn cũ.")
    return redirect("case_keeping:rules")


def _load(request: ActorRequest, pk: int) -> Case:
    chosen: Case = get_object_or_404(Case.objects.select_related("unit"), pk=pk)
    require(request.actor, P.RETAIN, chosen)
    return chosen


@require_GET
@asks(P.RETAIN)
def case(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _load(request, pk))


def _page(request: ActorRequest, chosen: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    rules = services.rules_for(chosen)
    erasure = queries.open_erasure(chosen)
    context = {
        "case": chosen, "rule": queries.rule_of(chosen), "until": services.kept_until(chosen), "erasure": erasure,
        "own": erasure is not None and erasure.asked_by_id == request.actor.user_id, "proof": queries.proof_of(chosen),
        "answer": services.may_erase(chosen, timezone.localdate()), "rules": rules,
        "may_erase": bool(can(request.actor, P.ERASE, chosen)),
        "period_form": PeriodForm(rules=rules), "reason_form": ReasonForm(), "sure_form": SureForm(), "opened": "", "refusal": "",
        "crumbs": [*CRUMBS, (chosen.code, chosen.get_absolute_url())],
    }  # fmt: skip
    return render(request, "cases/keeping/case.html", {**context, **more}, status=status)


Verb = Callable[[Actor, Case, dict[str, Any]], object]


def _erasure(chosen: Case) -> Erasure:
    return found(queries.open_erasure(chosen))


STEPS: dict[str, tuple[Verb, str, str]] = {
    "thoi-han": (lambda actor, chosen, data: services.retain(actor=actor, case=chosen, rule=data["rule"]),
                 "period_form", "Đã đặt thời hạn lưu."),
    "giu": (lambda actor, chosen, data: services.hold(actor=actor, case=chosen, reason=data["reason"]),
            "reason_form", "Đã giữ hồ sơ. Không phần nào bị hủy khi còn lệnh giữ."),
    "bo-giu": (lambda actor, chosen, data: services.release(actor=actor, case=chosen, reason=data["reason"]),
               "reason_form", "Đã bỏ lệnh giữ."),
    "de-nghi": (lambda actor, chosen, data: services.ask_erasure(actor=actor, case=chosen, reason=data["reason"]),
                "reason_form", "Đã gửi đề nghị hủy. Cần người thứ hai đồng ý."),
    "rut": (lambda actor, chosen, data: services.withdraw(actor=actor, erasure=_erasure(chosen)), "", "Đã rút đề nghị."),
    "khong": (lambda actor, chosen, data: services.refuse(actor=actor, erasure=_erasure(chosen), reason=data["reason"]),
              "reason_form", "Đã trả lời không đồng ý. Hồ sơ vẫn còn nguyên."),
}  # fmt: skip


@require_POST
@asks(P.RETAIN)
def step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """Everything but the end itself."""
    if step not in STEPS:
        raise Http404
    chosen = _load(request, pk)
    verb, name, words = STEPS[step]
    form: Any = (
        PeriodForm(request.POST, rules=services.rules_for(chosen))
        if name == "period_form"
        else ReasonForm(request.POST)
    )
    if not name:  # nothing is asked for
        verb(request.actor, chosen, {})
        tell(request, words)
        return redirect("case_keeping:case", pk=pk)
    return _taken(
        request,
        chosen,
        form,
        lambda: verb(request.actor, chosen, form.cleaned_data),
        words,
        {name: form, "opened": step},
    )


def _taken(
    request: ActorRequest, chosen: Case, form: Any, act: Callable[[], object], words: str, context: dict[str, Any]
) -> HttpResponse:
    """The act once, or the page with what is to be corrected."""
    home = reverse("case_keeping:case", args=[chosen.pk])

    def take() -> str:
        act()
        return home

    if url := sent(request, form, context, take):
        tell(request, words)
        return redirect(url)
    return _page(request, chosen, status=422, **context)


@require_POST
@asks(P.ERASE)
@sudo
def carry_out(request: ActorRequest, pk: int) -> HttpResponse:
    """The second person ends the content of a case, after proving again who he is."""
    chosen = _load(request, pk)
    require(request.actor, P.ERASE, chosen)
    form = SureForm(request.POST)
    act = lambda: services.carry_out(actor=request.actor, erasure=_erasure(chosen))  # noqa: E731
    return _taken(
        request,
        chosen,
        form,
        act,
        "Đã hủy nội dung vụ việc. Chứng minh ở dưới đây.",
        {"sure_form": form, "opened": "huy"},
    )
