"""A directive comes in, is read, put right by a person and given to the communes in one act."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.accounts import Person
from tests.journeys import papers
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat, panel

pytestmark = pytest.mark.journey


def when_the_letter_is_dropped(tinh: Seat, letter: Path) -> None:
    tinh.follow("Văn bản", within=".nav")
    tinh.follow("Nhận văn bản")
    if tinh.javascript:
        tinh.drop("[data-dropzone]", letter)
        tinh.sees(f"Đã chọn: {letter.name}")
    else:
        tinh.attach("Tệp văn bản", letter)
    tinh.press("Đọc văn bản")


def proposal(words: str) -> str:
    """The place of one proposed task on the review page."""
    return f".proposal:has(h3:has-text('{words}'))"


def test_bao_gives_a_letter_to_the_communes(
    at_desk: AtDesk, bao: Person, alice: Person, chi: Person, calendar: Calendar, tmp_path: Path
) -> None:
    tinh = at_desk(bao)
    when_the_letter_is_dropped(tinh, papers.letter(tmp_path))
    then_the_text_stands_beside_the_proposals(tinh)
    when_each_proposal_is_put_right(tinh)
    when_what_is_missing_is_filled_and_all_is_given(tinh)
    for commune, other in ((alice, "Xã Thanh Nưa"), (chi, "Xã Mường Phăng")):
        then_the_commune_has_its_tasks(at_desk(commune), not_of=other)


def then_the_text_stands_beside_the_proposals(tinh: Seat) -> None:
    tinh.heading("431/SYT-TE")
    tinh.sees("tìm thấy 5 nhiệm vụ", "Chưa giao gì")
    tinh.finds(".source mark", text="Mở lớp dạy bơi")
    tinh.finds(".source mark", text="31/7/2026")
    tinh.finds(".proposal", 5)
    tinh.sees("UBND các xã, phường", within=proposal("Lập danh sách ao"))
    tinh.sees("30/06/2026", within=proposal("Lập danh sách ao"))
    tinh.sees("88/KH-UBND", within=panel("quan-he"))


def when_each_proposal_is_put_right(tinh: Seat) -> None:
    tinh.press("Nhận", within=proposal("Lập danh sách ao"))
    tinh.sees("Đã nhận", within=proposal("Lập danh sách ao"))

    tinh.open("Khác", within=proposal("Mở lớp dạy bơi"))
    tinh.follow("Tách", within=proposal("Mở lớp dạy bơi"))
    tinh.tick("Tổ chức diễn đàn trẻ em")
    tinh.press("Tách")
    tinh.finds(".proposal", 6)

    tinh.follow("Sửa", within=proposal("Thăm, hỗ trợ trẻ em"))
    tinh.write("Hạn hoàn thành", "31/02/2026")
    tinh.press("Lưu và nhận")
    tinh.sees("Ngày này không có thật")
    tinh.write("Hạn hoàn thành", "20/8/2026")
    tinh.write("Kết quả cần đạt", "Danh sách trẻ em được hỗ trợ")
    tinh.press("Lưu và nhận")
    tinh.sees("Đã lưu và nhận nhiệm vụ")

    tinh.open("Khác", within=proposal("Niêm yết số Tổng đài"))
    tinh.press("Gộp với mục trước", within=proposal("Niêm yết số Tổng đài"))
    tinh.sees("Đã gộp với mục trước")
    tinh.press("Bỏ", within=proposal("Tuyên truyền phòng"))
    tinh.sees("Đã bỏ", within=proposal("Tuyên truyền phòng"))
    for words in ("Mở lớp dạy bơi", "Tổ chức diễn đàn"):
        tinh.press("Nhận", within=proposal(words))
    tinh.status("Đã nhận 4, đã bỏ 1, còn 0")


def when_what_is_missing_is_filled_and_all_is_given(tinh: Seat) -> None:
    tinh.follow("Xem tóm tắt và giao việc")
    tinh.sees("rõ kết quả: chưa ghi kết quả cần đạt")
    tinh.write("Kết quả cần đạt", "Báo cáo kết quả kèm số liệu", within=panel("dien-nhanh"))
    tinh.write("Người chịu trách nhiệm", "Chủ tịch UBND xã", within=panel("dien-nhanh"))
    tinh.press("Điền cho các nhiệm vụ còn thiếu")
    tinh.sees("Đủ 5 rõ")
    tinh.status("4 nhiệm vụ cho các đơn vị, tổng cộng 8 việc")
    tinh.press("Giao việc cho các đơn vị")
    tinh.sees("Đã giao 8 nhiệm vụ trong một lần")
    tinh.status("Đã giao việc")


def then_the_commune_has_its_tasks(xa: Seat, *, not_of: str) -> None:
    xa.sees("4 nhiệm vụ mới từ", within="aside")
    xa.sees("Lập danh sách ao, hồ", "Tổ chức diễn đàn trẻ em", within=panel("nhom-new"))
    xa.follow("Nhiệm vụ", within=".nav")
    xa.finds("main tbody tr", 4)
    xa.sees_no(not_of, "Tuyên truyền phòng", within="main table")
    xa.follow("Lập danh sách ao")
    xa.sees("Báo cáo kết quả kèm số liệu", "Chủ tịch UBND xã", "431/SYT-TE", "30/06/2026")
    xa.status("Chưa bắt đầu")
