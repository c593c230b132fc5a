"""A family moves to another commune: the old one tells, the new one takes, and a mistake is taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from chungtay.children.models import Child
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.factories.accounts import REFORM, Person, World
from tests.factories.children import make_child, make_hamlet, make_household, name_units
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey


def test_a_family_moves(
    at_desk: AtDesk, alice: Person, chi: Person, world: World, live: Live, calendar: Calendar
) -> None:
    name_units()
    home = make_household(world.commune, make_hamlet(world.commune), head_name="Lò Văn Ún")
    older = make_child(world.commune, household=home)
    make_child(world.commune, "Lò Thị Ính", "2021-02-03", "female", household=home)
    make_hamlet(world.other_commune, "Bản Co Mị")
    an = at_desk(alice)
    an.go(f"/tre-em/{older.pk}/chuyen/")
    an.tick("Lò Thị Ính")
    an.tick("Cả hộ cùng chuyển")
    an.write("Chuyển đến xã", "Xã Thanh Nưa")
    an.write("Ngày chuyển đi", "04/05/2026")
    an.press("Báo nơi đến")
    an.status("chờ nơi đến nhận")
    linh = at_desk(chi)
    linh.go("/")
    linh.sees("Chuyển hồ sơ Lò Văn An", "Chuyển hồ sơ Lò Thị Ính")
    for name in ("Lò Văn An", "Lò Thị Ính"):
        linh.go("/chuyen/")
        linh.follow(name)
        linh.choose("Thôn, bản nơi trẻ ở", "Bản Co Mị")
        linh.press("Nhận hồ sơ")
        linh.status("Đã nhận")
    with live.quiet, as_system("looking where the family is"):
        assert {child.unit for child in Child.objects.select_related("unit")} == {world.other_commune}
        assert {child.household_id for child in Child.objects.all()} == {home.pk}
    linh.open("Hoàn tác chuyển")
    linh.write("Lý do", "Gia đình chỉ đến thăm")
    linh.press("Hoàn tác chuyển", within="form")
    linh.status("Đã hoàn tác")


def test_the_new_commune_asks(at_desk: AtDesk, alice: Person, chi: Person, world: World, calendar: Calendar) -> None:
    name_units()
    make_child(world.commune)
    linh = at_desk(chi)
    linh.go("/chuyen/")
    linh.follow("Trẻ mới đến, xin hồ sơ")
    linh.write("Họ và tên trẻ", "Lò Văn Ân")
    linh.write("Ngày sinh", "12/05/2019")
    linh.write("Xã nơi đi", "Xã Mường Phăng")
    linh.write("Ngày chuyển đến", "04/05/2026")
    linh.press("Gửi đề nghị")
    linh.sees("Không tìm thấy đúng một trẻ")
    linh.write("Họ và tên trẻ", "Lò Văn An")
    linh.press("Gửi đề nghị")
    linh.status("chờ nơi đi đồng ý")
    an = at_desk(alice)
    an.go("/chuyen/")
    an.follow("Lò Văn An")
    an.press("Đồng ý chuyển")
    an.status("Đã nhận")


def test_a_reform_is_rehearsed_applied_and_taken_back(
    at_desk: AtDesk, bao: Person, world: World, calendar: Calendar
) -> None:
    make_child(world.old_commune, hamlet=make_hamlet(world.old_commune))
    make_child(world.old_commune, "Lò Thị Sau", "2020-08-01", "female", since=dt.date(2021, 1, 1))
    tinh = at_desk(bao)
    tinh.go("/")
    tinh.follow("2 hồ sơ trẻ em còn ở đơn vị đã kết thúc")
    tinh.follow("Chạy thử")
    tinh.press("Chạy thử")
    tinh.status("Đã chạy thử")
    tinh.press("Áp dụng")
    tinh.status("Đã áp dụng")
    tinh.sees("Đã chuyển 2 hồ sơ trẻ em")
    tinh.press("Hoàn tác")
    tinh.status("Đã hoàn tác")
    assert world.old_commune.valid_to == REFORM
