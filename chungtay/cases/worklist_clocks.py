"""Lines of My day about the law's clocks: what the officer must do and how long is left; what is late for those above.

A line names the case by its code. What the line of the case itself says already (its next step, with the time left, and
the plan that waits for the chair) is not said twice until it presses. The lines cost the same with five clocks as with
five hundred: ten are read for each group, and counting stops at a bound.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.duties import DOERS
from chungtay.cases.models import CaseState, Clock, Concern
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.clocks import CONCERN, concerns_of, standing
from chungtay.cases.queries.supervision import Place, late, running_clocks
from chungtay.cases.running import Level, face
from chungtay.cases.worklist import NEXT
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.worklist import Act, Lines, WorkItem
from chungtay.law import queries as laws

SHOWN = 10
MOST = 1000  # counting stops here; the first to end are counted
SOON = dt.timedelta(days=3)
WAITING = [state for state in NEXT if state != CaseState.SERVING]  # the line of the case names its next step
_KIND = "Thời hạn vụ việc"
TOLD_ELSEWHERE: set[str] = set()  # subjects whose app has lines of its own on My day
_OF_CHAIR = [code for code, role in DOERS.items() if role == RoleCode.COMMUNE_CHAIR]


@dataclass(frozen=True)
class Asked:
    """The clocks of a post, and which of them make which group, with the address of the whole list."""

    rows: QuerySet[Clock]
    groups: dict[str, tuple[Q, str]]

    @property
    def told(self) -> QuerySet[Clock]:
        return self.rows.filter(functools.reduce(operator.or_, (condition for condition, _ in self.groups.values())))


def _told(actor: Actor, today: dt.date) -> QuerySet[Clock] | None:
    asked = _asked(actor, today, timezone.now())
    return asked.told if asked is not None else None


@worklist.register("cases_clocks", when=_told)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    now = timezone.now()
    asked = _asked(actor, today, now)
    return _lines(asked, now) if asked is not None else {}


def _asked(actor: Actor, today: dt.date, now: dt.datetime) -> Asked | None:
    """None: no clock is work of this post."""
    if str(CasePermission.READ) not in actor.permissions or not actor.unit_paths:
        return None
    rows = running_clocks(Place(None, actor.unit_paths)).exclude(subject_label__in=TOLD_ELSEWHERE)
    if actor.level == "commune":
        rows = rows.exclude(case=None, subject_label=CONCERN)  # the line of the report itself says what is left
        if str(CasePermission.WORK) in actor.permissions:
            return _of_officer(rows.filter(_mine(actor, today)).exclude(code__in=_OF_CHAIR), now)
        return _of_chair(rows, now) if str(CasePermission.DECIDE) in actor.permissions else None
    return _of_province(rows, now) if str(CasePermission.SUPERVISE) in actor.permissions else None


def _mine(actor: Actor, today: dt.date) -> Q:
    """Clocks of cases this officer has, of cases whose officer is gone, and of the unit itself."""
    held = Post.objects.on(today).filter(role=RoleCode.COMMUNE_OFFICER, unit_id=actor.unit_id, user__is_active=True)
    nobody = Q(case__officer=None) | ~Q(case__officer__in=held.values("pk"))
    return Q(case=None) | Q(case__officer=actor.post_id) | nobody


def _of_officer(rows: QuerySet[Clock], now: dt.datetime) -> Asked:
    url = reverse("case_clocks:clocks")
    said = Q(case__isnull=False, case__state__in=WAITING, case__next_code=F("code"))
    later = Q(paused_at=None, due_at__gte=now + SOON) & ~said
    return Asked(
        rows,
        {
            "late": (late(now), f"{url}?xem=qua-han"),
            "due": (Q(paused_at=None, due_at__gte=now, due_at__lt=now + SOON), url),
            "running": (Q(paused_at__isnull=False) | later, url),
        },
    )


def _of_chair(rows: QuerySet[Clock], now: dt.datetime) -> Asked:
    """What is late in the commune, and what waits for the chair's own decision."""
    url = reverse("case_clocks:clocks")
    own = Q(paused_at=None, due_at__gte=now, code__in=_OF_CHAIR) & ~Q(
        case__isnull=False, case__state=CaseState.APPROVING
    )
    return Asked(rows, {"late": (late(now), f"{url}?xem=qua-han"), "waiting": (own, url)})


def _of_province(rows: QuerySet[Clock], now: dt.datetime) -> Asked:
    """What the law's escalation has brought up to the province."""
    return Asked(rows, {"late": (escalated(now), f"{reverse('case_clocks:clocks')}?xem=qua-han")})


def escalated(now: dt.datetime) -> Q:
    """Clocks that have been late for as long as their law lets pass before the province is told."""
    condition = Q(pk__in=[])
    for row in laws.all_in_force("clock"):
        for one in row.content.get("escalate", []):
            if one["to"] == RoleCode.PROVINCE_OFFICER and "province" not in row.content:
                after = dt.timedelta(hours=one["after"].get("hours", 0), days=one["after"].get("days", 0))
                condition |= Q(code=row.content["code"], due_at__lte=now - after)
    return Q(condition, paused_at=None)


def _lines(asked: Asked, now: dt.datetime) -> dict[str, Lines]:
    """Ten lines of each group that has some, and how many there are up to a bound. One query, and one for each group."""
    first = asked.told.order_by("due_at", "pk")[:MOST]
    totals = first.aggregate(**{group: Count("pk", filter=condition) for group, (condition, _) in asked.groups.items()})
    found = {}
    for group, (condition, all_url) in asked.groups.items():
        if totals[group]:
            rows = asked.rows.filter(condition).select_related("case").defer("case__sealed")
            shown = list(rows.order_by("due_at", "pk")[:SHOWN])
            names = concerns_of(shown)
            items = tuple(_item(clock, names, group, now) for clock in shown)
            found[group] = Lines(items, max(totals[group], len(items)), all_url)
    return found


def _item(clock: Clock, concerns: dict[int, Concern], group: str, now: dt.datetime) -> WorkItem:
    seen = face(standing(clock), now)
    case, concern = clock.case, concerns.get(clock.pk)
    thing, url = "", reverse("case_clocks:clocks")
    acts: tuple[Act, ...] = ()
    if case is not None:
        thing, url = case.code, reverse("case_clocks:of_case", args=[case.pk])
        acts = (Act("Mở vụ việc", case.get_absolute_url(), post=False),)
    elif concern is not None:
        thing, url = f"Tin báo {concern.code}", concern.get_absolute_url()
    title = f"{thing}: {seen.words[:1].lower()}{seen.words[1:]}" if thing else seen.words
    still = seen.level == Level.PAUSED  # its end moves on while it stands still
    due = None if still else timezone.localdate(clock.due_at)
    return WorkItem(group, title, url, seen.sentence, due, _KIND, acts, "đang tạm dừng" if still else "")
