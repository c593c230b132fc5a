"""Messages about tasks: who is told what, once. The texts live here; foundation.notify carries them."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from chungtay.accounts.models import Post
from chungtay.directives.models import GivingAct, Task, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.foundation.access import granted
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system

BATCH = 1000


def posts_of(agency_ids: list[int], permission: TaskPermission, day: dt.date) -> dict[int, list[int]]:
    """Post ids by agency, of the posts in force on `day` whose role holds `permission`."""
    found: dict[int, list[int]] = {}
    rows = (
        Post.objects.on(day).filter(agency__in=agency_ids, user__is_active=True).values_list("agency_id", "pk", "role")
    )
    for agency_id, post_id, role in rows:
        if str(permission) in granted(role):
            found.setdefault(agency_id, []).append(post_id)
    return found


def tell_leads(act: GivingAct, counts: dict[int, int]) -> None:
    """“10 nhiệm vụ mới từ …”: posts that got the same number of tasks share one call."""
    posts = posts_of(list(counts), TaskPermission.WORK, act.given_on)
    source = f" theo văn bản {act.document.number}" if act.document and act.document.number else ""
    by_count: dict[int, list[int]] = {}
    for agency_id, post_ids in posts.items():
        by_count.setdefault(counts[agency_id], []).extend(post_ids)
    for count, post_ids in by_count.items():
        title = f"{count} nhiệm vụ mới từ {act.giver}{source}"
        for start in range(0, len(post_ids), BATCH):
            notify(
                post_ids[start : start + BATCH],
                kind="task_given",
                title=title,
                url=reverse("directives:task_list") + "?nhom=new",
                key=f"given-{act.pk}",
            )


def tell_other_side(task: Task, word: TaskWord, *, to_giver: bool) -> None:
    """After a word of one side the other side is told, with the word itself as the reason."""
    agency_id = task.giver_id if to_giver else task.lead_id
    permission = TaskPermission.DECIDE if to_giver else TaskPermission.WORK
    post_ids = posts_of([agency_id], permission, word.at.date()).get(agency_id, [])
    with as_system("the message names only the task itself"):
        title = f"{word.get_kind_display()}: {task.title[:150]} – {task.lead if to_giver else word.by_agency}"
    notify(
        post_ids,
        kind=f"task_{word.kind}",
        title=title,
        url=reverse("directives:task", args=[task.pk]),
        key=f"word-{word.pk}",
    )
