"""Pages of reports: the list, a period with its units, a report to read or write, a figure, the printed page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from chungtay.directives import papers
from chungtay.directives.forms.report import DutyForm, ReasonForm, ReportForm
from chungtay.directives.models import Report, ReportDuty
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import consolidation, reports, reports_annexes, reports_duties, reports_tasks
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.states_reports import REPORT_MACHINE
from chungtay.foundation.access import can
from chungtay.foundation.documents import to_html
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.workflow import available

P = ReportPermission
LINES = 50  # of a list on one page
_DOT = {"on_time": "done", "sent_late": "done_late", "open": "running", "today": "soon", "late": "late"}
_KINDS = (
    ("", "Tất cả"),
    ("sent", "Đã gửi"),
    ("missing", "Chưa gửi"),
    ("late", "Quá hạn"),
    ("waiting", "Chờ tiếp nhận"),
    ("returned", "Đã trả lại"),
    ("accepted", "Đã tiếp nhận"),
    ("sent_late", "Gửi muộn"),
)


def report_of(pk: int) -> Report:
    """The report, or 404 when it is out of the actor's scope."""
    return get_object_or_404(
        Report.objects.select_related("duty__receiver", "duty__document", "agency__unit", "consolidates"), pk=pk
    )


def duty_of(request: ActorRequest, pk: int) -> ReportDuty:
    return get_object_or_404(reports.duties_received(request.actor), pk=pk)


@asks(P.READ)
def report_list(request: ActorRequest) -> HttpResponse:
    """Reports my agency owes, and periods in which it receives them."""
    today = timezone.localdate()
    own_page = Paginator(reports.own_reports(request.actor), LINES).get_page(request.GET.get("trang"))
    own = [(report, reports.timeliness(report, report.duty, today)) for report in own_page]
    duties = reports.duties_received(request.actor).order_by("-due_on", "id")
    page = Paginator(duties, LINES).get_page(request.GET.get("trang-nhan"))
    shown = ReportDuty.objects.filter(pk__in=[duty.pk for duty in page])
    received = [
        (duty, 100 * duty.sent / duty.total if duty.total else 0, f"{duty.sent}/{duty.total} đơn vị đã gửi")
        for duty in reports.with_progress(shown)
    ]
    context = {
        "own": [(report, when, _DOT[when.code]) for report, when in own],
        "own_page": own_page,
        "received": received,
        "received_page": page,
        "today": today,
    }
    return render(request, "directives/reports/list.html", context)


@asks(P.READ)
def duty(request: ActorRequest, pk: int) -> HttpResponse:
    """Who has sent, who has not, who is late; the receiver's acts for all of them."""
    today = timezone.localdate()
    found = duty_of(request, pk)
    chosen = request.GET.get("xem", "")
    page = Paginator(reports.unit_reports(found, today, chosen), LINES).get_page(request.GET.get("trang"))
    progress = reports.with_progress(reports.duties_received(request.actor)).get(pk=pk)
    context = {
        "duty": found,
        "progress": progress,
        "page": page,
        "lines": [(line, _DOT[line.when.code]) for line in reports.unit_lines(found, today, page)],
        "chips": _chips(reports.unit_counts(found, today), chosen),
        "today": today,
        "may_urge": can(request.actor, P.URGE, found),
        "may_open": can(request.actor, P.OPEN, found),
        "may_receive": can(request.actor, P.RECEIVE) and found.receiver_id in request.actor.agency_ids,
        "day_off": reports_duties.day_off_words(found.due_on) if found.due_on >= today else "",
        "upward": Report.objects.filter(consolidates=found).select_related("duty__receiver").first(),
        "form": DutyForm(initial={"due_on": found.due_on, "guidance": found.guidance}),
        "urge_question": f"Nhắc {progress.missing} đơn vị chưa gửi?",
        "sent_late_words": f"{progress.sent_late} gửi muộn" if progress.sent_late else "",
    }
    return render(request, "directives/reports/duty.html", context)


def _chips(numbers: dict[str, int], chosen: str) -> list[tuple[str, str, bool, int]]:
    """The kinds of units present, with their numbers; empty kinds are left out."""
    counted = [(words, f"?xem={code}" if code else "?", code == chosen, numbers[code]) for code, words in _KINDS]
    return [chip for chip in counted if chip[3] or chip[2]]


@asks(P.READ)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Outline left, text right, figures live. Written here by those who owe it, read by the others."""
    found = report_of(pk)
    if reports.writing(request.actor, found):
        return render(request, "directives/reports/write.html", writing_page(request, found, ReportForm(found)))
    return render(request, "directives/reports/read.html", page(request, found))


def page(request: ActorRequest, found: Report) -> dict[str, Any]:
    """What every page of one report shows: its state in words, figures, what can be done now."""
    today = timezone.localdate()
    actor = request.actor
    when = reports.timeliness(found, found.duty, today)
    readable = reports.readable(actor, found)
    consolidated = found.consolidates_id is not None
    return {
        "report": found,
        "today": today,
        "when": when,
        "mark": _DOT[when.code],
        "readable": readable,
        "sections": reports.section_views(actor, found, today) if readable else [],
        "figures": figures.lines(found, today, reports.earlier_figures(actor, found), actor=actor) if readable else [],
        "annexes": reports_annexes.titles(found.duty) if readable else [],
        "passages": consolidation.passage_views(found) if consolidated and readable else {},
        "unused": consolidation.not_yet_used(found) if consolidated and readable else [],
        "count": consolidation.count(found.consolidates) if found.consolidates else None,
        "acts": {arrow.name: arrow.label for arrow in available(REPORT_MACHINE, found, actor)},
        "may_consolidate": can(actor, P.CONSOLIDATE, found) if consolidated else False,
        "kept": list(found.papers.select_related("file")) if readable else [],
        "reason_form": ReasonForm(auto_id="ly-do-%s"),
        "crumbs": [("Báo cáo", "/bao-cao/")],
    }


def writing_page(request: ActorRequest, found: Report, form: ReportForm, **more: Any) -> dict[str, Any]:
    context = page(request, found)
    earlier = {line.figure.pk: line for line in context["figures"]}
    context["sections"] = [
        (view, form[f"text-{view.section.pk}"], form[f"version-{view.section.pk}"]) for view in context["sections"]
    ]
    context["asked"] = [(earlier[pk], form[f"figure-{pk}"], form[f"note-{pk}"]) for pk in form.figure_ids]
    live = [line for line in context["figures"] if line.figure.pk not in form.figure_ids]
    context["live"] = [
        (line, form[f"changed-{line.figure.pk}"], form[f"why-{line.figure.pk}"])
        if line.figure.pk in form.live_ids
        else (line, None, None)
        for line in live
    ]
    context["day_off"] = (
        reports_duties.day_off_words(found.duty.due_on) if found.duty.due_on >= context["today"] else ""
    )
    return {**context, "form": form, "conflicts": {}, "refused": "", "kept_text": form.is_bound, **more}


@asks(P.READ)
def figure(request: ActorRequest, pk: int, figure_id: int) -> HttpResponse:
    """A number taken down to what it is made of."""
    found = report_of(pk)
    if not reports.readable(request.actor, found):
        raise Http404
    chosen = get_object_or_404(found.figures, pk=figure_id)
    opened = reports.open_figure(request.actor, found, chosen, timezone.localdate())
    context = {
        "report": found,
        "opened": opened,
        "today": timezone.localdate(),
        "crumbs": [("Báo cáo", "/bao-cao/"), (found.duty.title, f"/bao-cao/{pk}/")],
    }
    if opened.tasks is not None:
        context["page"] = page = Paginator(opened.tasks, LINES).get_page(request.GET.get("trang"))
        context["tasks"] = reports_tasks.told(list(page))
    return render(request, "directives/reports/figure.html", context)


@asks(P.READ)
def annex(request: ActorRequest, pk: int, table: str) -> HttpResponse:
    """An official table of the report's unit and period: as of now while it is written, as sent afterwards."""
    found = report_of(pk)
    if not reports.readable(request.actor, found):
        raise Http404
    shown = next(iter(reports_annexes.annexes(found, actor=request.actor, only=table)), None)
    if shown is None:
        raise Http404
    context = {
        "report": found,
        "annex": shown,
        "crumbs": [("Báo cáo", "/bao-cao/"), (found.duty.title, f"/bao-cao/{pk}/")],
    }
    return render(request, "directives/reports/annex.html", context)


@asks(P.READ)
def printed(request: ActorRequest, pk: int) -> HttpResponse:
    """The official page as it will leave, for reading and printing."""
    found = report_of(pk)
    if not reports.readable(request.actor, found):
        raise Http404
    paper = to_html(papers.official(found, timezone.localdate()))
    return render(request, "directives/reports/print.html", {"report": found, "paper": paper})
