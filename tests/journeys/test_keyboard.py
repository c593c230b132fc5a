"""Without a mouse: Tab, Enter and the arrow keys are enough, and one always sees where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD, Person, World
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat
from tests.journeys.seeds import TITLE, given_a_task, issued_letter

pytestmark = pytest.mark.journey

_WORDS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  return [one.innerText, one.getAttribute("aria-label"), one.title, one.labels?.[0]?.innerText].filter(Boolean).join(" ").trim();
}"""
# An outline, a shadow, or the ring its label wears.
_RING = """() => {
  const ring = (one) => { const look = getComputedStyle(one); return look.outlineStyle !== "none" || look.boxShadow !== "none"; };
  const one = document.activeElement;
  return ring(one) || (one.labels?.[0] ? ring(one.labels[0]) : false);
}"""


def tab_to(seat: Seat, words: str, *, most: int = 90) -> None:
    """Tab until what has the focus carries these words; the focus is visible at every stop on the way."""
    for _ in range(most):
        seat.page.keyboard.press("Tab")
        here = str(seat.page.evaluate(_WORDS))
        assert seat.page.evaluate(_RING), f"nothing shows that the focus is on “{here[:60]}” ({seat.path})"
        if words in here:
            return
    pytest.fail(f"Tab never reaches “{words}” on {seat.path}")


def enter(seat: Seat) -> None:
    with seat.page.expect_navigation():
        seat.page.keyboard.press("Enter")


def test_alice_works_without_a_mouse(at_desk: AtDesk, alice: Person, bao: Person, world: World) -> None:
    given_a_task(bao, world.committee)
    xa = at_desk(None)
    xa.go("/tai-khoan/dang-nhap/")
    xa.page.locator("body").press("Home")
    tab_to(xa, "Tên đăng nhập")
    xa.page.keyboard.type(alice.user.username)
    tab_to(xa, "Mật khẩu", most=2)
    xa.page.keyboard.type(PASSWORD)
    enter(xa)
    xa.heading("Chào Ân")
    tab_to(xa, "Đến nội dung chính")
    xa.page.keyboard.press("Enter")
    tab_to(xa, TITLE, most=12)
    enter(xa)
    tab_to(xa, "Nhận việc")
    enter(xa)
    xa.sees("Đã nhận việc")
    xa.status("Đang làm, trong hạn")
    tab_to(xa, "Kết quả đạt được")
    xa.page.keyboard.type("Đã rà soát 12 thôn, bản.")
    tab_to(xa, "Gửi báo cáo hoàn thành")
    enter(xa)
    xa.sees("Đã gửi báo cáo hoàn thành tới Sở Y tế")


def test_bao_walks_the_grid_with_the_arrow_keys(
    scripted_desk: AtDesk, bao: Person, alice: Person, chi: Person, calendar: Calendar
) -> None:
    document = issued_letter(bao)
    tinh = scripted_desk(bao)
    tinh.go(f"/tong-quan/{document.pk}/")
    grid = tinh.page.locator("table[data-grid]")
    assert grid.locator("[tabindex='0']").count() == 1  # one stop in the tab order, however many squares
    grid.locator("[tabindex='0']").focus()
    first = tinh.page.evaluate(_WORDS)
    tinh.page.keyboard.press("ArrowDown")
    assert tinh.page.evaluate(_WORDS) != first
    tinh.page.keyboard.press("ArrowRight")
    tinh.page.keyboard.press("End")
    tinh.page.keyboard.press("ArrowLeft")
    expect(tinh.page.locator(":focus")).to_have_attribute("href", re.compile("/nhiem-vu/"))
    enter(tinh)
    tinh.status("Chưa bắt đầu")
