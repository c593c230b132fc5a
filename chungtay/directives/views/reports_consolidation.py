"""Consolidating: units' words on the left, the report's passages on the right, each with its source."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.directives.models import Passage, Report, ReportSection, SectionSource
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import consolidation as reads
from chungtay.directives.queries import reports
from chungtay.directives.services import consolidation as services
from chungtay.directives.states_reports import WRITABLE
from chungtay.directives.views.reports import report_of
from chungtay.foundation.access import require
from chungtay.foundation.drafts import drop_draft
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number

P = ReportPermission
_CHOSEN = re.compile(r"(\d+):(\d+):(\d+):(\d+)")


def _loaded(request: ActorRequest, pk: int, section_id: int) -> tuple[Report, ReportSection]:
    found = report_of(pk)
    require(request.actor, P.CONSOLIDATE, found)
    section = get_object_or_404(found.sections.select_related("report__consolidates"), pk=section_id)
    section.report = found
    return found, section


@require_POST
@asks(P.CONSOLIDATE)
def assemble(request: ActorRequest, pk: int) -> HttpResponse:
    found = report_of(pk)
    require(request.actor, P.CONSOLIDATE, found)
    added = services.assemble(actor=request.actor, report=found)
    tell(
        request,
        f"Đã đưa vào {added} đoạn từ báo cáo các đơn vị."
        if added
        else "Không có đoạn mới; phần anh/chị đã viết giữ nguyên.",
    )
    return redirect("directives:report", pk)


@asks(P.CONSOLIDATE)
def section(request: ActorRequest, pk: int, section_id: int) -> HttpResponse:
    """One heading: choose from the units, rewrite, order, join, drop."""
    found, held = _loaded(request, pk, section_id)
    if request.method != "POST":
        return render(request, "directives/reports/section.html", _page(found, held))
    try:
        services.save_passages(
            actor=request.actor,
            section=held,
            version=_number(request, "version"),
            edits=_edits(request),
            own=request.POST.get("own", ""),
        )
    except StaleEdit as error:
        context = _page(found, held, refused=error.sentence, typed=request.POST)
        return render(request, "directives/reports/section.html", context, status=409)
    drop_draft(request.actor.user_id, f"report-section-{section_id}")
    tell(request, f"Đã lưu mục “{held.title}”.")
    return redirect("directives:report_section", pk, section_id)


def _number(request: ActorRequest, name: str) -> int:
    return whole_number(request.POST.get(name, "")) or 0


def _edits(request: ActorRequest) -> list[services.PassageEdit]:
    edits = []
    for name in request.POST:
        pk = whole_number(name.removeprefix("passage-")) if name.startswith("passage-") else None
        if pk is None:
            continue
        edits.append(
            services.PassageEdit(
                pk,
                request.POST[name],
                _number(request, f"order-{pk}"),
                drop=f"drop-{pk}" in request.POST,
                join=f"join-{pk}" in request.POST,
            )
        )
    return edits


def _page(found: Report, held: ReportSection, *, refused: str = "", typed: Any = None) -> dict[str, Any]:
    views = reads.passage_views(found).get(held.pk, [])
    for view in views:
        if typed is not None:
            view.text = typed.get(f"passage-{view.passage.pk}", view.text)
    sections = list(found.sections.all())
    place = next(number for number, each in enumerate(sections) if each.pk == held.pk)
    return {
        "report": found,
        "section": held,
        "passages": views,
        "units": reads.unit_sections(held),
        "count": reads.count(found.consolidates) if found.consolidates else None,
        "refused": refused,
        "own": typed.get("own", "") if typed is not None else "",
        "writable": found.state in WRITABLE,
        "before": sections[place - 1] if place else None,
        "after": sections[place + 1] if place + 1 < len(sections) else None,
        "crumbs": [("Báo cáo", "/bao-cao/"), (found.duty.title, f"/bao-cao/{found.pk}/")],
    }


@require_POST
@asks(P.CONSOLIDATE)
def choose(request: ActorRequest, pk: int, section_id: int) -> HttpResponse:
    """Adds the ticked words of units to the section."""
    _, held = _loaded(request, pk, section_id)
    marks = [_CHOSEN.fullmatch(value) for value in request.POST.getlist("take")]
    chosen = [services.Chosen(*(int(part) for part in mark.groups())) for mark in marks if mark]
    if not chosen:
        raise UserError("Hãy đánh dấu ít nhất một đoạn hoặc một câu của đơn vị.")
    added = services.choose(actor=request.actor, section=held, chosen=chosen)
    tell(request, f"Đã thêm {added} đoạn vào “{held.title}”." if added else "Các đoạn này đã có trong mục.")
    return redirect("directives:report_section", pk, section_id)


@asks(P.READ)
def source(request: ActorRequest, pk: int, passage_id: int) -> HttpResponse:
    """A passage taken back to the units' sentences, each in the place where it stands."""
    found = report_of(pk)
    if not reports.readable(request.actor, found):
        raise Http404
    passage = get_object_or_404(Passage.objects.filter(section__report=found), pk=passage_id)
    rows = passage.sources.select_related("source__report__agency__unit", "source__report__duty")
    traces = [(reads.trace(row), reads.quoted(row)) for row in rows]
    text = next(view.text for view in reads.passage_views(found)[passage.section_id] if view.passage.pk == passage.pk)
    context = {
        "report": found,
        "passage": passage,
        "text": text,
        "traces": traces,
        "today": timezone.localdate(),
        "may_write": found.state in WRITABLE and found.agency_id in request.actor.agency_ids,
        "crumbs": [("Báo cáo", "/bao-cao/"), (found.duty.title, f"/bao-cao/{pk}/")],
    }
    return render(request, "directives/reports/source.html", context)


@require_POST
@asks(P.CONSOLIDATE)
def take_again(request: ActorRequest, pk: int, source_id: int) -> HttpResponse:
    found = report_of(pk)
    require(request.actor, P.CONSOLIDATE, found)
    held = get_object_or_404(
        SectionSource.objects.select_related("passage__section__report", "source").filter(
            passage__section__report=found
        ),
        pk=source_id,
    )
    services.take_again(actor=request.actor, source=held)
    tell(request, "Đã ghi nhận bản mới của đơn vị. Đoạn văn trong báo cáo giữ nguyên, anh/chị có thể sửa lại.")
    return redirect("directives:report_source", pk, held.passage_id)
