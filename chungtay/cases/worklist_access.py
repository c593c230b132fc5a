"""Lines of My day about access: asks that wait for a second person, cases that stand broken open, and those that did
lately; for the asker, what came of it. The code of the case and nothing else.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chungtay.cases.models import AccessState, CaseAccess, Erasure, ErasureState
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import access as queries
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10
KIND = "Mở khẩn cấp"


@worklist.register("case_access")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    now = timezone.now()
    groups: dict[str, list[WorkItem]] = {"waiting": [], "running": [], "new": []}
    if str(CasePermission.ASK_BREAK_GLASS) in actor.permissions:
        groups["running"] += _own(actor)
    if str(CasePermission.LOOKS) in actor.permissions:
        _supervised(actor, now, groups)
    if str(CasePermission.ERASE) in actor.permissions:
        groups["waiting"] += _erasures(actor)
    return {name: Lines(tuple(items[:SHOWN]), len(items)) for name, items in groups.items() if items}


def _own(actor: Actor) -> list[WorkItem]:
    """Live accesses of one's own, so that they are ended when they are no longer needed."""
    return [
        WorkItem(
            "running", f"Đang được mở khẩn cấp {ask.code}", reverse("case_access:asked", args=[ask.line.row.pk]),
            f"Đến {timezone.localtime(ask.line.row.until):%H:%M ngày %d/%m/%Y}; xem xong hãy kết thúc", kind=KIND,
        )
        for ask in queries.own_asks(actor)
        if ask.line.live and ask.line.row.until is not None
    ]  # fmt: skip


def _supervised(actor: Actor, now: dt.datetime, groups: dict[str, list[WorkItem]]) -> None:
    lately = Q(state=AccessState.GRANTED, until__gt=now - queries.AFTER) | Q(
        state=AccessState.ENDED, granted_at__isnull=False, ended_at__gt=now - queries.AFTER
    )
    rows = queries.asks_in(actor).filter(Q(state=AccessState.ASKED) | lately)[: 5 * SHOWN]
    may_answer = str(CasePermission.GRANT_BREAK_GLASS) in actor.permissions
    for row in rows:
        if row.state == AccessState.ASKED:
            if may_answer:
                groups["waiting"].append(_asked(row))
        elif queries.line_of(row, now).live:
            groups["running"].append(_item(row, "running", f"{row.case.code} đang được mở khẩn cấp"))
        else:
            groups["new"].append(_item(row, "new", f"{row.case.code} vừa được mở khẩn cấp, đã kết thúc"))


def _asked(row: CaseAccess) -> WorkItem:
    url = reverse("case_access:asked", args=[row.pk])
    who = f"{row.person_name}, {row.agency_name}" if row.agency_name else row.person_name
    return WorkItem(
        "waiting", f"Đề nghị mở khẩn cấp {row.case.code}", url, who, kind=KIND, acts=(Act("Trả lời", url, post=False),),
        margin=f"từ {timezone.localtime(row.asked_at):%H:%M %d/%m}",
    )  # fmt: skip


def _item(row: CaseAccess, group: str, title: str) -> WorkItem:
    looks = reverse("case_access:looks", args=[row.case_id])
    detail = f"{row.person_name} xem, {row.granted_by_name} đồng ý"
    return WorkItem(
        group,
        title,
        reverse("case_access:asked", args=[row.pk]),
        detail,
        kind=KIND,
        acts=(Act("Ai đã xem", looks, post=False),),
    )


def _erasures(actor: Actor) -> list[WorkItem]:
    """Asked by somebody else: the second person answers."""
    rows = Erasure.objects.filter(path_condition("unit_path", actor), state=ErasureState.ASKED)
    return [
        WorkItem(
            "waiting", f"Đề nghị hủy hồ sơ {row.case.code}", reverse("case_keeping:case", args=[row.case_id]),
            row.asked_by_name, kind="Lưu hồ sơ",
        )
        for row in rows.exclude(asked_by_id=actor.user_id).select_related("case")[:SHOWN]
    ]  # fmt: skip
