"""The states of a report as one table of arrows. Joining a case and leaving it are steps of the case as well
(`services.opening`, `services.concern_joining`).
"""

from __future__ import annotations

from typing import Any

from chungtay.cases.models import Concern, ConcernState
from chungtay.cases.policies import CasePermission
from chungtay.foundation.access import YES, Actor, Decision, no
from chungtay.foundation.workflow import Machine, Transition

S = ConcernState
P = CasePermission
NEW, CHECKING, JOINED, UNFOUNDED = str(S.NEW), str(S.CHECKING), str(S.JOINED), str(S.UNFOUNDED)


def _is_commune(actor: Actor, concern: Any) -> Decision:
    return YES if actor.level == "commune" else no("Xã nơi xảy ra vụ việc xử lý tin báo này.")


CONCERN = Machine(
    Concern,
    "state",
    dict(ConcernState.choices),
    (
        Transition("concern_check", (NEW,), CHECKING, P.WORK, "Bắt đầu xác minh", (_is_commune,),
                   "Khoản 2 Điều 25 Nghị định 56/2017/NĐ-CP"),
        Transition("concern_pass_on", (NEW, CHECKING), NEW, P.RECEIVE, "Chuyển đến xã nơi xảy ra", (_is_commune,),
                   "Khoản 1 Điều 26 Nghị định 56/2017/NĐ-CP", needs_reason=True),
        Transition("concern_unfounded", (NEW, CHECKING), UNFOUNDED, P.DECIDE, "Kết luận không có căn cứ", (_is_commune,),
                   "Khoản 2 Điều 25 Nghị định 56/2017/NĐ-CP", needs_reason=True),
        Transition("concern_check_again", (UNFOUNDED,), CHECKING, P.DECIDE, "Xác minh lại", (_is_commune,),
                   "Khoản 2 Điều 25 Nghị định 56/2017/NĐ-CP", needs_reason=True),
        Transition("concern_take_apart", (JOINED,), CHECKING, P.WORK, "Tách khỏi vụ việc", (_is_commune,), needs_reason=True),
    ),
)  # fmt: skip

# Reasons that stand in the trail: codes in words. What else there is to say is sealed in the concern.
WHY: dict[str, dict[str, str]] = {
    "concern_pass_on": {
        "elsewhere": "Sự việc xảy ra ở xã khác",
        "moved": "Ghi nhầm xã khi tiếp nhận",
    },
    "concern_unfounded": {
        "not_so": "Đã xác minh: sự việc không xảy ra",
        "not_child": "Người được nêu từ đủ 16 tuổi",
        "twice": "Trùng với sự việc đã xử lý xong",
        "no_trace": "Không đủ thông tin để tìm ra trẻ, đã hỏi lại",
    },
    "concern_check_again": {
        "more": "Có thông tin mới",
        "wrong": "Kết luận trước chưa đúng",
    },
    "concern_take_apart": {
        "other_event": "Là sự việc khác",
        "other_child": "Là trẻ khác",
        "mistake": "Ghép nhầm",
    },
}
