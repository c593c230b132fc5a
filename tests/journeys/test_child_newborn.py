"""A newborn: the officer looks the mother up, writes the child down, and the family is filled in by itself."""

from __future__ import annotations

from typing import Any

import pytest

from chungtay.children.models import Adult, Child
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_hamlet, make_household
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey


def test_a_newborn_of_a_family_in_the_book(
    at_desk: AtDesk, calendar: Calendar, alice: Person, world: World, live: Any
) -> None:
    load_law()
    home = make_household(world.commune, make_hamlet(world.commune), head_name="Lò Văn Ơn", phone="0912345678")
    with as_system("the parents"):
        for name, sex in (("Quàng Thị Ín", "female"), ("Lò Văn Ơn", "male")):
            Adult.objects.create(household=home, unit_path=home.unit_path, full_name=name, birth="1996", sex=sex)
    an = at_desk(alice)
    an.go("/tre-em/")
    an.sees("Sổ chưa có trẻ nào")
    an.follow("Trẻ mới sinh", within=".page-acts")
    an.write("Họ và tên trẻ", "Lò Thị Mai")
    an.write("Ngày sinh", "10/5/2026")
    an.tick("Nữ")
    an.write("Mẹ của trẻ", "quang thi in")
    an.press("Tìm trong sổ hộ")
    an.tick("Quàng Thị Ín, sinh 1996")
    an.write("Họ tên cha", "Lò Văn Ơn")
    an.choose("Đã đăng ký khai sinh", "Đã đăng ký")
    an.press("Ghi vào sổ")
    an.heading("Lò Thị Mai")
    an.status("4 ngày tuổi")
    an.sees("Đã ghi trẻ mới sinh vào sổ", "Hộ Lò Văn Ơn", "Bản Phăng")
    an.follow("Gia đình", within=".tabs")
    an.sees("Quàng Thị Ín", "Mẹ, đang nuôi dưỡng", "Cha, đang nuôi dưỡng")
    with as_system("once"):
        assert Child.objects.count() == 1


def test_what_cannot_be_is_asked_and_nothing_typed_is_lost(
    at_desk: AtDesk, calendar: Calendar, alice: Person, world: World, live: Any
) -> None:
    load_law()
    an = at_desk(alice)
    an.go("/tre-em/them/")
    an.write("Họ và tên", "Lò Văn Thử", exact=True)
    an.write("Ngày sinh", "20/12/2026")
    an.press("Ghi vào sổ")
    an.sees("ở tương lai", "Những gì anh/chị đã nhập vẫn còn nguyên")
    an.write("Ngày sinh", "20/12/2019")
    an.press("Ghi vào sổ")
    an.heading("Lò Văn Thử")
    an.sees("Hồ sơ còn thiếu", "Ghi nam hoặc nữ")
