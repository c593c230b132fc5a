"""One person at one browser, in the words of a story: press, follow, write, choose, see.

Every page a seat arrives at is listened to (scripts, policy, answers of 500: see tests.browser.Troubles) and, with
JavaScript on, looked at by axe once for each kind of page and set of forms on it. `CHUNGTAY_JOURNEY_PICTURES=folder`
keeps a picture of each at 1280 and 360 px.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Download, Locator, Page, Response, expect

from tests.browser import Desk, Ways
from tests.factories.accounts import Person
from tests.journeys import burden

_PICTURES = os.environ.get("CHUNGTAY_JOURNEY_PICTURES", "")
_NUMBERS = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")


class LookedAt:
    """The kinds of pages axe has seen in this run: a file for each, so that what one worker saw the others need not."""

    folder: Path

    @classmethod
    def first(cls, kind: str) -> bool:
        try:
            (cls.folder / hashlib.sha256(kind.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def panel(anchor: str) -> str:
    """The part of a page whose heading has this id."""
    return f".panel:has(h2#{anchor})"


class Seat:
    """`press` and `follow` go to the next page and give back its answer; everything else stays on this one."""

    def __init__(self, desk: Desk, person: Person | None, *, javascript: bool = True, width: int = 1280) -> None:
        self.desk = desk
        self.javascript = javascript
        self.page: Page = desk.page_for(person, javascript=javascript, width=width)
        self.ways = Ways(self.page)
        self.borne = burden.of(person.user.full_name if person is not None else "Người không có tài khoản")
        self._arrived()

    # -- going

    def go(self, path: str) -> Response:
        answer = self.ways.go(path)
        self._arrived()
        return answer

    def follow(self, words: str, *, within: str = "body", exact: bool = False) -> Response:
        """A link, by its words."""
        return self._leave_by(self.page.locator(within).get_by_role("link", name=words, exact=exact).first)

    def press(self, words: str, *, within: str = "body", exact: bool = True) -> Response:
        """A button, by its words; a question put before it goes is answered with yes."""
        button = self.page.locator(within).get_by_role("button", name=words, exact=exact).first
        asks = self.javascript and button.locator("xpath=self::*[@data-ask] | ancestor::form[@data-ask]").count()
        if asks:
            self.borne.click()
            button.click()
            button = self.page.locator("dialog .button-primary")
        return self._leave_by(button)

    def press_twice(self, words: str) -> None:
        """The two clicks of an impatient hand; goes on when whatever they asked for has come."""
        button = self.page.get_by_role("button", name=words, exact=True)
        self.ways.leave(button.dblclick)
        self._arrived()

    def _leave_by(self, element: Locator) -> Response:
        self.borne.click()
        with self.page.expect_navigation() as answered:
            element.click()
        self.borne.pages += 1
        self._arrived()
        return answered.value

    def fetch(self, words: str, *, within: str = "body") -> Path:
        """A file behind a link or a button, as it arrives."""
        with self.page.expect_download() as coming:
            self.page.locator(within).get_by_role("link", name=words).first.click()
        download: Download = coming.value
        arrived = Path(download.path()).with_name(download.suggested_filename)
        download.save_as(arrived)
        return arrived

    # -- on the page

    def open(self, words: str, *, within: str = "body") -> None:
        """A fold; one that is open already stays open."""
        fold = self.page.locator(within).locator("summary", has_text=words).first
        if fold.locator("xpath=..").get_attribute("open") is None:
            self.borne.click()
            fold.click()

    def write(self, label: str, text: str, *, within: str = "main", exact: bool = False) -> None:
        self.borne.write(text)
        self.page.locator(within).get_by_label(label, exact=exact).first.fill(text)

    def choose(self, label: str, *options: str, within: str = "main") -> None:
        self.borne.choose()
        self.page.locator(within).get_by_label(label).first.select_option(label=list(options))

    def tick(self, label: str, *, within: str = "main", exact: bool = False) -> None:
        self.borne.click()
        self.page.locator(within).get_by_label(label, exact=exact).first.check()

    def attach(self, label: str, *files: Path, within: str = "main") -> None:
        self.page.locator(within).get_by_label(label).first.set_input_files(list(files))

    def drop(self, zone: str, file: Path) -> None:
        """Drags a file onto the page; only a browser with JavaScript can."""
        transfer = self.page.evaluate_handle(
            """([bytes, name]) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name));
              return data;
            }""",
            [base64.b64encode(file.read_bytes()).decode(), file.name],
        )
        self.page.dispatch_event(zone, "drop", {"dataTransfer": transfer})

    # -- seeing

    def sees(self, *words: str, within: str = "body") -> None:
        for said in words:
            expect(self.page.locator(within)).to_contain_text(said)

    def sees_no(self, *words: str, within: str = "body") -> None:
        for said in words:
            expect(self.page.locator(within)).not_to_contain_text(said)

    def heading(self, words: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(words)

    def status(self, words: str) -> None:
        """The condition in words under the heading."""
        expect(self.page.locator(".page-status")).to_contain_text(words)

    def finds(self, selector: str, count: int | None = None, *, text: str | None = None) -> Locator:
        found = self.page.locator(selector, has_text=text) if text else self.page.locator(selector)
        if count is None:
            expect(found.first).to_be_visible()
        else:
            expect(found).to_have_count(count)
        return found

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # -- looking

    def _arrived(self) -> None:
        if not self.javascript or self.page.url == "about:blank":
            return
        self.page.wait_for_load_state("load")
        kind = self.page.evaluate(_KIND)
        kind = _NUMBERS.sub("N", f"{self.path} {kind}")
        if not LookedAt.first(kind):
            return
        for violation in Axe().run(self.page).response["violations"]:
            if violation["impact"] in {"serious", "critical"}:
                where = "; ".join(str(node["target"][0]) for node in violation["nodes"][:3])
                self.desk.troubles.found.append(f"{self.path}: {violation['impact']}: {violation['help']} ({where})")
        if _PICTURES:
            self._picture(len(list(LookedAt.folder.iterdir())))

    def _picture(self, number: int) -> None:
        folder = Path(_PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size
        name = f"{number:03d}{self.path.replace('/', '-')[:60]}"
        for width in (1280, 360):
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.screenshot(path=folder / f"{name}{width}.png", full_page=True)
        if size is not None:
            self.page.set_viewport_size(size)


# What makes two pages of one address different to the eye: the forms on it, a summary of errors, a refusal.
_KIND = """() => [...new Set([...document.forms].map((form) => form.getAttribute("action") || ""))].sort().join(" ")
  + (document.querySelector(".error-summary") ? " errors" : "")"""
