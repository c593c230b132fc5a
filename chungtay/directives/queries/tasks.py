"""Reads of tasks. Every function answers inside the present scope; `day` asks as at that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Count, F, Func, Q, QuerySet, Sum
from django.utils import timezone

from chungtay.directives.models import Extension, Task, TaskParty, TaskState
from chungtay.directives.status import LEAVES, Status, TaskThen, annotate_status
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import one_of
from chungtay.foundation.vietnamese import fold

# Columns a line never shows and that weigh more than all others together.
HEAVY = ("search", *(f"document__{column}" for column in ("text", "reading", "sketch", "search", "agency_choices")))
DUE_SOON = 7  # days before a deadline in which a task counts as “sắp đến hạn”


@dataclass(frozen=True)
class Filters:
    """What the list shows. `side`: "lead" mine to do, "giver" mine to decide, "all" all in scope."""

    text: str = ""
    group: str = ""
    status: str = ""
    side: str = "all"
    document_id: int | None = None
    topic: str = ""
    unit_path: str = ""
    agency_id: int | None = None
    act: str = ""
    as_of: dt.date | None = None


def words_query(text: str) -> SearchQuery | None:
    """Every word of the text as a folded prefix, so that “tre em” and “trẻ e” both find."""
    words = fold(text).split()[:12]
    return SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple") if words else None


def matching(actor: Actor, query: SearchQuery) -> Q:
    """Tasks with these words. Where the scope is narrow its rows are read and their words compared: “trẻ em” stands in
    nearly every task of the country, and the index on words would fetch them all before the scope is asked."""
    if not Task.scope(actor):
        return Q(search=query)
    return Q(Func(F("search"), query, function="ts_match_vq", output_field=BooleanField()))


def task_list(actor: Actor, filters: Filters) -> QuerySet[TaskThen]:
    """Tasks with `status`, `due_then`, their lead, giver and document, late ones first."""
    day = filters.as_of or timezone.localdate()
    tasks = Task.objects.select_related("lead", "giver", "document").defer(*HEAVY, "what", "result")
    if filters.side == "lead":
        tasks = tasks.filter(lead__in=actor.agency_ids)
    elif filters.side == "giver":
        tasks = tasks.filter(giver__in=actor.agency_ids)
    query = words_query(filters.text)
    if query is not None:
        tasks = tasks.filter(matching(actor, query))
    if filters.document_id:
        tasks = tasks.filter(document=filters.document_id)
    if filters.topic:
        tasks = tasks.filter(topics__contains=[filters.topic])
    if filters.unit_path:
        tasks = tasks.filter(unit_path__gte=filters.unit_path, unit_path__lt=filters.unit_path + "~")
    if filters.agency_id:
        tasks = tasks.filter(lead=filters.agency_id)
    if filters.act:
        tasks = tasks.filter(act=filters.act)
    then = annotate_status(tasks, day)
    if filters.status in LEAVES:
        then = then.filter(status__in=LEAVES[filters.status])
    elif filters.status:
        then = then.filter(status=filters.status)
    if filters.group:
        then = then.filter(group_condition(filters.group, actor, day))
    if filters.as_of:
        then = then.exclude(status=Status.NOT_YET)
    # What is still open comes first, by deadline; what is done follows, by the day it was done.
    return then.order_by(F("done_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def group_condition(group: str, actor: Actor, today: dt.date) -> Q:
    """The groups of My day as conditions on tasks; see foundation.worklist.GROUPS."""
    mine = Q(lead__in=actor.agency_ids)
    to_do = Q(state__in=[TaskState.GIVEN, TaskState.ACCEPTED])
    late = Q(due_on__lt=today)
    soon = Q(due_on__gte=today, due_on__lte=today + dt.timedelta(days=DUE_SOON))
    asked = Extension.objects.filter(granted=None, task__giver__in=actor.agency_ids).values("task")
    conditions = {
        "returned": mine & Q(state=TaskState.SENT_BACK),
        "late": mine & to_do & late,
        "new": mine & Q(state=TaskState.GIVEN) & ~late & ~soon | mine & Q(state=TaskState.GIVEN, due_on=None),
        "due": mine & to_do & soon,
        "running": mine & Q(state=TaskState.ACCEPTED) & ~late & ~soon | mine & Q(state=TaskState.ACCEPTED, due_on=None),
        "waiting": Q(giver__in=actor.agency_ids)
        & (Q(state__in=[TaskState.REPORTED, TaskState.RETURNED]) | one_of("pk", asked)),
    }
    return conditions.get(group, Q())


@dataclass(frozen=True)
class Counts:
    """The national tree for a set of tasks (recalled ones are not counted)."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0

    @property
    def total(self) -> int:
        return self.done_on_time + self.done_late + self.open_in_time + self.open_overdue

    @property
    def done(self) -> int:
        return self.done_on_time + self.done_late

    def share(self, leaf: str) -> float:
        """Percent of all tasks, 0–100; 0 when there is none."""
        return 100 * int(getattr(self, leaf)) / self.total if self.total else 0.0


_LEAF_OF = {status: leaf for leaf, statuses in LEAVES.items() for status in statuses}


def status_counts(tasks: QuerySet[Task], day: dt.date) -> Counts:
    """Counts the four leaves on `day`, in one statement."""
    return list_counts(tasks, day)[0]


def list_counts(tasks: QuerySet[Any], day: dt.date) -> tuple[Counts, int]:
    """The four leaves of a list as filtered, and how many lines it has (recalled ones too), in one statement."""
    rows = annotate_status(tasks.order_by(), day).values_list("status").annotate(number=Count("pk"))
    totals: dict[str, int] = {}
    lines = 0
    for status, count in rows:
        lines += count
        if status in _LEAF_OF:
            totals[_LEAF_OF[status]] = totals.get(_LEAF_OF[status], 0) + count
    return Counts(**totals), lines


def counts_by(tasks: QuerySet[Task], field: str, day: dt.date) -> dict[Any, Counts]:
    """The four leaves for each value of `field` (lead, document, act, giver …), in one statement."""
    rows = annotate_status(tasks.order_by(), day).values_list(field, "status").annotate(number=Count("pk"))
    gathered: dict[Any, dict[str, int]] = {}
    for value, status, count in rows:
        leaf = _LEAF_OF.get(status)
        if leaf:
            totals = gathered.setdefault(value, {})
            totals[leaf] = totals.get(leaf, 0) + count
    return {value: Counts(**totals) for value, totals in gathered.items()}


@dataclass(frozen=True)
class Overview:
    """The national tree in all, by document (None: given without one) and by topic (a task with two counts twice)."""

    total: Counts
    by_document: dict[int | None, Counts]
    by_topic: dict[str, Counts]


def overview_counts(tasks: QuerySet[Task], day: dt.date) -> Overview:
    """Everything the overview counts, from one pass over the tasks."""
    rows = annotate_status(tasks.order_by(), day).values_list("document", "topics", "status")
    total: dict[str, int] = {}
    documents: dict[int | None, dict[str, int]] = {}
    topics: dict[str, dict[str, int]] = {}
    for document, topics_of, status, count in rows.annotate(number=Count("pk")):
        leaf = _LEAF_OF.get(status)
        if leaf is None:
            continue
        by_topic = (topics.setdefault(topic, {}) for topic in set(topics_of))
        for totals in (total, documents.setdefault(document, {}), *by_topic):
            totals[leaf] = totals.get(leaf, 0) + count
    return Overview(
        Counts(**total),
        {document: Counts(**totals) for document, totals in documents.items()},
        {topic: Counts(**totals) for topic, totals in topics.items()},
    )


def progress_of_children(task: Task) -> float | None:
    """Weighted progress (0–100) of the tasks given on under this one; None when there is none."""
    sums = (
        Task.objects.filter(parent=task)
        .exclude(state=TaskState.RECALLED)
        .aggregate(points=Sum(F("weight") * F("progress")), weight=Sum("weight"))
    )
    return sums["points"] / sums["weight"] if sums["weight"] else None


def parties_of(task: Task) -> dict[str, list[TaskParty]]:
    parties: dict[str, list[TaskParty]] = {"cooperating": [], "monitoring": []}
    for party in task.parties.select_related("agency"):
        parties[party.role].append(party)
    return parties
