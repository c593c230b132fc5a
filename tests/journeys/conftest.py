"""Fixtures of the browser stories. A journey reads:

    @pytest.mark.journey
    def test_alice_accepts_a_task(at_desk, alice, given):
        given_a_task(...)
        an = at_desk(alice)
        an.press("Nhận việc")
        an.sees("Đã nhận việc")

`at_desk` gives a Seat (tests/journeys/seat.py), signed in; each story that takes it runs with
JavaScript and without. `scripted_desk` is for what only a browser with JavaScript does. `page_for` gives the bare page.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.browser import Desk, Live, chromium_browser, serving
from tests.factories.accounts import Person
from tests.journeys import burden
from tests.journeys.seat import LookedAt, Seat

AtDesk = Callable[..., Seat]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    own = tmp_path_factory.getbasetemp()  # each worker has one; what is above it belongs to the whole run
    LookedAt.folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "looked-at"
    LookedAt.folder.mkdir(exist_ok=True)
    with chromium_browser() as browser:
        yield browser
    burden.keep()


@pytest.fixture
def live(db: None, settings: Any) -> Iterator[Live]:
    """The product on an address of its own, in the test's transaction."""
    with serving() as server:
        yield server


@pytest.fixture
def desk(chromium: Browser, live: Live) -> Iterator[Desk]:
    opened = Desk(chromium, live)
    yield opened
    opened.close()


@pytest.fixture
def page_for(desk: Desk) -> Callable[..., Page]:
    """`page_for(person, javascript=True, width=1280)`: a page of this person, signed in."""
    return desk.page_for


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """A journey that takes this fixture runs twice: with JavaScript and without."""
    return bool(request.param)


@pytest.fixture
def at_desk(desk: Desk, javascript: bool) -> AtDesk:
    def sit(person: Person | None, **options: Any) -> Seat:
        return Seat(desk, person, javascript=javascript, **options)

    return sit


@pytest.fixture
def scripted_desk(desk: Desk) -> AtDesk:
    def sit(person: Person | None, **options: Any) -> Seat:
        return Seat(desk, person, **options)

    return sit


class Calendar:
    """The day the product thinks it is, for the server and the test alike. `calendar.go(day)` is nine in the morning."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._real = timezone.now
        self._ahead = dt.timedelta(0)
        patch.setattr(timezone, "now", lambda: self._real() + self._ahead)

    def go(self, day: dt.date) -> None:
        morning = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
        self._ahead = morning - self._real()

    def days_later(self, days: int) -> dt.date:
        self.go(timezone.localdate() + dt.timedelta(days=days))
        return timezone.localdate()


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """Thursday 14/5/2026."""
    made = Calendar(monkeypatch)
    made.go(dt.date(2026, 5, 14))
    return made
