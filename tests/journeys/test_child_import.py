"""Alice brings in the list she has: she confirms the columns, puts a row right, puts it into the book, takes it all back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chungtay.children.models import Child
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.factories.accounts import Person, World
from tests.factories.child_lists import as_xlsx
from tests.factories.children import make_hamlet
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey

LIST: list[list[Any]] = [
    ["UBND XÃ MƯỜNG PHĂNG"],
    ["DANH SÁCH TRẺ EM (số liệu bịa để thử)"],
    [],
    ["STT", "Họ và tên trẻ", "Ngày, tháng, năm sinh", None, "Dân tộc", "Họ tên mẹ"],
    [None, None, "Nam", "Nữ"],
    [None, "Bản Phăng"],
    [1, "LÒ VĂN AN", "05/03/2018", None, "Thái", "Quàng Thị Ban"],
    [2, "LÒ THỊ ÂN", None, "31/02/2020", "Thái", "Quàng Thị Ban"],
    [None, "Bản Co Líu"],
    [3, "SÙNG A CHỨ", "2017", None, "Mông", "Vàng Thị Mỷ"],
    [None, "Tổng cộng: 3 trẻ"],
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach-2026.xlsx"
    path.write_bytes(as_xlsx(LIST, merged=["C4:D4", "A4:A5", "B4:B5"]))
    return path


def test_a_list_with_a_fault_comes_in_and_is_taken_back(
    at_desk: AtDesk, calendar: Calendar, alice: Person, world: World, live: Live, file: Path
) -> None:
    with live.quiet:
        load_law()
        for name in ("Bản Phăng", "Bản Co Líu"):
            make_hamlet(world.commune, name)
    xa = at_desk(alice)
    xa.go("/nhap-lieu/")
    xa.attach("Tệp danh sách", file)
    xa.press("Đọc danh sách")
    xa.sees("Mỗi cột là gì?", "Ngày, tháng, năm sinh / Nữ")
    xa.press("Xác nhận và kiểm tra các dòng")
    xa.sees("Ngày không có trong lịch", "Làm xong các bước trên thì đưa được vào sổ")
    xa.follow("Sửa trên màn hình")
    xa.sees("Ngày “31/02/2020” không có trong lịch")
    xa.follow("8", within="main", exact=True)
    xa.write("Nữ (đánh dấu hoặc ghi ngày sinh)", "28/02/2020")
    xa.press("Lưu dòng này")
    xa.sees("Dòng 8 đã đúng", "Thêm mới 3 trẻ")
    xa.press("Đưa vào sổ")
    xa.status("Đã đưa vào sổ")
    with live.quiet, as_system("counting what came in"):
        assert sorted(Child.objects.values_list("full_name", "sex", "birth", "hamlet__name")) == [
            ("Lò Thị Ân", "female", "2020-02-28", "Bản Phăng"),
            ("Lò Văn An", "male", "2018-03-05", "Bản Phăng"),
            ("Sùng A Chứ", "male", "2017", "Bản Co Líu"),
        ]
    xa.go("/nhap-lieu/")
    xa.follow("danh-sach-2026.xlsx", within="main")
    xa.follow("Hoàn tác lần nhập này")
    xa.sees("3 hồ sơ sẽ trở lại như trước khi nhập")
    xa.press("Hoàn tác lần nhập này")
    xa.sees("Sổ đã trở lại như trước khi nhập")
    with live.quiet, as_system("counting what is left"):
        assert not Child.objects.exists()
