"""What the path of the case does to its plan. Called inside the transaction of the step, on the locked case.

Reasons are kept sealed in the plan, never in the audit trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from chungtay.cases import plan_content, sealing
from chungtay.cases.guards import plan_of
from chungtay.cases.models import Case, Decision, LineState, Plan, PlanLine, PlanState
from chungtay.cases.plan_content import Content
from chungtay.cases.services import lines, plans
from chungtay.cases.states import PLAN
from chungtay.foundation import audit, workflow
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible, UserError

_KEPT_SEALED = "Lý do ghi trong kế hoạch."


def ensure_draft(*, actor: Actor, case: Case) -> Plan:
    """The plan of the case's cycle; an empty one when there is none yet."""
    plan = plan_of(case)
    if plan is not None:
        return plan
    plan = plans.begin(actor=actor, case=case)
    audit.record(actor, "plan_begun", plan, label=case.code, data={"cycle": plan.cycle})
    return plan


def submit(*, actor: Actor, case: Case) -> Plan:
    """The officer sends the plan of this cycle to the chair (art. 28.1)."""

    def effect(plan: Plan) -> None:
        plan.submitted_at, plan.submitted_by_id = timezone.now(), actor.user_id
        body = sealing.unseal(plan)
        body.setdefault("salt", plan_content.new_salt())
        content = content_of(plan, body)
        submitted = plan_content.remember(body, content, content.digest(body["salt"]))
        sealing.seal(plan, body | {"submitted": submitted})

    return workflow.apply(PLAN, "submit", _needed(case), actor=actor, effect=effect, data={"case": case.code})


def send_back(*, actor: Actor, case: Case, reason: str) -> Plan:
    """The chair returns it with a reason, which the officer reads in the plan."""
    if not reason.strip():
        raise UserError("Hãy ghi lý do trả lại.", field="reason")

    def effect(plan: Plan) -> None:
        sealing.seal(plan, sealing.unseal(plan) | {"returned": reason.strip()})
        plan.decided_at, plan.decided_by_id = timezone.now(), actor.user_id

    return workflow.apply(
        PLAN, "return", _needed(case), actor=actor, reason=_KEPT_SEALED, effect=effect, data={"case": case.code}
    )


@dataclass(frozen=True)
class Reading:
    """What a page shows of the plan it asks the chair to approve, and the digest of exactly that."""

    words: dict[str, str]
    rows: list[dict[str, Any]]
    digest: str


def reading_of(case: Case) -> Reading | None:
    """The plan that waits, as it stands. The case is open to who reads."""
    plan = plan_of(case)
    if plan is None or plan.state != PlanState.SUBMITTED:
        return None
    body = sealing.unseal(plan)
    content = content_of(plan, body)
    return Reading(dict(content.words), [dict(row) for row in content.lines], content.digest(body.get("salt", "")))


def content_of(plan: Plan, body: dict[str, Any]) -> Content:
    """`body`: the unsealed words of the plan. What an agency refused or the officer took back is no part of it."""
    kept = [row for row in plans.lines_of(plan) if row.state not in (LineState.REFUSED, LineState.CANCELLED)]
    lines_ = [{**plans.shown(plans.read(row)), "pk": row.pk} for row in kept]
    return Content({name: str(body.get(name, "")) for name in plans.WORDS}, lines_)


def approve(*, actor: Actor, case: Case, decision: Decision | None = None, read: str | None = None) -> Plan:
    """The chair approves: the plan is frozen as it stands and every line that waits is asked of its agency (art. 28.5).

    `read`: digest of what this person was shown; the approval is of that content alone and is refused when the plan says
    something else by now. None: who calls has the plan in hand at this moment.
    """
    plan = _needed(case)
    body = sealing.unseal(plan)
    content, salt = content_of(plan, body), str(body.get("salt", ""))
    digest = content.digest(salt)
    if read is not None and read != digest:
        raise NotPossible(plan_content.changed_words(plan_content.remembered(body, read), content))

    def effect(row: Plan) -> None:
        words = {name: value for name, value in body.items() if name not in ("returned", "submitted")}
        sealing.seal(row, words | {"approved": [dict(line) for line in content.lines], "approved_digest": digest})
        row.decided_at, row.decided_by_id, row.decision = timezone.now(), actor.user_id, decision

    told = {"case": case.code, "content": digest}
    plan = workflow.apply(PLAN, "approve", plan, actor=actor, effect=effect, data=told)
    for line in plans.lines_of(plan):
        if line.state == LineState.DRAFT:
            lines.ask(actor=actor, case=case, line=line)
    return plan


def redraft(*, actor: Actor, case: Case, reason: str = "") -> Plan:
    """Art. 29: the plan is to be changed while it is carried out. It gives way to a new draft of the same cycle."""
    old = _needed(case)
    old = workflow.apply(PLAN, "replace", old, actor=actor, data={"case": case.code})
    new = _following(actor, case, old, reason)
    audit.record(actor, "plan_reopened", new, label=case.code, data={"cycle": new.cycle})
    return new


def next_cycle(*, actor: Actor, case: Case) -> Plan:
    """Art. 30.1c: a new plan, for `case.cycle` as it now stands."""
    old = Plan.objects.filter(case=case, cycle__lt=case.cycle, state="approved").order_by("-cycle", "-id").first()
    if plan_of(case) is not None or old is None:
        return ensure_draft(actor=actor, case=case)
    new = _following(actor, case, old, "")
    audit.record(actor, "plan_begun", new, label=case.code, data={"cycle": new.cycle})
    return new


def _following(actor: Actor, case: Case, old: Plan, reason: str) -> Plan:
    """The draft that comes after `old`: its words, and the lines agencies still work on, which nobody interrupts."""
    before = sealing.unseal(old)
    words = {name: before.get(name, "") for name in plans.WORDS}
    new = plans.begin(actor=actor, case=case, words=words | ({"why": reason.strip()} if reason.strip() else {}))
    going = PlanLine.objects.filter(plan=old, state__in=[LineState.DRAFT, *lines.RUNNING]).order_by("position", "id")
    for place, line in enumerate(going, start=1):
        PlanLine.objects.filter(pk=line.pk).update(plan=new, position=place)
    return new


def _needed(case: Case) -> Plan:
    plan = plan_of(case)
    if plan is None:
        raise NotPossible("Chưa có kế hoạch của chu kỳ này.")
    return plan
