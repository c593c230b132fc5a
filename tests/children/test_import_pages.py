"""The pages of an import, as Alice walks through them; Chi finds nothing there."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from chungtay.children.models import Child, ImportBatch
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import Person, World
from tests.factories.child_lists import TODAY, as_csv, as_xlsx
from tests.factories.children import make_child, make_hamlet
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
HEAD = ["Họ và tên trẻ", "Ngày sinh", "Giới tính", "Số định danh", "Họ tên mẹ", "Thôn", "Cột lạ lùng"]
ROWS: list[list[Any]] = [
    ["Lò Văn An", "05/03/2018", "Nam", "011218000001", "Quàng Thị Ban", "Bản Phăng", ""],
    ["Lò Thị Ân", "31/02/2020", "Nữ", "", "Quàng Thị Ban", "Bản Phăng", ""],
    ["Sùng A Chứ", "01/02/2017", "Nam", "", "Vàng Thị Mỷ", "Bản Phăng", ""],
]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    load_law()
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    make_hamlet(world.commune, "Bản Phăng")


def latest() -> ImportBatch:
    with as_system("looking at what the pages did"):
        found: ImportBatch = ImportBatch.objects.order_by("-pk").get()
        return found


CONTENT = as_xlsx([HEAD, *ROWS])


def sent(browser: Client) -> str:
    answer = browser.post("/nhap-lieu/", {"file": SimpleUploadedFile("ds.xlsx", CONTENT)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_from_the_file_to_the_book_and_back(alice: Person, world: World, client_for: Callable[..., Client]) -> None:
    with as_system("a child that is there"):
        known = make_child(world.commune, "Sùng A Chứ", "2017-02-01", mother_name="Vàng Thị Mỷ")
    browser = client_for(alice)
    assert "Chưa nhập danh sách nào" in browser.get("/nhap-lieu/").content.decode()
    url = sent(browser)
    page = browser.get(url).content.decode()
    assert "Mỗi cột là gì?" in page
    assert "không nhận ra" in page
    columns = {f"column{index}": key for index, key in latest().mapping.items()}
    assert browser.post(f"{url}cot/", {**columns, "column6": "note"}).status_code == 302
    page = browser.get(url).content.decode()
    assert "Bước 1: sửa lỗi" in page
    assert "Bước 2: trẻ đã có trong sổ" in page
    assert "Ngày “31/02/2020” không có trong lịch" in browser.get(f"{url}dong/").content.decode()
    assert browser.get(f"{url}loi.xlsx")["Content-Type"].endswith("sheet")
    form = browser.get(f"{url}dong/3/").content.decode()
    assert 'value="31/02/2020"' in form
    values = {
        "full_name": "Lò Thị Ân",
        "birth_date": "30/02/2020",
        "sex": "Nữ",
        "mother_name": "Quàng Thị Ban",
        "hamlet": "Phăng",
    }
    assert browser.post(f"{url}dong/3/", values).status_code == 422
    assert browser.post(f"{url}dong/3/", {**values, "birth_date": "28/02/2020"}).status_code == 302
    assert "Sùng A Chứ" in browser.get(f"{url}trung/").content.decode()
    assert browser.post(f"{url}trung/", {"row4": "update"})["Location"] == url
    page = browser.get(url).content.decode()
    act = re.search(r'name="act" value="([^"]+)"', page)
    assert act is not None
    for _ in range(2):  # the second click finds the first
        assert browser.post(f"{url}vao-so/", {"act": act[1]}).status_code == 302
    assert "Thêm mới 2 trẻ, cập nhật 1" in browser.get(url).content.decode()
    with as_system("counting"):
        assert Child.objects.count() == 3
    assert "3 hồ sơ sẽ trở lại" in browser.get(f"{url}hoan-tac/").content.decode()
    assert browser.post(f"{url}hoan-tac/").status_code == 302
    assert "Sổ đã trở lại như trước khi nhập" in browser.get(url).content.decode()
    with as_system("counting"):
        assert list(Child.objects.values_list("pk", flat=True)) == [known.pk]
    assert Look.objects.filter(object_type="children.importrow", kind="export").count() == 1


def test_refusals_come_back_on_the_page(alice: Person, client_for: Callable[..., Client]) -> None:
    browser = client_for(alice)
    answer = browser.post("/nhap-lieu/", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")})
    assert answer.status_code == 422
    url = sent(browser)
    assert browser.post(f"{url}cot/", {"column1": "birth_date"}).status_code == 422
    assert browser.post(f"{url}vao-so/", {"act": "x"}).status_code == 422
    assert browser.post(f"{url}tieu-de/", {"sheet": "0", "first": "1", "last": "1"}).status_code == 302
    assert browser.post(f"{url}bo/").status_code == 302
    assert "Sổ không thay đổi" in browser.get(url).content.decode()
    again = sent(browser)
    assert again != url  # what was dropped does not count as imported
    assert sent(browser) == again


def test_chi_finds_nothing(alice: Person, chi: Person, bao: Person, client_for: Callable[..., Client]) -> None:
    url = sent(client_for(alice))
    for address in (url, f"{url}dong/", f"{url}trung/", f"{url}loi.xlsx", f"{url}hoan-tac/"):
        assert client_for(chi).get(address).status_code == 404
    assert client_for(bao).get(url).status_code == 403


def test_from_the_shell(alice: Person, world: World, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(as_csv([HEAD, *ROWS]))
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("children", "import", str(path), "--unit", world.commune.code, "--dry-run", stdout=out)
    told = json.loads(out.getvalue())
    assert [(one["row"], one["column"], one["code"]) for one in told["faults"]] == [
        (3, "birth_date", "birth_impossible")
    ]
    with as_system("nothing was written"):
        assert not ImportBatch.objects.exists()
    path.write_bytes(as_csv([HEAD, ROWS[0], ROWS[2]]))
    out = io.StringIO()
    call_command("children", "import", str(path), "--unit", world.commune.code, stdout=out)
    assert json.loads(out.getvalue())["state"] == "done"
    with as_system("counting"):
        assert Child.objects.filter(birth_date=dt.date(2018, 3, 5)).exists()
    with pytest.raises(CommandError, match="Không có xã"):
        call_command("children", "import", str(path), "--unit", "99999")
