"""A verification round in a hamlet, from opening to the book; and the police round trip."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from chungtay.children.models import Child
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet
from tests.journeys.conftest import AtDesk
from tests.journeys.seat import Seat, panel

pytestmark = pytest.mark.journey


def as_it_is(child: Child) -> Child:
    with as_system("the story looks into the book"):
        child.refresh_from_db()
    return child


def due() -> str:
    return date(timezone.localdate() + dt.timedelta(days=10))


def opens(seat: Seat, act: str, title: str) -> None:
    seat.go("/ra-soat/")
    seat.follow(act, within=".page-acts")
    seat.write("Tên đợt", title)
    seat.write("Hạn hoàn thành", due())
    seat.press("Mở đợt")
    seat.sees(f"Đã mở đợt “{title}”")


def test_a_round_in_a_hamlet(at_desk: AtDesk, alice: Person, bao: Person, world: World) -> None:
    hamlet = make_hamlet(world.commune)
    an, binh, chung, dao, giang = (
        make_child(world.commune, f"Lò Văn {name}", hamlet=hamlet) for name in ("An", "Bình", "Chung", "Dạo", "Giang")
    )
    tinh = at_desk(bao)
    opens(tinh, "Mở đợt rà soát", "Rà soát hè toàn tỉnh")
    xa = at_desk(alice, width=360)
    xa.sees("Rà soát hè toàn tỉnh", "Còn 5 trẻ chưa có kết quả")  # My day
    xa.follow("Rà soát hè toàn tỉnh", within="main")
    xa.follow("Bản Phăng")
    xa.press("Đúng: Lò Văn An")
    xa.sees("Đã ghi đúng 1 trẻ")
    when_one_is_corrected(xa, "Lò Văn Bình")
    when_one_has_moved(xa, "Lò Văn Chung")
    when_one_is_not_found(xa, "Lò Văn Dạo")
    xa.go("/ra-soat/")
    xa.follow("Rà soát hè toàn tỉnh")
    xa.follow("Bản Phăng")
    xa.press("Đúng: Lò Văn Giang")
    xa.go("/")
    xa.sees("3 kết quả chờ quyết định", within=panel("nhom-waiting"))
    then_each_is_decided(xa)
    assert as_it_is(binh).birth == "2019-05-21"
    assert as_it_is(chung).status == "left"
    assert as_it_is(dao).status == "here"
    xa.go("/ra-soat/")
    xa.follow("Rà soát hè toàn tỉnh")
    xa.sees("2 trẻ được xác nhận đúng")
    xa.press("Ghi tất cả vào sổ")
    xa.sees("Đã ghi vào sổ: 2 trẻ")
    assert as_it_is(an).last_seen_on == as_it_is(giang).last_seen_on == timezone.localdate()
    tinh.go("/ra-soat/")
    tinh.follow("Rà soát hè toàn tỉnh")
    tinh.sees("Xã Mường Phăng", "5/5")
    tinh.press("Kết thúc đợt")
    tinh.sees("Số liệu ngày kết thúc")


def when_one_is_corrected(xa: Seat, name: str) -> None:
    xa.follow(name, within=".round-lines", exact=True)
    xa.open("Có chỗ sai")
    xa.write("Ngày sinh", "21/5/2019")
    xa.press("Ghi chỗ sửa")
    xa.sees("Đã ghi kết quả")


def when_one_has_moved(xa: Seat, name: str) -> None:
    xa.follow(name, within=".round-lines", exact=True)
    xa.open("Đã chuyển đi")
    xa.write("Ngày chuyển đi", "1/3/2026")
    xa.write("Chuyển đến đâu", "Bình Dương")
    xa.press("Ghi đã chuyển đi")
    xa.sees("Đã ghi kết quả")


def when_one_is_not_found(xa: Seat, name: str) -> None:
    xa.follow(name, within=".round-lines", exact=True)
    xa.open("Không tìm thấy")
    xa.write("Ghi chú", "Đi chăn trâu", within="details[open]")
    xa.press("Ghi không tìm thấy")
    xa.sees("Đã ghi kết quả")


def then_each_is_decided(xa: Seat) -> None:
    xa.follow("Quyết định", within=panel("nhom-waiting"))
    xa.follow("Lò Văn Bình", within=".round-lines", exact=True)
    xa.press("Ghi quyết định")
    xa.sees("Đã ghi quyết định vào sổ")
    xa.follow("Lò Văn Chung", within=".round-lines", exact=True)
    xa.tick("Ghi là đã rời địa bàn")
    xa.press("Ghi quyết định")
    xa.follow("Lò Văn Dạo", within=".round-lines", exact=True)
    xa.tick("Giữ trong sổ")
    xa.press("Ghi quyết định")
    xa.sees("Hãy ghi lý do")
    xa.write("Lý do", "Đi chăn trâu, chiều về")
    xa.tick("Giữ trong sổ")
    xa.press("Ghi quyết định")
    xa.sees("Không có trẻ nào ở phần này")


def test_the_police_round_trip(at_desk: AtDesk, alice: Person, world: World, tmp_path: Path) -> None:
    missing = make_child(world.commune, "Lò Văn Thiếu")
    wrong = make_child(world.commune, "Lò Thị Sai", sex="female", personal_number="011219000123")
    xa = at_desk(alice)
    opens(xa, "Xác thực với công an", "Xác thực quý II")
    xa.follow("Xuất danh sách gửi công an")
    file = when_the_list_is_fetched(xa)
    answered = police_answer(
        file, tmp_path, {"Lò Văn Thiếu": {11: "011219000456"}, "Lò Thị Sai": {10: "Nam", 7: "sai"}}
    )
    xa.go("/ra-soat/")
    xa.follow("Xác thực quý II")
    xa.follow("Nhận tệp công an trả lời")
    xa.attach("Tệp công an trả lời", answered)
    xa.press("Nhận tệp")
    xa.sees("Chưa hồ sơ nào bị sửa", "1 trẻ trong sổ chưa có số")
    assert as_it_is(missing).personal_number == ""
    xa.press("Lấy tất cả số này")
    xa.sees("Đã lấy 1 số định danh vào sổ")
    assert as_it_is(missing).personal_number == "011219000456"
    xa.follow("Quyết định từng chỗ khác nhau")
    xa.follow("Lò Thị Sai", within=".round-lines", exact=True)
    xa.sees("Công an: Nam")
    xa.tick("Lấy “Nam”")
    xa.press("Ghi quyết định")
    assert as_it_is(wrong).sex == "male"


def when_the_list_is_fetched(xa: Seat) -> Path:
    with xa.page.expect_download() as coming:
        xa.page.get_by_role("button", name="Tải tệp .xlsx").click()
    file = Path(coming.value.path()).with_name("cong-an.xlsx")
    coming.value.save_as(file)
    return file


def police_answer(file: Path, folder: Path, answers: dict[str, dict[int, Any]]) -> Path:
    """As the police send it back: filled in, and sorted another way."""
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for row in rows:
        for column, value in answers.get(str(row[1]), {}).items():
            row[column] = value
    for number, row in enumerate(reversed(rows), start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    answered = folder / "cong-an-tra-loi.xlsx"
    book.save(answered)
    return answered
