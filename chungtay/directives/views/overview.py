"""Overview: all directives with their national tree, and one directive as a grid with its charts and tables."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.directives.models import Document, Task
from chungtay.directives.papers_tasks import grid_sheet, rollup_sheet
from chungtay.directives.policies import TaskPermission
from chungtay.directives.queries import overview as queries
from chungtay.directives.queries import rollup
from chungtay.directives.queries.tasks import Counts, overview_counts, status_counts
from chungtay.directives.status import LEAF_WORDS, WORDS
from chungtay.directives.views.charts import progress_chart, states_chart
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.templatetags.components_lists import Cell, GridRow
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.vietnamese import parse_date
from chungtay.territory.models import Unit

# The look of each status in a grid: (tone, mark) of the component library.
LOOK = {
    "not_started": ("idle", "○"), "running": ("running", "◐"), "waiting": ("waiting", "◇"), "returned": ("returned", "↩"),
    "sent_back": ("returned", "↩"), "overdue": ("late", "▲"), "done_on_time": ("done", "●"), "done_late": ("done-late", "●"),
}  # fmt: skip
ROWS = 40  # rows of the grid on one page; a province has at most about 170 communes


def _day(request: ActorRequest) -> dt.date:
    """The day asked about: today, or a past day in `ngay`; the future is answered with today."""
    today = timezone.localdate()
    return min(parse_date(request.GET.get("ngay", "")) or today, today)


@require_GET
@asks(TaskPermission.OVERVIEW)
def overview(request: ActorRequest) -> HttpResponse:
    day = _day(request)
    tasks = Task.objects.filter(parent=None)
    counted = overview_counts(tasks, day)
    documents = Document.objects.filter(pk__in=[pk for pk in counted.by_document if pk]).only("number", "subject")
    rows = [(document, counted.by_document[document.pk]) for document in documents.order_by("-pk")]
    by_topic = sorted(counted.by_topic.items(), key=lambda row: -row[1].open_overdue)
    return render(
        request,
        "directives/overview/index.html",
        {
            "rows": rows,
            "topics": by_topic,
            "chips": by_chips(),
            "total": counted.total,
            "day": day,
            "leaves": LEAF_WORDS,
            "today": timezone.localdate(),
            "chart": states_chart(
                "Các văn bản", [(document.number or str(document)[:40], counts) for document, counts in rows[:12]]
            ),
        },
    )


_BY = {
    rollup.BY_AGENCY: ("cơ quan", "Cơ quan chủ trì", "co-quan", "Tính mọi nhiệm vụ cơ quan chủ trì, kể cả việc được giao tiếp."),
    rollup.BY_UNIT: ("đơn vị", "Đơn vị hành chính", "don-vi", "Việc giao tiếp bên trong một đơn vị không tính thêm lần nữa."),
}  # fmt: skip
LINES = 100


@require_GET
@asks(TaskPermission.OVERVIEW)
def overview_by(request: ActorRequest, by: str) -> HttpResponse:
    """Rolled up by agency, or by unit one level below the one looked at (`trong`)."""
    if by not in _BY:
        raise Http404
    day, words = _day(request), _BY[by]
    whole = rollup.widest(request.actor)
    within = _within(request, whole) if by == rollup.BY_UNIT else ""
    lines = rollup.by_agency(day) if by == rollup.BY_AGENCY else rollup.by_unit(day, within)
    if request.GET.get("xuat") == "xlsx":
        return rollup_sheet(request.actor, lines, words[1], day)
    unit = Unit.objects.filter(path=within).first() if within != whole else None
    context = {
        "words": words[0], "column": words[1], "parameter": words[2], "note": words[3], "day": day,
        "caption": f"Tình trạng theo {words[0]}", "chips": by_chips(by), "within": within if unit else "",
        "within_name": str(unit or ""), "page": Paginator(lines, LINES).get_page(request.GET.get("trang")),
    }  # fmt: skip
    return render(request, "directives/overview/by.html", context)


def _within(request: ActorRequest, whole: str) -> str:
    """The unit looked into: one under the actor's own, else the actor's whole."""
    wanted = request.GET.get("trong", "")
    return wanted if request.actor.covers(wanted) and len(wanted) <= 40 else whole


def by_chips(here: str = "") -> list[tuple[str, str, bool]]:
    """The ways of rolling up: by directive and topic (the first page), by agency, by unit."""
    others = [
        (f"Theo {words[0]}", reverse("directives:overview_by", args=[code]), code == here)
        for code, words in _BY.items()
    ]
    return [("Theo văn bản và chủ đề", reverse("directives:overview"), not here), *others]


@require_GET
@asks(TaskPermission.OVERVIEW)
def directive_overview(request: ActorRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.defer("text", "reading", "sketch", "search", "agency_choices"), pk=pk)
    day = _day(request)
    table = queries.grid(document, day, only_late=request.GET.get("loc") == "qua-han")
    if request.GET.get("xuat") == "xlsx":
        return grid_sheet(request.actor, document, table, day)
    total = status_counts(Task.objects.filter(document=document), day)
    page = Paginator(table.rows, ROWS).get_page(request.GET.get("trang"))
    points = queries.progress_over_time(document, day)
    return render(
        request,
        "directives/overview/directive.html",
        {
            "document": document,
            "day": day,
            "today": timezone.localdate(),
            "total": total,
            "leaves": LEAF_WORDS,
            "page": page,
            "columns": _columns(table, document),
            "rows": [_grid_row(row, table) for row in page],
            "points": points,
            "late": queries.late_agencies(document, day),
            "chart": progress_chart(points, day),
            "units_chart": _units_chart(table),
        },
    )


def _columns(table: queries.Grid, document: Document) -> list[tuple[str, str, str]]:
    base = reverse("directives:task_list")
    return [
        (
            column.ordinal or str(place),
            f"{base}?dot={column.key}" if not column.key.startswith("t") else "",
            column.title,
        )
        for place, column in enumerate(table.columns, 1)
    ]


def _grid_row(row: queries.Row, table: queries.Grid) -> GridRow:
    cells: list[Cell | None] = []
    for column in table.columns:
        cell = row.cells.get(column.key)
        if cell is None:
            cells.append(None)
            continue
        tone, mark = LOOK[cell.status]
        words = f"{row.name}: {WORDS[cell.status]}, hạn {vn_date(cell.due_on) or 'không có'}"
        cells.append(Cell(tone, mark, words, reverse("directives:task", args=[cell.task_id])))
    return GridRow(row.name, cells, f"{reverse('directives:task_list')}?co-quan={row.agency_id}")


def _units_chart(table: queries.Grid) -> str:
    """The units furthest behind, at most twelve, as stacked bars."""
    worst = sorted(table.rows, key=lambda row: (-row.late, row.done))[:12]
    return states_chart("Đơn vị chậm nhất", [(row.name, _counts(row)) for row in worst])


def _counts(row: queries.Row) -> Counts:
    statuses = [cell.status for cell in row.cells.values()]
    on_time, late_done, late = (statuses.count(code) for code in ("done_on_time", "done_late", "overdue"))
    return Counts(on_time, late_done, len(statuses) - on_time - late_done - late, late)
