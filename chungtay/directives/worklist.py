"""Lines of My day that come from tasks."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse

from chungtay.accounts.roles import RoleCode
from chungtay.directives.models import Task, TaskState
from chungtay.directives.policies import TaskPermission
from chungtay.directives.queries.tasks import group_condition
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.worklist import Act, Lines, WorkItem, register

FIRST = 6  # lines of a group on the first page
STILL_TO_DO = (TaskState.GIVEN, TaskState.ACCEPTED, TaskState.SENT_BACK)
_GROUPS = ("late", "returned", "waiting", "new", "due", "running")


@register("tasks")
def task_lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Six lines of each group and its total: two statements a group at most."""
    found: dict[str, Lines] = {}
    groups = [group for group in _GROUPS if _may_see(actor, group)]
    totals = _totals(actor, today, groups)
    for group in groups:
        if not totals.get(group):
            continue
        tasks = Task.objects.filter(group_condition(group, actor, today)).select_related("lead", "giver")
        tasks = tasks.defer("search", "what", "result")
        items = tuple(_line(task, group) for task in tasks.order_by("due_on", "pk")[:FIRST])
        found[group] = Lines(items, totals[group], reverse("directives:task_list") + f"?nhom={group}")
    return found


def _watched(actor: Actor, today: dt.date) -> QuerySet[Task] | None:
    if actor.role != RoleCode.MONITOR:
        return None
    return Task.objects.filter(state__in=STILL_TO_DO, due_on__lt=today, parent=None)


@register("watched", when=_watched)
def watched_lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """A monitor does no task himself: his day is what is late in his units, with one tap to urge. Two statements."""
    tasks = _watched(actor, today)
    if tasks is None:
        return {}
    first = list(tasks.select_related("lead").defer("search", "what", "result").order_by("due_on", "pk")[:FIRST])
    items = tuple(
        WorkItem(
            group="late",
            title=task.title,
            url=reverse("directives:task", args=[task.pk]),
            detail=task.lead.name,
            due_on=task.due_on,
            kind="Nhiệm vụ",
            acts=(Act("Đôn đốc", reverse("directives:task_urge", args=[task.pk])),),
        )
        for task in first
    )
    total = tasks.count() if len(first) == FIRST else len(first)
    return {"late": Lines(items, total, reverse("directives:task_list") + "?trang-thai=open_overdue")} if items else {}


def _may_see(actor: Actor, group: str) -> bool:
    needed = TaskPermission.DECIDE if group == "waiting" else TaskPermission.WORK
    return str(needed) in actor.permissions


def _totals(actor: Actor, today: dt.date, groups: list[str]) -> dict[str, int]:
    from django.db.models import Count

    if not groups:
        return {}
    own = Task.objects.filter(Q(lead__in=actor.agency_ids) | Q(giver__in=actor.agency_ids))
    counted = {group: Count("pk", filter=group_condition(group, actor, today)) for group in groups}
    return {group: int(number) for group, number in own.aggregate(**counted).items()}


def _line(task: Task, group: str) -> WorkItem:
    waiting = group == "waiting"
    return WorkItem(
        group=group,
        title=task.title,
        url=reverse("directives:task", args=[task.pk]),
        detail=f"{task.lead.name} · {_asked(task)}" if waiting else task.giver.name,
        margin=_waits(task) if waiting else "",
        due_on=None if waiting else task.due_on,  # the lead has done its part: what is left is my word
        kind="Nhiệm vụ",
        acts=_acts(task, group),
    )


def _waits(task: Task) -> str:
    return f"chờ từ {vn_date(task.reported_on)}" if task.reported_on is not None else "chờ trả lời"


def _asked(task: Task) -> str:
    if task.reported_on is not None:
        return f"báo cáo ngày {vn_date(task.reported_on)}, hạn {vn_date(task.due_on) or 'không đặt'}"
    return "trả lại việc" if task.state == "returned" else "xin gia hạn"


def _acts(task: Task, group: str) -> tuple[Act, ...]:
    """One tap where nothing has to be written; otherwise a link to where it is written."""
    page = reverse("directives:task", args=[task.pk])
    if group == "new" or (group in ("late", "due") and task.state == "given"):
        return (Act("Nhận việc", reverse("directives:task_step", args=[task.pk, "accept"])),)
    if group == "waiting" and task.state == "reported":
        return (
            Act("Xác nhận hoàn thành", reverse("directives:task_step", args=[task.pk, "confirm"])),
            Act("Xem báo cáo", page, post=False),
        )
    if group == "waiting":
        return (Act("Trả lời", page, post=False),)
    return (Act("Báo cáo", page + "#bao-cao", post=False),)
