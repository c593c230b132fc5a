"""The steps of a case, one function for each arrow of `states.CASE`.

A step is one transaction: the state, what follows from it on the row, the diary, the law's clocks, messages, the trail.
Reasons are narrative, so that they stand sealed in the diary; the trail says only where they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.cases import duties
from chungtay.cases.duties import Event
from chungtay.cases.filled import answers_in
from chungtay.cases.guards import final_of, separation_of
from chungtay.cases.models import Case, CaseForm, Clock, Decision, DecisionKind, DiaryEntry, EntryKind
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import decisions, diary, people, planning
from chungtay.cases.services.decisions import IN_DIARY
from chungtay.cases.states import CASE
from chungtay.foundation import audit, workflow
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError

M02, M03, M06 = "ND56-M02", "ND56-M03", "ND56-M06"
_ON_EMERGENCY = (DecisionKind.EMERGENCY, DecisionKind.NO_EMERGENCY, DecisionKind.SEPARATION)
Effect = Callable[[Case], None]


def verify(*, actor: Actor, case: Case) -> Case:
    """The information has ground: the initial assessment begins."""
    return _step(actor, case, "verify", "Xác minh: có căn cứ. Bắt đầu đánh giá nguy cơ ban đầu.")


def find_unfounded(
    *,
    actor: Actor,
    case: Case,
    reason: str,
    number: str = "",
    at: dt.datetime | None = None,
    decision: Decision | None = None,
) -> Case:
    """The chair finds no ground; all clocks stop. The case can be verified again."""

    def effect(row: Case) -> None:
        _decide(actor, row, DecisionKind.UNFOUNDED, {"words": reason}, number, at, decision)
        row.closed_at = timezone.now()

    return _step(
        actor, case, "find_unfounded", "Kết luận không có căn cứ.", effect, reason=reason, event=Event.UNFOUNDED
    )


def assess(*, actor: Actor, case: Case) -> Case:
    """The initial assessment is finished: its level stands on the case, and a danger it found starts the 12 hours."""

    def effect(row: Case) -> None:
        form = final_of(row, M02)
        if form is None:
            return
        row.risk = form.level_set or form.level_counted or row.risk
        if answers_in(form).get("emergency_needed") is True and not _protected(row):
            row.emergency = True

    def then(row: Case) -> None:
        if row.emergency and not _protected(row):
            received = row.reopened_at or row.received_at
            duties.happened(actor=actor, event=Event.DANGER_FOUND, at=received, case=row)
            people.tell(people.chairs(row), row, "đánh giá ban đầu: cần biện pháp khẩn cấp", f"urgent:{row.version}")

    return _step(actor, case, "assess", "Hoàn thành đánh giá ban đầu. Bắt đầu đánh giá cụ thể.", effect, then=then)


def _protected(row: Case) -> bool:
    """Has the chair decided on this emergency already, one way or the other?"""
    made = Decision.objects.filter(case=row, kind__in=_ON_EMERGENCY, state="signed")
    return (made if row.reopened_at is None else made.filter(signed_at__gte=row.reopened_at)).exists()


def assess_specific(*, actor: Actor, case: Case) -> Case:
    """The specific assessment is finished: a plan is drafted within the term that began when the form was final."""
    form = final_of(case, M03)
    done = form.done_at if form is not None else None

    def effect(row: Case) -> None:
        if form is not None:
            row.risk = form.level_set or form.level_counted or row.risk

    def then(row: Case) -> None:
        planning.ensure_draft(actor=actor, case=row)

    words = "Hoàn thành đánh giá cụ thể. Bắt đầu lập kế hoạch."
    return _step(actor, case, "assess_specific", words, effect, then=then, event=Event.ASSESSED, at=done)


def submit_plan(*, actor: Actor, case: Case) -> Case:
    def then(row: Case) -> None:
        planning.submit(actor=actor, case=row)
        people.tell(people.chairs(row), row, "kế hoạch chờ phê duyệt", f"plan:{row.cycle}:{row.version}")

    return _step(actor, case, "submit_plan", "Trình kế hoạch.", then=then, event=Event.PLAN_SUBMITTED)


def return_plan(*, actor: Actor, case: Case, reason: str) -> Case:
    def then(row: Case) -> None:
        planning.send_back(actor=actor, case=row, reason=reason)
        people.tell(people.officers(row), row, "kế hoạch được trả lại để sửa", f"returned:{row.cycle}:{row.version}")

    return _step(actor, case, "return_plan", "Trả lại kế hoạch.", then=then, reason=reason, event=Event.PLAN_RETURNED)


def approve_plan(
    *,
    actor: Actor,
    case: Case,
    number: str,
    words: str = "",
    at: dt.datetime | None = None,
    decision: Decision | None = None,
    read: str | None = None,
) -> Case:
    """The chair signs form 05 and the lines are asked of their agencies. Who drafted or submitted the plan never signs it.

    `read`: digest of the plan that was shown (`planning.approve`). From now on the plan protects the child: it is no
    emergency any more, unless the 12 hours run or the child is kept apart.
    """

    def effect(row: Case) -> None:
        in_hours = Clock.objects.filter(case=row, code="T_EMERG", stopped_at=None).exists()
        row.emergency = row.emergency and (in_hours or separation_of(row) is not None)

    def then(row: Case) -> None:
        signed = _decide(actor, row, DecisionKind.PLAN, {"words": words}, number, at, decision)
        planning.approve(actor=actor, case=row, decision=signed, read=read)
        people.tell(people.officers(row), row, "kế hoạch đã được phê duyệt", f"approved:{signed.pk}")

    return _step(
        actor, case, "approve_plan", "Phê duyệt kế hoạch (Mẫu 05).", effect, then=then, event=Event.PLAN_APPROVED
    )


def change_plan(*, actor: Actor, case: Case, reason: str) -> Case:
    """A new draft of the same cycle; what agencies are doing goes on."""

    def then(row: Case) -> None:
        planning.redraft(actor=actor, case=row, reason=reason)

    words = "Đề nghị điều chỉnh kế hoạch."
    return _step(actor, case, "change_plan", words, then=then, reason=reason, event=Event.PLAN_CHANGING)


def review(*, actor: Actor, case: Case) -> Case:
    """Both conditions are open again: what an earlier review found does not close the case."""
    return _step(actor, case, "review", "Bắt đầu rà soát, đánh giá tình trạng của trẻ.", _conditions_open)


def continue_plan(*, actor: Actor, case: Case, reason: str) -> Case:
    return _step(actor, case, "continue_plan", "Tiếp tục kế hoạch đang có.", _conditions_open, reason=reason)


def begin_cycle(*, actor: Actor, case: Case) -> Case:
    """A new cycle with a new draft; what agencies are doing goes on under the plan it was asked in."""

    def effect(row: Case) -> None:
        row.cycle += 1
        _conditions_open(row)

    def then(row: Case) -> None:
        planning.next_cycle(actor=actor, case=row)

    return _step(actor, case, "begin_cycle", "Bắt đầu chu kỳ mới.", effect, then=then, event=Event.CYCLE_BEGUN)


def close(
    *,
    actor: Actor,
    case: Case,
    reason: str,
    number: str,
    at: dt.datetime | None = None,
    decision: Decision | None = None,
) -> Case:
    """Only when both conditions of art. 30.1b are recorded from the review of this cycle."""

    def effect(row: Case) -> None:
        _decide(actor, row, DecisionKind.CLOSURE, {"words": reason}, number, at, decision)
        row.closed_at, row.emergency = timezone.now(), False

    def then(row: Case) -> None:
        people.tell(people.others(row) + people.officers(row), row, "đã kết thúc", f"closed:{row.version}")

    return _step(actor, case, "close", "Kết thúc vụ việc.", effect, then=then, reason=reason, event=Event.CLOSED)


def reopen(
    *, actor: Actor, case: Case, reason: str, danger: bool = False, number: str = "", at: dt.datetime | None = None,
    decision: Decision | None = None,
) -> Case:  # fmt: skip
    """A closed case begins again with the assessment, in a new cycle. `danger`: the 12 hours run from now."""

    def effect(row: Case) -> None:
        _decide(actor, row, DecisionKind.REOPENED, {"words": reason}, number, at, decision)
        row.closed_at, row.reopened_at = None, timezone.now()
        row.cycle, row.emergency = row.cycle + 1, danger
        _conditions_open(row)

    def then(row: Case) -> None:
        people.tell(people.officers(row), row, "được mở lại, chờ đánh giá", f"reopened:{row.version}")

    event = Event.DANGER_FOUND if danger else None
    return _step(actor, case, "reopen", "Mở lại vụ việc.", effect, then=then, reason=reason, event=event)


def verify_again(*, actor: Actor, case: Case, reason: str, danger: bool = False) -> Case:
    """New information about a case without ground."""

    def effect(row: Case) -> None:
        row.closed_at, row.reopened_at, row.emergency = None, timezone.now(), danger

    def then(row: Case) -> None:
        people.tell(people.officers(row), row, "cần xác minh lại", f"again:{row.version}")

    event = Event.DANGER_FOUND if danger else None
    return _step(actor, case, "verify_again", "Xác minh lại.", effect, then=then, reason=reason, event=event)


def record_conditions(*, actor: Actor, case: Case, safe: bool, stable: bool, form: CaseForm | None = None) -> Case:
    """The two conditions of art. 30.1b, from the form 06 that was finished in this review."""
    require(actor, CasePermission.WORK, case)
    with transaction.atomic():
        row = decisions.locked_case(case)
        if row.state != "reviewing":
            raise NotPossible("Chỉ ghi hai điều kiện khi vụ việc đang rà soát.")
        found = form or final_of(row, M06, row.cycle)
        if found is None or found.case_id != row.pk or found.state != "final" or found.cycle != row.cycle:
            raise NotPossible("Cần hoàn thành rà soát, đánh giá (Mẫu 06) của chu kỳ này trước.")
        began = (
            DiaryEntry.objects.filter(case=row, step="review")
            .order_by("-id")
            .values_list("created_at", flat=True)
            .first()
        )
        if began is not None and found.done_at is not None and found.done_at < began:
            raise NotPossible("Mẫu 06 này của lần rà soát trước. Hãy hoàn thành Mẫu 06 của lần rà soát đang làm.")
        row.condition_safe, row.condition_stable = safe, stable
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save(update_fields=["condition_safe", "condition_stable", "version", "updated_by_id", "updated_at"])
        met = "cả hai đạt" if safe and stable else "chưa đạt đủ"
        words = f"Ghi nhận hai điều kiện kết thúc theo Mẫu 06: {met}."
        diary.write(actor=actor, case=row, kind=EntryKind.STEP, step="conditions", words=words)
        audit.record(actor, "case_conditions", row)
    return row


def _conditions_open(row: Case) -> None:
    row.condition_safe = row.condition_stable = None


def _decide(
    actor: Actor,
    row: Case,
    kind: str,
    values: dict[str, Any],
    number: str,
    at: dt.datetime | None,
    decision: Decision | None,
) -> Decision:
    return decisions.sign_with_step(
        actor=actor, case=row, kind=kind, values=values, number=number, at=at, decision=decision
    )


def _step(
    actor: Actor, case: Case, name: str, words: str, effect: Effect | None = None, *, then: Effect | None = None,
    reason: str = "", event: Event | None = None, at: dt.datetime | None = None,
) -> Case:  # fmt: skip
    """`effect` changes the row before it is saved, `then` what hangs on it after. `at`: the moment of the event for the clocks."""
    if CASE.by_name[name].needs_reason and not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")

    def everything(row: Case) -> None:
        row.updated_by_id = actor.user_id
        if effect is not None:
            effect(row)

    with transaction.atomic():
        told = IN_DIARY if reason.strip() else ""
        row = workflow.apply(CASE, name, case, actor=actor, reason=told, effect=everything)
        if then is not None:
            then(row)
        said = f"{words} Lý do: {reason.strip()}" if reason.strip() else words
        diary.write(actor=actor, case=row, kind=EntryKind.STEP, step=name, words=said)
        if event is not None:
            duties.happened(actor=actor, event=event, at=at or timezone.now(), case=row)
    return row


# What the page needs to know of each step before it is taken.
NEEDS_NUMBER = ("approve_plan", "close")
ASKS_DANGER = ("reopen", "verify_again")
STEPS: dict[str, Callable[..., Case]] = {
    "verify": verify, "find_unfounded": find_unfounded, "assess": assess, "assess_specific": assess_specific,
    "submit_plan": submit_plan, "return_plan": return_plan, "approve_plan": approve_plan, "change_plan": change_plan,
    "review": review, "continue_plan": continue_plan, "begin_cycle": begin_cycle, "close": close, "reopen": reopen,
    "verify_again": verify_again,
}  # fmt: skip
