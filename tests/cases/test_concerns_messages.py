"""Texts as hotline 111 and offices send them are read into the answers of the form; nothing of them is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from chungtay.cases.messages_111 import columns_of, read_moment, read_row, read_text
from chungtay.law.clocks import VIETNAM

FULL = """TỔNG ĐÀI QUỐC GIA BẢO VỆ TRẺ EM 111
1. Số phiếu: 111-2026-0457
2. Thời gian tiếp nhận: 21h40 ngày 05/12/2026
3. Địa điểm: nhà bà Pâng, bản Phăng 2, xã Mường Phăng, tỉnh Điện Biên
- Họ và tên trẻ: Lò Văn An; Tuổi: khoảng 9 tuổi; Giới tính: bé trai
- Nội dung: Bố dượng say rượu đánh cháu.
  Cháu chảy máu ở đầu; hàng xóm nghe tiếng kêu.
- Khẩn cấp: Có
- Đối tượng: Quàng Văn Hặc
Người báo tin: Lường Văn Kín
SĐT: 0912 345 678
"""


def test_a_full_text_fills_the_form() -> None:
    told = read_text(FULL)
    assert told.moment == dt.datetime(2026, 12, 5, 21, 40, tzinfo=VIETNAM)
    assert told.commune == "xã Mường Phăng, tỉnh Điện Biên"
    values = told.values
    assert values["outside_id"] == "111-2026-0457"
    assert values["child_name"] == "Lò Văn An"
    assert (values["child_age"], values["child_sex"], values["danger"]) == ("9", "male", "yes")
    assert "Bố dượng say rượu đánh cháu." in values["event"]
    assert "hàng xóm nghe tiếng kêu" in values["event"], "a semicolon inside a sentence cuts nothing off"
    assert (values["informant_name"], values["informant_phone"]) == ("Lường Văn Kín", "0912 345 678")
    assert "Lường" not in values["event"]
    assert told.faults == []


def test_no_label_at_all_is_the_story_itself() -> None:
    told = read_text("Có cháu bé bị đánh ở bản Phăng\nxin cán bộ xuống ngay")
    assert told.values == {"event": "Có cháu bé bị đánh ở bản Phăng\nxin cán bộ xuống ngay"}


def test_labels_without_accents_in_any_order() -> None:
    told = read_text("NOI DUNG: danh tre\nXA: Muong Phang\nTINH: Dien Bien\nTHOI GIAN: 2026-12-05 21:40\nGIOI TINH: nu")
    assert told.commune == "Muong Phang, Dien Bien"
    assert told.values == {"event": "danh tre", "child_sex": "female"}
    assert told.moment is not None


def test_a_line_with_an_unknown_label_is_kept_with_the_story() -> None:
    told = read_text("Nội dung: đánh trẻ\nXã: Mường Phăng\nBiển số xe: 27B1-123.45")
    assert "27B1-123.45" in told.values["event"]


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("05/12/2026 21:40", (21, 40)),
        ("21:40 5/12/2026", (21, 40)),
        ("21 giờ 40 ngày 05 tháng 12 năm 2026", (21, 40)),
        ("lúc 9h ngày 5-12-2026", (9, 0)),
        ("2026-12-05T21:40", (21, 40)),
    ],
)
def test_a_moment_as_people_write_it(written: str, hour: tuple[int, int]) -> None:
    assert read_moment(written) == dt.datetime(2026, 12, 5, *hour, tzinfo=VIETNAM)


@pytest.mark.parametrize("written", ["hôm qua", "31/02/2026 10:00", "05/12/2026", "25:00 05/12/2026", ""])
def test_what_is_no_moment_is_said_and_not_guessed(written: str) -> None:
    assert read_moment(written) is None
    if written:
        assert read_text(f"Nội dung: x\nThời gian: {written}").faults


def test_rows_of_a_sheet() -> None:
    columns = columns_of(["STT", "Số phiếu", "Ngày tiếp nhận", "Giờ", "Xã/Phường", "Tỉnh", "Nội dung", "Tuổi"])
    told = read_row(
        [1, 457.0, dt.date(2026, 12, 5), dt.time(21, 40), "Mường Phăng", "Điện Biên", "Đánh trẻ", 9], columns
    )
    assert told.values == {"outside_id": "457", "event": "Đánh trẻ", "child_age": "9"}
    assert told.moment == dt.datetime(2026, 12, 5, 21, 40, tzinfo=VIETNAM)
    assert told.commune == "Mường Phăng, Điện Biên"


def test_a_row_that_is_shorter_than_the_header_is_read_as_far_as_it_goes() -> None:
    columns = columns_of(["Nội dung", "Xã", "Tỉnh"])
    assert read_row(["Đánh trẻ"], columns).values == {"event": "Đánh trẻ"}
