"""Lists of lines for the agencies that do the work: what waits for an answer, what runs, what is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from chungtay.cases.models import LineState, PlanLine
from chungtay.cases.services import lines
from chungtay.cases.services.plans import GROUPS
from chungtay.foundation.access import Actor
from chungtay.law.queries import codelist

CHIPS = (("cho", "Chờ trả lời"), ("lam", "Đang làm"), ("tre", "Quá hạn"), ("xong", "Đã xong"), ("khong", "Không nhận"))
SOON = 7  # days


@dataclass(frozen=True)
class Task:
    """A line by its code and group of services: enough to find it, nothing of the child."""

    line: PlanLine
    code: str
    group: str
    late: bool

    @property
    def url(self) -> str:
        return f"/phan-viec/{self.line.pk}/"

    @property
    def title(self) -> str:
        return f"{self.group}: phần việc {self.line.position}, vụ việc {self.code}"


def of_agency(actor: Actor) -> QuerySet[PlanLine]:
    """The lines of this post's agency (and of those it succeeded) that were asked of it."""
    given = PlanLine.objects.filter(agency_id__in=actor.agency_ids).exclude(
        state__in=[LineState.DRAFT, LineState.CANCELLED]
    )
    return given.order_by("ends_on", "id")


def narrowed(actor: Actor, which: str, today: dt.date) -> QuerySet[PlanLine]:
    rows = of_agency(actor)
    running = Q(state__in=lines.RUNNING)
    asked = {
        "lam": Q(state=LineState.ACCEPTED), "tre": running & Q(ends_on__lt=today), "xong": Q(state=LineState.DONE),
        "khong": Q(state=LineState.REFUSED),
    }  # fmt: skip
    rows = rows.filter(asked.get(which, Q(state=LineState.ASKED)))
    return rows.order_by("-answered_at", "-id") if which in ("xong", "khong") else rows


def tasks(rows: list[PlanLine], today: dt.date) -> list[Task]:
    codes, groups = lines.codes_of(rows), codelist(GROUPS)
    return [
        Task(row, codes.get(row.case_id, ""), groups.get(row.category, row.category), lines.late(row, today))
        for row in rows
    ]


def answered_for(actor: Actor) -> QuerySet[PlanLine]:
    """Lines of the officer's own cases (and of cases that have no officer) in the units of the post."""
    own = Q(case__officer_id=actor.post_id) | Q(case__officer=None)
    prefix = actor.unit_paths[0] if actor.unit_paths else "~"
    return PlanLine.objects.filter(own, unit_path__gte=prefix, unit_path__lt=prefix + "~").select_related("case")
