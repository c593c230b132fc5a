"""Figures of a year: a commune fills and sends, the province sends back and accepts; after the lock a signed revision; by file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from chungtay.statistics.models.returns import DataSet
from tests.factories.accounts import Person, World
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat, panel
from tests.statistics.returns_world import open_year, return_of

pytestmark = pytest.mark.journey

SET = "Số liệu thử · Năm 2025"


@pytest.fixture
def dataset(world: World, calendar: Calendar) -> DataSet:
    calendar.go(dt.date(2026, 1, 5))
    return open_year(2025, today=dt.date(2026, 1, 5))


def test_sent_back_corrected_accepted_and_revised_after_the_lock(
    at_desk: AtDesk, world: World, alice: Person, bao: Person, dataset: DataSet, calendar: Calendar
) -> None:
    xa, tinh = at_desk(alice), at_desk(bao)
    when_the_commune_fills_and_sends(xa)
    when_the_province_sends_it_back(tinh)
    xa.go("/")
    xa.sees("Ghi lại số bể bơi", within=panel("nhom-returned"))
    xa.follow("Sửa lại", within=panel("nhom-returned"))
    xa.write("Bể bơi", "3")
    xa.press("Lưu và nộp")
    xa.sees("Đã nộp số liệu đến Sở Y tế")
    when_the_province_takes_all(tinh)
    when_the_province_locks(tinh)
    when_the_commune_signs_a_revision(xa, world, dataset)
    then_the_province_accepts_it_and_all_versions_stay(tinh)


def when_the_commune_fills_and_sends(xa: Seat) -> None:
    xa.sees(SET, within=panel("nhom-due"))
    xa.follow("Nhập số liệu", within=panel("nhom-due"))
    xa.heading(SET)
    xa.write("Bể bơi", "hai bể")
    xa.write("Trẻ em được học bơi: Nam", "30")
    xa.write("Trẻ em được học bơi: Nữ", "25")
    xa.press("Lưu")
    xa.sees("“hai bể” không phải là số")  # the others are saved, this one stays in its field
    xa.write("Bể bơi", "2")
    xa.write("Nguồn số liệu", "Báo cáo 12/BC-UBND")
    xa.press("Lưu và nộp")
    xa.sees("lớn hơn Trẻ em (0)")  # 55 taught to swim, none in the register
    xa.write("lớn hơn Trẻ em (0)", "Có trẻ em xã khác đến học")
    xa.press("Nộp số liệu")
    xa.sees("Đã nộp số liệu đến Sở Y tế")
    xa.status("Đã nộp, chờ kiểm tra")


def when_the_province_sends_it_back(tinh: Seat) -> None:
    tinh.go("/")
    tinh.follow(SET, within=panel("nhom-waiting"))
    tinh.follow("Xã Mường Phăng", within="main table")
    tinh.sees("Báo cáo 12/BC-UBND")
    tinh.open("Trả lại kèm lý do")
    tinh.write("Lý do", "Ghi lại số bể bơi")
    tinh.press("Trả lại")
    tinh.sees("Đã trả lại kèm lý do")


def when_the_province_takes_all(tinh: Seat) -> None:
    tinh.go("/so-lieu/ky/")
    tinh.follow(SET, within=panel("cac-ky"))
    for button, words in (
        ("Đã kiểm tra các đơn vị đã chọn", "Đã kiểm tra 1"),
        ("Chấp nhận các đơn vị đã chọn", "Đã chấp nhận 1"),
    ):
        tinh.tick("Chọn Xã Mường Phăng")
        tinh.press(button)
        tinh.sees(words)
    tinh.follow("Tổng của các đơn vị")
    tinh.sees("55", within="tr:has-text('học bơi'):not(:has-text('('))")


def when_the_province_locks(tinh: Seat) -> None:
    tinh.follow(SET, within=".breadcrumbs")
    tinh.press("Khóa kỳ số liệu")
    tinh.sees("Đã khóa kỳ số liệu", "đã khóa")


def when_the_commune_signs_a_revision(xa: Seat, world: World, dataset: DataSet) -> None:
    xa.go(return_of(dataset, world.commune).get_absolute_url())
    xa.sees("Kỳ đã khóa")
    xa.follow("Lập bản sửa có ký")
    xa.write("Bể bơi", "4")
    xa.write("Lý do", "Bể mới đưa vào dùng ngày 20/12")
    xa.press("Ký và nộp bản sửa")
    xa.sees("Đã ký và nộp bản sửa số 1", "đang xin sửa thành 4")


def then_the_province_accepts_it_and_all_versions_stay(tinh: Seat) -> None:
    tinh.go("/")
    tinh.follow("Xem", within=f"{panel('nhom-waiting')} li:has-text('bản sửa số 1')")
    tinh.sees("Lò Thị Ân, Công chức văn hóa - xã hội, UBND xã Mường Phăng", "Bể mới đưa vào dùng")
    tinh.press("Đã kiểm tra")
    tinh.follow("Bản sửa số 1", within=".notice")
    tinh.press("Chấp nhận")
    tinh.sees("số mới có hiệu lực")
    tinh.follow("Bản 3")
    tinh.sees("3 → 4", "Bể mới đưa vào dùng")


def test_a_filled_file_comes_back_and_is_decided_cell_by_cell(
    at_desk: AtDesk, alice: Person, dataset: DataSet, world: World
) -> None:
    xa = at_desk(alice)
    xa.go(return_of(dataset, world.commune).get_absolute_url())
    template = xa.fetch("Tải tệp .xlsx")
    given_it_is_filled(template)
    xa.follow("Tải lên tệp đã điền")
    xa.attach("Tệp .xlsx đã điền", template)
    xa.press("Xem các ô khác")
    xa.sees("Các ô khác trong tệp", "“nhiều” không phải là số")
    xa.page.get_by_label("Lấy của tệp: Trẻ em được học bơi", exact=True).uncheck()
    xa.press("Ghi các ô đã chọn")
    xa.sees("Đã ghi 1 ô từ tệp")
    field = xa.page.get_by_label("Bể bơi", exact=False).first
    assert field.input_value() == "6"
    assert xa.page.get_by_label("Trẻ em được học bơi", exact=True).first.input_value() == ""


def given_it_is_filled(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    rows = {cell.value: cell.row for cell in sheet["A"]}
    for key, value in (("return.pools|||", 6), ("return.swim|||", 12), ("return.money|||", "nhiều")):
        sheet.cell(rows[key], 6).value = value
    sheet.title = "Xã gửi"
    book.save(path)


def test_an_agency_fills_many_units_in_the_grid_with_the_keyboard(
    scripted_desk: AtDesk, world: World, dataset: DataSet, chi: Person, alice: Person
) -> None:
    """The sheet walks by arrow and Enter; what somebody else changed meanwhile is told with both numbers."""
    xa = scripted_desk(alice)
    xa.go(f"/so-lieu/ky/dot/{dataset.pk}/bang/")
    pools = xa.page.get_by_label("Xã Mường Phăng: Bể bơi")
    pools.fill("5")
    pools.press("Control+ArrowLeft")
    assert xa.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "Xã Mường Phăng: Trẻ em được học bơi"
    )
    xa.press("Lưu bảng")
    xa.sees("Đã lưu 1 ô")
