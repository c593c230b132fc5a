"""Status is computed for any day from three axes: schedule × evidence × the official word.

The four leaves are the national tree: đã hoàn thành {đúng hạn, quá hạn}, chưa hoàn thành {trong hạn, quá hạn}. A report
that waits for the giver's word is judged by the day it was made: the lead is not late because the giver is slow.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Case, CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from chungtay.directives.models import Task, TaskState, TaskWord

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Kind = TaskWord.Kind


class StatusFields(TypedDict):
    """What `annotate_status` adds."""

    status: str
    due_then: dt.date | None


if TYPE_CHECKING:  # at run time a task with two more attributes is still a Task
    TaskThen: TypeAlias = WithAnnotations[Task, StatusFields]
else:
    TaskThen = Task


class Status(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    WAITING = "waiting"
    RETURNED = "returned"
    SENT_BACK = "sent_back"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    RECALLED = "recalled"
    NOT_YET = "not_yet"  # as at a past day: not given by then


WORDS: dict[str, str] = {
    Status.NOT_STARTED: "Chưa bắt đầu",
    Status.RUNNING: "Đang làm, trong hạn",
    Status.WAITING: "Đã báo cáo, chờ xác nhận",
    Status.RETURNED: "Bên nhận trả lại",
    Status.SENT_BACK: "Bị trả lại để làm tiếp",
    Status.OVERDUE: "Quá hạn",
    Status.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Status.DONE_LATE: "Hoàn thành quá hạn",
    Status.RECALLED: "Đã thu hồi",
    Status.NOT_YET: "Chưa giao",
}

LEAVES: dict[str, tuple[str, ...]] = {
    "done_on_time": (Status.DONE_ON_TIME,),
    "done_late": (Status.DONE_LATE,),
    "open_in_time": (Status.NOT_STARTED, Status.RUNNING, Status.WAITING, Status.RETURNED, Status.SENT_BACK),
    "open_overdue": (Status.OVERDUE,),
}
LEAF_WORDS = {
    "done_on_time": "Đã hoàn thành đúng hạn",
    "done_late": "Đã hoàn thành quá hạn",
    "open_in_time": "Chưa hoàn thành, trong hạn",
    "open_overdue": "Chưa hoàn thành, quá hạn",
}


@dataclass(frozen=True)
class Facts:
    """What is known of a task on one day."""

    state: str
    due_on: dt.date | None
    reported_on: dt.date | None = None
    done_on: dt.date | None = None


def status_of(facts: Facts, day: dt.date) -> Status:
    """The status on `day`; the same rule as `annotate_status`, for one task in memory (they are tested against each other)."""
    late = facts.due_on is not None and day > facts.due_on
    match facts.state:
        case TaskState.DONE:
            on_time = facts.due_on is None or (facts.done_on is not None and facts.done_on <= facts.due_on)
            return Status.DONE_ON_TIME if on_time else Status.DONE_LATE
        case TaskState.RECALLED:
            return Status.RECALLED
        case TaskState.REPORTED:
            made_late = facts.due_on is not None and facts.reported_on is not None and facts.reported_on > facts.due_on
            return Status.OVERDUE if made_late else Status.WAITING
        case _ if late:  # a task handed back is still nobody's done work: handing back hides no lateness
            return Status.OVERDUE
        case TaskState.RETURNED:
            return Status.RETURNED
        case TaskState.SENT_BACK:
            return Status.SENT_BACK
        case TaskState.ACCEPTED:
            return Status.RUNNING
        case _:
            return Status.NOT_STARTED


def _rule(day: dt.date, state: str, due: str, reported: str, done: str) -> Case:
    """`status_of` as one SQL expression over the named columns."""
    late = Q(**{f"{due}__lt": day})
    return Case(
        When(
            Q(**{state: TaskState.DONE}) & (Q(**{f"{due}__isnull": True}) | Q(**{f"{done}__lte": F(due)})),
            then=Value(Status.DONE_ON_TIME),
        ),
        When(**{state: TaskState.DONE}, then=Value(Status.DONE_LATE)),
        When(**{state: TaskState.RECALLED}, then=Value(Status.RECALLED)),
        When(Q(**{state: TaskState.REPORTED}) & Q(**{f"{reported}__gt": F(due)}), then=Value(Status.OVERDUE)),
        When(**{state: TaskState.REPORTED}, then=Value(Status.WAITING)),
        When(late, then=Value(Status.OVERDUE)),
        When(**{state: TaskState.RETURNED}, then=Value(Status.RETURNED)),
        When(**{state: TaskState.SENT_BACK}, then=Value(Status.SENT_BACK)),
        When(**{state: TaskState.ACCEPTED}, then=Value(Status.RUNNING)),
        default=Value(Status.NOT_STARTED),
        output_field=CharField(),
    )


# The state a word leaves a task in; words that leave it as it was are not listed.
_STATE_AFTER = {
    Kind.GIVEN: TaskState.GIVEN,
    Kind.FORWARDED: TaskState.GIVEN,
    Kind.ACCEPTED: TaskState.ACCEPTED,
    Kind.RETURNED: TaskState.RETURNED,
    Kind.REPORTED: TaskState.REPORTED,
    Kind.SENT_BACK: TaskState.SENT_BACK,
    Kind.REOPENED: TaskState.SENT_BACK,
    Kind.CONFIRMED: TaskState.DONE,
    Kind.RECALLED: TaskState.RECALLED,
}


def annotate_status(tasks: QuerySet[Task], day: dt.date, today: dt.date | None = None) -> QuerySet[TaskThen]:
    """Adds `status` (a Status code) and `due_then` (the deadline as promised on that day) to each task.

    For today the columns answer; for a past day the words said until its end do, so the answer never changes afterwards.
    """
    today = today or timezone.localdate()
    if day >= today:
        return tasks.annotate(due_then=F("due_on"), status=_rule(day, "state", "due_on", "reported_on", "done_on"))
    end = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    said = TaskWord.objects.filter(task=OuterRef("pk"), at__lt=end).order_by("-at", "-id")
    moved = said.filter(kind__in=[str(kind) for kind in _STATE_AFTER])
    state = Case(
        *[When(last_word=kind, then=Value(state)) for kind, state in _STATE_AFTER.items()],
        default=Value("none"),
        output_field=CharField(),
    )
    return (
        tasks.annotate(
            last_word=Subquery(moved.values("kind")[:1]),
            due_then=Coalesce(
                Subquery(
                    said.filter(kind__in=[Kind.EXTENSION_GRANTED, Kind.CHANGED], day__isnull=False).values("day")[:1]
                ),
                F("first_due_on"),
            ),
            reported_then=Subquery(said.filter(kind=Kind.REPORTED).values("day")[:1], output_field=DateField()),
        )
        .annotate(state_then=state)
        .annotate(
            status=Case(
                When(state_then="none", then=Value(Status.NOT_YET)),
                default=_rule(day, "state_then", "due_then", "reported_then", "reported_then"),
                output_field=CharField(),
            )
        )
    )


def facts_of(task: Task) -> Facts:
    return Facts(task.state, task.due_on, task.reported_on, task.done_on)


def day_of(moment: dt.datetime) -> dt.date:
    """The calendar day in Viet Nam of a moment."""
    return timezone.localtime(moment).date()
