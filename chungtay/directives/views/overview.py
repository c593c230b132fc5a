"""Overview: all directives with their national tree, and one directive as a grid with its charts and tables."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.directives.models import Document, Task
from chungtay.directives.papers_tasks import grid_sheet
from chungtay.directives.policies import TaskPermission
from chungtay.directives.queries import overview as queries
from chungtay.directives.queries.tasks import Counts, overview_counts, status_counts
from chungtay.directives.status import LEAF_WORDS, WORDS
from chungtay.directives.views.charts import progress_chart, states_chart
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.templatetags.components_lists import Cell, GridRow
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.vietnamese import parse_date

# The look of each status in a grid: (tone, mark) of the component library.
LOOK = {
    "not_started": ("idle", "○"), "running": ("running", "◐"), "waiting": ("waiting", "◇"), "returned": ("returned", "↩"),
    "sent_back": ("returned", "↩"), "overdue": ("late", "▲"), "done_on_time": ("done", "●"), "done_late": ("done-late", "●"),
}  # fmt: skip
ROWS = 60  # rows of the grid on one page; a province has at most about 170 communes


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
            "total": counted.total,
            "day": day,
            "leaves": LEAF_WORDS,
            "today": timezone.localdate(),
            "chart": states_chart(
                "Các văn bản", [(document.number or str(document)[:40], counts) for document, counts in rows[:12]]
            ),
        },
    )


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
