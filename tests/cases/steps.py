"""What stands between two steps of a case, made the shortest way: finished forms, minutes, a plan with one line."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from chungtay.cases.models import Case
from chungtay.cases.services import path
from chungtay.cases.services.plans import LineData, add_line
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person
from tests.factories.cases import make_form

VERIFY, MINUTES = "APP-VERIFY", "APP-MINUTES"
M02, M03, M06 = "ND56-M02", "ND56-M03", "ND56-M06"


def add_a_line(officer: Person, case: Case) -> None:
    today = timezone.localdate()
    data = LineData(
        service="Tư vấn tâm lý", category="psychology", provider_name="Trạm Y tế", starts_on=today,
        ends_on=today + dt.timedelta(days=30),
    )  # fmt: skip
    with acting_as(officer.actor) as actor:
        add_line(actor=actor, case=case, data=data)


def fresh(case: Case) -> Case:
    with as_system("looking at a case in a test"):
        found: Case = Case.objects.get(pk=case.pk)
    return found


def to_state(state: str, case: Case, officer: Person, chair: Person) -> Case:
    """Walks a new case to this state by the services."""
    order = ["verifying", "assessing", "specific", "planning", "approving", "serving", "reviewing", "closed"]
    for now in order[: order.index(state)]:
        case = take(now, case, officer, chair)
    return case


def take(state: str, case: Case, officer: Person, chair: Person) -> Case:
    """The step that leads on from this state, with what it needs."""
    person = chair if state in ("approving", "reviewing") else officer
    if state == "verifying":
        make_form(case, VERIFY, {"truth": "true_act"})
    elif state == "assessing":
        make_form(case, M02, {"emergency_needed": False}, level_counted="high")
    elif state == "specific":
        make_form(case, M03, level_counted="medium")
    elif state == "planning":
        make_form(case, MINUTES)
        add_a_line(officer, case)
    elif state == "reviewing":
        make_form(case, M06)
        with acting_as(officer.actor) as actor:
            path.record_conditions(actor=actor, case=case, safe=True, stable=True)
        done(case)
    with acting_as(person.actor) as actor:
        if state == "verifying":
            return path.verify(actor=actor, case=case)
        if state == "assessing":
            return path.assess(actor=actor, case=case)
        if state == "specific":
            return path.assess_specific(actor=actor, case=case)
        if state == "planning":
            return path.submit_plan(actor=actor, case=case)
        if state == "approving":
            return path.approve_plan(actor=actor, case=case, number="12/QĐ-UBND")
        if state == "serving":
            return path.review(actor=actor, case=case)
        return path.close(actor=actor, case=case, reason="Đủ hai điều kiện", number="15/QĐ-UBND")


def done(case: Case) -> None:
    """The agencies have finished."""
    from chungtay.cases.models import PlanLine

    with as_system("the lines of a test are done"):
        PlanLine.objects.filter(case=case, state__in=["asked", "accepted"]).update(
            state="done", done_on=timezone.localdate()
        )
