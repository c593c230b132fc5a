"""Ủy quyền: somebody stands in for the chair for a few days, and everything says so."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import Person, World, make_agency, make_person
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat, panel
from tests.journeys.seeds import TITLE, given_a_task

pytestmark = pytest.mark.journey


@pytest.fixture
def chair(world: World) -> Person:
    return make_person("son", "Quàng Văn Sơn", "commune_chair", world.committee, "Chủ tịch UBND xã")


@pytest.fixture
def delegate(world: World) -> Person:
    """Whose own post sees nothing of the committee's work."""
    union = make_agency("Đoàn xã Mường Phăng", world.commune, kind="union", sector="youth")
    return make_person("po", "Giàng A Pó", "sector_officer", union, "Bí thư Đoàn xã")


def test_a_delegate_acts_for_the_chair_until_it_is_taken_back(
    at_desk: AtDesk, bao: Person, chair: Person, delegate: Person, dung: Person, world: World, calendar: Calendar
) -> None:
    task = given_a_task(bao, world.committee)
    son, po = at_desk(chair), at_desk(delegate)
    assert po.go(f"/nhiem-vu/{task.pk}/").status == 404
    when_the_chair_hands_on_his_post(son, from_day=dt.date(2026, 5, 14), to_day=dt.date(2026, 5, 18))

    when_he_stands_in(po)
    po.press("Nhận việc", within=panel("nhom-new"))
    po.follow(TITLE)
    po.sees("Giàng A Pó (thay Quàng Văn Sơn)", within=".timeline")
    then_the_audit_says_for_whom(at_desk(dung))

    when_the_chair_takes_it_back(son)
    po.go("/")
    po.sees_no("Thay mặt", TITLE)
    assert po.go(f"/nhiem-vu/{task.pk}/").status == 404
    son.go(f"/nhiem-vu/{task.pk}/")
    son.sees("Giàng A Pó (thay Quàng Văn Sơn)", within=".timeline")  # what was done stands


def when_the_chair_hands_on_his_post(son: Seat, *, from_day: dt.date, to_day: dt.date) -> None:
    son.go("/tai-khoan/")
    son.follow("Ủy quyền cho người khác")
    son.choose("Người được ủy quyền", "Giàng A Pó (po)")
    son.write("Từ ngày", from_day.isoformat())
    son.write("Đến hết ngày", to_day.isoformat())
    son.write("Lý do", "Đi họp ở tỉnh")
    son.press("Ủy quyền")
    son.sees("Đã ủy quyền cho Giàng A Pó", "14/05/2026 – 18/05/2026")


def when_he_stands_in(po: Seat) -> None:
    po.go("/")
    po.sees("ủy quyền cho anh/chị chức vụ Chủ tịch UBND xã", within="aside")
    po.page.locator(".top-person summary").click()
    po.press("Thay Quàng Văn Sơn: Chủ tịch UBND xã", exact=False)
    po.page.locator(".top-person summary").click()
    po.sees("Thay mặt Quàng Văn Sơn", within=".top-menu")


def then_the_audit_says_for_whom(quantri: Seat) -> None:
    quantri.go("/quan-tri/nhat-ky/")
    quantri.sees("Giàng A Pó (thay Quàng Văn Sơn)", "Bắt đầu làm thay theo ủy quyền")
    quantri.press("Kiểm tra nguyên vẹn")
    quantri.sees("nguyên vẹn", within=".messages")


def when_the_chair_takes_it_back(son: Seat) -> None:
    son.go("/tai-khoan/uy-quyen/")
    son.press("Thu hồi")
    son.sees("Đã thu hồi ủy quyền", "đã thu hồi")
