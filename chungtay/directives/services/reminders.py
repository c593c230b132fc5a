"""Reminders before and after a deadline, and escalation to the next level. Run daily; each message goes out once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.urls import reverse
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.directives.models import Task, TaskState, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.directives.services.telling import posts_of
from chungtay.foundation.notify import notify

BEFORE = (7, 3, 1, 0)  # days before the deadline on which the lead is reminded
AFTER = (1, 3, 7, 14, 30)  # days after it
CHAIR_AFTER = 3  # days late when the commune chair is told
PROVINCE_AFTER = 7  # days late when the giver is told and the task is marked as escalated
CATCH_UP = 7  # days of silence after which an escalation is still made up for

_STILL_TO_DO = (TaskState.GIVEN, TaskState.ACCEPTED, TaskState.SENT_BACK)


def remind_all(today: dt.date) -> int:
    """Returns the number of messages written. One message per agency and kind, whatever the number of its tasks."""
    written = 0
    for days in BEFORE:
        written += _to_leads(
            today, today + dt.timedelta(days=days), "hôm nay là hạn cuối" if days == 0 else f"còn {days} ngày"
        )
    for days in AFTER:
        written += _to_leads(today, today - dt.timedelta(days=days), f"đã quá hạn {days} ngày")
    for missed in range(CATCH_UP + 1):  # a server that was off for some days still escalates; keys keep it to once
        day = today - dt.timedelta(days=missed)
        written += _to_chairs(day) + _to_givers(day)
    return written


def _open_on(due: dt.date) -> dict[int, list[Task]]:
    tasks = Task.objects.filter(due_on=due, state__in=_STILL_TO_DO).only(
        "pk", "title", "lead_id", "giver_id", "unit_path"
    )
    grouped: dict[int, list[Task]] = defaultdict(list)
    for task in tasks.order_by("pk"):
        grouped[task.lead_id].append(task)
    return grouped


def _sentence(tasks: list[Task], when: str) -> str:
    if len(tasks) == 1:
        return f"{when[:1].upper()}{when[1:]}: {tasks[0].title[:200]}"
    return f"{len(tasks)} nhiệm vụ {when}"


def _address(tasks: list[Task], group: str) -> str:
    if len(tasks) == 1:
        return reverse("directives:task", args=[tasks[0].pk])
    return reverse("directives:task_list") + f"?nhom={group}"


def _to_leads(today: dt.date, due: dt.date, when: str) -> int:
    by_lead = _open_on(due)
    posts = posts_of(list(by_lead), TaskPermission.WORK, today)
    for agency_id, tasks in by_lead.items():
        notify(
            posts.get(agency_id, []),
            kind="task_due",
            title=_sentence(tasks, when),
            url=_address(tasks, "due" if due >= today else "late"),
            key=f"due-{agency_id}-{due}-{today}",
        )
    return sum(len(posts.get(agency_id, [])) for agency_id in by_lead)


def _to_chairs(today: dt.date) -> int:
    by_lead = _open_on(today - dt.timedelta(days=CHAIR_AFTER))
    chairs: dict[int, list[int]] = defaultdict(list)
    rows = (
        Post.objects.on(today)
        .filter(agency__in=list(by_lead), role=RoleCode.COMMUNE_CHAIR)
        .values_list("agency_id", "pk")
    )
    for agency_id, post_id in rows:
        chairs[agency_id].append(post_id)
    for agency_id, tasks in by_lead.items():
        title = _sentence(tasks, f"đã quá hạn {CHAIR_AFTER} ngày, đề nghị Chủ tịch chỉ đạo")
        notify(
            chairs[agency_id],
            kind="task_escalated",
            title=title,
            url=_address(tasks, "late"),
            key=f"chair-{agency_id}-{today}",
        )
    return sum(len(ids) for ids in chairs.values())


def _to_givers(today: dt.date) -> int:
    """The giver is told, and the task itself says that it went one level up."""
    by_lead = _open_on(today - dt.timedelta(days=PROVINCE_AFTER))
    tasks = [task for group in by_lead.values() for task in group]
    said = set(TaskWord.objects.filter(task__in=tasks, kind=TaskWord.Kind.ESCALATED).values_list("task_id", flat=True))
    TaskWord.objects.bulk_create(
        TaskWord(
            task=task,
            kind=TaskWord.Kind.ESCALATED,
            at=timezone.now(),
            by_name="Hệ thống",
            note=f"Quá hạn {PROVINCE_AFTER} ngày chưa có báo cáo, đã báo cơ quan giao việc.",
        )
        for task in tasks
        if task.pk not in said
    )
    by_giver: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        by_giver[task.giver_id].append(task)
    posts = posts_of(list(by_giver), TaskPermission.DECIDE, today)
    for agency_id, group in by_giver.items():
        title = _sentence(group, f"của đơn vị cấp dưới đã quá hạn {PROVINCE_AFTER} ngày")
        notify(
            posts.get(agency_id, []),
            kind="task_escalated",
            title=title,
            url=_address(group, "late"),
            key=f"giver-{agency_id}-{today}",
        )
    return sum(len(posts.get(agency_id, [])) for agency_id in by_giver)
