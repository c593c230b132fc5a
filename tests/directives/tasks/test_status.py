"""Status: one rule told twice (in Python and in SQL) must agree, and a past day's answer never changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.directives.models import Task, TaskWord
from chungtay.directives.status import Facts, Status, annotate_status, facts_of, status_of
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import World

DAY = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        (Facts("given", DAY), DAY, Status.NOT_STARTED),
        (Facts("given", DAY), DAY + dt.timedelta(1), Status.OVERDUE),
        (Facts("accepted", DAY), DAY, Status.RUNNING),
        (Facts("accepted", None), DAY, Status.RUNNING),
        (Facts("reported", DAY, reported_on=DAY), DAY + dt.timedelta(9), Status.WAITING),
        (Facts("reported", DAY, reported_on=DAY + dt.timedelta(1)), DAY + dt.timedelta(9), Status.OVERDUE),
        (Facts("done", DAY, done_on=DAY), DAY + dt.timedelta(9), Status.DONE_ON_TIME),
        (Facts("done", DAY, done_on=DAY + dt.timedelta(1)), DAY + dt.timedelta(9), Status.DONE_LATE),
        (Facts("done", None, done_on=DAY), DAY, Status.DONE_ON_TIME),
        (Facts("sent_back", DAY), DAY, Status.SENT_BACK),
        (Facts("sent_back", DAY), DAY + dt.timedelta(1), Status.OVERDUE),
        (Facts("returned", DAY), DAY, Status.RETURNED),
        (Facts("returned", DAY), DAY + dt.timedelta(1), Status.OVERDUE),
        (Facts("recalled", DAY), DAY, Status.RECALLED),
    ],
)
def test_the_national_tree(facts: Facts, day: dt.date, expected: Status) -> None:
    assert status_of(facts, day) == expected


# A life: after how many days each thing is said, in the order in which it can happen.
_steps = st.lists(
    st.tuples(
        st.sampled_from(["accepted", "reported", "sent_back", "confirmed", "reopened", "extension_granted", "urged"]),
        st.integers(0, 20),
    ),
    max_size=8,
)
_ALLOWED = {
    "given": {"accepted", "reported"}, "accepted": {"reported"}, "sent_back": {"reported"}, "reported": {"sent_back", "confirmed"},
    "done": {"reopened"},
}  # fmt: skip
_AFTER = {
    "accepted": "accepted",
    "reported": "reported",
    "sent_back": "sent_back",
    "confirmed": "done",
    "reopened": "sent_back",
}


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps, due=st.integers(1, 60), asked=st.integers(0, 100))
def test_a_past_day_is_answered_as_it_was_that_evening(
    world: World, steps: list[tuple[str, int]], due: int, asked: int
) -> None:
    begun = dt.date(2026, 1, 5)
    with transaction.atomic(), as_system("property test"):
        task = Task.objects.create(
            title="Thử", lead=world.committee, giver=world.department, unit_path=world.committee.unit_path, given_on=begun,
            first_due_on=begun + dt.timedelta(due), due_on=begun + dt.timedelta(due),
        )  # fmt: skip
        _say(task, "given", begun)
        seen = {begun: facts_of(task)}
        day = begun
        for kind, days in steps:
            day += dt.timedelta(days)
            if not _live(task, kind, day):
                continue
            seen[day] = facts_of(task)
        question = begun + dt.timedelta(asked)
        known = max((moment for moment in seen if moment <= question), default=begun)
        expected = status_of(seen[known], question)
        today = begun + dt.timedelta(200)
        past = annotate_status(Task.objects.filter(pk=task.pk), question, today).get()
        assert past.status == expected
        now = annotate_status(Task.objects.filter(pk=task.pk), today, today).get()
        assert now.status == status_of(facts_of(task), today)
        before = annotate_status(Task.objects.filter(pk=task.pk), begun - dt.timedelta(1), today).get()
        assert before.status == Status.NOT_YET
        transaction.set_rollback(True)


def _say(task: Task, kind: str, day: dt.date, promised: dt.date | None = None) -> None:
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
    TaskWord.objects.create(task=task, kind=kind, at=at, day=promised or (day if kind == "reported" else None))


def _live(task: Task, kind: str, day: dt.date) -> bool:
    """Lets the task live one step, as the services would have written it on that day."""
    if kind == "extension_granted" and task.state != "done" and task.due_on is not None:
        task.due_on += dt.timedelta(7)
        _say(task, kind, day, task.due_on)
    elif kind in _ALLOWED.get(task.state, set()):
        task.state = _AFTER[kind]
        if kind == "reported":
            task.reported_on = day
        elif kind == "confirmed":
            task.done_on, task.confirmed_at = task.reported_on, timezone.now()
        elif kind in ("sent_back", "reopened"):
            task.reported_on = task.done_on = task.confirmed_at = None
        _say(task, kind, day)
    elif kind != "urged":
        return False
    task.save()
    return True
