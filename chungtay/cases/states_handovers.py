"""The lead goes from one commune to another, as one table of arrows. Until the arrow “accept” the old commune answers."""

from __future__ import annotations

from typing import Any

from chungtay.cases.models import HandOver, HandOverState
from chungtay.cases.policies import CasePermission
from chungtay.foundation.access import YES, Actor, Decision, no
from chungtay.foundation.workflow import Machine, Transition

S = HandOverState
P = CasePermission
OFFERED, ACCEPTED, REFUSED, WITHDRAWN = str(S.OFFERED), str(S.ACCEPTED), str(S.REFUSED), str(S.WITHDRAWN)
WHY: dict[str, str] = {
    "moved": "Trẻ đã chuyển nơi cư trú",
    "residence": "Xã nơi trẻ cư trú chủ trì kế hoạch",
    "incident": "Sự việc xảy ra ở xã đó, tin đến nhầm xã",
    "reform": "Sắp xếp đơn vị hành chính",
    "other": "Lý do khác",
}
WHY_ARTICLE = {
    "residence": "Khoản 2 Điều 52 Luật Trẻ em",
    "incident": "Khoản 1 Điều 26 Nghị định 56/2017/NĐ-CP",
}


def receives(actor: Actor, row: Any) -> Decision:
    """A commune takes the lead by itself: nobody above accepts for it."""
    if actor.level == "commune" and actor.covers(row.to_path):
        return YES
    return no("Chỉ xã được đề nghị mới nhận hoặc không nhận được.")


def gives(actor: Actor, row: Any) -> Decision:
    return YES if actor.covers(row.from_path) else no("Chỉ bên đã đề nghị mới rút lại được.")


HANDOVER = Machine(
    HandOver,
    "state",
    dict(HandOverState.choices),
    (
        Transition("handover_accept", (OFFERED,), ACCEPTED, P.HAND_OVER, "Nhận vụ việc", (receives,)),
        Transition("handover_refuse", (OFFERED,), REFUSED, P.HAND_OVER, "Không nhận", (receives,)),
        Transition("handover_withdraw", (OFFERED,), WITHDRAWN, P.HAND_OVER, "Rút đề nghị", (gives,)),
    ),
)
