"""Task lists and grids as .xlsx; taking one out is written in the audit trail."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpResponse

from chungtay.directives.models import Document, Task
from chungtay.directives.queries.overview import Grid
from chungtay.directives.queries.rollup import Line
from chungtay.directives.queries.tasks import Filters
from chungtay.directives.status import LEAF_WORDS, WORDS, TaskThen
from chungtay.foundation import audit
from chungtay.foundation.access import Actor
from chungtay.foundation.spreadsheets import Sheet, to_xlsx
from chungtay.foundation.vietnamese import date as vn_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 50_000


def _answer(name: str, content: bytes) -> HttpResponse:
    return HttpResponse(
        content,
        headers={
            "Content-Type": XLSX,
            "Content-Disposition": f'attachment; filename="{name}.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def task_sheet(actor: Actor, tasks: QuerySet[TaskThen], filters: Filters) -> HttpResponse:
    """The list as filtered, at most MOST rows."""
    rows = [
        [
            place,
            task.ordinal,
            task.title,
            task.lead.name,
            task.giver.name,
            task.given_on,
            task.first_due_on,
            task.due_then,
            task.done_on,
            WORDS[task.status],
            task.progress,
        ]
        for place, task in enumerate(tasks[:MOST], 1)
    ]
    header = [
        "STT",
        "Số",
        "Nhiệm vụ",
        "Cơ quan chủ trì",
        "Cơ quan giao",
        "Ngày giao",
        "Hạn giao lần đầu",
        "Hạn hiện tại",
        "Ngày hoàn thành",
        "Tình trạng",
        "Tiến độ (%)",
    ]
    sheet = Sheet(title="Nhiệm vụ", header=[header], rows=rows, widths=[6, 8, 60, 36, 30, 12, 14, 12, 14, 26, 11])
    audit.record(
        actor,
        "export_tasks",
        Task(),
        label=f"{len(rows)} nhiệm vụ",
        unit_path=_path(actor),
        data={"filters": {key: str(value) for key, value in vars(filters).items() if value}},
    )
    return _answer("nhiem-vu", to_xlsx([sheet]))


def grid_sheet(actor: Actor, document: Document, grid: Grid, day: dt.date) -> HttpResponse:
    """Units × tasks as on the page, with the full titles under the numbers."""
    header = [
        "STT",
        "Đơn vị",
        *[f"{column.ordinal or place}. {column.title[:80]}" for place, column in enumerate(grid.columns, 1)],
        "Quá hạn",
    ]
    rows = [
        [
            place,
            row.name,
            *[WORDS[row.cells[column.key].status] if column.key in row.cells else "" for column in grid.columns],
            row.late,
        ]
        for place, row in enumerate(grid.rows, 1)
    ]
    note = f"Tình trạng tại ngày {vn_date(day)} theo văn bản {document.number or document.subject[:80]}."
    sheet = Sheet(title="Tiến độ", header=[header], rows=rows, widths=[6, 34, *[18] * len(grid.columns), 9], note=note)
    audit.record(actor, "export_overview", document, unit_path=_path(actor), data={"day": day.isoformat()})
    return _answer("tien-do", to_xlsx([sheet]))


def rollup_sheet(actor: Actor, lines: list[Line], column: str, day: dt.date) -> HttpResponse:
    """A roll-up by agency or unit, all lines."""
    header = ["STT", column, *LEAF_WORDS.values(), "Tổng", "Xong, theo trọng số (%)"]
    rows = [
        [place, line.name, *(getattr(line.counts, leaf) for leaf in LEAF_WORDS), line.counts.total, line.weighted]
        for place, line in enumerate(lines, 1)
    ]
    note = f"Tình trạng tại ngày {vn_date(day)}."
    sheet = Sheet(title="Tổng quan", header=[header], rows=rows, widths=[6, 44, *[16] * 6], note=note)
    data = {"day": day.isoformat(), "by": column}
    audit.record(actor, "export_overview", Task(), label=f"{len(rows)} dòng", unit_path=_path(actor), data=data)
    return _answer("tong-quan", to_xlsx([sheet]))


def _path(actor: Actor) -> str:
    return actor.unit_paths[0] if actor.unit_paths else ""
