"""A report with its figures: drafted, changed by hand, opened, sent, and the same afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import openpyxl
import pytest
from docx import Document as WordDocument

from chungtay.directives.models import ReportDuty
from chungtay.directives.queries.reports_periods import Instance
from chungtay.directives.services.reports_duties import open_instance
from chungtay.law import queries as law
from tests.factories.accounts import Person, World
from tests.factories.children import make_child
from tests.factories.law import law_files
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat
from tests.journeys.seeds import DUE, PERIOD

pytestmark = pytest.mark.journey
NUMBER = "Trẻ em dưới 16 tuổi"


@pytest.fixture
def period(world: World, calendar: Calendar) -> ReportDuty:
    """Half a year that asks for numbers of the records, a drafted heading and an annex."""
    law.answer_from(law_files())
    headings: list[dict[str, Any]] = [{"key": "tinh_hinh", "title": "Tình hình trẻ em", "draft": "situation"}]
    figures = [
        {"key": "I-0101.count", "label": NUMBER, "unit": "trẻ em"},
        {"key": "I-0211.rate", "label": "Tỷ lệ trẻ em có bảo hiểm y tế", "unit": "%"},
    ]
    asked = Instance(
        code="six_months-2026", period="six_months", title=PERIOD, period_from=dt.date(2025, 11, 21), period_to=DUE,
        due_on=DUE, opens_on=dt.date(2026, 4, 25), law_version="thu", headings=headings, figures=figures,
        annexes=["te-601-602"],
    )  # fmt: skip
    open_instance(asked, today=dt.date(2026, 5, 14))
    for number in range(3):
        make_child(world.commune, f"Lò Văn {number}", since=dt.date(2025, 12, 1))
    return ReportDuty.objects.get(receiver=world.department)


def test_a_commune_sends_a_report_with_its_figures(
    at_desk: AtDesk, alice: Person, world: World, period: ReportDuty, calendar: Calendar
) -> None:
    calendar.go(dt.date(2026, 5, 20))
    an = at_desk(alice)
    an.follow("Báo cáo", within=".nav")
    an.follow(PERIOD)
    when_the_situation_is_drafted(an)
    then_a_sentence_leads_to_its_number(an)
    when_a_number_is_changed_by_hand(an)
    when_it_is_sent(an)
    make_child(world.commune, "Quàng Thị Sau", "2026-05-18")
    then_what_was_sent_stays(an)


def when_the_situation_is_drafted(an: Seat) -> None:
    an.press("Soạn thảo đoạn tình hình từ số liệu")
    an.sees("Đã soạn thảo mục “Tình hình trẻ em” từ số liệu")
    an.finds(f"textarea:has-text('xã Mường Phăng có 3 {NUMBER.lower()}')", 1)


def then_a_sentence_leads_to_its_number(an: Seat) -> None:
    an.open("Mỗi câu lấy từ số nào")
    an.sees("Quy tắc children")
    an.follow("Dân số trẻ em", within=".report-trace")
    an.heading("Dân số trẻ em")
    an.go("/bao-cao/")
    an.follow(PERIOD)


def when_a_number_is_changed_by_hand(an: Seat) -> None:
    an.open("Sửa tay", within=f".report-figures > div:has(dt:has-text('{NUMBER}'))")
    an.write(f"Số báo cáo của “{NUMBER}”", "5")
    an.press("Lưu")
    an.sees("Hãy ghi lý do sửa số này")
    an.write(f"Lý do sửa số “{NUMBER}”", "Hai em mới chuyển đến")
    an.press("Lưu")
    an.sees("Đã lưu báo cáo", "Hệ thống tính: 3. Lý do: Hai em mới chuyển đến")
    an.follow("Biểu 601-602/TE")
    an.sees("tính đến hôm nay")
    an.follow("Quay lại báo cáo")


def when_it_is_sent(an: Seat) -> None:
    an.press("Lưu và xem trước khi gửi")
    an.sees("(* hệ thống tính 3; lý do sửa: Hai em mới chuyển đến)", within=".report-paper")
    an.write("Họ và tên người ký", "Lò Văn Ký")
    an.write("Chức vụ người ký", "Chủ tịch")
    an.write("Địa danh", "Mường Phăng")
    an.press("Gửi báo cáo")
    an.sees("Đã gửi báo cáo đến")


def then_what_was_sent_stays(an: Seat) -> None:
    an.sees("Hệ thống tính: 3. Lý do: Hai em mới chuyển đến", "Như khi gửi.")
    book = openpyxl.load_workbook(an.fetch("Tải .xlsx"))
    assert [row[3:5] for row in book["Số liệu"].iter_rows(values_only=True) if row[1] == NUMBER] == [(5, 3)]
    assert [row[2] for row in book["Biểu 601-602 TE"].iter_rows(values_only=True) if row[1] == "100"] == [3]
    paper = WordDocument(str(an.fetch("Tải .docx")))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert f"{NUMBER} (* hệ thống tính 3; lý do sửa: Hai em mới chuyển đến)" in cells
    an.follow("Biểu 601-602/TE")
    an.sees("như khi gửi 20/05/2026")
