"""Fixtures of the browser stories. A journey reads:

    @pytest.mark.journey
    def test_alice_accepts_a_task(page_for, alice, javascript):
        page = page_for(alice, javascript=javascript)
        page.click("text=Nhận việc")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Desk, Live, chromium_browser, serving


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


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
    """`page_for(person, javascript=True, width=1280)`: a page of this person, signed in through the sign-in page."""
    return desk.page_for


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """A journey that takes this fixture runs twice: with JavaScript and without."""
    return bool(request.param)
