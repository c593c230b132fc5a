"""The path of a case (Decree 56/2017, art. 25-30) as one table of arrows.

Emergency measures and separation run beside it: a child in danger is helped in any state.
"""

from __future__ import annotations

from chungtay.cases.guards import (
    both_conditions,
    has_approvable_plan,
    has_final,
    has_minutes,
    holds_the_post,
    not_its_submitter,
    nothing_running,
    review_says_again,
    verified_as,
)
from chungtay.cases.models import Case, CaseState, Decision, DecisionState, Plan, PlanState
from chungtay.cases.policies import CasePermission
from chungtay.foundation.workflow import Machine, Transition

S = CaseState
P = CasePermission
VERIFYING, ASSESSING, SPECIFIC, PLANNING = str(S.VERIFYING), str(S.ASSESSING), str(S.SPECIFIC), str(S.PLANNING)
APPROVING, SERVING, REVIEWING = str(S.APPROVING), str(S.SERVING), str(S.REVIEWING)
CLOSED, UNFOUNDED = str(S.CLOSED), str(S.UNFOUNDED)


def _nd56(article: str) -> str:
    return f"{article} Nghị định 56/2017/NĐ-CP"


CASE = Machine(
    Case,
    "state",
    dict(CaseState.choices),
    (
        Transition("verify", (VERIFYING,), ASSESSING, P.WORK, "Có căn cứ, đánh giá ban đầu",
                   (verified_as(True),), _nd56("Khoản 2 Điều 25, khoản 2 Điều 26")),
        Transition("find_unfounded", (VERIFYING,), UNFOUNDED, P.DECIDE, "Kết luận không có căn cứ",
                   (verified_as(False),), _nd56("Khoản 2 Điều 25"), needs_reason=True),
        Transition("assess", (ASSESSING,), SPECIFIC, P.WORK, "Hoàn thành đánh giá ban đầu",
                   (has_final("ND56-M02", "đánh giá nguy cơ ban đầu (Mẫu 02)"),), _nd56("Khoản 2 Điều 26")),
        Transition("assess_specific", (SPECIFIC,), PLANNING, P.WORK, "Hoàn thành đánh giá cụ thể",
                   (has_final("ND56-M03", "đánh giá nguy cơ cụ thể (Mẫu 03)"),), _nd56("Khoản 1 Điều 27")),
        Transition("submit_plan", (PLANNING,), APPROVING, P.WORK, "Trình kế hoạch",
                   (has_minutes, has_approvable_plan), _nd56("Điều 28")),
        Transition("return_plan", (APPROVING,), PLANNING, P.DECIDE, "Trả lại kế hoạch",
                   (), _nd56("Khoản 4 Điều 28"), needs_reason=True),
        Transition("approve_plan", (APPROVING,), SERVING, P.DECIDE, "Phê duyệt kế hoạch",
                   (not_its_submitter,), _nd56("Khoản 4 Điều 28")),
        Transition("change_plan", (SERVING,), PLANNING, P.WORK, "Đề nghị điều chỉnh kế hoạch",
                   (), _nd56("Điều 29"), needs_reason=True),
        Transition("review", (SERVING,), REVIEWING, P.WORK, "Rà soát, đánh giá lại", (), _nd56("Khoản 1 Điều 30")),
        Transition("continue_plan", (REVIEWING,), SERVING, P.WORK, "Tiếp tục kế hoạch đang có",
                   (), _nd56("Điều 30"), needs_reason=True),
        Transition("begin_cycle", (REVIEWING,), PLANNING, P.WORK, "Lập kế hoạch mới",
                   (review_says_again,), _nd56("Điểm c khoản 1 Điều 30")),
        Transition("close", (REVIEWING,), CLOSED, P.DECIDE, "Kết thúc vụ việc",
                   (both_conditions, nothing_running), _nd56("Điểm b khoản 1 Điều 30"), needs_reason=True),
        Transition("reopen", (CLOSED,), ASSESSING, P.DECIDE, "Mở lại vụ việc",
                   (), _nd56("Điều 26"), needs_reason=True),
        Transition("verify_again", (UNFOUNDED,), VERIFYING, P.DECIDE, "Xác minh lại",
                   (), _nd56("Khoản 2 Điều 25"), needs_reason=True),
    ),
)  # fmt: skip

PLAN = Machine(
    Plan,
    "state",
    dict(PlanState.choices),
    (
        Transition("submit", ("draft", "returned"), "submitted", P.WORK, "Trình kế hoạch"),
        Transition("return", ("submitted",), "returned", P.DECIDE, "Trả lại", needs_reason=True),
        Transition("approve", ("submitted",), "approved", P.DECIDE, "Phê duyệt"),
        Transition("replace", ("approved", "draft", "returned"), "replaced", P.WORK, "Thay bằng kế hoạch mới"),
    ),
)

DECISION = Machine(
    Decision,
    "state",
    dict(DecisionState.choices),
    (
        Transition("decision_signed", ("draft",), "signed", P.DECIDE, "Ký", (holds_the_post,)),
        Transition(
            "decision_revoked", ("signed",), "revoked", P.DECIDE, "Thu hồi", (holds_the_post,), needs_reason=True
        ),
    ),
)
