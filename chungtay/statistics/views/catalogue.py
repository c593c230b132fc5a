"""The catalogue of indicators, those a province sets for itself, and the official tables."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation import audit
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.once import once
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.statistics import catalogue, papers_tables, tables
from chungtay.statistics.exhibits import XLSX, download, file_name
from chungtay.statistics.forms.catalogue import EndForm, IndicatorForm
from chungtay.statistics.models.catalogue import LocalIndicator
from chungtay.statistics.picking import picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import catalogue as queries
from chungtay.statistics.services import catalogue as services
from chungtay.territory.models import Level

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_COLUMNS = 6  # that stand side by side on a screen
Said = list[tuple[str, tables.Cell]]
_HOME = ("Số liệu", "/so-lieu/")
_LIST = ("Danh mục chỉ tiêu", "/so-lieu/chi-tieu/")


@require_GET
@asks(FigurePermission.READ)
def indicators(request: ActorRequest) -> HttpResponse:
    """All indicators of the period's last day, searched without accents, by source and group."""
    chosen = picked(request.actor, request.GET)
    text, source, group = (request.GET.get(name, "")[:80] for name in ("q", "nguon", "nhom"))
    day = chosen.period.last
    found = queries.found(day, text, source, group)
    context = {
        "picked": chosen, "groups": found, "count": sum(len(one.indicators) for one in found), "text": text, "source": source,
        "group": group, "all_groups": queries.groups(day), "sources": catalogue.SOURCES.items(), "crumbs": [_HOME],
        "tables": tables.tables(day), "may_define": _may_define(request),
    }  # fmt: skip
    return render(request, "statistics/catalogue/list.html", context)


def _may_define(request: ActorRequest) -> bool:
    return bool(can(request.actor, FigurePermission.DEFINE)) and request.actor.level == Level.PROVINCE


@require_GET
@asks(FigurePermission.READ)
def official_tables(request: ActorRequest) -> HttpResponse:
    chosen = picked(request.actor, request.GET)
    found = tables.tables(chosen.period.last)
    context = {"tables": found, "picked": chosen, "crumbs": [_HOME]}
    return render(request, "statistics/catalogue/tables.html", context)


@require_GET
@asks(FigurePermission.READ)
def official_table(request: ActorRequest, code: str) -> HttpResponse:
    chosen = picked(request.actor, request.GET)
    table = tables.find(code, chosen.period.last)
    if table is None:
        raise Http404
    filled = tables.fill(actor=request.actor, table=table, unit=chosen.unit, period=chosen.period)
    if request.GET.get("xuat") in {"xlsx", "docx"}:
        return _file(request, filled, request.GET["xuat"])
    lines = [(row, [(papers_tables.said(cell), cell) for cell in cells]) for row, cells in filled.lines]
    context = {
        "table": table, "filled": filled, "heads": papers_tables.heads(filled), "picked": chosen, "lines": lines,
        "missing": papers_tables.few(filled.missing),
        "turned": _turned(table, lines) if len(table.columns) > MOST_COLUMNS else None,
        "crumbs": [_HOME, ("Biểu số liệu", f"/so-lieu/bieu/?{chosen.query}")],
    }  # fmt: skip
    return render(request, "statistics/catalogue/table.html", context)


def _turned(table: tables.FigureTable, lines: list[tuple[tables.Row, Said]]) -> list[tuple[tables.Column, Said]]:
    """Columns as rows: a form of sixteen columns is read on a phone only so."""
    return [(column, [cells[place] for _, cells in lines]) for place, column in enumerate(table.columns)]


def _file(request: ActorRequest, filled: tables.Filled, form: str) -> HttpResponse:
    """Taking a file out is written down."""
    title = f"Biểu {filled.table.number} {filled.unit.name} {filled.period.title}"
    audit.record(
        request.actor, "figures.taken_out", filled.unit, label=title, unit_path=filled.unit.path, data={"form": form}
    )
    name = file_name(title)
    if form == "xlsx":
        return download(f"{name}.xlsx", papers_tables.workbook(filled), XLSX)
    agency, today = request.actor.agency_name, timezone.localdate()
    content = papers_tables.document(filled, agency=agency, maker=request.actor.name, on=today)
    return download(f"{name}.docx", content, DOCX)


@asks(FigurePermission.DEFINE)
def define(request: ActorRequest) -> HttpResponse:
    """A new indicator of the province; a formula that cannot be counted is told at its field, and nothing typed is lost."""
    form = IndicatorForm(request.POST or None)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_defined(request, form))
        except UserError as error:
            sentence = "" if error.field in form.fields else error.sentence
            if error.field in form.fields:
                form.add_error(error.field, error.sentence)
    context = {
        "form": form, "sentence": sentence, "countable": queries.countable(), "act": request.POST.get("act") or uuid.uuid4(),
        "bands": catalogue.bands(), "crumbs": [_HOME, _LIST],
    }  # fmt: skip
    wrong = bool(sentence or (form.is_bound and form.errors))
    return render(request, "statistics/catalogue/define.html", context, status=422 if wrong else 200)


def _defined(request: ActorRequest, form: IndicatorForm) -> str:
    given = services.Defined(**form.cleaned_data)

    def do() -> str:
        row = services.define(actor=request.actor, given=given)
        tell(request, f"Đã đặt chỉ tiêu {row.code}.")
        return reverse("statistics:local_indicator", args=[row.pk])

    return once(request.actor.user_id, _act(request), do, said=str(given))


def _act(request: ActorRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("act", ""))
    except ValueError:
        return None


@asks(FigurePermission.READ)
def local(request: ActorRequest, pk: int) -> HttpResponse:
    """One indicator of a province: its formula, its use, and its end."""
    row = get_object_or_404(LocalIndicator.objects.select_related("unit"), pk=pk)
    may_end = row.valid_to is None and request.actor.covers(row.unit_path) and _may_define(request)
    form = EndForm(request.POST or None)
    sentence = ""
    if request.method == "POST":
        require(request.actor, FigurePermission.DEFINE, row)
        if form.is_valid():
            try:
                services.end(actor=request.actor, indicator=row, **form.cleaned_data)
                tell(request, f"Đã thôi dùng chỉ tiêu {row.code}. Số liệu các kỳ trước vẫn xem được.")
                return redirect(reverse("statistics:local_indicator", args=[row.pk]))
            except UserError as error:
                sentence = error.sentence
    measure = catalogue.local_from(row, row.valid_from).measures[0]
    context = {
        "row": row, "measure": measure, "where": queries.where(measure), "sources": catalogue.SOURCES, "may_end": may_end,
        "form": form, "sentence": sentence, "crumbs": [_HOME, _LIST],
    }  # fmt: skip
    wrong = bool(sentence or (form.is_bound and form.errors))
    return render(request, "statistics/catalogue/local.html", context, status=422 if wrong else 200)
