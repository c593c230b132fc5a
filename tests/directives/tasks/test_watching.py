"""Who watches: the monitor's day shows what is late with one tap to urge; an act of giving is its giver's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from chungtay.directives.models import GivingAct, TaskWord
from chungtay.foundation.scoping import as_system
from tests.directives.tasks.conftest import Given
from tests.factories.accounts import Person, World, make_person

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]


def test_the_day_of_a_monitor(client_for: Browser, given: Given, world: World) -> None:
    late = given(due=-3, given_ago=10, title="Nộp danh sách điểm nguy hiểm")
    given(title="Việc còn trong hạn đã lâu")
    monitor = make_person("hoa", "Lê Thị Hoa", "monitor", world.department, "Theo dõi", unit=world.province)
    browser = client_for(monitor)
    page = browser.get("/").content.decode()
    assert late.title in page
    assert "Việc còn trong hạn đã lâu" not in page
    assert reverse("directives:task_urge", args=[late.pk]) in page
    answer = browser.post(reverse("directives:task_urge", args=[late.pk]), {"next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert TaskWord.objects.filter(task=late, kind="urged").count() == 1


def test_an_act_of_giving_is_shown_to_its_giver_only(
    client_for: Browser, given: Given, alice: Person, bao: Person
) -> None:
    given()
    with as_system("test finds the act"):
        act = GivingAct.objects.get()
    for name in ("directives:giving_act", "directives:giving_again"):
        url = reverse(name, args=[act.pk])
        ask = Client.post if name.endswith("again") else Client.get
        assert ask(client_for(alice), url).status_code == 404
    assert client_for(bao).get(reverse("directives:giving_act", args=[act.pk])).status_code == 200
