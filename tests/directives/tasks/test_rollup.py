"""The national tree by agency and by unit, today and as at a past day, within what the actor sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chungtay.directives.queries import rollup
from chungtay.directives.services import tasks
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as
from tests.directives.tasks.conftest import Given
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db


def test_by_agency_with_weights_and_as_at_a_past_day(given: Given, world: World, alice: Person, bao: Person) -> None:
    heavy = given(weight=3, given_ago=5)
    given(title="Lập danh sách điểm nguy hiểm", given_ago=5)
    given(to=world.other_committee, given_ago=5)
    tasks.report_done(actor=alice.actor, task=heavy, note="Xong")
    tasks.confirm(actor=bao.actor, task=heavy)
    today = timezone.localdate()
    with acting_as(bao.actor):
        lines = {line.name: line for line in rollup.by_agency(today)}
        before = {line.name: line for line in rollup.by_agency(today - dt.timedelta(days=30))}
    mine = lines[world.committee.name]
    assert (mine.counts.total, mine.counts.done_on_time, mine.weighted) == (2, 1, 75)
    assert lines[world.other_committee.name].counts.total == 1
    assert before == {}, "nothing was given then"
    with acting_as(alice.actor):
        assert [line.name for line in rollup.by_agency(today)] == [world.committee.name]


def test_by_unit_one_level_at_a_time(given: Given, world: World, bao: Person) -> None:
    given()
    given(to=world.other_committee)
    today = timezone.localdate()
    province = world.province.path
    with acting_as(bao.actor):
        assert rollup.widest(bao.actor) == province
        communes = rollup.by_unit(today, province)
        country = rollup.by_unit(today, "")
    assert {line.key for line in communes} == {world.committee.unit_path, world.other_committee.unit_path}
    assert [(line.key, line.counts.total, line.below) for line in country] == [(province, 2, True)]


def test_the_pages_and_their_workbooks(client_for: Callable[[Person], Client], given: Given, bao: Person) -> None:
    given()
    browser = client_for(bao)
    for by in ("co-quan", "don-vi"):
        url = reverse("directives:overview_by", args=[by])
        for query in ({}, {"ngay": "01/01/2020"}, {"trong": "99z/' OR 1"}, {"trang": "²"}):
            assert browser.get(url, query).status_code == 200
        assert browser.get(url, {"xuat": "xlsx"}).content[:2] == b"PK"
    assert AuditEntry.objects.filter(action="export_overview").count() == 2
    assert browser.get(reverse("directives:overview_by", args=["gi-do"])).status_code == 404
