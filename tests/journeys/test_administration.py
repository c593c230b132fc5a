"""The administrator of a province brings in a list of people and prints who may do what."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.factories.accounts import Person
from tests.journeys.conftest import AtDesk
from tests.journeys.seat import Seat

pytestmark = pytest.mark.journey

ROWS = (
    ("Lường Thị Mai", "mailt", "UBND xã Mường Phăng", "Cán bộ trẻ em cấp xã"),
    ("Vàng A Sử", "suva", "UBND xã Thanh Nưa", "Chủ tịch UBND cấp xã"),
    ("Cà Văn Lầm", "lamcv", "UBND xã Không Có", "Cán bộ trẻ em cấp xã"),
    ("Tòng Thị Vai", "vaitt", "UBND xã Mường Phăng", "Vai trò tự đặt"),
    ("Lò Thị Ân", "alice", "UBND xã Mường Phăng", "Cán bộ trẻ em cấp xã"),
)


def people_list(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Họ và tên", "Tên đăng nhập", "Điện thoại", "Cơ quan", "Vai trò", "Chức danh", "Từ ngày"])
    for name, username, agency, role in ROWS:
        sheet.append([name, username, "0912345678", agency, role, "Công chức", "01/07/2025"])
    path = folder / "danh-sach.xlsx"
    book.save(path)
    return path


def test_dung_brings_in_a_list_and_sees_its_faults_first(
    at_desk: AtDesk, dung: Person, alice: Person, tmp_path: Path
) -> None:
    quantri = at_desk(dung)
    quantri.go("/quan-tri/")
    quantri.follow("Nhập từ tệp")
    quantri.attach("Tệp", people_list(tmp_path))
    quantri.press("Xem trước")
    quantri.sees("5 dòng", "3 dòng có lỗi", "Chưa tài khoản nào được tạo")
    for name in ("Cà Văn Lầm", "Tòng Thị Vai", "Lò Thị Ân"):
        quantri.sees_no("Tạo được", within=f"tr:has-text('{name}')")
    quantri.sees("Tạo được", within="tr:has-text('Vàng A Sử')")
    quantri.press("Tạo các tài khoản đã đúng")
    quantri.sees("Đã tạo 2 tài khoản", "mailt", "suva")
    then_the_passwords_come_as_a_file(quantri)
    password = quantri.page.locator("tr:has-text('Vàng A Sử') code").inner_text()
    quantri.press("Đã giao xong")
    quantri.sees("Đã xóa danh sách mật khẩu", "Lường Thị Mai", "Vàng A Sử")
    quantri.sees_no("Cà Văn Lầm")
    then_the_new_person_comes_in(at_desk(None), password)


def then_the_passwords_come_as_a_file(quantri: Seat) -> None:
    book = openpyxl.load_workbook(quantri.fetch("Tải về dạng .xlsx"))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"mailt", "suva"} <= cells


def then_the_new_person_comes_in(somebody: Seat, password: str) -> None:
    somebody.go("/tai-khoan/dang-nhap/")
    somebody.write("Tên đăng nhập", "suva")
    somebody.write("Mật khẩu", password)
    somebody.press("Đăng nhập")
    somebody.heading("Đổi mật khẩu")


def test_dung_prints_who_may_do_what(at_desk: AtDesk, dung: Person) -> None:
    quantri = at_desk(dung)
    quantri.go("/quan-tri/")
    quantri.follow("Bảng phân quyền", within="main")
    quantri.sees("Giao việc và giao tiếp", "/nhiem-vu/", "Cán bộ trẻ em cấp xã")
    printed = quantri.page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    book = openpyxl.load_workbook(quantri.fetch("Tải về .xlsx"))
    assert any("Giao việc" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
