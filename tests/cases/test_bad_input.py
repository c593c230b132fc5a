"""What would lose a report, break a page or show a case without a trace: odd numbers, half characters, forms that come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chungtay.cases.models import Case, Concern
from chungtay.cases.queries import concerns as queries
from chungtay.cases.services import intake_clients
from chungtay.cases.services.concern_printing import answers_of
from chungtay.cases.services.concerns import receive
from chungtay.cases.views import access
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.cases import make_case
from tests.factories.concerns import fresh, received, report
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def clocks(db: None) -> None:
    load_law()


def test_a_number_that_another_office_used_for_something_else_loses_no_report(world: World) -> None:
    given: dict[str, Any] = {"road": "police", "outside_id": "15/2026"}
    first = receive(actor=None, report=report(world.commune, **given))
    other = receive(actor=None, report=report(world.other_commune, event="Trẻ bị bỏ lại ở chợ", **given))
    again = receive(actor=None, report=report(world.other_commune, event="Trẻ bị bỏ lại ở chợ", **given))
    assert (first.new, other.new, again.new) == (True, True, False)
    assert other.concern.unit == world.other_commune
    assert again.concern == other.concern
    # the same report, sent to another commune as well, is one
    assert not receive(actor=None, report=report(world.other_commune, **given)).new
    with as_system("all reports, for a test"):
        assert Concern.objects.count() == 2


def test_half_a_character_is_refused_by_the_api(dung: Person, world: World) -> None:
    with acting_as(dung.actor):
        token = intake_clients.make_client(actor=dung.actor, name="hệ thống của tỉnh")[1]
    for words in ({"event": "\ud83d"}, {"\udc00": 1}):
        answer = Client().post(
            "/api/tin-bao/", json.dumps(words), content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        assert answer.status_code == 422


def test_a_raised_digit_is_no_age(alice: Person, world: World, client_for: SignIn) -> None:
    odd = received(None, world.commune, road="hotline", details={"child_age": "²"})
    received(None, world.commune, road="hotline", details={"child_age": "9"})
    assert client_for(alice).get(odd.get_absolute_url()).status_code == 200
    with acting_as(alice.actor):
        assert queries.related(alice.actor, odd)
        assert "child_age_est" not in answers_of(fresh(odd), queries.body_of(odd) or {})


def test_a_form_that_comes_back_is_a_look_too(alice: Person, world: World, client_for: SignIn) -> None:
    case = make_case(world.commune, officer=alice.post)
    browser = client_for(alice)
    for place in ("nguy-hiem", "nguoi/them", "phan-loai", "ke-hoach/noi-dung", "tai-lieu"):
        before = looks(case)
        answer = browser.post(f"{case.get_absolute_url()}{place}/", {})
        assert (place, answer.status_code, looks(case) - before) == (place, 422, 1)


def looks(case: Case) -> int:
    return Look.objects.filter(object_type="cases.case", object_id=case.pk).count()


def test_no_diary_entry_has_such_a_number(alice: Person, world: World, client_for: SignIn) -> None:
    case = make_case(world.commune, officer=alice.post)
    for number in ("²", "9" * 5000, "0"):
        assert client_for(alice).post(f"{case.get_absolute_url()}nhat-ky/", {"corrects": number}).status_code == 404


def test_codes_are_not_tried_one_after_the_other(
    alice: Person, chi: Person, world: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "ASKS", 2)
    browser = client_for(chi)
    said = [
        browser.post("/vu-viec/mo-khan-cap/", {"code": f"VV-2019-00000{number}", "reason": "Bác sĩ cần biết ngay"})
        for number in range(1, 4)
    ]
    assert "nào mở được theo mã này" in said[1].content.decode()
    assert "thử nhiều mã" in said[2].content.decode()
