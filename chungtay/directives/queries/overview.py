"""For one directive: units × tasks as a grid of states, progress over time, and who is late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate

from chungtay.accounts.models import Agency
from chungtay.directives.models import Document, Task, TaskWord
from chungtay.directives.queries.tasks import Counts, counts_by
from chungtay.directives.status import LEAVES, Status, annotate_status
from chungtay.foundation.vietnamese import order_key


@dataclass(frozen=True)
class Column:
    """One task as given to many (one act), or a single task."""

    key: str
    ordinal: str
    title: str
    due_on: dt.date | None


@dataclass(frozen=True)
class Cell:
    task_id: int
    status: str
    due_on: dt.date | None
    progress: int


@dataclass
class Row:
    agency_id: int
    name: str
    cells: dict[str, Cell] = field(default_factory=dict)
    late: int = 0
    done: int = 0


@dataclass(frozen=True)
class Grid:
    """Rows are lead agencies in Vietnamese order, columns the tasks in the order of the directive."""

    columns: list[Column]
    rows: list[Row]


def grid(document: Document, day: dt.date, *, only_late: bool = False) -> Grid:
    """The whole directive in three statements, whatever its size."""
    tasks = annotate_status(Task.objects.filter(document=document, parent=None), day).exclude(
        status__in=[Status.RECALLED, Status.NOT_YET]
    )
    columns: dict[str, Column] = {}
    rows: dict[int, Row] = {}
    values = tasks.order_by("pk").values_list(
        "pk", "act", "ordinal", "title", "lead_id", "status", "due_then", "progress"
    )
    for pk, act, ordinal, title, lead_id, status, due_then, progress in values:
        key = str(act or f"t{pk}")
        columns.setdefault(key, Column(key, ordinal, title, due_then))
        row = rows.setdefault(lead_id, Row(lead_id, ""))
        row.cells[key] = Cell(pk, status, due_then, progress)
        row.late += status == Status.OVERDUE
        row.done += status in (*LEAVES["done_on_time"], *LEAVES["done_late"])
    for agency_id, name in Agency.objects.filter(pk__in=rows).values_list("pk", "name"):
        rows[agency_id].name = name
    kept = [row for row in rows.values() if row.late or not only_late]
    return Grid(sorted(columns.values(), key=_column_order), sorted(kept, key=lambda row: order_key(row.name)))


def _column_order(column: Column) -> tuple[int, str, str]:
    digits = "".join(character for character in column.ordinal if character.isdigit())
    return (int(digits) if digits else 10_000, column.ordinal, column.title)


def late_agencies(document: Document, day: dt.date, most: int = 20) -> list[tuple[Agency, Counts]]:
    """Agencies with overdue tasks, the most overdue first."""
    by_lead = counts_by(Task.objects.filter(document=document), "lead", day)
    late = sorted(
        ((counts.open_overdue, lead) for lead, counts in by_lead.items() if counts.open_overdue), reverse=True
    )[:most]
    agencies = Agency.objects.in_bulk([lead for _, lead in late])
    return [(agencies[lead], by_lead[lead]) for _, lead in late]


@dataclass(frozen=True)
class Point:
    """By the end of `day`: how many should be done, and how many were confirmed (by the day of their report)."""

    day: dt.date
    planned: int
    done: int


def progress_over_time(document: Document, until: dt.date) -> list[Point]:
    """Cumulative deadlines and completions, one point for each day on which something changed (and the last day)."""
    tasks = Task.objects.filter(document=document).exclude(state="recalled")
    due = dict(tasks.exclude(due_on=None).values_list("due_on").annotate(number=Count("pk")).order_by())
    done = dict(tasks.exclude(done_on=None).values_list("done_on").annotate(number=Count("pk")).order_by())
    first = tasks.aggregate(first=Min("given_on"))["first"]
    days = sorted({day for day in [*due, *done, first, until] if day is not None})
    points, planned, finished = [], 0, 0
    for day in days:
        planned += due.get(day, 0)
        finished += done.get(day, 0) if day <= until else 0
        points.append(Point(day, planned, finished))
    return points


def last_words(task_ids: list[int]) -> dict[int, dict[str, Any]]:
    """When anything was last said about each task, and when it was last urged."""
    rows = (
        TaskWord.objects.filter(task__in=task_ids)
        .values("task_id")
        .annotate(last=Max("at"), urged=Max(TruncDate("at"), filter=Q(kind=TaskWord.Kind.URGED)))
        .order_by()
    )
    return {row["task_id"]: dict(row) for row in rows}
