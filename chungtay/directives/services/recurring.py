"""Recurring tasks come back by themselves: when a time is over, the next is given to the same agency."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chungtay.directives import recurrence
from chungtay.directives.models import DocumentState, Rhythm, Task, TaskParty, TaskState, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.directives.services.telling import posts_of
from chungtay.foundation import audit
from chungtay.foundation.notify import notify

_COPIED = (
    "document_id", "parent_id", "root_id", "ordinal", "title", "what", "result", "evidence_asked", "topics", "weight",
    "rhythm", "recurrence", "series", "lead_id", "giver_id", "responsible", "unit_path", "created_by_id",
)  # fmt: skip


def open_next(today: dt.date) -> int:
    """Gives the next time of every series whose last deadline has passed; returns how many tasks that made.

    A series ends when its last task is recalled, or its document replaced or recalled; while the last one is returned,
    it waits for the giver. Run twice on a day it gives nothing twice: the act of a time follows from series and day.
    """
    ended = list(_ended(today))
    first_due = dict(
        Task.objects.filter(series__in={task.series for task in ended})
        .order_by()
        .values_list("series")
        .annotate(first=Min("first_due_on"))
    )
    times: dict[tuple[uuid.UUID, dt.date], list[Task]] = defaultdict(list)
    for task in ended:
        if task.series is not None and task.first_due_on is not None:
            due = recurrence.next_due(first_due[task.series], task.recurrence, after=task.first_due_on, today=today)
            times[task.series, due].append(task)
    given: Counter[int] = Counter()
    for (series, due), tasks in times.items():
        given.update(task.lead_id for task in _give(series, due, tasks, today))
    _tell(given, today)
    return given.total()


def _ended(today: dt.date) -> QuerySet[Task]:
    """The last task of each series and agency, when its deadline as first given lies before `today`."""
    later = Task.objects.filter(
        series=OuterRef("series"), lead=OuterRef("lead"), first_due_on__gt=OuterRef("first_due_on")
    )
    return (
        Task.objects.filter(rhythm=Rhythm.RECURRING, series__isnull=False, first_due_on__lt=today)
        .filter(Q(lead__valid_to=None) | Q(lead__valid_to__gt=today), recurrence__in=recurrence.WORDS)
        .exclude(state__in=[TaskState.RECALLED, TaskState.RETURNED])
        .exclude(document__state__in=[DocumentState.REPLACED, DocumentState.RECALLED])
        .exclude(Exists(later))
        .select_related("giver")
        .defer("search")
        .order_by("pk")
    )


@transaction.atomic
def _give(series: uuid.UUID, due: dt.date, before: list[Task], today: dt.date) -> list[Task]:
    """One act: the same words and parties with a new deadline. Tasks that are there already are not given again."""
    act = uuid.uuid5(series, due.isoformat())
    there = set(Task.objects.filter(act=act).values_list("lead_id", flat=True))
    last_of = {task.lead_id: task for task in before if task.lead_id not in there}
    made = Task.objects.bulk_create(
        Task(act=act, given_on=today, first_due_on=due, due_on=due, **{name: getattr(task, name) for name in _COPIED})
        for task in last_of.values()
    )
    if not made:
        return []
    TaskParty.objects.bulk_create(
        TaskParty(task=task, agency_id=party.agency_id, role=party.role)
        for task in made
        for party in last_of[task.lead_id].parties.all()
    )
    note = f"Kỳ tiếp theo của nhiệm vụ định kỳ ({recurrence.words(made[0].recurrence).lower()})."
    TaskWord.objects.bulk_create(
        TaskWord(
            task=task,
            kind=TaskWord.Kind.GIVEN,
            at=timezone.now(),
            by_name="Hệ thống",
            by_agency=task.giver.name,
            note=note,
        )
        for task in made
    )
    data = {"series": str(series), "due_on": due.isoformat(), "tasks": len(made)}
    audit.record(None, "recurring_given", made[0], unit_path=made[0].giver.unit_path, data=data)
    return made


def _tell(given: Counter[int], today: dt.date) -> None:
    posts = posts_of(list(given), TaskPermission.WORK, today)
    for agency_id, count in given.items():
        notify(
            posts.get(agency_id, []),
            kind="task_given",
            title=f"{count} nhiệm vụ định kỳ bắt đầu kỳ mới",
            url=reverse("directives:task_list") + "?nhom=new",
            key=f"recurring-{agency_id}-{today}",
        )
