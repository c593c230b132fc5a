"""Steps of the path, the two conditions, the diary."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from chungtay.cases.forms.path import ConditionsForm, EntryForm, StepForm
from chungtay.cases.guards import final_of
from chungtay.cases.models import DiaryEntry
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.case_page import Reader, address
from chungtay.cases.queries.case_steps import ARROWS
from chungtay.cases.services import diary as entries
from chungtay.cases.services.path import M06, STEPS, record_conditions
from chungtay.cases.states import CASE
from chungtay.cases.views.path_loading import acted, open_case, page, shown_plan
from chungtay.foundation import workflow
from chungtay.foundation.access import require
from chungtay.foundation.requests import ActorRequest, asks, whole_number


@asks(CasePermission.READ)
def step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """One arrow: what it needs is asked on the page; the services ask whether it may be taken."""
    if step not in ARROWS:
        raise Http404
    case = open_case(request, pk, "Mở để làm bước tiếp")
    arrow = CASE.by_name[ARROWS[step]]
    require(request.actor, arrow.permission, case)
    form = StepForm(request.POST or None, step=arrow.name)
    context: dict[str, Any] = {
        "form": form,
        "arrow": arrow,
        "blocked": workflow.check(CASE, arrow.name, case, request.actor),
    }
    context["plan_url"] = address("case_plans:plan", case.pk) if arrow.name in ("approve_plan", "return_plan") else ""

    def do() -> str:
        return STEPS[arrow.name](actor=request.actor, case=case, **form.values()).get_absolute_url()

    answer = acted(request, form, context, do, f"Đã xong: {arrow.label.lower()}.")
    if arrow.name == "approve_plan" and answer is None:
        context["reading"] = shown_plan(case, form)
    return answer or page(request, "cases/path/step.html", case, context)


@asks(CasePermission.WORK)
def conditions(request: ActorRequest, pk: int) -> HttpResponse:
    case = open_case(request, pk, "Mở để ghi hai điều kiện kết thúc")
    require(request.actor, CasePermission.WORK, case)
    form = ConditionsForm(request.POST or None, initial={"safe": case.condition_safe, "stable": case.condition_stable})
    review = final_of(case, M06, case.cycle)
    context: dict[str, Any] = {"form": form, "review_url": address("case_forms:view", review.pk) if review else ""}

    def do() -> str:
        data = form.cleaned_data
        return record_conditions(
            actor=request.actor, case=case, safe=data["safe"], stable=data["stable"]
        ).get_absolute_url()

    return acted(request, form, context, do, "Đã ghi hai điều kiện.") or page(
        request, "cases/path/conditions.html", case, context
    )


@asks(CasePermission.WORK)
def diary(request: ActorRequest, pk: int) -> HttpResponse:
    """A contact, a visit, a call, a note; or the correction of an entry, which stays as it was."""
    case = open_case(request, pk, "Mở nhật ký")
    require(request.actor, CasePermission.WORK, case)
    wrong = request.POST.get("corrects") or request.GET.get("sua", "")
    about = get_object_or_404(DiaryEntry, pk=whole_number(wrong) or 0, case=case) if wrong else None
    form = EntryForm(
        request.POST or None, initial={"corrects": about.pk if about else None, "kind": about.kind if about else None}
    )
    words = Reader(case).of(about).get("words", "") if about else ""
    context: dict[str, Any] = {"form": form, "about": about, "words": words}

    def do() -> str:
        data = form.cleaned_data
        at = data["at"] or (about.at if about else timezone.now())
        entries.add_entry(actor=request.actor, case=case, kind=data["kind"], words=data["words"], at=at, corrects=about)
        return f"{case.get_absolute_url()}#nhat-ky"

    if request.method == "GET" and about is None:
        return redirect(f"{case.get_absolute_url()}?phan=nhat-ky")
    return acted(request, form, context, do, "Đã ghi nhật ký.") or page(request, "cases/path/entry.html", case, context)
