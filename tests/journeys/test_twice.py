"""An impatient hand: the second click does nothing a second time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from chungtay.directives.models import GivingAct, Report, ReportPaper, Task, TaskWord
from chungtay.directives.services import reports
from chungtay.foundation.scoping import acting_as, as_system
from tests.browser import Live
from tests.factories.accounts import Person, World
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat
from tests.journeys.seeds import given_a_task, open_period

pytestmark = pytest.mark.journey

_FIELDS = "(form) => [...new FormData(form).entries()].filter(([, value]) => typeof value === 'string')"


def when_clicked_twice(seat: Seat, words: str) -> None:
    """Two clicks of a hand, and afterwards the same form once more, as a slow line may repeat it."""
    form = seat.page.get_by_role("button", name=words, exact=True).locator("xpath=ancestor::form")
    address = form.evaluate("(form) => form.action")
    fields: list[list[str]] = form.evaluate(_FIELDS)
    seat.press_twice(words)
    body: dict[str, Any] = dict(fields)
    seat.page.request.post(address, form=body, max_redirects=0, headers={"Referer": seat.page.url})


def test_work_is_given_once(at_desk: AtDesk, bao: Person, alice: Person, world: World, live: Live) -> None:
    tinh = at_desk(bao)
    tinh.go("/nhiem-vu/giao/")
    tinh.write("Nhiệm vụ (rõ việc)", "Rà soát ao, hồ nguy hiểm")
    tinh.write("Kết quả cần đạt", "Danh sách ao, hồ")
    tinh.write("Hạn hoàn thành", "31/12/2027")
    tinh.open("Chọn từng cơ quan")
    tinh.tick("UBND xã Mường Phăng")
    when_clicked_twice(tinh, "Giao việc")
    with live.quiet, as_system("counting what was given"):
        assert Task.objects.count() == 1
        assert GivingAct.objects.count() == 1
    tinh.go("/nhiem-vu/")
    tinh.finds("main tbody tr", 1)


def test_a_task_is_reported_once(at_desk: AtDesk, alice: Person, bao: Person, world: World, live: Live) -> None:
    task = given_a_task(bao, world.committee)
    xa = at_desk(alice)
    xa.go(f"/nhiem-vu/{task.pk}/")
    xa.write("Kết quả đạt được", "Đã rà soát xong.")
    when_clicked_twice(xa, "Gửi báo cáo hoàn thành")
    with live.quiet:
        assert TaskWord.objects.filter(task=task, kind="reported").count() == 1
    xa.go(f"/nhiem-vu/{task.pk}/")
    xa.status("Đã báo cáo, chờ xác nhận")


def test_a_report_is_sent_once(
    at_desk: AtDesk, alice: Person, bao: Person, world: World, live: Live, calendar: Calendar
) -> None:
    open_period(world)
    with acting_as(alice.actor) as actor:
        report = Report.objects.get(agency=world.committee)
        texts = [reports.SectionEdit(section.pk, section.version, "Đã làm.") for section in report.sections.all()]
        figures = [reports.FigureEdit(figure.pk, Decimal(120)) for figure in report.figures.filter(source="asked")]
        reports.save(actor=actor, report=report, sections=texts, numbers=figures)
    xa = at_desk(alice)
    xa.go(f"/bao-cao/{report.pk}/gui/")
    xa.write("Địa danh", "Mường Phăng")
    xa.write("Họ và tên người ký", "Quàng Văn Sơn")
    xa.write("Chức vụ người ký", "Chủ tịch")
    when_clicked_twice(xa, "Gửi báo cáo")
    with live.quiet:
        assert ReportPaper.objects.filter(report=report).count() <= 1
    xa.go(f"/bao-cao/{report.pk}/")
    xa.sees("Rút báo cáo")
