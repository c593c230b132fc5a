"""Exports: nothing runs when the file is opened, everybody sees who took it and what for, and large ones ask the password."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from chungtay.accounts.roles import ROLES, RoleCode
from chungtay.children.models import PaperOrder
from chungtay.children.papers import limits, tables
from chungtay.children.papers.columns import COLUMNS, columns_for
from chungtay.children.papers.model import Column, Table, scaled
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.papers import Choice
from chungtay.children.services import papers
from chungtay.children.services.papers import Wish
from chungtay.foundation.access import Actor, granted
from chungtay.foundation.files import path_of
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import acting_as
from tests.accounts.test_administration import proved
from tests.children.paper_world import FORMULA, Families, give, make_families
from tests.factories.accounts import Person, World
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
Kind, Form, State = PaperOrder.Kind, PaperOrder.Form, PaperOrder.State


@pytest.fixture
def here(world: World) -> Families:
    load_law()
    return make_families(world)


@pytest.fixture
def actor(alice: Person) -> Iterator[Actor]:
    with acting_as(alice.actor):
        yield alice.actor


def take(actor: Actor, world: World, form: str, kind: str = Kind.LIST, **more: Any) -> tuple[PaperOrder, bytes]:
    columns = more.pop("columns", ("ngay-sinh", "so-dinh-danh", "ghi-chu"))
    choice = Choice(unit=more.pop("unit", world.commune), on=timezone.localdate(), **more)
    wish = Wish(kind=kind, form=form, choice=choice, purpose="Lập báo cáo, thống kê", columns=columns)
    order = papers.order_paper(actor=actor, wish=wish)
    assert order.file is not None, order.failure
    return order, path_of(order.file).read_bytes()


def test_the_workbook_says_who_when_and_what_for(actor: Actor, world: World, here: Families) -> None:
    _, content = take(actor, world, Form.EXCEL)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    above = " ".join(str(row[0]) for row in rows[:4])
    for words in ("ỦY BAN NHÂN DÂN XÃ MƯỜNG PHĂNG", "Danh sách trẻ em", "Điều 33 Nghị định 56/2017/NĐ-CP",
                  "“Lập báo cáo, thống kê”", "Người lập: Lò Thị Ân, UBND xã Mường Phăng, lúc"):  # fmt: skip
        assert words in above
    assert rows[4] == ["STT", "Họ và tên", "Ngày sinh", "Số định danh", "Ghi chú"]
    assert len(rows) == 5 + 5
    assert rows[5][0] == 1
    assert "riêng tư" in str(sheet.oddFooter)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$5:$5")


def test_a_formula_in_a_record_is_text_in_both_files(actor: Actor, world: World, here: Families) -> None:
    _, content = take(actor, world, Form.EXCEL)
    cell = next(
        cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row
        if cell.value == FORMULA
    )  # fmt: skip
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "<f>" not in package.read("xl/worksheets/sheet1.xml").decode()
    _, content = take(actor, world, Form.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert f"'{FORMULA}" in [row[-1] for row in rows]
    assert "Điều 33" in rows[3][0]
    assert "011316000123" in {row[3] for row in rows[5:]}


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_no_text_ever_becomes_a_formula_or_breaks_the_file(texts: list[str]) -> None:
    def table() -> Table:
        columns = tuple(Column(text or "-", 20) for text in texts)
        return Table("Thử [1]/2", ("Trên",), columns, [texts], "Chân & trang")

    book, plain = io.BytesIO(), io.BytesIO()
    assert tables.to_xlsx(table(), book) == 1
    for row in openpyxl.load_workbook(book).worksheets[0].iter_rows():
        assert all(cell.data_type in {"s", "n"} and (cell.data_type == "s" or cell.value is None) for cell in row)
    tables.to_csv(table(), plain)
    for values in csv.reader(io.StringIO(plain.getvalue().decode("utf-8-sig"), newline="")):
        assert not any(re.match(r"\s*[=+\-@\t\r]", value) for value in values)


@given(st.lists(st.tuples(st.floats(8, 60), st.booleans()), min_size=1, max_size=20), st.floats(150, 280))
def test_columns_fill_the_page_exactly(columns: list[tuple[float, bool]], room: float) -> None:
    widths = scaled([Column("", width, centred) for width, centred in columns], room)
    assert all(width > 0 for width in widths)
    assert sum(widths) == pytest.approx(room) or all(centred for _, centred in columns)


def test_the_book_as_a_workbook_has_a_row_for_each_child(actor: Actor, world: World, here: Families) -> None:
    _, content = take(actor, world, Form.EXCEL, Kind.BOOK)
    rows = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    ]
    assert [row[8] for row in rows[5:8]] == ["Lò Thị Bông", "Lò Văn Bích", here.long.full_name]
    assert {row[7] for row in rows[5:8]} == {
        "Lò Văn Hùng (cha; sinh 1990), Quàng Thị Ín (mẹ; sinh 1992; đi làm ăn xa từ 03/2024)"
    }


def test_sealed_things_are_not_exported(actor: Actor, world: World, here: Families) -> None:
    give(here.bich, "dd1", "dd", sealed=True)
    _, content = take(actor, world, Form.CSV, columns=("hoan-canh",))
    assert "HIV" not in content.decode()
    assert "Khuyết tật nặng" in content.decode()


def test_every_column_has_a_value_for_every_child(actor: Actor, world: World, here: Families) -> None:
    _, content = take(actor, world, Form.EXCEL, columns=tuple(COLUMNS))
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert len(rows[4]) == len(COLUMNS) + 1
    assert [one.code for one in columns_for(["ghi-chu", "khong-co"])] == ["ho-ten", "ghi-chu"]


# ---------------------------------------------------------------- who may, how much, how sure


def test_the_ministry_exports_nothing_and_other_roles_have_a_limit() -> None:
    for role in ROLES:
        may = str(ChildPermission.EXPORT) in granted(role)
        assert bool(limits.most_for(role)) == may, role
    assert limits.most_for(RoleCode.MINISTRY_OFFICER) == 0


def test_a_provinces_export_is_seen_by_each_commune(bao: Person, world: World, here: Families) -> None:
    from tests.factories.children import make_child

    make_child(world.other_commune, "Cà Thị Nưa")
    with acting_as(bao.actor):
        order, _ = take(bao.actor, world, Form.EXCEL, unit=world.province)
        assert order.rows == 6
    looks = {look.unit_path: look for look in Look.objects.all()}
    assert {path: look.count for path, look in looks.items()} == {world.commune.path: 5, world.other_commune.path: 1}
    assert {look.kind for look in looks.values()} == {"export"}
    assert {look.purpose for look in looks.values()} == {"Lập báo cáo, thống kê"}


def test_a_large_export_writes_all_its_children_down(
    actor: Actor, world: World, here: Families, monkeypatch: Any
) -> None:
    monkeypatch.setattr("chungtay.children.services.papers.LOOK_IDS", 2)
    take(actor, world, Form.EXCEL)
    looks = list(Look.objects.order_by("id"))
    assert [look.count for look in looks] == [5, 0, 0]
    assert len({pk for look in looks for pk in look.object_ids}) == 5


def test_a_large_export_asks_the_password_again(
    alice: Person, world: World, here: Families, client_for: Callable[..., Client], monkeypatch: Any
) -> None:
    monkeypatch.setattr("chungtay.children.papers.limits.ASKED_AGAIN", 3)
    client, data = client_for(alice), {"form": "xlsx", "purpose": "bao-cao", "columns": ["ngay-sinh"]}
    answer = client.post("/tre-em/in/danh-sach/?loc=tat-ca", data)
    assert answer.status_code == 302
    assert "/tai-khoan/" in answer["Location"]
    with acting_as(alice.actor):
        assert not PaperOrder.objects.exists()
    # back from the password the form is as it was, with the same children chosen
    page = proved(client).get("/tre-em/in/danh-sach/?loc=tat-ca").content.decode()
    assert re.search(r'value="xlsx"[^>]*checked', page)
    answer = client.post("/tre-em/in/danh-sach/?loc=tat-ca", data)
    assert answer.status_code == 302
    assert "/tre-em/in/" in answer["Location"]


def test_sensitive_things_always_ask_the_password(
    alice: Person, world: World, here: Families, client_for: Callable[..., Client]
) -> None:
    data = {"form": "docx", "purpose": "ho-tro", "sensitive": "on", "sensitive_reason": "Họp xét hỗ trợ điều trị"}
    answer = client_for(alice).post(f"/tre-em/{here.an.pk}/phieu/", data)
    assert "/tai-khoan/" in answer["Location"]
    answer = proved(client_for(alice)).post(f"/tre-em/{here.an.pk}/phieu/", data)
    assert "/tre-em/in/" in answer["Location"]
    assert Look.objects.get().object_id == here.an.pk


def test_another_purpose_needs_words(
    alice: Person, world: World, here: Families, client_for: Callable[..., Client]
) -> None:
    client = client_for(alice)
    answer = client.post("/tre-em/in/danh-sach/", {"form": "csv", "purpose": "khac", "own_words": "xem"})
    assert answer.status_code == 422
    assert "ghi rõ việc cần dùng" in answer.content.decode()


def test_a_file_name_tells_no_childs_name(actor: Actor, world: World, here: Families) -> None:
    wish = Wish(Kind.SHEET, Form.WORD, Choice(unit=None, on=timezone.localdate()), "Xét hỗ trợ trẻ em", child=here.an)
    order = papers.order_paper(actor=actor, wish=wish)
    assert re.fullmatch(r"phieu-thong-tin-tre-em-\d{8}\.docx", papers.file_name(order))
