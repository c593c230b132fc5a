"""Lists of hamlets as files: what is read, and every fault told by its row."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from chungtay.foundation.errors import UserError
from chungtay.territory import hamlets


def book(*rows: tuple[object, ...]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


HEAD = ("STT", "Tên thôn, bản", "Phân loại", "Ghi chú")


def test_rows_are_read_by_the_meaning_of_the_heads() -> None:
    content = book(("DANH SÁCH THÔN, BẢN",), (), HEAD, (1, "Bản Phăng 1", "Bản", ""), (2, "Tổ dân phố 5", "", "x"))
    lines = hamlets.read_lines("ds.xlsx", content, [])
    assert [(line.row, line.name, line.kind, line.state) for line in lines] == [
        (4, "Bản Phăng 1", "bản", "new"),
        (5, "Tổ dân phố 5", "tổ dân phố", "new"),
    ]


def test_every_fault_stands_with_its_row() -> None:
    content = book(
        HEAD,
        (1, "Bản Phăng", "bản"),
        (2, "", "bản"),
        (3, "bản  PHĂNG", "bản"),
        (4, "Phăng 2", ""),
        (5, "Thôn 3", "hành tinh"),
        (6, "+84 cmd", "thôn"),
        (7, "Thôn " + "x" * 200, "thôn"),
        (8, "Thôn Cũ", "thôn"),
        (9, "Thôn <b>4</b>", "thôn"),
    )
    lines = {line.row: line for line in hamlets.read_lines("ds.xlsx", content, ["thon cu"])}
    faults = {row: line.fault.split(";")[0].split(",")[0] for row, line in lines.items() if line.state == "fault"}
    assert lines[2].state == "new"
    assert lines[9].state == "known"
    assert faults == {
        3: "Chưa có tên.",
        4: "Trùng tên với dòng 2.",
        5: "Chưa ghi loại",
        6: "Không rõ loại “hành tinh”",
        7: "Tên bắt đầu như một công thức",
        8: "Tên dài quá 120 chữ",
        10: "Tên có ký tự không dùng được",
    }


def test_a_formula_in_a_workbook_is_not_followed() -> None:
    content = book(("Tên", "Loại"), ('=HYPERLINK("http://x.example","Thôn 1")', "thôn"), ("Thôn 2", "thôn"))
    states = [line.state for line in hamlets.read_lines("ds.xlsx", content, [])]
    assert "new" in states
    assert "http" not in str([line.name for line in hamlets.read_lines("ds.xlsx", content, [])])


@pytest.mark.parametrize(
    "text", ["Tên,Loại\nThôn 1,thôn\n", "Tên;Loại\nThôn 1;thôn\n", "\ufeffTên\tLoại\nThôn 1\tthôn\n"]
)
def test_csv_with_any_usual_separator(text: str) -> None:
    [line] = hamlets.read_lines("ds.csv", text.encode(), [])
    assert (line.name, line.kind, line.row) == ("Thôn 1", "thôn", 2)


def test_csv_in_the_form_excel_calls_unicode_text() -> None:
    [line] = hamlets.read_lines("ds.csv", "Tên\tLoại\nThôn 1\tthôn\n".encode("utf-16"), [])
    assert line.name == "Thôn 1"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"", "Tệp trống"),
        ("a.xlsx", b"%PDF-1.7", "không phải là .xlsx"),
        ("a.pdf", b"%PDF-1.7", "Chỉ đọc được"),
        ("a.xlsx", b"PK\x03\x04 broken", "Không mở được tệp"),
        ("a.csv", "Tên,Loại\nThôn Đá,thôn".encode("cp1258", "replace"), "bảng mã Unicode"),
        ("a.csv", b"x,y\n1,2\n", "Không thấy cột"),
        ("a.csv", "Tên,Loại\n".encode(), "chưa có dòng nào"),
        ("a.csv", ("Tên,Loại\n" + "".join(f"Thôn {n},thôn\n" for n in range(1001))).encode(), "nhiều nhất 1000"),
        ("a.csv", b"x" * (hamlets.MOST_BYTES + 1), "lớn quá 2 MB"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        hamlets.read_lines(name, content, [])


def test_a_workbook_that_unpacks_to_a_giant_is_not_opened() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (hamlets.MOST_UNPACKED + 1))
    with pytest.raises(UserError, match="quá lớn"):
        hamlets.read_lines("a.xlsx", stream.getvalue(), [])


def test_what_is_written_out_is_text() -> None:
    content = hamlets.write_book("Thôn/bản", ("Tên",), [("=1+1",), ("Thôn 1",)], (20,))
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [("Tên", "s"), ("=1+1", "s"), ("Thôn 1", "s")]


def test_numbers_in_names_are_in_their_order() -> None:
    assert sorted(["Thôn 10", "Thôn 2", "Thôn 1"], key=hamlets.sort_key) == ["Thôn 1", "Thôn 2", "Thôn 10"]
