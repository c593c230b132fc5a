"""Lines of My day about moves: records that wait for an answer, and records left under units that have ended."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from chungtay.children import worklist_looks
from chungtay.children.models import Transfer
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import moves
from chungtay.children.services import reforms
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date, number
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10


def _asked(actor: Actor, today: dt.date) -> QuerySet[Transfer] | None:
    answers = str(ChildPermission.MOVE) in actor.permissions and actor.level == "commune"
    return moves.transfers(actor, "cho") if answers else None


@worklist.register("moves", when=_asked)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = moves.transfers(actor, "cho")
    shown = list(rows[:SHOWN])
    worklist_looks.named(actor, "moves", (transfer.child_id for transfer in shown))
    total = len(shown) if len(shown) < SHOWN else rows.count()
    return {"waiting": Lines(tuple(map(_item, shown)), total, reverse("children_moves:list"))}


def _item(transfer: Transfer) -> WorkItem:
    verb = "nhận" if transfer.state == "released" else "đồng ý"
    detail = f"{transfer.from_unit.name} → {transfer.to_unit.name} từ {date(transfer.moves_on)}, chờ {verb}"
    url = transfer.get_absolute_url()
    return WorkItem("waiting", str(transfer), url, detail, kind="Chuyển hồ sơ", acts=(Act("Mở", url, post=False),))


@worklist.register("reforms")
def left_behind(actor: Actor, today: dt.date) -> dict[str, Lines]:
    if str(ChildPermission.REFORM) not in actor.permissions:
        return {}
    left = sum(old.children for old in reforms.pending(actor, today))
    if not left:
        return {}
    url = reverse("children_moves:reforms")
    title = f"{number(left)} hồ sơ trẻ em còn ở đơn vị đã kết thúc"
    item = WorkItem("waiting", title, url, "Chạy thử rồi chuyển về đơn vị hiện nay", kind="Sắp xếp đơn vị")
    return {"waiting": Lines((item,), 1, reverse("children_moves:list"))}
