"""The half-year report: communes write and send, the province takes it together and sends it on."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from docx import Document as WordDocument

from chungtay.directives.models import ReportDuty
from tests.factories.accounts import Person, World
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat, panel
from tests.journeys.seeds import PERIOD, open_period

pytestmark = pytest.mark.journey

POOLS = "Mở 3 lớp dạy bơi cho 120 trẻ em. Rào 14 ao, hồ nguy hiểm."
FORUM = "Tổ chức 1 diễn đàn trẻ em cấp xã."
MENDED = "Tổ chức 1 diễn đàn trẻ em cấp xã với 85 em dự."


@pytest.fixture
def period(world: World, calendar: Calendar) -> ReportDuty:
    return open_period(world)


def test_two_communes_report_and_the_province_takes_it_together(
    at_desk: AtDesk, alice: Person, bao: Person, chi: Person, period: ReportDuty, calendar: Calendar
) -> None:
    calendar.go(dt.date(2026, 5, 20))
    thanh_nua, tinh = at_desk(chi), at_desk(bao)
    when_a_commune_writes(thanh_nua, FORUM, "40")
    when_it_is_sent(thanh_nua, "Thanh Nưa", "12/BC-UBND")
    thanh_nua.sees("Đã gửi báo cáo đến Sở Y tế")

    calendar.go(dt.date(2026, 5, 21))
    when_the_province_sends_it_back(tinh)
    thanh_nua.go("/")
    thanh_nua.sees("Bị trả lại: Ghi rõ số em dự.", within=panel("nhom-returned"))
    thanh_nua.follow("Soạn", within=panel("nhom-returned"))
    thanh_nua.write("Nội dung mục Kết quả thực hiện", MENDED)
    when_it_is_sent(thanh_nua, "Thanh Nưa", "12/BC-UBND")

    calendar.go(dt.date(2026, 5, 27))  # two days after the deadline
    muong_phang = at_desk(alice)
    muong_phang.sees(PERIOD, within=panel("nhom-late"))
    when_a_commune_writes(muong_phang, POOLS, "120")
    when_it_is_sent(muong_phang, "Mường Phăng", "9/BC-UBND")

    when_the_province_accepts_both(tinh)
    when_the_province_assembles_and_edits(tinh)
    then_a_sentence_leads_back_to_its_commune(tinh)
    when_it_is_sent(tinh, "Điện Biên", "88/BC-SYT")
    then_the_papers_open(tinh)


def when_a_commune_writes(xa: Seat, words: str, number: str) -> None:
    xa.follow("Báo cáo", within=".nav")
    xa.follow(PERIOD)
    xa.write("Nội dung mục Kết quả thực hiện", words)
    xa.write("Trẻ em được học bơi", number)
    xa.press("Lưu")
    xa.sees("Đã lưu báo cáo")


def when_it_is_sent(seat: Seat, place: str, number: str) -> None:
    seat.press("Lưu và xem trước khi gửi")
    seat.heading("Xem trước khi gửi")
    seat.sees("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", within=".report-paper")
    seat.write("Số, ký hiệu", number)
    seat.write("Địa danh", place)
    seat.write("Họ và tên người ký", "Lò Văn Ký")
    seat.write("Chức vụ người ký", "Chủ tịch")
    seat.press("Gửi báo cáo")
    seat.sees("Hãy xem các điểm cần lưu ý")  # a section is empty: said before it goes
    seat.tick("Tôi đã xem các điểm trên")
    seat.press("Gửi báo cáo")


def when_the_province_sends_it_back(tinh: Seat) -> None:
    tinh.go("/")
    tinh.follow("UBND xã Thanh Nưa", within=panel("nhom-waiting"))
    tinh.sees(FORUM)
    tinh.open("Trả lại kèm lý do")
    tinh.write("Lý do", "Ghi rõ số em dự.")
    tinh.press("Trả lại báo cáo")
    tinh.sees("Đã trả lại báo cáo kèm lý do")


def when_the_province_accepts_both(tinh: Seat) -> None:
    tinh.follow("Báo cáo", within=".nav")
    tinh.follow(PERIOD, within=".panel:has-text('chúng tôi nhận')")
    tinh.status("2/2 đơn vị đã gửi")
    tinh.sees("Gửi muộn 2 ngày", within="tr:has-text('Mường Phăng')")
    for _ in range(2):
        tinh.press("Tiếp nhận")
        tinh.sees("Đã tiếp nhận báo cáo")
    tinh.follow("Tổng hợp báo cáo")


def when_the_province_assembles_and_edits(tinh: Seat) -> None:
    tinh.press("Lập dự thảo từ báo cáo đơn vị")
    tinh.sees("2/2 đơn vị đã gửi báo cáo", f"Xã Mường Phăng: {POOLS}", MENDED, "160")
    tinh.follow("Chọn đoạn và biên tập mục này")
    passage = "fieldset:has(legend:has-text('Thanh Nưa'))"
    tinh.write("Nội dung đoạn", "Xã Thanh Nưa tổ chức diễn đàn trẻ em, 85 em dự.", within=passage)
    tinh.write("Thêm đoạn tự viết", "Nhìn chung các xã đã chủ động.")
    tinh.press("Lưu mục này")
    tinh.sees("Đã lưu mục “Kết quả thực hiện”")
    tinh.follow("Quay lại báo cáo")
    tinh.sees("Xã Thanh Nưa tổ chức diễn đàn trẻ em, 85 em dự.", "Nhìn chung các xã đã chủ động.")


def then_a_sentence_leads_back_to_its_commune(tinh: Seat) -> None:
    tinh.follow("Nguồn: Xã Thanh Nưa")
    tinh.heading("Nguồn của đoạn văn")
    tinh.sees(MENDED, within="mark")
    tinh.follow("Xã Thanh Nưa", within="main h2")
    tinh.sees(MENDED, "UBND xã Thanh Nưa")
    tinh.page.go_back()
    tinh.follow("Quay lại báo cáo")


def then_the_papers_open(tinh: Seat) -> None:
    word = WordDocument(str(tinh.fetch("Tải .docx")))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Xã Thanh Nưa tổ chức diễn đàn trẻ em, 85 em dự." in text
    assert "Nhìn chung các xã đã chủ động." in text
    header = "\n".join(cell.text for table in word.tables[:1] for row in table.rows for cell in row.cells)
    assert "88/BC-SYT" in header
    book = openpyxl.load_workbook(tinh.fetch("Tải .xlsx"))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"160", "120", "40"} <= cells
    assert any("Mường Phăng" in value for value in cells)
