"""What is sensitive is read by those whose work needs it, and does not exist for anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.accounts import Person, World, make_person
from tests.factories.children import make_child
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey


def test_a_sealed_circumstance_is_unseen_by_the_wrong_post(
    at_desk: AtDesk, calendar: Calendar, alice: Person, world: World, live: Any
) -> None:
    load_law()
    child = make_child(world.commune, "Lò Thị Mai", "2014-03-02", "female")
    leader = make_person(
        "lanh_dao", "Vì Văn Hạnh", "province_leader", world.department, "Giám đốc Sở", unit=world.province
    )
    an = at_desk(alice)
    an.go(f"{child.get_absolute_url()}?phan=hoan-canh")
    an.follow("Ghi hoàn cảnh")
    an.page.get_by_label("Hoàn cảnh").first.select_option("s:l4")
    an.write("Từ ngày", "01/03/2026")
    an.write("Căn cứ, giấy tờ", "Kết luận số 7")
    an.press("Ghi vào sổ")
    an.sees("Bị dâm ô", "Kết luận số 7")
    an.status("Hoàn cảnh đặc biệt")

    hanh = at_desk(leader)
    for part in ("", "?phan=hoan-canh", "?phan=suc-khoe"):
        hanh.go(f"{child.get_absolute_url()}{part}")
        hanh.heading("Lò Thị Mai")
        hanh.sees_no("dâm ô", "Kết luận số 7", "Hoàn cảnh đặc biệt", "HIV")
    hanh.go("/tre-em/?loc=hoan-canh")
    hanh.sees("Không có trẻ nào ở đây")
    hanh.go(f"{child.get_absolute_url()}?phan=ai-da-xem")
    hanh.sees("Lò Thị Ân")

    an.go(f"{child.get_absolute_url()}?phan=ai-da-xem")
    an.sees("Vì Văn Hạnh")
