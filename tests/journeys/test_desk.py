"""The desk in a browser: signing in, finding the way, the lock, drafts, keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chungtay.foundation import worklist
from chungtay.foundation.drafts import load_draft
from chungtay.foundation.models import Notice
from tests.browser import Live, sign_in
from tests.factories.accounts import PASSWORD, Person

pytestmark = pytest.mark.journey
PageFor = Callable[..., Page]


def test_alice_signs_in_and_sees_her_day(page_for: PageFor, alice: Person, live: Live, javascript: bool) -> None:
    page = page_for(None, javascript=javascript)
    sign_in(page, live.url, alice.user.username, PASSWORD)
    expect(page.locator("h1")).to_contain_text("Chào Ân, hôm nay là")
    expect(page.locator(".nav [aria-current=page]")).to_have_text("Việc của tôi")


def test_alice_opens_the_menu_on_a_phone(page_for: PageFor, alice: Person, javascript: bool) -> None:
    page = page_for(alice, javascript=javascript, width=360)
    expect(page.locator(".nav > ul")).to_be_hidden()
    page.click(".nav-fold summary")
    expect(page.locator(".nav > ul > li > a").first).to_be_visible()
    page.locator(".nav-menu summary", has_text="Tra cứu").press("Enter")
    page.click(".nav-menu a:has-text('Đơn vị')")
    expect(page.locator(".nav [aria-current=true]")).to_contain_text("Tra cứu")


def test_alice_searches_from_any_page(page_for: PageFor, alice: Person, javascript: bool) -> None:
    page = page_for(alice, javascript=javascript)
    page.fill("#tim-chung", "khong co gi nhu the")
    page.press("#tim-chung", "Enter")
    expect(page.locator("main")).to_contain_text("Không tìm thấy")


def test_alice_reads_a_notice_and_signs_out(page_for: PageFor, alice: Person, javascript: bool) -> None:
    Notice.objects.create(
        post_id=alice.post.pk, user=alice.user, kind="x", title="Tỉnh vừa giao một việc", url="/tim-kiem/", key="a"
    )
    page = page_for(alice, javascript=javascript)
    page.click("text=1 tin mới")
    page.click("main >> text=Tỉnh vừa giao một việc")
    expect(page).to_have_url(re.compile("/tim-kiem/$"))
    page.click(".top-person summary")
    page.click("text=Đăng xuất")
    expect(page.locator("[name=login]")).to_be_visible()


def test_the_first_tab_leads_to_the_content(page_for: PageFor, alice: Person) -> None:
    page = page_for(alice)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung chính")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_arrow_keys_walk_the_grid(page_for: PageFor, alice: Person, settings: Any) -> None:
    settings.DEMO = True
    page = page_for(alice)
    page.goto("/thanh-phan/")
    grid = page.locator("table[data-grid]")
    expect(grid.locator("[tabindex='0']")).to_have_count(1)
    grid.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_contain_text("không giao")


def test_finding_and_proposal_light_up_together(page_for: PageFor, alice: Person, settings: Any) -> None:
    settings.DEMO = True
    page = page_for(alice)
    page.goto("/thanh-phan/")
    page.locator(".review [data-finding=v1] a").focus()
    expect(page.locator("mark.is-linked")).to_have_count(3)


def test_a_draft_survives_leaving_the_page(page_for: PageFor, alice: Person, live: Live, settings: Any) -> None:
    settings.DEMO = True
    page = page_for(alice)
    page.goto("/thanh-phan/")
    page.fill("[name=mau-note]", "Đã đi rà soát ba bản")
    expect(page.locator(".draft-note")).to_contain_text("Đã lưu nháp lúc")
    with live.quiet:
        assert load_draft(alice.user.pk, "mau") is not None
    page.goto("/")
    page.goto("/thanh-phan/")
    page.click("text=Dùng lại bản nháp")
    expect(page.locator("[name=mau-note]")).to_have_value("Đã đi rà soát ba bản")


def test_the_screen_locks_by_itself_and_opens_with_the_password(
    page_for: PageFor, alice: Person, settings: Any
) -> None:
    page = page_for(alice)
    page.clock.install()
    page.goto("/")
    page.clock.fast_forward("14:05")  # of the fifteen minutes
    expect(page.locator(".idle")).to_contain_text("Màn hình sẽ khóa")
    settings.IDLE_LOCK_SECONDS = -1  # the server's clock has gone on as well
    page.clock.fast_forward("01:00")
    page.wait_for_url("**/mo-khoa/**")
    expect(page.locator("main [name=password]")).to_be_visible()


def test_a_question_is_asked_before_it_goes(page_for: PageFor, alice: Person, settings: Any) -> None:
    settings.DEMO = True
    page = page_for(alice)
    page.goto("/thanh-phan/")
    page.locator("form[data-ask] button").click()
    expect(page.locator("dialog")).to_contain_text("Anh/chị nhận việc này?")
    page.click("dialog >> text=Thôi")
    expect(page).to_have_url(re.compile("/thanh-phan/$"))


def test_my_day_is_one_tap(page_for: PageFor, alice: Person, monkeypatch: pytest.MonkeyPatch, javascript: bool) -> None:
    act = worklist.Act("Đánh dấu đã đọc", "/thong-bao/da-doc/")
    line = worklist.WorkItem(
        "new", "Rà soát trẻ em có nguy cơ đuối nước", "/tim-kiem/", "Sở Y tế giao", None, "Nhiệm vụ", (act,)
    )
    monkeypatch.setattr(worklist, "_sources", {"thử": lambda actor, today: {"new": worklist.Lines((line,), 1)}})
    page = page_for(alice, javascript=javascript)
    page.click("text=Đánh dấu đã đọc")
    expect(page.locator("h1")).to_have_text("Thông báo")
