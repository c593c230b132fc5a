"""Spreadsheets: nothing that comes out runs, nothing that comes in runs, and the form is that of an office."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chungtay.foundation import archives
from chungtay.foundation.errors import UserError
from chungtay.foundation.spreadsheets import Head, Sheet, read_rows, to_xlsx
from tests.foundation.test_files import ole

HEADER = [["STT", "Đơn vị", "Số"]]
FORMULAS = ["=1+1", '=HYPERLINK("http://x")', "+84 912", "-5", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "=", "==x"]


def opened(sheets: list[Sheet]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(sheets)))


def book(**cells: Any) -> bytes:
    work = openpyxl.Workbook()
    for place, value in cells.items():
        work.active[place] = value
    return saved(work)


def saved(work: Any) -> bytes:
    out = io.BytesIO()
    work.save(out)
    return out.getvalue()


def refusal(content: bytes, **options: Any) -> str:
    with pytest.raises(UserError) as refused:
        read_rows(io.BytesIO(content), name="nộp.xlsx", **options)
    assert "nộp.xlsx" in refused.value.sentence
    return refused.value.sentence


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    page = opened([Sheet("Bảng", HEADER, [[1, text, 2]], note=text, total=["", text, 2])]).active
    for cell in (page["A1"], page["B4"], page["B5"]):
        assert cell.data_type in {"s", "n"}  # “n” is an empty cell
        assert cell.quotePrefix
    assert page["B4"].value.strip() == text.strip()


def test_no_formula_stands_in_the_file_itself() -> None:
    content = to_xlsx([Sheet("=1", [["=2", Head("=3", across=2)]], [["=4", "=5"]], total=["=6"], note="=7")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name), name
            assert b"<f " not in archive.read(name), name


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_any_text_comes_back_or_is_shortened_and_never_runs(text: str) -> None:
    cell = opened([Sheet(text, HEADER, [[1, text, 2]])]).active["B2"]
    assert cell.data_type in {"s", "n"}


def test_values_keep_their_kind_and_look_vietnamese() -> None:
    row = [1, 1234.5, Decimal("12.50"), dt.date(2026, 3, 5), dt.datetime(2026, 3, 5, 14, 30), True, None, float("nan")]
    page = opened([Sheet("Bảng", [["x"] * len(row)], [row])]).active
    cells = page[2]
    assert [cell.value for cell in cells[:3]] == [1, 1234.5, 12.5]
    assert cells[3].value == dt.datetime(2026, 3, 5)
    assert cells[3].number_format == "dd/mm/yyyy"
    assert cells[4].number_format == "hh:mm dd/mm/yyyy"
    assert (cells[5].value, cells[6].value, cells[7].value) == ("có", None, None)


def test_a_header_of_two_rows_is_merged_and_repeats_on_every_page() -> None:
    header = [
        [Head("STT", down=2), Head("Đơn vị", down=2), Head("Nhiệm vụ", across=2), Head("Ghi chú", down=2)],
        ["Được giao", "Hoàn thành"],
    ]
    page = opened([Sheet("Bảng", header, [[1, "Xã A", 3, 2, ""]], widths=[6, 30, 12, 12, 20], note="Phụ lục")]).active
    assert {str(area) for area in page.merged_cells.ranges} == {"A3:A4", "B3:B4", "C3:D3", "E3:E4"}
    assert [page[place].value for place in ("A3", "C3", "C4", "D4", "E3")] == [
        "STT", "Nhiệm vụ", "Được giao", "Hoàn thành", "Ghi chú",
    ]  # fmt: skip
    assert [cell.value for cell in page[5]][:4] == [1, "Xã A", 3, 2]
    assert page.print_title_rows == "$3:$4"
    assert page.freeze_panes == "C5"
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9  # A4


def test_titles_that_excel_would_refuse_are_mended() -> None:
    long = "Kết quả thực hiện nhiệm vụ của các xã, phường"
    names = opened([Sheet(title, HEADER, []) for title in (long, long, "a/b:c?", "", "'")]).sheetnames
    assert len({name.lower() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_what_is_written_is_read_back() -> None:
    rows = [[1, "Xã Mường Phăng", 12.5], [2, "=1+1", dt.date(2026, 3, 5)]]
    sheet = read_rows(io.BytesIO(to_xlsx([Sheet("Bảng", HEADER, rows)])))
    assert sheet.name == "Bảng"
    assert sheet.rows == [["STT", "Đơn vị", "Số"], [1, "Xã Mường Phăng", 12.5], [2, "=1+1", dt.date(2026, 3, 5)]]
    assert sheet.notices == ()


def test_a_formula_that_comes_in_is_never_worked_out() -> None:
    rows = read_rows(io.BytesIO(book(A1="Tên", A2="=1+1", B2='=WEBSERVICE("http://x")'))).rows
    assert rows == [["Tên"]]


def test_columns_keep_their_place_when_the_first_is_empty() -> None:
    assert read_rows(io.BytesIO(book(B2="x"))).rows == [["", ""], ["", "x"]]


def test_hidden_and_further_sheets_are_told() -> None:
    work = openpyxl.Workbook()
    work.active.title = "Nháp"
    work.active.sheet_state = "hidden"
    for name in ("Danh sách", "Khác"):
        work.create_sheet(name)["A1"] = name
    sheet = read_rows(io.BytesIO(saved(work)))
    assert sheet.rows == [["Danh sách"]]
    assert sheet.notices == (
        "Bỏ qua 1 trang tính ẩn: Nháp.",
        "Chỉ đọc trang tính đầu tiên “Danh sách”; còn 1 trang khác.",
    )


def test_an_empty_sheet_has_no_rows() -> None:
    assert read_rows(io.BytesIO(book())).rows == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "trống"),
        (b"plain text", "không phải bảng tính hoặc đã hỏng"),
        (b"%PDF-1.7", "không phải bảng tính hoặc đã hỏng"),
        (b"PK\x03\x04cut short", "đã hỏng"),
        (book(A1="x")[:-200], "đã hỏng"),
    ],
)
def test_what_is_no_spreadsheet_is_told(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_another_zip_is_no_spreadsheet() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "không phải .xlsx" in refusal(out.getvalue())


def test_a_password_is_told() -> None:
    assert "có mật khẩu" in refusal(ole("EncryptionInfo", "EncryptedPackage"))


def test_a_bomb_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    content = book(A1="x" * 30_000, **{f"A{row}": "x" * 30_000 + str(row) for row in range(2, 60)})
    assert len(content) < 200_000
    assert "quá lớn khi mở ra" in refusal(content)


def test_two_cells_in_far_corners_do_not_ask_for_all_the_memory() -> None:
    content = book(A1="x", XFD1048576="y")
    assert len(content) < 10_000
    assert "trải quá rộng" in refusal(content)


def test_an_archive_whose_index_lies_is_broken() -> None:
    content = bytearray(book(A1="x", **{f"A{row}": row for row in range(2, 400)}))
    name = b"xl/worksheets/sheet1.xml"
    for mark, offset in ((b"PK\x01\x02", 46), (b"PK\x03\x04", 30)):
        place = content.rindex(name) - offset if mark == b"PK\x01\x02" else content.index(name) - offset
        assert content[place : place + 4] == mark
        size = place + (24 if mark == b"PK\x01\x02" else 22)
        content[size : size + 4] = (100).to_bytes(4, "little")
    assert "đã hỏng" in refusal(bytes(content))


def test_too_many_rows_are_told_in_numbers() -> None:
    content = book(**{f"A{row}": row for row in range(1, 1202)})
    assert "có 1.201 dòng, vượt mức 1.000" in refusal(content, most=1000)


@pytest.mark.parametrize(("letters", "number"), [(b"A", 1), (b"Z", 26), (b"AA", 27), (b"XFD", 16384)])
def test_columns_by_letters(letters: bytes, number: int) -> None:
    assert archives._column(letters) == number
