"""Everything the page of one task shows, in a constant number of statements."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.directives import recurrence
from chungtay.directives.models import Task, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.directives.queries import graph
from chungtay.directives.queries.tasks import parties_of, progress_of_children, status_counts
from chungtay.directives.states import TASK_MACHINE
from chungtay.directives.status import WORDS, facts_of, status_of
from chungtay.foundation.access import Actor, can
from chungtay.foundation.workflow import available

# What each word looks like in the timeline.
_TONES = {
    "confirmed": "done",
    "reported": "running",
    "progress": "running",
    "sent_back": "returned",
    "returned": "returned",
    "urged": "soon",
    "escalated": "late",
    "recalled": "idle",
    "extension_granted": "soon",
    "extension_refused": "returned",
}
CHILDREN_SHOWN = 100


def task_page(actor: Actor, task: Task, today: dt.date) -> dict[str, Any]:
    """`steps`: the arrows this actor can take now; `words`: the story, newest first; `extension`: the open request."""
    words = list(TaskWord.objects.filter(task=task).order_by("-at", "-id").prefetch_related("files"))
    for word in words:
        word.tone = _TONES.get(word.kind, "plain")  # type: ignore[attr-defined]
    extensions = list(task.extensions.select_related("asked_by", "decided_by"))
    children = Task.objects.filter(parent=task)
    parties = parties_of(task)
    status = status_of(facts_of(task), today)
    return {
        "task": task,
        "today": today,
        "status": status,
        "status_words": WORDS[status],
        "steps": {arrow.name for arrow in available(TASK_MACHINE, task, actor)},
        "may_work": bool(can(actor, TaskPermission.WORK, task)),
        "may_urge": bool(can(actor, TaskPermission.URGE, task)) and task.state not in ("done", "recalled"),
        "may_decide": bool(can(actor, TaskPermission.DECIDE, task)),
        "may_give_on": bool(can(actor, TaskPermission.GIVE, task)) and task.state in ("given", "accepted", "sent_back"),
        "is_open": task.state not in ("done", "recalled"),
        "words": words,
        "evidence": [(word, file) for word in words for file in word.files.all()],
        "extension": next((one for one in extensions if one.granted is None), None),
        "granted": [one for one in extensions if one.granted],
        "parties": parties,
        "children": list(children.select_related("lead").order_by("due_on", "pk")[:CHILDREN_SHOWN]),
        "children_counts": status_counts(children, today),
        "children_progress": progress_of_children(task),
        "chain": chain(task),
        "times": times(task),
        "recurrence_words": recurrence.words(task.recurrence),
        "doc_chain": graph.upward_of_task(actor, task.document) if task.document else [],
    }


def times(task: Task) -> list[Task]:
    """The times of a recurring task at this agency, the newest first; empty for any other."""
    if task.series is None:
        return []
    return list(
        Task.objects.filter(series=task.series, lead=task.lead_id)
        .only("pk", "first_due_on", "state")
        .order_by("-first_due_on")[:24]
    )


def chain(task: Task) -> list[Task]:
    """The tasks this one was broken down from, nearest first. The titles only: the giver's task may lie out of scope."""
    found: list[Task] = []
    step = task.parent
    while step is not None and len(found) < 10:
        found.append(step)
        step = step.parent
    return found
