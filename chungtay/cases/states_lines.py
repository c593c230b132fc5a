"""The path of one piece of work of a plan, as one table of arrows; who may take each stands with it.

An agency with posts answers by itself, one without by a single-use link, and what an agency said by telephone or on paper
is written down by the officer. The three ways lead through the same states, under permissions of their own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from chungtay.cases.models import LineState, PlanLine
from chungtay.cases.policies import CasePermission
from chungtay.foundation.access import YES, Actor, Decision, declare, no, predicate
from chungtay.foundation.workflow import Machine, Transition


class LinkPermission(StrEnum):
    """Held by nobody's role: only by who holds a live link, for the one line it was made for."""

    ANSWER = "cases.answer_by_link"


declare(LinkPermission, {LinkPermission.ANSWER: "Trả lời một phần việc qua liên kết dùng một lần"})
LINK_ROLE = "link"


@predicate(LinkPermission.ANSWER)
def _holds(actor: Actor, obj: Any) -> Decision:
    return YES if actor.role == f"{LINK_ROLE}:{obj.pk}" else no("Liên kết này không dành cho phần việc này.")


S = LineState
P = CasePermission
DRAFT, ASKED, ACCEPTED = str(S.DRAFT), str(S.ASKED), str(S.ACCEPTED)
REFUSED, DONE, CANCELLED = str(S.REFUSED), str(S.DONE), str(S.CANCELLED)
_ARTICLE = "Khoản 1, khoản 2 Điều 29 Nghị định 56/2017/NĐ-CP"


def _answers(ending: str, permission: StrEnum, words: str) -> tuple[Transition, ...]:
    return (
        Transition(f"line_accept{ending}", (ASKED,), ACCEPTED, permission, f"Nhận làm{words}", (), _ARTICLE),
        Transition(f"line_refuse{ending}", (ASKED, ACCEPTED), REFUSED, permission, f"Không nhận{words}", (), _ARTICLE),
        Transition(f"line_done{ending}", (ASKED, ACCEPTED), DONE, permission, f"Báo đã làm xong{words}", (), _ARTICLE),
        Transition(f"line_report{ending}", (ACCEPTED,), ACCEPTED, permission, f"Báo tiến độ{words}", (), _ARTICLE),
    )


# Who answers → the ending of the arrows' names.
BY_AGENCY, BY_LINK, TOLD = "", "_by_link", "_told"

LINE = Machine(
    PlanLine,
    "state",
    dict(LineState.choices),
    (
        Transition("line_ask", (DRAFT,), ASKED, P.DECIDE, "Giao phần việc", (), "Khoản 5 Điều 28 Nghị định 56/2017/NĐ-CP"),
        *_answers(BY_AGENCY, P.ANSWER_LINE, ""),
        *_answers(BY_LINK, LinkPermission.ANSWER, " (qua liên kết)"),
        *_answers(TOLD, P.WORK, " (báo qua điện thoại, giấy)"),
        Transition("line_cancel", (ASKED, ACCEPTED), CANCELLED, P.WORK, "Bỏ phần việc", (), "Điều 29 Nghị định 56/2017/NĐ-CP"),
    ),
)  # fmt: skip
