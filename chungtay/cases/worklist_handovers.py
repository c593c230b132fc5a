"""Lines of My day about hand-overs: asked to take a case, and cases whose child lives in another commune by now."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import handovers
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date
from chungtay.foundation.worklist import Act, Lines, WorkItem
from chungtay.territory.models import Level

SHOWN = 5
KIND = "Vụ việc"


@worklist.register("case_handovers")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Codes and communes only."""
    if str(CasePermission.HAND_OVER) not in actor.permissions or actor.level != Level.COMMUNE:
        return {}
    found: dict[str, Lines] = {}
    asked = handovers.incoming(actor)
    rows = list(asked[:SHOWN])
    if rows:
        codes = handovers.codes_of(rows)
        items = tuple(
            WorkItem(
                "waiting", f"{codes[row.case_id]}: {row.from_unit.name} đề nghị bàn giao", row.get_absolute_url(),
                "Xã giao vẫn chịu trách nhiệm cho đến khi anh/chị nhận", kind=KIND,
                acts=(Act("Xem và trả lời", row.get_absolute_url(), post=False),), margin=f"từ {date(row.offered_at)}",
            )
            for row in rows
        )  # fmt: skip
        found["waiting"] = Lines(items, asked.count(), reverse("case_handovers:list"))
    proposed = list(handovers.to_propose(actor)[: SHOWN + 1])
    if proposed:
        found["running"] = Lines(tuple(map(_proposal, proposed[:SHOWN])), len(proposed), reverse("case_handovers:list"))
    return found


def _proposal(case: Case) -> WorkItem:
    url = reverse("case_handovers:offer", args=[case.pk])
    where = case.residence_unit.name if case.residence_unit is not None else "xã khác"
    return WorkItem(
        "running", f"{case.code}: trẻ cư trú tại {where}", url, "Cân nhắc bàn giao cho xã nơi trẻ cư trú", kind=KIND,
        acts=(Act("Đề nghị bàn giao", url, post=False),), margin="chưa bàn giao",
    )  # fmt: skip
