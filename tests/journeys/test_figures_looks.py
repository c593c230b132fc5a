"""A number is opened down to a child; an own table is saved and mailed; charts and maps are read by a machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page

from chungtay.children.models import Circumstance
from chungtay.foundation.scoping import as_system
from chungtay.law import queries as law
from chungtay.statistics import settling
from chungtay.statistics.models import OwnTable, Schedule
from chungtay.statistics.services.mailing import send_due
from tests.factories.accounts import Person, World, make_person
from tests.factories.children import make_child
from tests.factories.law import law_files
from tests.journeys.conftest import AtDesk

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def figures(world: World) -> None:
    """Three children, one of them in special circumstances (group c), and the law by which they are counted."""
    law.answer_from(law_files())
    with as_system("children whose number is opened"):
        an, *_ = (make_child(world.commune, f"Lò Văn {name}", "2018-05-12") for name in ("An", "Bình", "Chung"))
        Circumstance.objects.create(
            child=an,
            group="c",
            code="c1",
            unit_path=an.unit_path,
            valid_from=dt.date(2025, 9, 1),
            decided_by_name="Lò Thị Ân",
        )
        settling.keep_usual(timezone.localdate())


def test_a_number_is_opened_down_to_a_child_and_not_by_everybody(at_desk: AtDesk, alice: Person, world: World) -> None:
    an = at_desk(alice)
    an.go("/so-lieu/")
    an.sees("33,3 %", "Trẻ em có hoàn cảnh đặc biệt")
    an.follow("Trẻ em có hoàn cảnh đặc biệt", within=".cards")
    an.sees("÷", "3", "tổng số trẻ em", "Chỉ tiêu 0301")
    an.follow("Mở hồ sơ Trẻ em có hoàn cảnh đặc biệt")
    an.sees("Lò Văn An")
    an.sees_no("Lò Văn Bình")
    an.follow("Lò Văn An")
    an.heading("Lò Văn An")

    leader = at_desk(
        make_person("lanh_dao", "Lò Văn Sơn", "province_leader", world.department, "Giám đốc", unit=world.province)
    )
    leader.go("/so-lieu/chi-tieu/I-0301/")
    leader.sees("33,3 %", "Xã Mường Phăng")
    leader.sees_no("Mở hồ sơ")
    assert leader.go(
        f"/tre-em/sau-so-lieu/?so-dem=special&don-vi={world.commune.path}&ky=year:{timezone.localdate().year}"
    ).status in {403, 404}


def test_an_own_table_is_saved_shared_and_mailed(at_desk: AtDesk, bao: Person, alice: Person, world: World) -> None:
    alice.user.email = "an@example.vn"
    alice.user.save()
    tinh = at_desk(bao)
    tinh.go("/so-lieu/bang/")
    tinh.follow("Lập bảng")
    tinh.write("Tên bảng", "Theo dõi hoàn cảnh đặc biệt")
    tinh.press("Lưu bảng")
    tinh.sees("Hãy chọn ít nhất một chỉ tiêu")
    tinh.open("Bảo vệ trẻ em")
    tinh.tick("I-0301 Số lượng, tỷ lệ trẻ em có hoàn cảnh đặc biệt (tỷ lệ)", exact=True)
    tinh.press("Xem trước")
    tinh.sees("Xem trước, chưa lưu", "Xã Mường Phăng", "33,3")
    tinh.press("Lưu bảng")
    tinh.sees("Đã lưu bảng “Theo dõi hoàn cảnh đặc biệt”")
    tinh.tick("Lò Thị Ân, Công chức văn hóa - xã hội, UBND xã Mường Phăng")
    tinh.press("Lưu chia sẻ")
    tinh.sees("Đã chia sẻ với 1 người")
    tinh.choose("Lịch thư", "Hằng tháng, ngày mùng 1")
    tinh.tick("Kèm tệp .xlsx")
    tinh.press("Đặt lịch gửi")
    tinh.sees("Thư đầu tiên gửi sáng")
    Schedule.objects.update(next_on=timezone.localdate())
    send_due(timezone.localdate())
    letter = next(one for one in mail.outbox if one.to == ["an@example.vn"])
    assert letter.attachments[0][0] == "theo-doi-hoan-canh-dac-biet.xlsx"
    with as_system("which table the letter leads to"):
        table = OwnTable.objects.get()
    an = at_desk(alice)
    an.go(f"/so-lieu/bang/{table.pk}/")
    an.sees("Bảng của Nguyễn Quốc Bảo", "Xã Mường Phăng", "33,3")
    an.press("Chép")
    an.sees("Đây là bản của anh/chị")


def test_pictures_have_words_and_tables_for_those_who_do_not_see_them(
    page_for: Callable[..., Page], bao: Person, world: World
) -> None:
    page = page_for(bao)
    for address in (
        "/so-lieu/?chi-tieu=I-0301.rate",
        "/so-lieu/chi-tieu/I-0301/?xem=dia-gioi",
        "/so-lieu/ban-do/",
        "/so-lieu/bang/lap/",
        "/so-lieu/muc-tieu/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in {"serious", "critical"}]
        assert found == [], address
        for picture in page.locator("img.chart").all():
            assert picture.evaluate("(one) => one.naturalWidth") > 0
            assert len(picture.get_attribute("alt") or "") > 30
        figures = page.locator("figure.exhibit").count()
        assert page.locator("figure.exhibit table").count() == figures, "each picture has its table"
