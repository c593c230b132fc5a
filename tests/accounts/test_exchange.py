"""Accounts in and out as spreadsheets."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from chungtay.accounts.models import User
from chungtay.foundation.models import AuditEntry
from tests.accounts.test_administration import Browse, desk, text
from tests.factories.accounts import Person

__all__ = ["desk"]


def workbook(*rows: tuple[Any, ...]) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "ds.xlsx"
    return out


HEADER = ("STT", "HỌ VÀ TÊN", "Đơn vị công tác", "Vai trò", "Chức vụ", "SĐT", "Tên đăng nhập", "Từ ngày")
GOOD = (1, "Lường Văn Tốt", "UBND xã Mường Phăng", "Cán bộ trẻ em cấp xã", "Công chức", 912345678, "", "01/07/2025")


def test_a_list_is_previewed_with_each_rows_fault_and_good_rows_are_made_in_one_act(desk: Client) -> None:
    rows = [
        ("Danh sách cán bộ",), (), HEADER, GOOD,
        (2, "Quàng Thị Xấu", "UBND xã Không Có", "Cán bộ trẻ em cấp xã", "", "abc", "", ""),
        (3, "Tên", "UBND xã Thanh Nưa", "Vua", "", "", "dung", "31/02/2026"),
        (4, "Lò Văn Cao", "Sở Y tế", "Quản trị cấp tỉnh", "", "", "", ""),
        (5, '=HYPERLINK("http://x")', "UBND xã Thanh Nưa", "commune_officer", "", "", "", ""),
    ]  # fmt: skip
    answer = desk.post("/quan-tri/tai-khoan/nhap/", {"file": workbook(*rows)})
    assert answer.status_code == 302
    page = text(desk.get("/quan-tri/tai-khoan/nhap/"))
    for said in ("Không thấy cơ quan “UBND xã Không Có”", "không phải số điện thoại", "Không có vai trò “Vua”",
                 "“dung” đã có người dùng", "“31/02/2026” không đọc được", "không do người quản trị cấp tỉnh giao",
                 "totlv", "Tạo được"):  # fmt: skip
        assert said in page
    done = desk.post("/quan-tri/tai-khoan/nhap/tao/")
    assert done["Location"] == "/quan-tri/tai-khoan/nhap/mat-khau/"
    made = User.objects.get(username="totlv")
    assert made.phone == "0912345678"
    assert made.posts.get().valid_from == dt.date(2025, 7, 1)
    assert User.objects.count() == 2
    listed = text(desk.get("/quan-tri/tai-khoan/nhap/mat-khau/"))
    assert made.check_password(listed.split("<td><code>")[1].split("<")[0])
    book = load_workbook(io.BytesIO(desk.get("/quan-tri/tai-khoan/nhap/mat-khau/?tep=1").content))
    assert made.check_password(str(book.worksheets[0]["D4"].value))
    desk.post("/quan-tri/tai-khoan/nhap/mat-khau/")
    assert "Không còn mật khẩu" in text(desk.get("/quan-tri/tai-khoan/nhap/mat-khau/"))
    assert AuditEntry.objects.filter(action="users.imported").count() == 1


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (io.BytesIO(b"not a workbook"), "không phải bảng tính"),
        (workbook(("a", "b")), "Không thấy hàng tiêu đề"),
        (workbook(HEADER), "không có dòng nào"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(desk: Client, file: io.BytesIO, sentence: str) -> None:
    file.seek(0)
    file.name = "x.xlsx"
    answer = desk.post("/quan-tri/tai-khoan/nhap/", {"file": file})
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_the_template_can_be_read_back(desk: Client) -> None:
    content = desk.get("/quan-tri/tai-khoan/nhap/mau.xlsx").content
    file = io.BytesIO(content)
    file.name = "mau.xlsx"
    desk.post("/quan-tri/tai-khoan/nhap/", {"file": file})
    assert "Tạo được" in text(desk.get("/quan-tri/tai-khoan/nhap/"))


def test_the_list_goes_out_with_a_proof_and_a_trace_and_never_as_a_formula(
    desk: Client, alice: Person, dung: Person, client_for: Browse
) -> None:
    User.objects.filter(pk=alice.user.pk).update(full_name="=1+1")
    assert client_for(dung).get("/quan-tri/tai-khoan/danh-sach.xlsx").status_code == 302
    book = load_workbook(io.BytesIO(desk.get("/quan-tri/tai-khoan/danh-sach.xlsx").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=1+1"]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)
    assert AuditEntry.objects.filter(action="users.exported").count() == 1
