"""Lines of My day about access: asks that wait for a second person, cases that stand broken open, and those that did
lately; for the asker, what came of it. The code of the case and nothing else.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
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


@worklist.register("case_access_own")
def own(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Live accesses of one's own, so that they are ended when they are no longer needed."""
    if str(CasePermission.ASK_BREAK_GLASS) not in actor.permissions:
        return {}
    items = [
        WorkItem(
            "running", f"Đang được mở khẩn cấp {ask.code}", reverse("case_access:asked", args=[ask.line.row.pk]),
            f"Đến {timezone.localtime(ask.line.row.until):%H:%M ngày %d/%m/%Y}; xem xong hãy kết thúc", kind=KIND,
        )
        for ask in queries.own_asks(actor)
        if ask.line.live and ask.line.row.until is not None
    ]  # fmt: skip
    return {"running": Lines(tuple(items[:SHOWN]), len(items))} if items else {}


def _watched(actor: Actor, today: dt.date) -> QuerySet[CaseAccess] | None:
    """Asked and not answered, in force, or in force until lately."""
    if str(CasePermission.LOOKS) not in actor.permissions:
        return None
    now = timezone.now()
    lately = Q(state=AccessState.GRANTED, until__gt=now - queries.AFTER) | Q(
        state=AccessState.ENDED, granted_at__isnull=False, ended_at__gt=now - queries.AFTER
    )
    return queries.asks_in(actor).filter(Q(state=AccessState.ASKED) | lately)


@worklist.register("case_access", when=_watched)
def supervised(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows, now = _watched(actor, today), timezone.now()
    groups: dict[str, list[WorkItem]] = {"waiting": [], "running": [], "new": []}
    may_answer = str(CasePermission.GRANT_BREAK_GLASS) in actor.permissions
    for row in rows[: 5 * SHOWN] if rows is not None else ():
        if row.state == AccessState.ASKED:
            if may_answer:
                groups["waiting"].append(_asked(row))
        elif queries.line_of(row, now).live:
            groups["running"].append(_item(row, "running", f"{row.case.code} đang được mở khẩn cấp"))
        else:
            groups["new"].append(_item(row, "new", f"{row.case.code} vừa được mở khẩn cấp, đã kết thúc"))
    return {name: Lines(tuple(items[:SHOWN]), len(items)) for name, items in groups.items() if items}


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


def _asked_by_another(actor: Actor, today: dt.date) -> QuerySet[Erasure] | None:
    if str(CasePermission.ERASE) not in actor.permissions:
        return None
    rows: QuerySet[Erasure] = Erasure.objects.filter(path_condition("unit_path", actor), state=ErasureState.ASKED)
    return rows.exclude(asked_by_id=actor.user_id)


@worklist.register("case_erasures", when=_asked_by_another)
def erasures(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """The second person answers."""
    rows = _asked_by_another(actor, today)
    items = [
        WorkItem(
            "waiting", f"Đề nghị hủy hồ sơ {row.case.code}", reverse("case_keeping:case", args=[row.case_id]),
            row.asked_by_name, kind="Lưu hồ sơ",
        )
        for row in (rows.select_related("case")[:SHOWN] if rows is not None else ())
    ]  # fmt: skip
    return {"waiting": Lines(tuple(items), len(items))} if items else {}
