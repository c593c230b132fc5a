"""A browser for the journeys and the screens: Chromium, a live server inside the test's own transaction, signing in.

The server answers in threads that share the test's database connection, one request at a time: a journey costs no
flush and sees the same world as the test's own code. `on_commit` work runs after each request, as it would outside.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, connections
from django.http import HttpRequest
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from tests.factories.accounts import Person

# The shell is the same Chromium without the windows nobody looks at: it takes a third of the processor's time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
# How long anything may take: a machine five times slower than ours is still given time; nobody waits when it is fast.
SECONDS = 60
_SECONDS_TO_STOP = 15


def chromium_path() -> str:
    """Where Chromium is; the test fails with what to do when there is none."""
    named = os.environ.get("CHUNGTAY_CHROMIUM", "")
    found = named or next((path for name in _NAMES if (path := shutil.which(name))), "")
    if not found or not os.path.exists(found):
        pytest.fail(
            "Journeys need Chromium: `apt-get install chromium-headless-shell`, or name it in CHUNGTAY_CHROMIUM.",
            pytrace=False,
        )
    return found


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    path = chromium_path()
    # The synchronous driver keeps an event loop in this thread; the ORM is still used synchronously, by this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


class _Server(ThreadedWSGIServer):
    daemon_threads = True

    def _close_connections(self) -> None:
        """The connection belongs to the test's transaction and stays open."""


class _OneAtATime:
    """The application behind a lock, so that requests never share the transaction at the same moment."""

    def __init__(self, application: Callable[..., Iterable[bytes]], lock: threading.RLock) -> None:
        self.application = application
        self.lock = lock
        self.open = True

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with self.lock:
            if not self.open:  # a page sent its last word while it was being closed
                start_response("503 Service Unavailable", [])
                return []
            answer = self.application(environ, start_response)
            try:
                body = b"".join(answer)
            finally:
                getattr(answer, "close", lambda: None)()
            _run_on_commit()
        return [body]


def _run_on_commit() -> None:
    while connection.run_on_commit:
        waiting, connection.run_on_commit = connection.run_on_commit, []
        for _, work, _ in waiting:
            work()


@dataclass
class Live:
    """The running server. Test code that touches the database while a page may ask goes inside `with live.quiet:`."""

    url: str
    quiet: threading.RLock


@contextmanager
def serving() -> Iterator[Live]:
    lock = threading.RLock()
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    connection.inc_thread_sharing()
    server = _Server(
        ("127.0.0.1", 0),
        QuietWSGIRequestHandler,
        allow_reuse_address=False,
        connections_override={"default": connections["default"]},
    )
    application = _OneAtATime(StaticFilesHandler(WSGIHandler()), lock)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Live(f"http://127.0.0.1:{server.server_address[1]}", lock)
    finally:
        with lock:
            application.open = False
        server.shutdown()
        server.server_close()
        thread.join(_SECONDS_TO_STOP)
        connection.dec_thread_sharing()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@dataclass
class Troubles:
    """What a browser complained about: script errors, refused styles or scripts, answers of 500 and more."""

    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # An expected 403 or 404 is logged too; answers are judged in _response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        missing_asset = response.status == 404 and "/static/" in response.url
        if response.status >= 500 or missing_asset:
            self.found.append(f"{response.status} from {response.url}")

    def check(self) -> None:
        assert not self.found, "\n".join(self.found)


class Ways:
    """What one page is on its way to: every document asked for and not yet answered, whoever asked for it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._open: set[Request] = set()
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._open.add(request)

    def _answered(self, request: Request) -> None:
        self._open.discard(request)

    def settle(self) -> None:
        """Returns when the page stands: nothing is on its way and what came is loaded."""
        self.page.wait_for_load_state()
        for _ in range(SECONDS * 20):
            if not self._open:
                break
            self.page.wait_for_timeout(50)  # events come in while waiting
        self.page.wait_for_load_state()

    def go(self, address: str, *, attempts: int = 5) -> Response:
        """To `address`, also when another page cuts in: then it is asked for once more, after that one has come."""
        self.settle()
        for left in reversed(range(attempts)):
            try:
                answer = self.page.goto(address)
            except PlaywrightError as error:
                if not left or not any(words in str(error) for words in _CUT_IN):
                    raise
                self.page.wait_for_load_state("networkidle")
                self.settle()
            else:
                assert answer is not None, f"{address} is the page one is on"
                return answer
        raise AssertionError("unreachable")

    def leave(self, act: Callable[[], None]) -> None:
        """Does what may ask for several documents at once, and waits until the last of them stands."""
        self.page.evaluate("document.documentElement.dataset.left = ''")
        act()
        expect(self.page.locator("html[data-left]")).to_have_count(0)  # the page it was done on is gone
        self.page.wait_for_load_state("networkidle")
        self.settle()


_CUT_IN = ("interrupted by another navigation", "net::ERR_ABORTED")


def sign_in(page: Page, base: str, username: str, password: str) -> None:
    """Through the real sign-in page, as a person does."""
    page.goto(f"{base}/tai-khoan/dang-nhap/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("main button[type=submit]")
    assert "/dang-nhap/" not in page.url, page.inner_text("main")


def _session_of(person: Person) -> str:
    """The key of a new session of this person, as the sign-in page would make it."""
    client = Client()
    client.force_login(person.user, "allauth.account.auth_backends.AuthenticationBackend")
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person.user, "password")  # just proved who he is
    request.session.save()
    return str(request.session.session_key)


@dataclass
class Desk:
    """Opens browsers for people; every page it opened is checked for troubles when the test ends."""

    browser: Browser
    live: Live
    troubles: Troubles = field(default_factory=Troubles)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page_for(self, person: Person | None, *, javascript: bool = True, width: int = 1280, height: int = 800) -> Page:
        """A page of `person`, signed in and on My day; `None`: somebody who has not signed in.

        The session is made beside the sign-in page, which has stories of its own (tests/journeys/test_door.py).
        """
        context = self.browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": height}, base_url=self.live.url,
            locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(SECONDS * 1000)
        self.contexts.append(context)
        page = context.new_page()
        self.troubles.watch(page)
        if person is not None:
            with self.live.quiet:
                key = _session_of(person)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.live.url}])
            page.goto("/")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.troubles.check()
