"""Whole small documents: letterhead, page, list, table, relations, duties."""

from __future__ import annotations

from datetime import date

from chungtay.directives.reader import read_text
from chungtay.directives.reader.model import Reading

LETTER = """UBND TỈNH A
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 15/SYT-TE
V/v tổ chức Tháng hành động
vì trẻ em năm 2026
A, ngày 04 tháng 5 năm 2026

Kính gửi: UBND các xã, phường

Thực hiện Công văn số 77/BYT-BMTE ngày 02/4/2026 của Bộ Y tế, Sở đề nghị UBND các xã, phường thực hiện:

1. Tổ chức lễ phát động gọn nhẹ, có trẻ em tham gia.
2. Công an xã xác minh tin báo; gọi Tổng đài 111 khi cần.
3. Gửi báo cáo 6 tháng về Sở Y tế trước ngày 20/7/2026 (ĐT: 0210 3555 010, email: te@syt.example.vn).

Trên đây là một số nội dung, đề nghị các đơn vị quan tâm./.

Nơi nhận:
- Như trên;
- Lưu: VT.
"""


def leads(reading: Reading) -> list[list[str]]:
    return [[f.value for f in t.lead] for t in reading.tasks]


def test_an_official_letter() -> None:
    reading = read_text(LETTER)
    document = reading.document
    assert document.number is not None
    assert document.number.value == "15/SYT-TE"
    assert document.date is not None
    assert document.date.value == date(2026, 5, 4)
    assert document.issuer is not None
    assert document.issuer.value == "SỞ Y TẾ"
    assert document.about_year is not None
    assert document.about_year.value == 2026
    assert [c.number.value for c in reading.cited] == ["77/BYT-BMTE"]
    assert [t.ordinal for t in reading.tasks] == ["1", "2", "3"]
    assert leads(reading) == [["UBND các xã, phường"], ["Công an xã"], ["UBND các xã, phường"]]
    assert [t.inherited for t in reading.tasks] == [True, False, True]
    assert [d.date.value for d in reading.deadlines] == [date(2026, 7, 20)]
    assert {(c.kind, c.value.value) for c in reading.contacts} == {
        ("hotline", "111"),
        ("phone", "0210 3555 010"),
        ("email", "te@syt.example.vn"),
    }
    assert [r.value for r in reading.recipients] == ["UBND các xã, phường", "Như trên", "Lưu: VT"]


def test_a_reporting_duty_says_what_to_whom_when() -> None:
    duty = read_text(LETTER).reporting_duties[0]
    assert duty.to is not None
    assert duty.to.value == "Sở Y tế"
    assert [d.value for d in duty.due] == [date(2026, 7, 20)]
    assert duty.period is not None
    assert duty.period.value == "six_months"


def test_headings_that_name_an_agency_give_their_bullets_to_it() -> None:
    plan = """UBND XÃ B
Số: 9/KH-UBND
KẾ HOẠCH
Bảo vệ trẻ em năm 2025

I. MỤC ĐÍCH
- Nâng cao nhận thức của người dân.
II. TỔ CHỨC THỰC HIỆN
1. Trạm Y tế
- Khám sức khỏe cho trẻ em.
- Cấp phát vitamin.
2. Đề nghị Đoàn Thanh niên xã:
Mở lớp dạy bơi trong hè.
"""
    reading = read_text(plan)
    assert leads(reading) == [["Trạm Y tế"], ["Trạm Y tế"], ["Đoàn Thanh niên xã"]]
    assert reading.document.type_norm is not None
    assert reading.document.type_norm.value == "ke_hoach"


def test_rows_of_a_table_are_tasks() -> None:
    plan = """Số: 9/KH-UBND
KẾ HOẠCH
Tổ chức Trung thu

STT\tNội dung\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời hạn
1\tLập danh sách trẻ em\tTrạm Y tế\tCác thôn\tTrước ngày 15/9/2025
2\tĐêm hội\tĐoàn Thanh niên\t\tTừ 01/10 đến 05/10/2025
"""
    reading = read_text(plan)
    assert leads(reading) == [["Trạm Y tế"], ["Đoàn Thanh niên"]]
    assert [t.deadline.value if t.deadline else None for t in reading.tasks] == [date(2025, 9, 15), None]
    assert [f.value for f in reading.tasks[0].cooperating] == ["Các thôn"]


def test_a_table_printed_one_cell_a_line() -> None:
    cells = [
        "STT",
        "Nội dung",
        "Chủ trì",
        "Thời gian",
        "1",
        "Dạy bơi",
        "Huyện đoàn",
        "Hằng năm",
        "2",
        "Rào ao",
        "Các thôn",
        "Quý II",
    ]
    reading = read_text("Số: 9/KH-UBND\nKẾ HOẠCH\nPhòng, chống đuối nước trẻ em\n\n" + "\n\n".join(cells))
    assert [t.text.value for t in reading.tasks] == ["Dạy bơi", "Rào ao"]
    assert leads(reading) == [["Huyện đoàn"], ["Các thôn"]]


PAGE = """Trang chủ | Tin tức
Bảo vệ trẻ em trong mùa hè
Cập nhật: 10/6/2024 - Lượt xem: 12

Ngày 05/6/2024, UBND huyện C đã ban hành Công văn số 88/UBND-VX về việc phòng, chống đuối nước trẻ em.

Theo đó, Phòng Giáo dục và Đào tạo chỉ đạo các trường bàn giao học sinh về địa phương. Công an huyện kiểm tra bến đò.

Tin liên quan
Công văn số 99/UBND-KT giao Phòng Kinh tế chống hạn (01/6/2024)
"""


def test_a_page_about_a_directive() -> None:
    reading = read_text(PAGE)
    assert reading.document.number is not None
    assert reading.document.number.value == "88/UBND-VX"
    assert reading.document.issuer is not None
    assert reading.document.issuer.value == "UBND huyện C"
    assert leads(reading) == [["Phòng Giáo dục và Đào tạo"], ["Công an huyện"]]
    assert reading.cited == ()


def test_an_event_gives_no_work() -> None:
    text = (
        "Sáng 17/8, Hội đồng Đội tỉnh tổ chức hội thi cho thiếu nhi. Sở Y tế, Tỉnh đoàn cùng dự và trao quà cho các em."
    )
    reading = read_text(text)
    assert reading.tasks == ()
    assert [n.sentence for n in reading.notices] == ["Không tìm thấy nhiệm vụ nào trong văn bản này."]


def test_relations_follow_the_words_before_the_number() -> None:
    text = (
        "Số: 5/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc kiện toàn\n\nCăn cứ Luật Trẻ em số 102/2016/QH13;\n"
        "Điều 1. Quyết định này thay thế Quyết định số 7/QĐ-UBND ngày 1/2/2019.\n"
    )
    found = {(r.kind, r.number.value) for r in read_text(text).relations}
    assert found == {("rests_on", "102/2016/QH13"), ("replaces", "7/QĐ-UBND")}


def test_json_has_the_places_of_every_value() -> None:
    reading = read_text(LETTER)
    found = reading.as_json()
    assert list(found)[:7] == ["document", "cited", "tasks", "deadlines", "recipients", "contacts", "themes"]
    spans = found["spans"]
    assert isinstance(spans, dict)
    assert len(spans["tasks"]) == len(reading.tasks)
    start, end = spans["tasks"][0]["text"]["span"]
    assert reading.text[start:end] == reading.tasks[0].text.value
