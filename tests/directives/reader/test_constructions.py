"""Constructions of real pages and letters, each in the smallest text that shows it."""

from __future__ import annotations

from chungtay.directives.reader import read_text

HEAD = """UBND TỈNH A
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 15/SYT-TE
A, ngày 04 tháng 5 năm 2026
V/v chăm lo cho trẻ em

Kính gửi: UBND các xã, phường

"""
PAGE = "UBND tỉnh A vừa ban hành Công văn số 77/UBND-VX ngày 04/5/2026 về việc tăng cường công tác trẻ em trên địa bàn.\n\n"


def tasks(text: str) -> list[tuple[str, list[str]]]:
    return [(t.text.value, [f.value for f in t.lead]) for t in read_text(text).tasks]


def leads(text: str) -> list[list[str]]:
    return [names for _, names in tasks(text)]


def test_an_opening_that_ends_with_the_addressee() -> None:
    found = leads(HEAD + "Sở Y tế đề nghị UBND các xã, phường:\n\n1. Rà soát các hồ, ao.\n2. Lập danh sách trẻ em.\n")
    assert found == [["UBND các xã, phường"], ["UBND các xã, phường"]]


def test_addressees_over_a_semicolon_after_a_long_preamble() -> None:
    cited = "; ".join(f"Công văn số {n}/BYT-BMTE ngày 02/4/2026 của Bộ Y tế về công tác trẻ em" for n in range(70, 84))
    opening = (
        f"Thực hiện {cited}, Sở Y tế yêu cầu Trưởng phòng Y tế các huyện; Hiệu trưởng các trường triển khai như sau:"
    )
    found = leads(HEAD + opening + "\n\n1. Rà soát các hồ, ao, bể bơi.\n2. Lập danh sách trẻ em.\n")
    assert found == [["Trưởng phòng Y tế các huyện", "Hiệu trưởng các trường"]] * 2


def test_an_order_after_the_agency_it_is_given_to() -> None:
    said = "Đối với Sở Xây dựng, UBND tỉnh giao hướng dẫn chủ đầu tư làm rào chắn quanh hố công trình.\n"
    assert leads(PAGE + "UBND tỉnh yêu cầu Sở Y tế khám cho trẻ em.\n\n" + said) == [["Sở Y tế"], ["Sở Xây dựng"]]


def test_a_speaker_gives_orders_on_a_page_without_a_number() -> None:
    page = (
        "Sáng 1-6, tại nhà thiếu nhi, UBND thành phố tổ chức lễ phát động Tháng hành động vì trẻ em với 600 em dự.\n\n"
        "Phát biểu tại lễ, đồng chí Phó Chủ tịch UBND thành phố khẳng định trẻ em được quan tâm nhiều hơn trước đây. "
        "Đồng chí đề nghị Công an thành phố điều tra nhanh các vụ xâm hại trẻ em.\n\n"
        "Sau lễ phát động, Quỹ Bảo trợ trẻ em thành phố tiếp nhận 50 xe đạp của các doanh nghiệp ủng hộ.\n"
    )
    reading = read_text(page)
    assert leads(page) == [["Công an thành phố"]]
    assert reading.document.issuer is not None
    assert reading.document.issuer.value == "UBND thành phố"


def test_a_name_with_verbs_before_its_colon() -> None:
    plan = "IV. PHÂN CÔNG TRÁCH NHIỆM\n1. Phòng Cảnh sát quản lý hành chính (PC06): Kiểm tra cơ sở lưu trú.\n"
    plan += "2. Phòng Hậu cần (PH10), Phòng Tài chính (PH01): Bảo đảm phương tiện.\n"
    found = leads(HEAD.replace("V/v chăm lo cho trẻ em", "KẾ HOẠCH\nChăm lo cho trẻ em") + plan)
    assert found == [["Phòng Cảnh sát quản lý hành chính"], ["Phòng Hậu cần", "Phòng Tài chính"]]


def test_a_caption_is_a_word_of_its_own() -> None:
    line = "2. Rà soát, nắm chắc trẻ em có hoàn cảnh đặc biệt, trẻ em có nguy cơ"
    found = tasks(HEAD + f"Sở đề nghị UBND các xã, phường:\n\n1. Lập danh sách trẻ em.\n{line}\n3. Báo cáo về Sở.\n")
    assert len(found) == 3


def test_a_date_alone_on_the_last_line_is_no_stamp() -> None:
    lines = "1. Tổ chức rà soát toàn bộ các ao, hồ, hố nước sâu trên địa bàn\nquản lý, cắm biển cảnh báo và báo cáo trước ngày\n"
    text = HEAD + "Sở đề nghị UBND các xã, phường:\n\n" + lines + "20/7/2026.\n"
    assert [d.date.value.isoformat() for d in read_text(text).deadlines] == ["2026-07-20"]


def test_a_tab_after_a_marker_is_no_table() -> None:
    assert leads(HEAD + "Sở đề nghị:\n1.\tCông an xã xác minh tin báo.\n2.\tTrạm Y tế khám cho trẻ em.\n") == [
        ["Công an xã"],
        ["Trạm Y tế"],
    ]


def test_one_lost_mark_leaves_the_phrase_readable() -> None:
    found = leads(
        HEAD + "Sở đề nghị như sau:\n1. Công an xã chủ tri, phôi hợp với Trạm Y tế thưc hiện việc xác minh.\n"
    )
    assert found == [["Công an xã"]]


def test_heads_of_offices_stay_one_name() -> None:
    assert leads(HEAD + "1. Thủ trưởng các cơ quan, đơn vị, Chủ tịch UBND các xã tổ chức thăm trẻ em.\n") == [
        ["Thủ trưởng các cơ quan, đơn vị", "Chủ tịch UBND các xã"]
    ]


def test_a_short_number_after_the_whole_one_is_the_same_document() -> None:
    said = "Thực hiện Chỉ thị số 28-CT/TW ngày 25/12/2023 (Chỉ thị số 28), Sở đề nghị UBND các xã, phường triển khai."
    assert [c.number.value for c in read_text(HEAD + said).cited] == ["28-CT/TW"]
