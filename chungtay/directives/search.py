"""Tasks in the one search box."""

from __future__ import annotations

from django.urls import reverse

from chungtay.directives.models import Task
from chungtay.directives.policies import TaskPermission
from chungtay.directives.queries.tasks import matching, words_query
from chungtay.foundation.access import Actor, can
from chungtay.foundation.searching import Hit, register
from chungtay.foundation.vietnamese import date as vn_date


@register("Nhiệm vụ")
def find_tasks(actor: Actor, text: str, most: int) -> list[Hit]:
    query = words_query(text)
    if query is None or not can(actor, TaskPermission.READ):
        return []
    tasks = (
        Task.objects.filter(matching(actor, query))
        .select_related("lead")
        .defer("search", "what")
        .order_by("-pk")[:most]
    )
    return [
        Hit(
            task.title,
            reverse("directives:task", args=[task.pk]),
            f"{task.lead.name} · hạn {vn_date(task.due_on) or 'không có'} · {task.get_state_display()}",
        )
        for task in tasks
    ]
