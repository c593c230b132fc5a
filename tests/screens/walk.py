"""Walks the registered pages of a running product: pictures at 360 and 1280 px and in print, and what is wrong."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser import SECONDS, Troubles, sign_in
from tests.screens.pages import SCREENS, Screen

WIDTHS = {360: 740, 1280: 800}
MOST_BYTES = 92_000
PICTURES = Path(os.environ.get("CHUNGTAY_SCREENS", Path(__file__).parents[2] / "screens"))
_COUNTED = {"document", "stylesheet", "script", "font", "image"}
_TEXT = ("text/", "javascript", "json", "svg")


@dataclass
class Walk:
    """One run. `names` turns `<xa>` and `<chutich>` into sign-in names of the world that is running."""

    browser: Browser
    base: str
    password: str
    names: dict[str, str] = field(default_factory=dict)
    pictures: Path = PICTURES
    findings: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    _desks: dict[str, BrowserContext] = field(default_factory=dict)

    def run(self, screens: list[Screen] | None = None) -> list[str]:
        """Everything that is wrong, one line each; the pictures are in `pictures`."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        for screen in SCREENS if screens is None else screens:
            self._look(screen)
        for context in self._desks.values():
            context.close()
        return self.findings

    def _look(self, screen: Screen) -> None:
        page = self._context(screen.who).new_page()
        troubles = Troubles()
        troubles.watch(page)
        weights: dict[str, int] = {}
        page.on("response", lambda response: weights.update(_weight(response)))
        try:
            problems = self._open(page, screen)
            for width, height in {} if problems else WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                problems += [f"{problem} (at {width})" for problem in self._check(page, screen, width)]
        except Exception as error:  # the next pages are walked all the same
            problems = [f"{type(error).__name__}: {str(error).splitlines()[0]}"]
        here = urlsplit(page.url).path
        weight = sum(bytes_ for url, bytes_ in weights.items() if "/static/" in url or urlsplit(url).path == here)
        self.weights[screen.name] = weight
        if weight > MOST_BYTES:
            problems.append(f"weighs {weight:,} bytes compressed")
        self.findings += [f"{screen.name}: {problem}" for problem in [*problems, *troubles.found]]
        page.close()

    def _context(self, who: str) -> BrowserContext:
        if who not in self._desks:
            context = self.browser.new_context(
                base_url=self.base, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
            )
            context.set_default_timeout(SECONDS * 1000)
            if who:
                page = context.new_page()
                sign_in(page, self.base, self.names.get(who, who), self.password)
                page.close()
            self._desks[who] = context
        return self._desks[who]

    def _open(self, page: Page, screen: Screen) -> list[str]:
        """Goes there; says why it could not."""
        response = page.goto(screen.path)
        for selector in screen.then:
            link = page.locator(selector).first
            if not link.count():
                return [f"no “{selector}” on {page.url}"]
            with page.expect_navigation() as answered:
                link.click()
            response = answered.value
        page.wait_for_load_state("networkidle")
        if response is None or response.status not in screen.statuses:
            return [f"answered {response.status if response else 'nothing'} on {page.url}"]
        return []

    def _check(self, page: Page, screen: Screen, width: int) -> Iterator[str]:
        page.screenshot(path=self.pictures / f"{screen.name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            yield f"scrolls sideways by {wide} px"
        if page.locator("h1").count() != 1 or not page.locator("h1").inner_text().strip():
            yield "has not exactly one heading with words"
        small = page.evaluate(_SMALL_TARGETS)
        if width == 360 and small:
            yield f"targets under 24 px: {', '.join(small[:5])}"
        twice = page.evaluate(_SAME_IDS)
        if twice:
            yield f"the same id twice: {', '.join(twice)}"
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in {"serious", "critical"}:
                where = "; ".join(str(node["target"][0]) for node in violation["nodes"][:3])
                yield f"{violation['impact']}: {violation['help']} ({where})"
        if width == 1280:
            page.emulate_media(media="print")
            page.pdf(path=self.pictures / f"{screen.name}-in.pdf", prefer_css_page_size=True)
            page.emulate_media(media="screen")


# Links inside a sentence are exempt (WCAG 2.5.8); what stands alone must be hit by a thumb.
_SMALL_TARGETS = """() => [...document.querySelectorAll(
    'main button, main summary, main .button, main nav a, .top a, .top button, .nav a')]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.height < 24 || box.width < 24);
  })
  .map((one) => one.innerText.trim().slice(0, 30) || one.className)"""

_SAME_IDS = """() => [...new Set([...document.querySelectorAll('[id]')].map((one) => one.id)
  .filter((id, place, all) => all.indexOf(id) !== place))]"""


def _weight(response: Response) -> dict[str, int]:
    """Bytes over the wire, were it compressed as in production."""
    if 300 <= response.status < 400 or response.request.resource_type not in _COUNTED:
        return {}
    try:
        body = response.body()
    except Exception:  # a page that was left while loading
        return {}
    packed = any(part in response.headers.get("content-type", "") for part in _TEXT)
    return {response.url: len(gzip.compress(body, 6)) if packed else len(body)}
