"""Lists of children read as people keep them."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chungtay.children.sheets import encodings, legacy, vocabulary
from chungtay.children.sheets.headings import Header, find_header
from chungtay.children.sheets.reading import Source, open_source
from chungtay.children.sheets.rows import Checker, Row
from chungtay.foundation.errors import UserError
from tests.factories import child_lists
from tests.factories.child_lists import HAMLETS, TODAY, as_csv, as_xlsx, planted_list

LAW = Path(__file__).parents[2] / "law" / "codelists"


def _items(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((LAW / f"{name}.yaml").read_text(encoding="utf-8"))["items"]
    return found


def words(**more: Any) -> vocabulary.Vocabulary:
    return vocabulary.make(
        ethnicities=_items("ethnicities"), circumstances=_items("special_circumstances"),
        at_risk=_items("at_risk_circumstances"), religions=_items("religions"), relations=_items("carer_relations"),
        today=TODAY, **more,
    )  # fmt: skip


WORDS = words(hamlets=HAMLETS)
PLAIN = words()


def opened(content: bytes, name: str) -> tuple[Source, Header]:
    source = open_source(io.BytesIO(content), name)
    return source, find_header(source.head(source.first), source.merged_above(source.first))


def read(content: bytes, name: str, vocab: vocabulary.Vocabulary = PLAIN) -> tuple[list[Row], Checker]:
    source, header = opened(content, name)
    checker = Checker(header.mapping, vocab, header=[column.heading for column in header.columns])
    return list(checker.rows(source.rows(source.first, after=header.last), after=header.last)), checker


def found_in(rows: list[Row]) -> set[tuple[int, str, str]]:
    return {(row.number, fault.column, fault.code) for row in rows for fault in row.faults}


def simple(*rows: list[Any]) -> list[Row]:
    return read(as_xlsx(rows), "ds.xlsx")[0]


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(["csv", "xlsx", "tab"]))
def test_every_planted_fault_is_found_and_none_invented(seed: int, kind: str) -> None:
    planted = planted_list(300, 60, seed)
    content, name = {
        "csv": (as_csv(planted.rows), "ds.csv"),
        "xlsx": (as_xlsx(planted.rows), "ds.xlsx"),
        "tab": (as_csv(planted.rows, encoding="utf-16", delimiter="\t"), "ds.txt"),
    }[kind]
    rows, checker = read(content, name, WORDS)
    assert found_in(rows) == planted.faults
    assert len(rows) == 300
    assert not checker.left_out


def test_ten_thousand_rows_with_three_hundred_faults() -> None:
    planted = planted_list(10_000, 300, 7)
    rows, _ = read(as_csv(planted.rows), "ds.csv", WORDS)
    assert found_in(rows) == planted.faults
    assert len(rows) == 10_000


def test_a_sentence_says_column_what_and_what_to_do() -> None:
    rows = simple(["Họ và tên", "Ngày sinh", "Giới tính"], ["Lò Văn An", "31/02/2020", "Nam"])
    sentence = rows[0].faults[0].sentence
    assert sentence == "Ngày sinh: Ngày “31/02/2020” không có trong lịch. Hãy ghi lại theo giấy khai sinh."


# The shape of a list


def test_titles_two_header_rows_numbers_sections_totals_signatures() -> None:
    rows: list[list[Any]] = [
        ["ỦY BAN NHÂN DÂN XÃ MƯỜNG PHĂNG"],
        ["DANH SÁCH TRẺ EM DƯỚI 16 TUỔI"],
        [],
        ["STT", "Họ và tên trẻ", "Ngày, tháng, năm sinh", None, "Dân tộc", "Họ tên cha", "Họ tên mẹ", "Ghi chú"],
        [None, None, "Nam", "Nữ"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["I", "Thôn Nà Tấu"],
        [1, "LÒ THỊ ÂN", None, "15/03/2018", "Thái", "Lò Văn A", "Quàng Thị B"],
        [2, "Lò Văn Ba", dt.date(2019, 5, 2), None, "nt", "nt", "nt", "sinh đôi"],
        ["STT", "Họ và tên trẻ", "Ngày, tháng, năm sinh", None, "Dân tộc", "Họ tên cha", "Họ tên mẹ", "Ghi chú"],
        ["II. Bản Phăng: 1 trẻ"],
        [3, "Sùng A Chứ", 2017, None, "Mông", "Sùng A Páo (đã mất)", "đã mất"],
        [None, "Tổng cộng: 3 trẻ", 2, 1],
        [],
        [None, None, None, None, None, "Mường Phăng, ngày 02 tháng 10 năm 2026"],
        [None, "Người lập biểu", None, None, None, "Chủ tịch"],
        [None, "Lò Văn Người Ký"],
    ]
    merged = ["A4:A5", "B4:B5", "C4:D4", "A1:H1", "A11:H11"]
    children, checker = read(as_xlsx(rows, merged=merged), "ds.xlsx")
    assert [row.values["full_name"] for row in children] == ["Lò Thị Ân", "Lò Văn Ba", "Sùng A Chứ"]
    assert [row.values["hamlet"] for row in children] == ["Thôn Nà Tấu", "Thôn Nà Tấu", "Bản Phăng"]
    assert [row.values["birth_date"] for row in children] == ["2018-03-15", "2019-05-02", "2017"]
    assert [row.values["sex"] for row in children] == ["female", "male", "male"]
    assert children[1].values["mother_name"] == "Quàng Thị B"
    assert children[1].values["ethnicity"] == "thai"
    assert children[2].values["father_name"] == "Sùng A Páo"
    assert "Mẹ: đã mất" in children[2].values["note"]
    assert not any(row.faults for row in children)
    assert {one.why for one in checker.left_out} == {"dòng tiêu đề lặp lại", "dòng tổng cộng", "phần ký tên"}


def test_columns_in_any_order_and_words() -> None:
    source, header = opened(
        as_xlsx(
            [
                ["Mã hộ", "SĐT", "Năm", "Tháng", "Ngày", "Họ tên khai sinh", "Nữ", "Thông tin về mẹ", None, "Cận nghèo",
                 "Hộ nghèo", "Số ĐDCN"],
                [None, None, None, None, None, None, None, "Họ tên", "Năm sinh"],
                ["H1", "0912345678", 2018, 3, 15, "Lò Thị Ân", "x", "Quàng Thị B", 1990, None, "x", "011318000001"],
            ]
        ),
        "ds.xlsx",
    )  # fmt: skip
    assert list(header.mapping.values()) == [
        "household_code", "phone", "birth_year", "birth_month", "birth_day", "full_name", "female", "mother_name", "mother_birth",
        "near_poor", "poor", "personal_number",
    ]  # fmt: skip
    row = next(Checker(header.mapping, PLAIN).rows(source.rows(0, after=header.last), after=header.last))
    assert not row.faults
    assert row.values == {
        "household_code": "H1", "phone": "0912345678", "full_name": "Lò Thị Ân", "sex": "female", "birth_date": "2018-03-15",
        "mother_name": "Quàng Thị B", "mother_birth": "1990", "poverty": "poor", "personal_number": "011318000001",
    }  # fmt: skip


def test_what_is_merged_downward_stands_in_each_row() -> None:
    rows: list[list[Any]] = [
        ["Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ"],
        ["Lò A", "1/1/2018", "Nam", "Quàng Thị B"],
        ["Lò B", "1/1/2019", "Nam", None],
        ["Lò C", "1/1/2020", "Nam", None],
    ]
    children, _ = read(as_xlsx(rows, merged=["D2:D3"]), "ds.xlsx")
    assert [row.values.get("mother_name", "") for row in children] == ["Quàng Thị B", "Quàng Thị B", ""]


def test_without_a_header_nothing_is_guessed() -> None:
    _, header = opened(as_xlsx([["Lò A", "1/1/2018"], ["Lò B", "2/1/2018"]]), "ds.xlsx")
    assert header.first == 0
    assert header.mapping == {}


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("5/3/2018", "2018-03-05"),
        ("05-03-18", "2018-03-05"),
        (43164, "2018-03-05"),
        ("ngày 5 tháng 3 năm 2018", "2018-03-05"),
        ("3/2018", "2018-03"),
        ("2018", "2018"),
        ("00/00/2018", "2018"),
        ("05032018", "2018-03-05"),
    ],
)
def test_dates_as_typed(value: Any, iso: str) -> None:
    rows = simple(["Họ và tên", "Ngày sinh", "Giới tính"], ["Lò Văn An", value, "Nam"])
    assert rows[0].values["birth_date"] == iso
    assert not rows[0].faults


def test_a_number_that_lost_its_zero_is_given_back_and_said() -> None:
    rows = simple(["Họ và tên", "Ngày sinh", "Giới tính", "CCCD"], ["Lò Văn An", "5/3/2018", "Nam", 11218000001])
    assert rows[0].values["personal_number"] == "011218000001"
    assert [fault.code for fault in rows[0].faults] == ["number_padded"]


# Old code pages

TEXT = [
    ["Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Họ tên mẹ"],
    ["Nguyễn Văn Được", "5/3/2018", "Nam", "Kinh", "Quàng Thị Hương"],
    ["Lò Thị Thủy", "6/3/2018", "Nữ", "Thái", "Lường Thị Nguyệt"],
    ["Giàng Thị Sống", "7/3/2018", "Nữ", "Mông", "Vàng Thị Xuyến"],
]


def _tcvn3(text: str) -> str:
    signs = {letter: chr(code) for code, letter in legacy.TCVN3.items()}
    return "".join(signs.get(letter, letter) for letter in text)


def _vni(text: str) -> str:
    signs = {letter: sign for sign, letter in legacy.VNI.items()}
    return "".join(signs.get(letter, letter) for letter in text)


def _cp1258(text: str) -> str:
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(sign for sign in parts if sign in "\u0300\u0301\u0303\u0309\u0323")
        out += unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in tones)) + tones
    return out


def _converted(change: Any) -> list[list[str]]:
    return [[change(cell) for cell in row] for row in TEXT]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_csv(_converted(_tcvn3), encoding="cp1252"), "a.csv"),
        (as_csv(_converted(_vni), encoding="cp1252"), "a.csv"),
        (as_csv(_converted(_cp1258), encoding="cp1258"), "a.csv"),
        (as_csv(TEXT, encoding="utf-8"), "a.csv"),
        (as_csv(TEXT, encoding="utf-16", delimiter="\t"), "a.txt"),
        (as_csv(TEXT, encoding="utf-16-le"), "a.csv"),
        (as_csv(TEXT, delimiter=";"), "a.csv"),
        (as_csv(_converted(lambda text: unicodedata.normalize("NFD", text))), "a.csv"),
        (as_xlsx(_converted(_tcvn3)), "a.xlsx"),
        (as_xlsx(_converted(_vni)), "a.xlsx"),
        (as_xlsx(_converted(lambda text: text.encode().decode("latin-1"))), "a.xlsx"),
    ],
)
def test_any_code_page_becomes_unicode(content: bytes, name: str) -> None:
    rows, _ = read(content, name)
    assert [row.values["full_name"] for row in rows] == [row[0] for row in TEXT[1:]]
    assert [row.values["mother_name"] for row in rows] == [row[4] for row in TEXT[1:]]
    assert [row.values["ethnicity"] for row in rows] == ["kinh", "thai", "mong"]
    assert not found_in(rows)


def test_plain_unicode_is_left_alone() -> None:
    assert encodings.font_of(["Lò Thị Ân", "Hà Nhì", "Khơ-mú", "Ê-đê", "Êban Y Blô"]) == ""


# Bad files


def _zip(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_rels", "/_rels"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.xlsx", "trống"),
        (b"\x89PNG", "a.xlsx", "không phải bảng tính"),
        (b"PK\x03\x04 broken", "a.xlsx", "hỏng"),
        (b"%PDF-1.4", "a.pdf", "không phải .xlsx"),
        (b"a,b\0\0\0\x01c", "a.csv", "không phải tệp văn bản"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(content: bytes, name: str, word: str) -> None:
    with pytest.raises(UserError, match=word):
        open_source(io.BytesIO(content), name)


def test_entities_in_a_workbook_are_refused() -> None:
    content = as_xlsx(TEXT)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given_file, zipfile.ZipFile(out, "w") as made:
        for part in given_file.namelist():
            text = given_file.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + text[text.index(b"<worksheet") :]
            made.writestr(part, text)
    with pytest.raises(UserError, match="hỏng"):
        read(out.getvalue(), "a.xlsx")


def test_hidden_sheets_and_formulas() -> None:
    from openpyxl import Workbook

    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.title, hidden.sheet_state = "Cũ", "hidden"
    hidden.append(["Họ và tên", "Ngày sinh"])
    sheet = book.create_sheet("Năm 2026")
    for row in (
        ["Họ và tên", "Ngày sinh", "Giới tính"],
        ["Lò Văn An", "5/3/2018", '=CONCATENATE("N","am")'],
        ["#REF!", "5/3/2018", "Nam"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    source = open_source(io.BytesIO(out.getvalue()), "a.xlsx")
    assert source.first == 1
    assert "“Cũ”" in source.notices[0]
    rows, _ = read(out.getvalue(), "a.xlsx")
    # openpyxl stores no value of a formula, so nothing stands there; Excel would store “Nam”
    assert found_in(rows) == {(2, "sex", "sex_missing"), (3, "full_name", "cell_error")}


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chungtay.children.sheets.reading.MOST_ROWS", 20)
    monkeypatch.setattr("chungtay.children.sheets.reading.HEAD_ROWS", 5)
    with pytest.raises(UserError, match="hơn 20 dòng"):
        read(as_csv(planted_list(60, 0, 1).rows), "a.csv")


def test_both_sexes_marked() -> None:
    rows = simple(
        ["Họ và tên", "Nam", "Nữ", "Ngày sinh"],
        ["Lò Văn An", "x", "x", "1/1/2019"],
        ["Lò Văn Bo", "x", None, "1/1/2019"],
    )
    assert found_in(rows) == {(2, "sex", "sex_both")}
    assert rows[1].values["sex"] == "male"


def test_plants_cover_what_they_say() -> None:
    assert len({code for _, code, _ in child_lists.PLANTS}) >= 25
