"""The family book of a hamlet: asked for with a purpose, printed, taken as .docx; and the commune sees who took it."""

from __future__ import annotations

from typing import Any

import docx
import pytest

from tests.children.paper_world import Families, make_families
from tests.factories.accounts import Person, World
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk
from tests.journeys.seat import Seat

pytestmark = pytest.mark.journey


@pytest.fixture
def families(world: World) -> Families:
    load_law()
    return make_families(world)


def test_alice_prints_the_book_of_a_hamlet(at_desk: AtDesk, alice: Person, families: Families, tmp_path: Any) -> None:
    an = at_desk(alice)
    when_the_book_of_the_hamlet_is_chosen(an)
    when_it_is_asked_for(an, "Văn bản .docx")
    an.sees("Đã lập xong", "3 trẻ", "Lưu sổ bản giấy tại xã, thôn, bản")
    then_the_file_holds_the_family(an)
    an.follow("Lập bản khác với lựa chọn này")
    an.sees("trẻ sẽ có trong tệp")
    when_it_is_asked_for(an, "Trang in")
    an.sees("Sổ theo dõi trẻ em trong gia đình".upper(), within=".paper")
    an.sees("Lò Thị Bông", "Chủ hộ: Lò Văn Hùng", "Quàng Thị Ín (mẹ", "Lớp 4, TH Mường Phăng", within=".paper")
    an.sees_no("Quàng Thị Dương", within=".paper")  # of another hamlet
    an.page.emulate_media(media="print")
    assert not an.page.locator(".top").first.is_visible()
    an.page.emulate_media(media="screen")


def when_the_book_of_the_hamlet_is_chosen(an: Seat) -> None:
    an.go("/tre-em/in/")
    an.follow("Sổ theo dõi trẻ em trong gia đình")
    an.heading("Sổ theo dõi")
    an.choose("Thôn, bản", "Bản Phăng")
    an.press("Áp dụng")
    an.sees("trẻ sẽ có trong tệp")


def when_it_is_asked_for(an: Seat, form: str) -> None:
    an.tick(form)
    an.press("Lập")
    an.sees("Hãy chọn mục đích")  # nothing is taken without one
    an.choose("Mục đích", "Lưu sổ bản giấy tại xã, thôn, bản")
    an.press("Lập")


def then_the_file_holds_the_family(an: Seat) -> None:
    book = docx.Document(str(an.fetch("Tải tệp")))
    cells = {cell.text for table in book.tables for row in table.rows for cell in row.cells}
    assert {"Lò Thị Bông", "Lò Văn Bích", "011316000123", "Khuyết tật nặng"} <= cells
    assert "Điều 33 Nghị định 56/2017" in book.sections[0].footer.paragraphs[0].text


def test_the_commune_sees_who_took_what(at_desk: AtDesk, alice: Person, bao: Person, families: Families) -> None:
    tinh = at_desk(bao)
    tinh.go("/tre-em/in/danh-sach/")
    tinh.tick("Bảng tính .xlsx")
    tinh.choose("Mục đích", "Lập báo cáo, thống kê")
    tinh.press("Lập")
    tinh.sees("Đã lập xong")
    xa = at_desk(alice)
    xa.go("/tre-em/nhat-ky/")
    xa.sees(
        "Nguyễn Quốc Bảo", "Xuất tệp", "Mục đích: Lập báo cáo, thống kê", "Người ngoài xã: Sở Y tế", within="main table"
    )
    xa.follow("Tổng hợp tháng")
    xa.sees("Nguyễn Quốc Bảo", within=".paper")
