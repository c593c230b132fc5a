"""A child written down twice becomes one record, and two again when the family says that these are two children."""

from __future__ import annotations

from typing import Any

import pytest

from chungtay.children.models import Child, Growth
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, name_units
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey


def test_a_duplicate_is_merged_and_taken_apart(
    at_desk: AtDesk, alice: Person, world: World, live: Live, calendar: Calendar
) -> None:
    name_units()
    hamlet = make_hamlet(world.commune)
    first = make_child(
        world.commune, "Lò Thị Ngọc Ánh", "2019-05-12", "female", hamlet=hamlet, mother_name="Quàng Thị Ín",
        father_name="Lò Văn Pâng", personal_number="011319000123",
    )  # fmt: skip
    second = make_child(
        world.commune,
        "Lo Ngoc Anh",
        "2019",
        "female",
        mother_name="Quang Thi In",
        father_name="Lò Văn Pâng",
        phone="0912345678",
    )
    with as_system("something of the second record"):
        Growth.objects.create(child=second, on="2026-03-01", weight=18)
    an = at_desk(alice)
    an.go("/trung/")
    an.press("Tìm hồ sơ trùng")
    an.sees("Tìm thấy 1 cặp mới")
    an.go("/")
    an.sees("Lò Thị Ngọc Ánh: có hai hồ sơ?")
    an.follow("Lò Thị Ngọc Ánh: có hai hồ sơ?")
    an.sees("một bên chỉ ghi năm", "ủng hộ", "0912345678")
    an.open("Gộp thành một hồ sơ")
    an.write("Căn cứ", "Đã hỏi mẹ cháu, là một trẻ.")
    an.press("Gộp hai hồ sơ")
    an.sees("Đã gộp hai hồ sơ", "Gộp hồ sơ: Lò Thị Ngọc Ánh")
    with live.quiet, as_system("one record now"):
        kept = Child.objects.get(status="here")
        assert (kept.pk, kept.phone, kept.birth, kept.growth.count()) == (first.pk, "0912345678", "2019-05-12", 1)
    an.go(f"/tre-em/{second.pk}/")  # the old address leads to the survivor
    an.follow("Đã gộp hồ sơ số")
    an.open("Tách lại thành hai hồ sơ")
    an.sees("Lần cân đo: 1", "trở lại “để trống”")
    an.tick("Sinh đôi hoặc anh chị em")
    an.write("Lý do", "Gia đình có hai cháu sinh đôi.")
    an.press("Tách lại")
    an.sees("Đã tách lại thành hai hồ sơ")
    an.status("Đã tách lại ngày")
    with live.quiet, as_system("two records again"):
        kept, back = Child.objects.get(pk=first.pk), Child.objects.get(pk=second.pk)
        assert (kept.phone, back.status, back.growth.count()) == ("", "here", 1)


def test_across_communes_the_province_decides(
    at_desk: AtDesk, alice: Person, bao: Person, chi: Person, world: World, calendar: Calendar
) -> None:
    name_units()
    about: dict[str, Any] = {"mother_name": "Quàng Thị Ín", "father_name": "Lò Văn Pâng"}
    make_child(world.commune, "Lò Thị Ngọc Ánh", "2019-05-12", "female", phone="0912345678", **about)
    make_child(world.other_commune, "Lò Thị Ngọc Ánh", "2019-05-12", "female", phone="0912345678", **about)
    linh = at_desk(chi)
    linh.go("/trung/")
    linh.press("Tìm hồ sơ trùng")
    an = at_desk(alice)
    an.go("/trung/?loai=lien-xa")
    an.follow("Lò Thị Ngọc Ánh")
    an.sees("Ở Xã Thanh Nưa có một hồ sơ giống hồ sơ này", "Trần Linh Chi")
    an.sees_no("Gộp thành một hồ sơ")
    tinh = at_desk(bao)
    tinh.go("/trung/")
    tinh.follow("Lò Thị Ngọc Ánh")
    tinh.open("Đây là hai trẻ")
    tinh.tick("Hai trẻ khác nhau")
    tinh.press("Ghi kết luận")
    tinh.sees("Đã ghi nhớ: hai trẻ khác nhau")
    an.go("/trung/?loai=khac")
    an.sees("Hai trẻ khác nhau")
