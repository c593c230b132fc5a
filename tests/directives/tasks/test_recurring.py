"""A recurring task comes back when its time is over, once, to the same agency, until somebody ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given as always
from hypothesis import strategies as st

from chungtay.directives import recurrence
from chungtay.directives.models import Task, TaskParty, TaskWord
from chungtay.directives.services import recurring, tasks
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry, Notice
from chungtay.foundation.scoping import acting_as, as_system
from tests.directives.tasks.conftest import Given
from tests.factories.accounts import Person, World

DAY = dt.date


def times_of(task: Task) -> list[Task]:
    with as_system("test reads the series"):
        return list(Task.objects.filter(series=task.series).order_by("first_due_on"))


def open_next(today: dt.date) -> int:
    with as_system("as the worker does"):
        return recurring.open_next(today)


@pytest.mark.parametrize(
    ("first", "code", "after", "today", "due"),
    [
        (DAY(2026, 1, 31), "monthly", DAY(2026, 1, 31), DAY(2026, 2, 1), DAY(2026, 2, 28)),
        (DAY(2026, 1, 31), "monthly", DAY(2026, 2, 28), DAY(2026, 3, 1), DAY(2026, 3, 31)),
        (DAY(2026, 3, 25), "quarterly", DAY(2026, 3, 25), DAY(2026, 3, 26), DAY(2026, 6, 25)),
        (DAY(2026, 5, 25), "half_yearly", DAY(2026, 5, 25), DAY(2026, 5, 26), DAY(2026, 11, 25)),
        (DAY(2024, 2, 29), "yearly", DAY(2024, 2, 29), DAY(2024, 3, 1), DAY(2025, 2, 28)),
        (DAY(2026, 1, 10), "monthly", DAY(2026, 1, 10), DAY(2026, 6, 12), DAY(2026, 7, 10)),  # off for five months
    ],
)
def test_the_next_day(first: dt.date, code: str, after: dt.date, today: dt.date, due: dt.date) -> None:
    assert recurrence.next_due(first, code, after=after, today=today) == due


@always(st.dates(DAY(2020, 1, 1), DAY(2030, 1, 1)), st.sampled_from(sorted(recurrence.WORDS)), st.integers(1, 900))
def test_the_next_day_is_never_past_and_never_twice(first: dt.date, code: str, days: int) -> None:
    today = first + dt.timedelta(days=days)
    due = recurrence.next_due(first, code, after=first, today=today)
    assert due > first
    assert due >= today
    assert due - today < dt.timedelta(days=367)
    assert due.day == first.day or due.day >= 28


@pytest.mark.django_db
def test_it_comes_back_once_with_words_parties_audit_and_notice(given: Given, world: World, alice: Person) -> None:
    first = given(due=5, rhythm="recurring", recurrence="monthly", weight=3, monitoring_ids=(world.department.pk,))
    assert first.series == first.act
    day = first.due_on
    assert day is not None
    assert open_next(day) == 0, "its last day is still its own"
    assert open_next(day + dt.timedelta(days=1)) == 1
    assert open_next(day + dt.timedelta(days=1)) == 0, "run twice, given once"
    _, second = times_of(first)
    assert second.first_due_on == recurrence.next_due(day, "monthly", after=day, today=day + dt.timedelta(days=1))
    assert (second.lead_id, second.weight, second.result, second.state) == (first.lead_id, 3, first.result, "given")
    assert second.act != first.act
    assert second.search is not None
    assert list(TaskWord.objects.filter(task=second).values_list("kind", flat=True)) == ["given"]
    assert TaskParty.objects.filter(task=second, agency=world.department, role="monitoring").exists()
    assert AuditEntry.objects.filter(action="recurring_given", object_id=str(second.pk)).count() == 1
    assert Notice.objects.filter(user_id=alice.actor.user_id, title__contains="kỳ mới").count() == 1


@pytest.mark.django_db
def test_an_extension_does_not_move_the_series(given: Given, alice: Person, bao: Person) -> None:
    from chungtay.directives.services import extensions

    first = given(due=5, rhythm="recurring", recurrence="monthly")
    day = first.due_on
    assert day is not None
    asked = extensions.ask(actor=alice.actor, task=first, due_on=day + dt.timedelta(days=90), reason="Mưa lũ")
    extensions.decide(actor=bao.actor, extension=asked, granted=True)
    assert open_next(day + dt.timedelta(days=1)) == 1


@pytest.mark.django_db
def test_a_recalled_time_ends_the_series(given: Given, bao: Person) -> None:
    first = given(due=5, rhythm="recurring", recurrence="monthly")
    assert first.due_on is not None
    tasks.recall(actor=bao.actor, task=first, reason="Không cần nữa")
    assert open_next(first.due_on + dt.timedelta(days=40)) == 0


@pytest.mark.django_db
def test_once_and_standing_tasks_do_not_come_back(given: Given) -> None:
    given(due=5, recurrence="monthly")
    given(due=None)
    assert open_next(timezone.localdate() + dt.timedelta(days=400)) == 0


@pytest.mark.django_db
def test_recurring_without_how_often_is_not_clear(given: Given) -> None:
    with pytest.raises(UserError, match="bao lâu làm một lần"):
        given(rhythm="recurring")


@pytest.mark.django_db
def test_the_form_asks_how_often_and_the_page_shows_the_times(
    client_for: Callable[[Person], Client], bao: Person, world: World, given: Given
) -> None:
    client = client_for(bao)
    due = timezone.localdate() + dt.timedelta(days=9)
    sent = {
        "title": "Rà soát điểm nguy hiểm đuối nước", "result": "Danh sách điểm", "responsible": "Chủ tịch UBND xã",
        "rhythm": "recurring", "due_on": f"{due:%d/%m/%Y}", "weight": "1", "leads": [str(world.committee.pk)],
    }  # fmt: skip
    refused = client.post(reverse("directives:give_task"), sent)
    assert refused.status_code == 422
    assert "Hãy chọn bao lâu làm một lần." in refused.content.decode()
    assert client.post(reverse("directives:give_task"), {**sent, "recurrence": "quarterly"}).status_code == 302
    with acting_as(bao.actor):
        task = Task.objects.get(recurrence="quarterly")
    assert open_next(due + dt.timedelta(days=1)) == 1
    page = client.get(reverse("directives:task", args=[task.pk])).content.decode()
    assert "hằng quý" in page
    assert page.count("Kỳ hạn") == 2
