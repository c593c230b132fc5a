"""Every task beside one section of a report that is being written, page by page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.directives.models import Report
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import reports, reports_tasks
from chungtay.directives.services import reports as services
from chungtay.directives.views.reports import LINES, report_of
from chungtay.foundation.access import require
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks

P = ReportPermission


def _written(request: ActorRequest, pk: int) -> Report:
    """The report, when it can be written by this person now."""
    found = report_of(pk)
    require(request.actor, P.WRITE, found)
    if not reports.writing(request.actor, found):
        raise Http404
    return found


@asks(P.WRITE)
def section_tasks(request: ActorRequest, pk: int, section_id: int) -> HttpResponse:
    """The tasks of one section, those its text does not tell yet first."""
    found = _written(request, pk)
    section = get_object_or_404(found.sections, pk=section_id)
    today = timezone.localdate()
    placed = reports_tasks.placed(found, list(found.sections.all()), today)[section.pk]
    page = Paginator(placed.order, LINES).get_page(request.GET.get("trang"))
    keys = list(page)
    lines = {line.task.pk: line for line in reports_tasks.lines(found, today, keys)}
    crumbs = [
        ("Báo cáo", reverse("directives:report_list")),
        (found.duty.title, reverse("directives:report", args=[pk])),
    ]
    context = {
        "report": found,
        "section": section,
        "page": page,
        "lines": [(lines[key], key in placed.used) for key in keys],
        "today": today,
        "crumbs": crumbs,
    }
    return render(request, "directives/reports/tasks.html", context)


@require_POST
@asks(P.WRITE)
def insert(request: ActorRequest, pk: int, section_id: int, task_id: int) -> HttpResponse:
    """The sentence of one task at the end of the section; back to the same page of the list."""
    found = _written(request, pk)
    today = timezone.localdate()
    section = get_object_or_404(found.sections, pk=section_id)
    task = get_object_or_404(reports_tasks.counted(found, today), pk=task_id)
    services.insert_task(actor=request.actor, report=found, section=section, task=task, today=today)
    tell(request, f"Đã chèn kết quả “{task.title[:100]}” vào mục “{section.title}”.")
    return redirect("directives:report_tasks", pk, section.pk)
