"""What else comes in: a letter that amends another, the same one twice, one that asks nothing, files that are none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from chungtay.directives.models import Document, Task
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.directives.documents import samples
from tests.factories.accounts import Person
from tests.journeys import papers
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat, panel
from tests.journeys.seeds import issued_letter, photo
from tests.journeys.test_directives import proposal

pytestmark = pytest.mark.journey

AMENDING = "Sở Y tế sửa đổi, bổ sung Công văn số 415/SYT-TE ngày 12/5/2026 của Sở Y tế, đề nghị UBND các xã, phường:"
LATER = ("1. Kéo dài Tháng hành động vì trẻ em tại địa phương, hoàn thành trước ngày 15/7/2027.",)


def when_given(tinh: Seat, *, file: Path | None = None, text: str = "") -> None:
    tinh.go("/van-ban/nhan/")
    if file is not None:
        tinh.attach("Tệp văn bản", file)
    if text:
        tinh.write("Hoặc dán nội dung văn bản", text)
    tinh.press("Đọc văn bản")


def test_an_amending_letter_changes_the_tasks_of_the_first(
    at_desk: AtDesk, bao: Person, alice: Person, chi: Person, calendar: Calendar, tmp_path: Path
) -> None:
    issued_letter(bao)  # its tasks are due on 30/06/2027
    calendar.go(dt.date(2026, 5, 28))
    tinh = at_desk(bao)
    day = dt.date(2026, 5, 28)
    subject = "sửa đổi, bổ sung Công văn số 415/SYT-TE"
    when_given(
        tinh, file=papers.letter(tmp_path, number="450/SYT-TE", day=day, opening=AMENDING, tasks=LATER, subject=subject)
    )
    tinh.heading("450/SYT-TE")
    when_the_relation_is_confirmed_and_its_effect_chosen(tinh)
    when_it_is_given(tinh)
    xa = at_desk(alice)
    xa.go("/nhiem-vu/?q=phat+dong")
    xa.follow("Tổ chức lễ phát động")
    xa.sees("31/08/2027", "hạn giao lần đầu: 30/06/2027", within=".panel .facts")
    xa.sees("450/SYT-TE", within=".timeline")
    xa.go("/nhiem-vu/?q=duoi+nuoc")
    xa.sees("30/06/2027", within="main table")  # the others stand as they were


def when_the_relation_is_confirmed_and_its_effect_chosen(tinh: Seat) -> None:
    relation = panel("quan-he")
    tinh.choose("Quan hệ với 415/SYT-TE", "sửa đổi, bổ sung", within=relation)
    tinh.press("Xác nhận", within=relation)
    tinh.heading("sửa đổi, bổ sung 415/SYT-TE")
    first = ".effect:has-text('Tổ chức lễ phát động')"
    tinh.tick("Điều chỉnh hạn hoặc nội dung", within=first)
    tinh.press("Ghi cách xử lý")
    tinh.sees("Chưa")  # nothing new was said: it asks
    tinh.tick("Điều chỉnh hạn hoặc nội dung", within=first)
    tinh.write("Hạn mới", "31/8/2027", within=first)
    tinh.press("Ghi cách xử lý")


def when_it_is_given(tinh: Seat) -> None:
    tinh.go("/van-ban/")
    tinh.follow("sửa đổi, bổ sung", within="main table", exact=False)
    if "ra-soat" not in tinh.path:
        tinh.follow("Rà soát", within="main")
    tinh.press("Nhận", within=proposal("Kéo dài Tháng hành động"))
    tinh.follow("Chọn cơ quan", within=proposal("Kéo dài Tháng hành động"))  # the letter does not say it clearly
    tinh.write("Tìm cơ quan khác", "ubnd xa")
    tinh.press("Tìm", within="main")
    for commune in ("UBND xã Mường Phăng", "UBND xã Thanh Nưa"):
        tinh.tick(commune)
    tinh.press("Dùng các cơ quan đã chọn")
    tinh.follow("Xem tóm tắt và giao việc")
    tinh.sees("đã chọn cách xử lý, áp dụng ngay khi giao", within=panel("tac-dong"))
    tinh.write("Kết quả cần đạt", "Báo cáo kết quả", within=panel("dien-nhanh"))
    tinh.press("Điền cho các nhiệm vụ còn thiếu")
    tinh.press("Giao việc cho các đơn vị")
    tinh.sees("Đã giao 2 nhiệm vụ trong một lần")


def test_the_same_letter_twice_is_noticed(at_desk: AtDesk, bao: Person, alice: Person, chi: Person) -> None:
    tinh = at_desk(bao)
    when_given(tinh, text=samples.LETTER)
    tinh.sees("tìm thấy")
    when_given(tinh, text=samples.LETTER)
    tinh.sees("Văn bản này đã có.", "Chưa có gì được tạo thêm", "415/SYT-TE")
    tinh.press("Bỏ bản vừa gửi")
    tinh.go("/van-ban/")
    tinh.finds("main table tbody tr", 1)


def test_what_asks_nothing_makes_nothing(at_desk: AtDesk, bao: Person, live: Live) -> None:
    tinh = at_desk(bao)
    when_given(tinh, text=samples.NEWS)
    tinh.sees("Không tìm thấy nhiệm vụ nào.", "Chưa có gì được tạo ra")
    with live.quiet, as_system("counting"):
        assert not Document.objects.exists()
        assert not Task.objects.exists()
    tinh.press("Lưu để tham khảo")
    tinh.sees("Lưu tham khảo, không có nhiệm vụ")


def test_files_that_are_no_letters_are_named_and_nothing_is_lost(
    at_desk: AtDesk, bao: Person, tmp_path: Path, live: Live
) -> None:
    tinh = at_desk(bao)
    broken, empty = tmp_path / "hong.pdf", tmp_path / "trong.docx"
    broken.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog")
    empty.write_bytes(b"")
    disguised = photo(tmp_path).rename(tmp_path / "anh.pdf")
    for file, sentence in (
        (broken, "hong.pdf"),
        (disguised, "có đuôi .pdf nhưng nội dung là"),
        (empty, "trong.docx” trống, không có nội dung"),
    ):
        when_given(tinh, file=file)
        tinh.sees(sentence)
    when_given(tinh)
    tinh.sees("Hãy chọn một tệp hoặc dán nội dung văn bản")
    with live.quiet, as_system("counting"):
        assert not Document.objects.exists()
