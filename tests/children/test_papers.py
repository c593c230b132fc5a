"""The family book, the child's sheet and lists: who is on them, what they say, and what they do not say."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from chungtay.children.models import PaperOrder
from chungtay.children.papers import docx as writer
from chungtay.children.papers.columns import COLUMNS
from chungtay.children.papers.model import Column, Grid, Paper, Section
from chungtay.children.papers.words import Words, birth_words
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.papers import Choice, families, keys_of_book, size_of
from chungtay.children.services import papers
from chungtay.children.services.papers import Wish
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.files import path_of
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.children.paper_world import LONG, Families, give, make_families
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


def choice(world: World, **more: Any) -> Choice:
    return Choice(unit=world.commune, on=timezone.localdate(), **more)


def ask(actor: Actor, world: World, kind: str = Kind.BOOK, form: str = Form.WORD, **more: Any) -> PaperOrder:
    chosen = {key: more.pop(key) for key in ("hamlet_id", "filter_code", "sensitive") if key in more}
    wish = Wish(kind=kind, form=form, choice=choice(world, **chosen), purpose="Lưu sổ bản giấy tại xã", **more)
    return papers.order_paper(actor=actor, wish=wish)


def content(order: PaperOrder) -> bytes:
    assert order.state == State.READY, order.failure
    assert order.file is not None
    return path_of(order.file).read_bytes()


def words_of(order: PaperOrder) -> str:
    if order.form == Form.PRINT:
        return re.sub("<[^>]+>", " ", content(order).decode())
    with zipfile.ZipFile(io.BytesIO(content(order))) as package:
        return re.sub("<[^>]+>", " ", package.read("word/document.xml").decode())


# ---------------------------------------------------------------- the book


def test_the_book_holds_each_family_once_and_reads_in_word(actor: Actor, world: World, here: Families) -> None:
    made = ask(actor, world)
    book = docx.Document(io.BytesIO(content(made)))
    # the cover's table of hamlets, three households (one of them none), the letterhead and the sign lines
    heads = [table.rows[0].cells[0].text for table in book.tables]
    assert [head.split("\n")[0] for head in heads if head.startswith(("Hộ số", "Trẻ em chưa"))] == [
        "Hộ số 1   ·   Mã hộ: MP-012   ·   Chủ hộ: Lò Văn Hùng",
        "Hộ số 2   ·   Mã hộ: MP-002   ·   Chủ hộ: Quàng Văn Thoại",
        "Trẻ em chưa ghi vào hộ nào",
    ]
    said = words_of(made)
    for name in ("Lò Thị Bông", "Lò Văn Bích", LONG, "Quàng Thị Dương", "Vàng A Tủa"):
        assert said.count(name) == 1
    assert "Lò Văn Hùng (cha; sinh 1990), Quàng Thị Ín (mẹ; sinh 1992; đi làm ăn xa từ 03/2024)" in said
    assert "Lớp 4, TH Mường Phăng" in said
    assert "mẹ: Giàng Thị Sua" in said
    assert "011316000123" in said
    assert (made.rows, made.state) == (5, State.READY)


def test_every_page_says_what_it_may_be_used_for(actor: Actor, world: World, here: Families) -> None:
    made = ask(actor, world)
    with zipfile.ZipFile(io.BytesIO(content(made))) as package:
        foot = package.read("word/footer1.xml").decode()
        heads = [package.read(name).decode() for name in package.namelist() if "header" in name]
    assert "Điều 33 Nghị định 56/2017/NĐ-CP" in foot
    assert "“Lưu sổ bản giấy tại xã”" in foot
    assert "Lò Thị Ân, UBND xã Mường Phăng, lúc" in foot
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert any("Bản Phăng, Xã Mường Phăng" in head for head in heads)
    assert not re.search(r"\bMẬT\b", foot)


def test_one_hamlet_is_one_book(actor: Actor, world: World, here: Families) -> None:
    said = words_of(ask(actor, world, hamlet_id=here.ten.pk))
    assert "Quàng Thị Dương" in said
    assert "Lò Thị Bông" not in said
    assert "Vàng A Tủa" in words_of(ask(actor, world, hamlet_id=0))


def test_households_come_by_number_and_are_never_cut(
    actor: Actor, world: World, here: Families, monkeypatch: Any
) -> None:
    monkeypatch.setattr("chungtay.children.queries.papers.CHUNK", 1)
    keys = keys_of_book(actor, choice(world))
    found = list(families(keys, choice(world)))
    assert [len(family.lines) for family in found] == [3, 1, 1]
    assert [line.child.full_name for line in found[0].lines] == ["Lò Thị Bông", "Lò Văn Bích", LONG]


def test_the_number_of_queries_does_not_grow_with_the_children(
    actor: Actor, world: World, here: Families, django_assert_num_queries: Any
) -> None:
    keys = keys_of_book(actor, choice(world))
    with django_assert_num_queries(5):
        list(families(keys[:1], choice(world)))
    with django_assert_num_queries(5):
        list(families(keys, choice(world)))


# ---------------------------------------------------------------- what is not said


def test_sealed_things_are_not_on_paper_unless_asked_for_with_a_reason(
    actor: Actor, world: World, here: Families
) -> None:
    give(here.bich, "dd1", "dd", sealed=True)
    for form in (Form.WORD, Form.PRINT):
        said = words_of(ask(actor, world, form=form))
        assert "Khuyết tật" in said
        assert "HIV" not in said
    with pytest.raises(UserError, match="vì sao"):
        ask(actor, world, sensitive=True)
    asked = ask(actor, world, sensitive=True, sensitive_reason="Họp xét hỗ trợ điều trị cho trẻ")
    assert "iễm HIV/AIDS" in words_of(asked)
    assert asked.sensitive


def test_who_lacks_the_mark_cannot_ask_for_sealed_things(alice: Person, world: World, here: Families) -> None:
    without = dataclasses.replace(alice.actor, permissions=alice.actor.permissions - {str(ChildPermission.SENSITIVE)})
    with acting_as(without), pytest.raises(PermissionDenied):
        ask(without, world, sensitive=True, sensitive_reason="Họp xét hỗ trợ điều trị cho trẻ")


def test_a_list_does_not_name_a_child_only_because_of_a_sealed_thing(
    actor: Actor, world: World, here: Families
) -> None:
    give(here.bich, "l1", "l", sealed=True)
    size = size_of(actor, choice(world, filter_code="hoan-canh"), 100)
    assert (size.children, size.left_out) == (1, 1)
    without = dataclasses.replace(actor, permissions=actor.permissions - {str(ChildPermission.SENSITIVE)})
    with acting_as(without):
        assert size_of(without, choice(world, filter_code="hoan-canh"), 100).left_out == 0
    said = words_of(ask(actor, world, Kind.LIST, filter_code="hoan-canh", columns=("hoan-canh",)))
    assert "Lò Thị Bông" in said
    assert "Lò Văn Bích" not in said


# ---------------------------------------------------------------- sheet and list


def test_the_sheet_tells_everything_in_order(actor: Actor, world: World, here: Families) -> None:
    give(here.an, "dd1", "dd", sealed=True)
    said = words_of(ask(actor, world, Kind.SHEET, child=here.an))
    for words in ("PHIẾU THÔNG TIN TRẺ EM", "Lò Thị Bông", "Bản Phăng, Xã Mường Phăng", "01/03/2016", "Năm học 2025-2026",
                  "Bảo hiểm y tế", "Khuyết tật nặng"):  # fmt: skip
        assert words in said
    assert "HIV" not in said
    html = words_of(ask(actor, world, Kind.SHEET, form=Form.PRINT, child=here.an))
    assert "chưa ghi" in html


def test_a_list_has_the_columns_that_were_chosen(actor: Actor, world: World, here: Families) -> None:
    made = ask(actor, world, Kind.LIST, columns=("ngay-sinh", "cha"))
    table = docx.Document(io.BytesIO(content(made))).tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["STT", "Họ và tên", "Ngày sinh", "Cha"]
    assert [row.cells[1].text.split()[-1] for row in table.rows[1:]] == ["Bích", "Bông", "Dương", "Dương", "Tủa"]
    with pytest.raises(UserError, match="14 cột"):
        ask(actor, world, Kind.LIST, columns=tuple(COLUMNS))


def test_words_of_births() -> None:
    assert birth_words("2019-05-12") == "12/05/2019"
    assert birth_words("2019-05") == "05/2019"
    assert birth_words("2019", about=True) == "khoảng 2019"
    assert birth_words("") == ""


def test_vaccination_in_words(here: Families) -> None:
    words = Words(dt.date(2026, 5, 14))
    assert words.vaccinated(here.an) == "Chưa ghi"
    here.an.vaccines = ["bcg-1"]
    assert words.vaccinated(here.an).startswith("Thiếu ")


# ---------------------------------------------------------------- orders


def test_a_paper_is_written_down_for_the_commune(actor: Actor, world: World, here: Families) -> None:
    made = ask(actor, world)
    look = Look.objects.get()
    assert (look.kind, look.count, look.unit_path, look.purpose) == ("print", 5, world.commune.path, made.purpose)
    assert set(look.object_ids) == {here.an.pk, here.bich.pk, here.long.pk, here.far.pk, here.lone.pk}
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="child_").order_by("id")] == [
        "child_paper_asked",
        "child_paper_made",
    ]


def test_two_clicks_are_one_order(actor: Actor, world: World, here: Families) -> None:
    act, wish = uuid.uuid4(), Wish(Kind.BOOK, Form.WORD, choice(world), "Lưu sổ bản giấy")
    first = papers.order_paper(actor=actor, wish=wish, act=act)
    assert papers.order_paper(actor=actor, wish=wish, act=act).pk == first.pk
    assert PaperOrder.objects.count() == 1


def test_a_big_book_is_made_by_the_worker(
    alice: Person, world: World, here: Families, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from chungtay.children.tasks_papers import make_paper

    monkeypatch.setattr("chungtay.children.papers.limits.AT_ONCE", 2)
    monkeypatch.setattr("chungtay.children.queries.papers.CHUNK", 2)
    with acting_as(alice.actor):
        waiting = ask(alice.actor, world)
    assert waiting.state == State.WAITING
    assert not Look.objects.exists()
    assert ProcrastinateJob.objects.get(task_name="children.make_paper").args == {"order_id": waiting.pk}
    make_paper(order_id=waiting.pk)
    with acting_as(alice.actor):
        made = PaperOrder.objects.get(pk=waiting.pk)
        assert (made.state, made.done_rows) == (State.READY, 5)
        assert "Lò Thị Bông" in words_of(made)
    assert Look.objects.get().actor_name == "Lò Thị Ân"


def test_what_fails_says_so_and_leaves_no_look(actor: Actor, world: World, here: Families, monkeypatch: Any) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("chungtay.children.services.papers.docx.write", broken)
    with pytest.raises(OSError):
        ask(actor, world)
    order = PaperOrder.objects.get()
    assert order.state == State.FAILED
    assert "Lập lại" in order.failure
    assert not Look.objects.exists()
    assert papers.stands_still(order)


def test_files_go_after_a_day(actor: Actor, world: World, here: Families) -> None:
    made = ask(actor, world)
    assert made.file is not None
    place = path_of(made.file)
    with as_system("the sweep"):
        assert papers.sweep(timezone.now()) == 0
        assert papers.sweep(timezone.now() + dt.timedelta(hours=25)) == 1
    assert not place.exists()
    left = PaperOrder.objects.get()
    assert left.state == State.GONE
    with pytest.raises(UserError, match="24 giờ"):
        papers.fetched(order=left)


def test_another_commune_and_too_much_are_refused(
    actor: Actor, bao: Person, world: World, here: Families, monkeypatch: Any
) -> None:
    of_chi, of_all = (
        Wish(Kind.BOOK, Form.WORD, Choice(unit=unit, on=timezone.localdate()), "Lưu sổ bản giấy")
        for unit in (world.other_commune, world.province)
    )
    with pytest.raises(UserError, match="phạm vi"):
        papers.order_paper(actor=actor, wish=of_chi)
    with acting_as(bao.actor), pytest.raises(UserError, match="từng xã"):
        papers.order_paper(actor=bao.actor, wish=of_all)
    monkeypatch.setattr("chungtay.children.papers.limits._MOST", {"commune_officer": 2})
    with pytest.raises(UserError, match="tối đa 2 trẻ"):
        ask(actor, world)


# ---------------------------------------------------------------- pages


def test_only_who_asked_fetches(
    alice: Person, bao: Person, world: World, here: Families, client_for: Callable[..., Client]
) -> None:
    with acting_as(alice.actor):
        made = ask(alice.actor, world, form=Form.PRINT)
    mine, other = client_for(alice), client_for(bao)
    for url in (f"/tre-em/in/{made.pk}/", f"/tre-em/in/{made.pk}/trang/", f"/tre-em/in/{made.pk}/tep/"):
        assert mine.get(url).status_code == 200
        assert other.get(url).status_code == 404
    page = mine.get(f"/tre-em/in/{made.pk}/trang/")
    assert page["Cache-Control"] == "no-store"
    assert "Lò Văn Hùng (cha" in page.content.decode()


def test_what_is_typed_into_a_record_stays_text_on_the_page(
    alice: Person, world: World, here: Families, client_for: Callable[..., Client]
) -> None:
    with as_system("a name of a test"):
        type(here.an).objects.filter(pk=here.an.pk).update(note="<script>alert(1)</script>")
    with acting_as(alice.actor):
        made = ask(alice.actor, world, form=Form.PRINT)
    body = client_for(alice).get(f"/tre-em/in/{made.pk}/trang/").content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_the_form_tells_how_many_and_asks_for_a_purpose(
    alice: Person, world: World, here: Families, client_for: Callable[..., Client]
) -> None:
    client = client_for(alice)
    assert "trẻ sẽ có trong tệp" in client.get("/tre-em/in/so/").content.decode()
    answer = client.post("/tre-em/in/so/", {"form": "docx"})
    assert answer.status_code == 422
    assert "Hãy chọn mục đích" in answer.content.decode()
    answer = client.post(f"/tre-em/in/so/?thon={here.ten.pk}", {"form": "html", "purpose": "luu-giay"})
    assert answer.status_code == 302
    with acting_as(alice.actor):
        made = PaperOrder.objects.get()
    assert answer["Location"] == f"/tre-em/in/{made.pk}/trang/"
    assert (made.rows, made.what["hamlet"]) == (1, here.ten.pk)


# ---------------------------------------------------------------- speed


def test_word_is_written_in_less_than_twice_the_time_of_a_bare_python_docx_table() -> None:
    rows = [[str(place), "Nguyễn Thị Hoàng Ánh", "12/05/2019", "Nữ", "Thái", "011319000123"] for place in range(400)]
    begun = time.perf_counter()
    plain = docx.Document()
    table = plain.add_table(rows=len(rows), cols=6)
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    plain.save(io.BytesIO())
    bare = time.perf_counter() - begun
    columns = tuple(Column(f"Cột {place}", 30) for place in range(6))
    begun = time.perf_counter()
    writer.write(Paper("Thử", "Chân trang", [Section(landscape=True), Grid(columns, rows)]), io.BytesIO())
    assert time.perf_counter() - begun < 2 * bare
