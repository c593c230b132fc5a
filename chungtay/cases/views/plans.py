"""The plan under its case: its words, its lines, beside the plan before it; money of the commune's plans."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.cases import sealing
from chungtay.cases.forms.plans import LineForm, WordsForm
from chungtay.cases.guards import plan_of
from chungtay.cases.models import Case, LineState, Plan, PlanLine
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import plans as queries
from chungtay.cases.services import plan_papers
from chungtay.cases.services import plans as services
from chungtay.cases.views.plan_loading import crumbs_of, load_case, load_line, page, plan_url, tried
from chungtay.children.views.loading import done_once
from chungtay.foundation.access import can
from chungtay.foundation.documents import OfficialDocument, to_docx, to_html
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number

P = CasePermission
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@asks(P.OPEN)
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """The plan of today's cycle; `ban` chooses another one of this case."""
    case = load_case(request, pk)
    found = queries.plan_page(request.actor, case, whole_number(request.GET.get("ban", "")))
    works = bool(can(request.actor, P.WORK, case))
    context = {
        "case": case, "found": found, "writes": works and found.may_draft, "works": works,
        "crumbs": crumbs_of(case, plan=False), "words_labels": services.WORDS,
    }  # fmt: skip
    return page(request, "plan", context)


@asks(P.WORK)
def words(request: ActorRequest, pk: int) -> HttpResponse:
    """Goal, monitoring, organisation."""
    case = load_case(request, pk, P.WORK)
    now = plan_of(case)
    kept = sealing.unseal(now) if now is not None else {}
    start = {**{name: kept.get(name, "") for name in services.WORDS}, "version": now.version if now else 0}
    form = WordsForm(request.POST or None, initial=start)
    context: dict[str, Any] = {"case": case, "form": form, "crumbs": crumbs_of(case)}

    def save() -> str:
        data = form.cleaned_data
        said = {name: data[name] for name in services.WORDS}
        services.save_words(actor=request.actor, case=case, version=data["version"], words=said)
        return plan_url(case)

    if (
        request.method == "POST"
        and form.is_valid()
        and (url := tried(form, context, lambda: done_once(request, form, save)))
    ):
        tell(request, "Đã ghi nội dung kế hoạch.")
        return redirect(url)
    return page(request, "words", context)


@asks(P.WORK)
def line_add(request: ActorRequest, pk: int) -> HttpResponse:
    case = load_case(request, pk, P.WORK)
    form = LineForm(request.POST or None, case=case, initial={"starts_on": timezone.localdate()})

    def add() -> str:
        services.add_line(actor=request.actor, case=case, data=form.chosen())
        return plan_url(case)

    return _line_form(request, case, form, add, "Đã thêm phần việc vào kế hoạch.", None)


@asks(P.WORK)
def line_edit(request: ActorRequest, pk: int, line: int) -> HttpResponse:
    """A line that has not been asked of its agency yet."""
    found = load_line(request, pk, line, P.WORK)
    data = services.read(found)
    start = {**vars(data), "agency": data.agency.name if data.agency else "", "version": found.version}
    form = LineForm(request.POST or None, case=found.case, initial=start)

    def save() -> str:
        version = form.cleaned_data["version"] or 0
        services.change_line(actor=request.actor, line=found, version=version, data=form.chosen())
        return plan_url(found.case)

    return _line_form(request, found.case, form, save, "Đã sửa phần việc.", found)


def _line_form(
    request: ActorRequest, case: Case, form: LineForm, save: Any, done: str, line: PlanLine | None
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "case": case, "form": form, "line": line, "agencies": form.offered(), "crumbs": crumbs_of(case),
    }  # fmt: skip
    if (
        request.method == "POST"
        and form.is_valid()
        and (url := tried(form, context, lambda: done_once(request, form, save)))
    ):
        tell(request, done)
        return redirect(url)
    return page(request, "line_form", context)


@require_POST
@asks(P.WORK)
def line_step(request: ActorRequest, pk: int, line: int, step: str) -> HttpResponse:
    """Up, down, out of the draft, into the draft again."""
    found = load_line(request, pk, line, P.WORK)
    actor = request.actor
    if step in ("len", "xuong"):
        services.move_line(actor=actor, line=found, up=step == "len")
        tell(request, "Đã đổi thứ tự.")
    elif step == "bo":
        services.remove_line(actor=actor, line=found)
        tell(request, "Đã bỏ phần việc khỏi dự thảo.")
    elif step == "lap-lai":
        services.repeat_line(actor=actor, case=found.case, line=found)
        tell(request, "Đã chép phần việc vào kế hoạch. Hãy kiểm tra ngày và cơ quan.")
    else:
        raise Http404
    return redirect(plan_url(found.case))


@require_GET
@asks(P.OPEN)
def compare(request: ActorRequest, pk: int) -> HttpResponse:
    """Beside the plan that was carried out before."""
    case = load_case(request, pk, what="So sánh kế hoạch")
    found = queries.plan_page(request.actor, case)
    if found.plan is None or found.before is None:
        raise Http404
    writes = bool(can(request.actor, P.WORK, case)) and found.may_draft
    context = {
        "case": case, "now": found.plan, "before": found.before, "pairs": queries.compare(found.plan, found.before),
        "was": queries.words_of(found.before), "words": found.words, "words_labels": services.WORDS, "writes": writes,
        "crumbs": crumbs_of(case), "draft": LineState.DRAFT,
    }  # fmt: skip
    return page(request, "compare", context)


@asks(P.OPEN)
def paper(request: ActorRequest, pk: int, plan: int) -> HttpResponse:
    """Form 04 on screen; the Word file only after it is said to whom it goes."""
    case = load_case(request, pk, what="In kế hoạch")
    found: Plan = get_object_or_404(Plan.objects.select_related("case"), pk=plan, case=case)
    usual = plan_papers.version_of(found).paper.scope
    scope = " ".join(request.POST.get("scope", "").split())
    context: dict[str, Any] = {"case": case, "plan": found, "scope": scope or usual, "crumbs": crumbs_of(case)}
    if request.method == "POST":
        try:
            plan_papers.record_file(actor=request.actor, case=case, plan=found, scope=scope)
            return _file(case, found, plan_papers.paper(actor=request.actor, case=case, plan=found, scope=scope))
        except UserError as error:
            context["refusal"] = error.sentence
    context["paper"] = to_html(plan_papers.paper(actor=request.actor, case=case, plan=found))
    return page(request, "paper", context)


def _file(case: Case, plan: Plan, document: OfficialDocument) -> HttpResponse:
    """The name of the file says the code and nobody's name."""
    name = f"{case.code}-ke-hoach-{plan.cycle}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(to_docx(document), content_type=WORD, headers=headers)


@require_GET
@asks(P.SUPERVISE)
def costs(request: ActorRequest) -> HttpResponse:
    """Sums only: no case and no child is told."""
    today = timezone.localdate()
    year = whole_number(request.GET.get("nam", "")) or today.year
    year = year if 2017 <= year <= today.year + 1 else today.year
    table, whole = queries.costs(request.actor, year)
    years = [(str(one), f"?nam={one}", one == year) for one in range(today.year, today.year - 4, -1)]
    context = {"table": table, "whole": whole, "year": year, "years": years, "crumbs": [("Vụ việc", "/vu-viec/")]}
    return render(request, "cases/plans/costs.html", context)
