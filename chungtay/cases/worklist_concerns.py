"""Lines of My day about reports: what is new and not yet taken on, with the time left of the law's twelve hours."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from chungtay.cases.models import Concern
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import concerns as queries
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.worklist import Act, Lines, WorkItem

FIRST, BOUND = 5, 200


def _waiting(actor: Actor, today: dt.date) -> QuerySet[Concern] | None:
    """For officer and chair of a commune."""
    if actor.level != "commune" or not actor.permissions & {CasePermission.WORK, CasePermission.DECIDE}:
        return None
    return queries.waiting(actor)


@worklist.register("concerns", when=_waiting)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """A line says the code: My day lies open on a desk."""
    rows = list(queries.waiting(actor).select_related("unit", "hamlet")[:BOUND])
    if not rows:
        return {}
    found: dict[str, list[WorkItem]] = {}
    for one in queries.lines(actor, rows[:BOUND], timezone.now(), {}):
        group = "late" if one.mark == "late" else "new"
        found.setdefault(group, []).append(_item(one, group))
    url = reverse("case_concerns:list")
    return {group: Lines(tuple(items[:FIRST]), len(items), url) for group, items in found.items()}


def _item(line: queries.Line, group: str) -> WorkItem:
    concern: Concern = line.concern
    left = f" · {line.clock.words}" if line.clock is not None else ""
    danger = ", trẻ gặp nguy hiểm" if concern.danger else ""
    return WorkItem(
        group, f"Tin báo {concern.code}{danger}", concern.get_absolute_url(), f"{concern.get_road_display()} · {line.place}{left}",
        kind="Tin báo", acts=(Act("Mở tin báo", concern.get_absolute_url(), post=False),),
        margin=line.since,
    )  # fmt: skip
