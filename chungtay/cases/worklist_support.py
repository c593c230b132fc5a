"""A line of My day: numbers of the emergency card that nobody has tried for too long, or that are not there."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from chungtay.cases.card import STALE_DAYS
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.card import gaps_of
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import number
from chungtay.foundation.worklist import Act, Lines, WorkItem
from chungtay.territory.models import Level


@worklist.register("case_card")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Only for who keeps the card of a commune; the numbers of the whole country are not tried by anybody here."""
    if str(CasePermission.CARD_EDIT) not in actor.permissions or actor.level != Level.COMMUNE:
        return {}
    missing, stale = gaps_of(actor.unit_paths, today)
    told = [f"chưa có số của {', '.join(missing).lower()}"] if missing else []
    told += [f"{number(stale)} số chưa gọi thử trong {STALE_DAYS} ngày"] if stale else []
    if not told:
        return {}
    url = reverse("case_support:card")
    words = "; ".join(told)
    item = WorkItem(
        "running", f"Thẻ khẩn cấp: {words}", url, "Gọi thử để số còn đúng khi cần", kind="Vụ việc",
        acts=(Act("Mở thẻ", url, post=False),), margin="thường xuyên",
    )  # fmt: skip
    return {"running": Lines((item,), 1, url)}
