"""Lines of My day about hand-overs: asked to take a case, and cases whose child lives in another commune by now."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from chungtay.cases.models import Case, HandOver
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import handovers
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date
from chungtay.foundation.worklist import Act, Lines, WorkItem
from chungtay.territory.models import Level

SHOWN = 5
KIND = "Vụ việc"


def _incoming(actor: Actor, today: dt.date) -> QuerySet[HandOver] | None:
    return handovers.incoming(actor) if _hands_over(actor) else None


def _to_propose(actor: Actor, today: dt.date) -> QuerySet[Case] | None:
    return handovers.to_propose(actor) if _hands_over(actor) else None


def _hands_over(actor: Actor) -> bool:
    return str(CasePermission.HAND_OVER) in actor.permissions and actor.level == Level.COMMUNE


@worklist.register("case_handovers", when=_incoming)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Codes and communes only."""
    asked = handovers.incoming(actor)
    rows = list(asked[:SHOWN])
    codes = handovers.codes_of(rows)
    items = tuple(
        WorkItem(
            "waiting", f"{codes[row.case_id]}: {row.from_unit.name} đề nghị bàn giao", row.get_absolute_url(),
            "Xã giao vẫn chịu trách nhiệm cho đến khi anh/chị nhận", kind=KIND,
            acts=(Act("Xem và trả lời", row.get_absolute_url(), post=False),), margin=f"từ {date(row.offered_at)}",
        )
        for row in rows
    )  # fmt: skip
    return {"waiting": Lines(items, asked.count(), reverse("case_handovers:list"))}


@worklist.register("case_handovers_to_propose", when=_to_propose)
def proposals(actor: Actor, today: dt.date) -> dict[str, Lines]:
    proposed = list(handovers.to_propose(actor)[: SHOWN + 1])
    items = tuple(map(_proposal, proposed[:SHOWN]))
    return {"running": Lines(items, len(proposed), reverse("case_handovers:list"))}


def _proposal(case: Case) -> WorkItem:
    url = reverse("case_handovers:offer", args=[case.pk])
    where = case.residence_unit.name if case.residence_unit is not None else "xã khác"
    return WorkItem(
        "running", f"{case.code}: trẻ cư trú tại {where}", url, "Cân nhắc bàn giao cho xã nơi trẻ cư trú", kind=KIND,
        acts=(Act("Đề nghị bàn giao", url, post=False),), margin="chưa bàn giao",
    )  # fmt: skip
