"""Tasks beside the sections of a report: which belong where, and the sentence each would add."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from chungtay.directives.models import Report, ReportSection, Task, TaskWord
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.status import Status
from chungtay.foundation.vietnamese import date as vn_date

FIRST = 10  # tasks shown under a section of the writing page; the others are counted and have a page of their own


@dataclass
class TaskLine:
    """A task beside the section it belongs to, with the sentence that can be put into the text."""

    task: Task
    status: str
    sentence: str
    note: str = ""
    files: int = 0
    used: bool = False


@dataclass
class Placed:
    """Keys of the tasks of one section, by deadline, those the text does not tell yet first; and those it tells."""

    order: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def counted(report: Report, today: dt.date, statuses: tuple[str, ...] | None = None) -> QuerySet[Task]:
    """Tasks whose sentence may be put into this report, with their status on the day that is counted, by deadline."""
    day = figures.counting_day(report.duty, today)
    return figures.tasks_of(report, day, statuses).select_related("lead").order_by("due_on", "pk")


def placed(report: Report, sections: Iterable[ReportSection], today: dt.date) -> dict[int, Placed]:
    """Which tasks belong under which section, by the topics it asks for; two light queries however many tasks."""
    asked = {heading["key"]: heading for heading in report.duty.headings}
    found = {section.pk: Placed() for section in sections}
    through: Any = ReportSection.tasks.through
    links = through.objects.filter(reportsection__report=report).values_list("reportsection_id", "task_id")
    for section_id, task_id in links.order_by("pk"):
        found[section_id].used.add(task_id)
    rest = []
    topics = {section.pk: set(asked.get(section.key, {}).get("topics") or []) for section in sections}
    for task_id, task_topics in counted(report, today).values_list("pk", "topics"):
        places = [pk for pk, one in found.items() if topics[pk].intersection(task_topics) or task_id in one.used]
        for pk in places:
            found[pk].order.append(task_id)
        if not places:
            rest.append(task_id)
    if rest and found:
        found[_place_of_rest(sections, asked)].order.extend(rest)
    for one in found.values():
        one.order.sort(key=one.used.__contains__)
    return found


def _place_of_rest(sections: Iterable[ReportSection], asked: dict[str, Any]) -> int:
    """Tasks of no asked topic stand under the heading about results, else the first one."""
    wanted = [section for section in sections if asked.get(section.key, {}).get("rest")]
    wanted = wanted or [section for section in sections if "ket_qua" in section.key or "result" in section.key]
    return (wanted or list(sections))[0].pk


def lines(report: Report, today: dt.date, keys: Collection[int] | None = None) -> list[TaskLine]:
    """Tasks of the unit, or those of `keys`, with status, last word and number of evidence files; two queries."""
    rows = counted(report, today)
    return told(list(rows if keys is None else rows.filter(pk__in=keys)))


def told(rows: list[Task]) -> list[TaskLine]:
    """The lines of `counted` tasks, in their order; one query."""
    said: dict[int, tuple[str, int]] = {}
    words = TaskWord.objects.filter(task__in=[row.pk for row in rows], kind__in=["reported", "progress"])
    for word in words.annotate(number=Count("files")).order_by("at", "pk"):
        said[word.task_id] = (word.note.strip(), word.number)
    found = []
    for row in rows:
        note, files = said.get(row.pk, ("", 0))
        status = str(getattr(row, "status", ""))
        found.append(TaskLine(row, status, sentence(row, status, note), note, files))
    return found


def sentence(task: Task, status: str, note: str) -> str:
    """The task told in one sentence, as a report says it."""
    note = note.strip().rstrip(".")
    told = f": {note}." if note else "."
    promised = getattr(task, "due_then", task.due_on)  # as it stood on the day that is counted
    due = f" (hạn {vn_date(promised)})" if promised else ""
    if status in (Status.DONE_ON_TIME, Status.DONE_LATE):
        late = " (đúng hạn)" if status == Status.DONE_ON_TIME else due
        return f"Đã hoàn thành “{task.title}” ngày {vn_date(task.done_on)}{late}{told}"
    if status == Status.WAITING:
        return f"Đã thực hiện “{task.title}” ngày {vn_date(task.reported_on)}, đang chờ xác nhận{told}"
    if status == Status.OVERDUE:
        return f"Chưa hoàn thành “{task.title}”{due}, tiến độ {task.progress}%{told}"
    if status == Status.NOT_STARTED:
        return f"Chưa triển khai “{task.title}”{due}{told}"
    return f"Đang thực hiện “{task.title}”{due}, tiến độ {task.progress}%{told}"
