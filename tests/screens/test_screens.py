"""Every page of the demo world, looked at by a machine; the pictures stay in ./screens for people."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from tests.browser import chromium_browser, serving
from tests.screens.walk import Walk


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


@pytest.mark.journey
@pytest.mark.screens
def test_every_page_reads_well(db: None, chromium: Browser, settings: object) -> None:
    """No serious axe finding, no sideways scrolling at 360 px, no complaint of the browser, 92 KB at most."""
    from chungtay.accounts.models import Post
    from chungtay.config.demo.families import COMMUNE
    from chungtay.config.demo.people import PASSWORD

    settings.DEMO = True  # type: ignore[attr-defined]
    for command in ("load_law", "load_units", "load_agencies", "demo"):
        begun = time.monotonic()
        call_command(command, verbosity=0)
        print(f"{command}: {time.monotonic() - begun:.1f} s")  # shown when the test fails, or with -s
    posts = Post.objects.select_related("user").order_by("pk")
    officer = posts.filter(role="commune_officer", user__username=COMMUNE).first()  # the commune with cases
    chair = posts.filter(role="commune_chair", unit=officer.unit).first() if officer else None
    assert officer is not None
    assert chair is not None
    with serving() as live:
        names = {"<xa>": COMMUNE, "<chutich>": chair.user.username, "<truong>": f"truong.{COMMUNE.removeprefix('xa.')}"}
        walk = Walk(chromium, live.url, PASSWORD, names)
        findings = walk.run()
    assert not findings, "\n".join(findings)
