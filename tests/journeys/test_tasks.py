"""A task between the two sides: done and reported, urged, sent back, mended, confirmed, extended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from chungtay.directives.models import Task
from tests.factories.accounts import Person, World, make_person
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat, panel
from tests.journeys.seeds import TITLE, given_a_task, photo

pytestmark = pytest.mark.journey


@pytest.fixture
def monitor(world: World) -> Person:
    """Who follows the work of the province for its leaders."""
    return make_person("mai", "Quàng Thị Mai", "monitor", world.department, "Theo dõi, đôn đốc", unit=world.province)


def at_the_task(seat: Seat, task: Task) -> Seat:
    seat.go(f"/nhiem-vu/{task.pk}/")
    return seat


def when_done_is_reported(xa: Seat, words: str, *files: Path) -> None:
    form = "form:has-text('Gửi báo cáo hoàn thành')"
    xa.write("Kết quả đạt được", words, within=form)
    if files:
        xa.attach("Minh chứng", *files, within=form)
    xa.press("Gửi báo cáo hoàn thành")


def test_alice_does_a_task_and_reports_it(
    at_desk: AtDesk, alice: Person, bao: Person, world: World, tmp_path: Path
) -> None:
    given_a_task(bao, world.committee, evidence="Ảnh sổ theo dõi")
    xa = at_desk(alice, width=360)
    xa.sees(TITLE, "Sở Y tế", within=panel("nhom-new"))
    xa.press("Nhận việc", within=panel("nhom-new"))
    xa.sees("Đã nhận việc")
    assert xa.path == "/"  # one tap, and still on My day
    xa.sees(TITLE, within=panel("nhom-running"))
    xa.follow(TITLE)
    xa.status("Đang làm, trong hạn")
    when_progress_is_told(xa, photo(tmp_path))
    when_done_is_reported(xa, "Đã rà soát 12 thôn, bản; sổ khớp với tàng thư.")
    xa.sees("Đã gửi báo cáo hoàn thành tới Sở Y tế", "đang chờ Sở Y tế xác nhận")
    xa.status("Đã báo cáo, chờ xác nhận")
    then_the_province_finds_it_waiting(at_desk(bao))


def when_progress_is_told(xa: Seat, file: Path) -> None:
    xa.open("Báo tiến độ")
    form = "form:has-text('Ghi tiến độ')"
    xa.write("Đã làm được gì", "Đã rà soát 7 thôn, bản.", within=form)
    xa.write("Tiến độ", "60", within=form)
    xa.attach("Minh chứng", file, within=form)
    xa.press("Ghi tiến độ")
    xa.sees("Đã ghi tiến độ")
    xa.sees("Đã rà soát 7 thôn, bản.", "Tiến độ 60 %", file.name, within=".timeline")


def then_the_province_finds_it_waiting(tinh: Seat) -> None:
    tinh.sees(TITLE, "UBND xã Mường Phăng", within=panel("nhom-waiting"))
    tinh.follow("Xem báo cáo", within=panel("nhom-waiting"))
    tinh.sees("Đã rà soát 12 thôn, bản; sổ khớp với tàng thư.", within=".timeline")
    assert tinh.fetch("ho-nuoc.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_not_good_enough_goes_back_and_comes_again(
    at_desk: AtDesk, alice: Person, bao: Person, monitor: Person, world: World, calendar: Calendar
) -> None:
    task = given_a_task(bao, world.committee)
    calendar.go(dt.date(2026, 5, 18))
    mai = at_desk(monitor)
    when_the_monitor_urges(mai, task)

    calendar.go(dt.date(2026, 5, 20))
    xa = at_desk(alice)
    xa.sees("Đôn đốc: Rà soát", within="aside")
    at_the_task(xa, task).sees("Xã chưa báo tiến độ lần nào.", "Quàng Thị Mai", within=".timeline")
    when_done_is_reported(xa, "Đã rà soát xong.")

    calendar.go(dt.date(2026, 5, 21))
    when_the_monitor_sends_it_back(mai, task)

    calendar.go(dt.date(2026, 5, 25))
    xa.go("/")
    xa.follow(TITLE, within=panel("nhom-returned"))
    xa.status("Bị trả lại để làm tiếp")
    xa.sees("Thiếu số liệu của 3 bản vùng cao.", within=".timeline")
    when_done_is_reported(xa, "Đã bổ sung số liệu của 3 bản vùng cao.")

    calendar.go(dt.date(2026, 5, 27))
    tinh = at_desk(bao)
    tinh.press("Xác nhận hoàn thành", within=panel("nhom-waiting"))
    tinh.sees("Đã xác nhận hoàn thành")
    at_the_task(tinh, task).status("Hoàn thành đúng hạn")
    tinh.status("xong ngày 25/05/2026")
    for day, words in (
        ("16/05/2026", "Chưa bắt đầu"),
        ("20/05/2026", "Đã báo cáo, chờ xác nhận"),
        ("22/05/2026", "Bị trả lại để làm tiếp"),
        ("27/05/2026", "Hoàn thành đúng hạn"),
    ):
        then_as_at(tinh, day, words)


def when_the_monitor_urges(mai: Seat, task: Task) -> None:
    at_the_task(mai, task).open("Đôn đốc")
    mai.write("Lời nhắc", "Xã chưa báo tiến độ lần nào.")
    mai.press("Gửi đôn đốc")
    mai.sees("Đã đôn đốc UBND xã Mường Phăng")


def when_the_monitor_sends_it_back(mai: Seat, task: Task) -> None:
    at_the_task(mai, task).open("Trả lại báo cáo")
    mai.write("Lý do", "Thiếu số liệu của 3 bản vùng cao.")
    mai.press("Trả lại báo cáo")
    mai.sees("Đã trả lại báo cáo")
    mai.status("Bị trả lại để làm tiếp")


def then_as_at(tinh: Seat, day: str, words: str) -> None:
    tinh.go("/nhiem-vu/")
    tinh.open("Tìm và lọc")
    tinh.write("Tại ngày", day)
    tinh.press("Lọc")
    tinh.status(f"Tình hình tại ngày {day}")
    tinh.sees(words, within="main tbody tr")


def test_more_time_is_asked_refused_asked_again_and_given(
    at_desk: AtDesk, alice: Person, bao: Person, world: World, calendar: Calendar
) -> None:
    task = given_a_task(bao, world.committee, days=16)  # 30/5/2026
    xa, tinh = at_desk(alice), at_desk(bao)
    when_more_time_is_asked(xa, task, "30/05/2026", "Mưa lũ, đường vào 3 bản bị cắt.")
    xa.sees("Hạn xin mới phải sau hạn hiện tại (30/05/2026)")
    xa.sees("Mưa lũ, đường vào 3 bản bị cắt.")  # what was typed is still there
    when_more_time_is_asked(xa, task, "30/06/2026", "Mưa lũ, đường vào 3 bản bị cắt.")
    xa.sees("Đã gửi đề nghị gia hạn tới Sở Y tế. Hạn cũ vẫn giữ")

    tinh.go("/")
    tinh.sees("xin gia hạn", within=panel("nhom-waiting"))
    tinh.follow("Trả lời", within=panel("nhom-waiting"))
    tinh.press("Không đồng ý")
    tinh.sees("Hãy ghi lý do không đồng ý")
    tinh.write("Ý kiến", "Đường đã thông từ hôm qua.")
    tinh.press("Không đồng ý")
    tinh.sees("Đã trả lời: không đồng ý gia hạn")

    at_the_task(xa, task).sees("Đường đã thông từ hôm qua.", within=".timeline")
    xa.sees("30/05/2026", within=".panel .facts")
    when_more_time_is_asked(xa, task, "30/06/2026", "Bản Kéo vẫn bị cô lập.")

    at_the_task(tinh, task).write("Đồng ý đến ngày", "15/06/2026")
    tinh.press("Đồng ý")
    tinh.sees("Đã đồng ý gia hạn")
    at_the_task(xa, task).sees("15/06/2026", "hạn giao lần đầu: 30/05/2026", within=".panel .facts")
    xa.go("/nhiem-vu/")
    xa.sees("15/06/2026", "hạn đầu 30/05/2026", within="main table")


def when_more_time_is_asked(xa: Seat, task: Task, until: str, reason: str) -> None:
    at_the_task(xa, task).open("Xin gia hạn")
    form = "form:has-text('Gửi đề nghị gia hạn')"
    xa.write("Xin gia hạn đến ngày", until, within=form)
    xa.write("Lý do", reason, within=form)
    xa.press("Gửi đề nghị gia hạn")
