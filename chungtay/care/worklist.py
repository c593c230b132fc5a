"""Lines of My day: what waits for this post in alternative care. By code only: a name is opened on the page, and written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from chungtay.care.models import Carer, FacilityNeed, Placement
from chungtay.care.policies import CarePermission
from chungtay.care.queries import placements as queries
from chungtay.care.schedule import SOON, Due, VisitKind, sixteen_words
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10
AHEAD = 14  # days before a visit is due on which it comes up
_MOST = 500  # placements a commune has running: more are told on the list


@worklist.register("care")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Nobody above the commune has duties here; the visits of facilities' children are the facility's."""
    if str(CarePermission.READ) not in actor.permissions or actor.level != "commune":
        return {}
    waiting = [*_answers(actor), *_signatures(actor), *_files(actor)]
    if str(CarePermission.WORK) in actor.permissions:
        waiting += [*_sixteen(actor, today), *_informal(actor)]
    found = {"waiting": waiting, **_visits(actor, today)}
    url = reverse("care:list")
    return {group: Lines(tuple(items[:SHOWN]), len(items), url) for group, items in found.items() if items}


def _item(
    group: str, title: str, row: Placement | Carer | FacilityNeed, detail: str, due: dt.date | None = None
) -> WorkItem:
    url = row.get_absolute_url()
    return WorkItem(group, title, url, detail, due_on=due, kind="Chăm sóc thay thế", acts=(Act("Mở", url, post=False),))


def _answers(actor: Actor) -> Iterable[WorkItem]:
    """Another commune asks for one of our carers; the hand-over of a decided child."""
    if str(CarePermission.WORK) not in actor.permissions:
        return
    for row in Placement.objects.filter(state__in=["proposed", "decided"]).select_related("child_unit"):
        if not actor.covers(row.unit_path):
            continue
        if row.state == "proposed":
            yield _item(
                "waiting", f"Đề xuất ghép {row.code}", row, f"{row.child_unit.name} hỏi người nhận chăm sóc của xã"
            )
        else:
            yield _item(
                "waiting",
                f"Giao trẻ {row.code}",
                row,
                f"Quyết định ngày {date(row.decided_on)}, giao trong 15 ngày làm việc",
            )


def _signatures(actor: Actor) -> Iterable[WorkItem]:
    """For the chair: carers verified, decisions to be signed, requests to end."""
    if str(CarePermission.APPROVE) in actor.permissions:
        for carer in Carer.objects.filter(state="verifying", conditions_met__isnull=False):
            yield _item(
                "waiting", f"Xác nhận người nhận chăm sóc {carer.code}", carer, "Đã có báo cáo xác minh (Mẫu 11)"
            )
    if str(CarePermission.DECIDE) not in actor.permissions:
        return
    for row in Placement.objects.filter(state="matched").exclude(consent=""):
        if actor.covers(row.unit_path):
            yield _item("waiting", f"Ký quyết định giao, nhận {row.code}", row, "Đã ghi văn bản đồng ý (Mẫu 12)")
    for row in Placement.objects.filter(state="handed_over", end_asked_on__isnull=False):
        if actor.covers(row.unit_path):
            yield _item(
                "waiting", f"Đề nghị chấm dứt {row.code}", row, f"Nhận ngày {date(row.end_asked_on)} (Mẫu 15, 16)"
            )


def _files(actor: Actor) -> Iterable[WorkItem]:
    """Children of facilities: their clocks warn by themselves; here stands what may be done."""
    if str(CarePermission.PROPOSE) in actor.permissions:
        rows = FacilityNeed.objects.filter(state="appraised", fit=True, placement=None)
        for need in rows:
            if actor.covers(need.child_path):
                yield _item("waiting", f"Tìm gia đình cho trẻ ở cơ sở {need.code}", need, "Đã thẩm định là phù hợp")


def _sixteen(actor: Actor, today: dt.date) -> Iterable[WorkItem]:
    until = today + dt.timedelta(days=SOON)
    rows = Placement.objects.filter(state="handed_over", sixteen_on__lte=until).exclude(
        visits__kind=VisitKind.SIXTEEN, visits__state="final"
    )
    for row in rows:
        if actor.covers(row.unit_path) and row.sixteen_on is not None:
            yield _item(
                "waiting", f"Trẻ đến tuổi 16 {row.code}", row, sixteen_words(row.sixteen_on, today), row.sixteen_on
            )


def _informal(actor: Actor) -> Iterable[WorkItem]:
    for row in Placement.objects.filter(state="handed_over", temporary=True, decided_on=None):
        if actor.covers(row.unit_path):
            yield _item("waiting", f"Hoàn thiện thủ tục {row.code}", row, "Trẻ đã được giao trước (khoản 4 Điều 32)")


def _visits(actor: Actor, today: dt.date) -> dict[str, list[WorkItem]]:
    """Visits that are late or come soon, of the carers of this commune."""
    if str(CarePermission.WORK) not in actor.permissions:
        return {}
    rows = [row for row in Placement.objects.filter(state="handed_over")[:_MOST] if actor.covers(row.unit_path)]
    late: list[WorkItem] = []
    soon: list[WorkItem] = []
    for row, coming in queries.duties(rows):
        for one in coming:
            if one.late(today):
                late.append(_duty("late", row, one))
            elif (one.by - today).days <= AHEAD:
                soon.append(_duty("due", row, one))
    return {"late": late, "due": soon}


def _duty(group: str, row: Placement, one: Due) -> WorkItem:
    url = reverse("care:visit_add", args=[row.pk, one.kind])
    acts = (Act("Ghi", url, post=False),)
    title = f"{one.words} {row.code}"
    return WorkItem(
        group, title, row.get_absolute_url(), one.article, due_on=one.by, kind="Chăm sóc thay thế", acts=acts
    )
