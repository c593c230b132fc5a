"""Lines of My day about moves: records that wait for an answer, and records left under units that have ended."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from chungtay.children import worklist_looks
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import moves
from chungtay.children.services import reforms
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date, number
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10


@worklist.register("moves")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    found: list[WorkItem] = []
    total = 0
    if str(ChildPermission.MOVE) in actor.permissions and actor.level == "commune":
        rows = moves.transfers(actor, "cho")
        shown = list(rows[:SHOWN])
        worklist_looks.named(actor, "moves", (transfer.child_id for transfer in shown))
        for transfer in shown:
            verb = "nhận" if transfer.state == "released" else "đồng ý"
            detail = f"{transfer.from_unit.name} → {transfer.to_unit.name} từ {date(transfer.moves_on)}, chờ {verb}"
            url = transfer.get_absolute_url()
            found.append(
                WorkItem("waiting", str(transfer), url, detail, kind="Chuyển hồ sơ", acts=(Act("Mở", url, post=False),))
            )
        total += len(shown) if len(shown) < SHOWN else rows.count()
    if str(ChildPermission.REFORM) in actor.permissions:
        left = sum(old.children for old in reforms.pending(actor, today))
        if left:
            url = reverse("children_moves:reforms")
            title = f"{number(left)} hồ sơ trẻ em còn ở đơn vị đã kết thúc"
            found.append(
                WorkItem("waiting", title, url, "Chạy thử rồi chuyển về đơn vị hiện nay", kind="Sắp xếp đơn vị")
            )
            total += 1
    return {"waiting": Lines(tuple(found), total, reverse("children_moves:list"))} if found else {}
