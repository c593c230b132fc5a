"""Official documents: the layout of Decree 30/2020/NĐ-CP, annex I, read back from Word and from the printed page."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from PIL import Image

from chungtay.foundation.documents import (
    Annex,
    Bullets,
    HeaderCell,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Picture,
    Signer,
    Table,
    to_docx,
    to_html,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADER = (
    (HeaderCell("STT", down=2), HeaderCell("Đơn vị", down=2), HeaderCell("Nhiệm vụ", across=2)),
    ("Được giao", "Hoàn thành"),
)
TABLE = Table(
    HEADER, tuple((place, f"Xã {place}", 1234 + place, 1.5) for place in range(1, 60)), widths=(5, 60, 20, 20),
    numbers=frozenset({2, 3}), total=(None, "Tổng cộng", 9999, 1.5), caption="Bảng 1", note="Nguồn: các xã",
)  # fmt: skip


def report(**other: Any) -> OfficialDocument:
    common: dict[str, Any] = {
        "agency": "Ủy ban nhân dân xã Mường Phăng", "place": "Mường Phăng", "date": dt.date(2026, 2, 5),
        "number": "7/BC-UBND", "kind": "Báo cáo", "subject": "Kết quả công tác trẻ em",
        "blocks": (Heading(1, "I. Kết quả"), Paragraph("Nội dung."), Bullets(("Một", "Hai"))),
        "signer": Signer("Chủ tịch", "Lò Văn Ví Dụ", ("TM. Ủy ban nhân dân",)),
        "recipients": ("Sở Y tế", "Lưu: VT"),
    }  # fmt: skip
    return OfficialDocument(**{**common, **other})


def letter(**other: Any) -> OfficialDocument:
    return report(**{"kind": "", "number": "12/SYT-TE", "parent_agency": "UBND tỉnh Điện Biên", **other})


def opened(document: OfficialDocument) -> Any:
    return docx.Document(io.BytesIO(to_docx(document)))


def text_of(element: Any) -> str:
    return "".join(element.itertext(f"{W}t"))


def runs(file: Any, text: str) -> list[tuple[str, float, bool, bool]]:
    """(text, size in points, bold, italic) of the paragraphs that hold this text, anywhere in the body."""
    found = []
    for paragraph in file.element.body.iter(f"{W}p"):
        if text in text_of(paragraph):
            for run in paragraph.iter(f"{W}r"):
                facts = run.find(f"{W}rPr")
                size = int(facts.find(f"{W}sz").get(qn("w:val"))) / 2
                found.append((text_of(run), size, facts.find(f"{W}b") is not None, facts.find(f"{W}i") is not None))
    return found


def size(section: Any) -> tuple[int, int]:
    """Width and height in mm."""
    return round(section.page_width.mm), round(section.page_height.mm)


def test_a4_margins_and_font() -> None:
    """Paper A4; 20 mm above and below, 30 mm left, 15 mm right; Times New Roman in black, unicode."""
    file = opened(report())
    page = file.sections[0]
    assert size(page) == (210, 297)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    style = file.styles["Normal"]
    assert style.font.name == "Times New Roman"
    assert style.font.size == Pt(14)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        assert style.element.rPr.rFonts.get(qn(script)) == "Times New Roman"


def test_the_nation_and_its_motto() -> None:
    file = opened(report())
    assert runs(file, "CỘNG HÒA") == [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, False)]
    assert runs(file, "Độc lập") == [("Độc lập - Tự do - Hạnh phúc", 14, True, False)]
    assert runs(file, "ngày") == [("Mường Phăng, ngày 05 tháng 02 năm 2026", 14, False, True)]


def test_agency_and_number() -> None:
    file = opened(letter(agency="Sở Y tế"))
    assert runs(file, "UBND TỈNH") == [("UBND TỈNH ĐIỆN BIÊN", 13, False, False)]
    assert runs(file, "SỞ Y TẾ") == [("SỞ Y TẾ", 13, True, False)]
    assert runs(file, "Số:") == [("Số: 12/SYT-TE", 13, False, False)]
    assert runs(file, "V/v") == [("V/v Kết quả công tác trẻ em", 12, False, False)]


def test_a_name_of_two_lines_breaks_before_the_kind_of_its_unit() -> None:
    file = opened(report())
    assert [run[0] for run in runs(file, "MƯỜNG PHĂNG")] == ["XÃ MƯỜNG PHĂNG"]
    assert runs(file, "ỦY BAN NHÂN DÂN")[0][0] == "ỦY BAN NHÂN DÂN"


def test_the_number_stands_on_one_height_with_place_and_date() -> None:
    file = opened(letter(parent_agency="Ủy ban nhân dân tỉnh Điện Biên", agency="Sở Y tế"))
    first, second = file.tables[0].rows
    assert "CỘNG HÒA" in first.cells[1].text
    assert second.cells[0].text.startswith("Số: 12/SYT-TE")
    assert second.cells[1].text == "Mường Phăng, ngày 05 tháng 02 năm 2026"


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("7/BC-UBND", "Số: 07/BC-UBND"),
        ("125/BC-UBND", "Số: 125/BC-UBND"),
        ("/BC-UBND", "Số:" + "\u00a0" * 8 + "/BC-UBND"),
        ("", "Số: " + "\u00a0" * 8),
    ],
)
def test_numbers_below_ten_carry_a_zero_and_the_clerk_has_room(number: str, line: str) -> None:
    assert [run[0] for run in runs(opened(report(number=number)), "Số:")] == [line]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (dt.date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (dt.date(2026, 11, 20), "ngày 20 tháng 11 năm 2026"),
    ],
)
def test_days_below_ten_and_months_one_and_two_carry_a_zero(day: dt.date, words: str) -> None:
    assert runs(opened(report(date=day)), "ngày")[0][0].endswith(words)


def test_title_of_a_report_and_none_of_a_letter() -> None:
    file = opened(report())
    assert runs(file, "BÁO CÁO") == [("BÁO CÁO", 14, True, False)]
    assert runs(file, "Kết quả công") == [("Kết quả công tác trẻ em", 14, True, False)]
    assert "V/v" not in text_of(file.element.body)
    assert not runs(opened(letter()), "CÔNG VĂN")


def test_body_is_justified_with_an_indent() -> None:
    body = next(p for p in opened(report()).paragraphs if p.text == "Nội dung.")
    assert body.paragraph_format.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.JUSTIFY
    assert 10 <= body.paragraph_format.first_line_indent.mm <= 12.8  # 1 cm or 1,27 cm
    assert body.paragraph_format.space_before >= Pt(6)
    assert runs(opened(report()), "Nội dung.") == [("Nội dung.", 14, False, False)]


def test_recipients_and_signature_side_by_side() -> None:
    file = opened(report())
    cells = file.tables[-1].rows[0].cells
    assert cells[0].text.split("\n") == ["Nơi nhận:", "- Sở Y tế;", "- Lưu: VT."]
    assert [line for line in cells[1].text.split("\n") if line] == [
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lò Văn Ví Dụ",
    ]  # fmt: skip
    assert runs(file, "Nơi nhận") == [("Nơi nhận:", 12, True, True)]
    assert runs(file, "- Sở Y tế") == [("- Sở Y tế;", 11, False, False)]
    assert runs(file, "Lò Văn") == [("Lò Văn Ví Dụ", 14, True, False)]


def test_addressees_one_behind_the_words_several_below_them() -> None:
    assert [run[0] for run in runs(opened(letter(addressees=("Sở Y tế",))), "Kính gửi")] == ["Kính gửi: Sở Y tế"]
    file = opened(letter(addressees=("Công an tỉnh", "UBND các xã, phường")))
    assert [run[0] for run in runs(file, "Kính gửi")] == ["Kính gửi:"]
    assert [run[0] for run in runs(file, "UBND các xã")] == ["- UBND các xã, phường."]
    assert [run[0] for run in runs(file, "Công an")] == ["- Công an tỉnh;"]


def test_legal_bases_are_in_italics_each_on_its_line() -> None:
    file = opened(report(legal_bases=("Căn cứ Luật Trẻ em;", "Căn cứ Kế hoạch số 15/KH-UBND.")))
    assert [run[0] for run in runs(file, "Căn cứ")] == ["Căn cứ Luật Trẻ em;", "Căn cứ Kế hoạch số 15/KH-UBND."]
    assert all(run[3] for run in runs(file, "Căn cứ"))


def test_page_numbers_in_the_middle_above_and_none_on_the_first_page() -> None:
    page = opened(report()).sections[0]
    assert page.different_first_page_header_footer
    header = page.header.paragraphs[0]
    assert header.alignment == 1
    assert "PAGE" in etree.tostring(header._p).decode()
    assert not page.first_page_header.paragraphs[0].text
    assert {run.font.size for run in header.runs} == {Pt(13)}


def test_urgency_and_secrecy_are_framed_and_bold() -> None:
    file = opened(letter(urgency="Hỏa tốc", secrecy="Mật"))
    assert [run[:3] for word in ("HỎA TỐC", "MẬT") for run in runs(file, word)] == [
        ("HỎA TỐC", 13, True),
        ("MẬT", 13, True),
    ]
    assert not runs(opened(letter()), "HỎA TỐC")


def test_the_head_of_a_table_repeats_and_rows_never_break() -> None:
    file = opened(report(blocks=(TABLE,)))
    table = file.tables[1]
    rows = table._tbl.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:3]] == [True, True, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert len(rows) == 2 + 59 + 1
    assert [cell.text for cell in table.rows[2].cells] == ["1", "Xã 1", "1.235", "1,5"]
    assert [cell.text for cell in table.rows[-1].cells] == ["", "Tổng cộng", "9.999", "1,5"]


def test_a_head_of_two_rows_is_merged() -> None:
    table = opened(report(blocks=(TABLE,))).tables[1]
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert table.cell(0, 2)._tc is table.cell(0, 3)._tc
    assert table.cell(1, 3).text == "Hoàn thành"


def test_the_first_column_has_room_for_its_head() -> None:
    table = opened(report(blocks=(replace(TABLE, widths=(1, 90, 20, 20)),))).tables[1]
    widths = [int(column.get(qn("w:w"))) / 56.7 for column in table._tbl.tblGrid]
    assert widths[0] == pytest.approx(12, abs=0.1)
    assert sum(widths) == pytest.approx(165, abs=0.2)


def test_annexes_begin_anew_and_may_lie_down() -> None:
    file = opened(
        report(annexes=(Annex("Biểu tổng hợp", (TABLE,), landscape=True), Annex("Danh sách", (Paragraph("x"),))))
    )
    main, lying, upright = file.sections
    assert main.orientation == WD_ORIENT.PORTRAIT
    assert (lying.orientation, size(lying)) == (WD_ORIENT.LANDSCAPE, (297, 210))
    assert (upright.orientation, size(upright)) == (WD_ORIENT.PORTRAIT, (210, 297))
    for section in (lying, upright):
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    text = text_of(file.element.body)
    assert "Phụ lục IBIỂU TỔNG HỢP(Kèm theo Báo cáo số 7/BC-UBND ngày 05/02/2026" in text
    assert "Phụ lục IIDANH SÁCH" in text


def test_a_single_annex_has_no_number_and_an_open_number_is_dotted() -> None:
    text = text_of(opened(report(number="/BC-UBND", annexes=(Annex("Biểu", ()),))).element.body)
    assert "Phụ lụcBIỂU(Kèm theo Báo cáo số ……/BC-UBND ngày" in text


def test_headings_stay_with_what_follows_and_the_signature_is_never_alone() -> None:
    file = opened(report())
    keeps = {p.text: bool(p.paragraph_format.keep_with_next) for p in file.paragraphs}
    assert keeps["I. KẾT QUẢ"]
    assert keeps["- Hai"]
    assert not keeps["Nội dung."]


def test_a_picture_says_what_it_shows() -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "green").save(out, "PNG")
    content = to_docx(report(blocks=(Picture(out.getvalue(), "Biểu đồ 1", "Cột xanh"),)))
    assert b'descr="C' in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def test_the_same_document_gives_the_same_words_whenever_it_is_made() -> None:
    """What was sent is kept by its digest: nothing of today's clock may stand in the parts."""
    one, two = (zipfile.ZipFile(io.BytesIO(to_docx(report()))) for _ in range(2))
    assert one.namelist() == two.namelist()
    assert all(one.read(name) == two.read(name) for name in one.namelist())
    assert opened(report()).core_properties.author == "Ủy ban nhân dân xã Mường Phăng"


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_words_give_a_file_that_opens(words: str) -> None:
    document = report(
        agency=words, subject=words, number=words, place=words, recipients=(words,), addressees=(words,),
        blocks=(Heading(1, words), Paragraph(words), Table(((words,),), ((words,),)), PageBreak()),
        annexes=(Annex(words, (Paragraph(words),)),),
    )  # fmt: skip
    assert opened(document).paragraphs
    assert "<script" not in to_html(replace(document, subject="<script>" + words))


def test_the_printed_page_says_the_same() -> None:
    page = html.fromstring(
        str(to_html(letter(agency="Sở Y tế", addressees=("A", "B"), annexes=(Annex("Biểu", (TABLE,)),))))
    )
    text = " ".join(page.text_content().split())
    for expected in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/SYT-TE", "Nơi nhận:"):
        assert expected in text
    assert page.get("lang") == "vi"
    assert not page.xpath("//h1")  # the page around it owns the first heading
    assert not page.xpath("//@style")
    assert len(page.xpath("//thead/tr")) == 2
    assert page.xpath("//th[@rowspan='2']")
    assert page.xpath("//th[@colspan='2']")
