"""A list enters the register and is taken back: every fault found, none invented, the state before restored exactly."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from chungtay.children.models import Child, Household, ImportBatch, Residence
from chungtay.children.services import importing, importing_apply, importing_rows, importing_undo
from chungtay.children.services.children import edit_child
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Unit
from tests.factories.accounts import Person, World
from tests.factories.child_lists import HAMLETS, TODAY, as_csv, as_xlsx, planted_list
from tests.factories.children import make_child, make_hamlet
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
TABLES = (
    "child", "household", "householdkind", "adult", "kinship", "residence", "circumstance", "fact", "growth",
    "immunisation", "schooling", "support", "pair", "merge", "transfer",
)  # fmt: skip


def digest() -> str:
    """Of every row of the register, keys and moments included."""
    total = hashlib.sha256()
    with as_system("comparing the whole register before and after"), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT md5(string_agg(t::text, '\n' ORDER BY id)) FROM children_{table} t")
            total.update(str(cursor.fetchone()[0]).encode())
    return total.hexdigest()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    load_law()  # the code lists
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def commune(world: World) -> Unit:
    for name in HAMLETS:
        make_hamlet(world.commune, name)
    return world.commune


def upload(content: bytes, name: str = "ds.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def received(person: Person, unit: Unit, content: bytes, name: str = "ds.csv") -> ImportBatch:
    return importing.receive_list(actor=person.actor, unit=unit, upload=upload(content, name))


def checked(person: Person, unit: Unit, content: bytes, name: str = "ds.csv") -> ImportBatch:
    batch = received(person, unit, content, name)
    mapping = {int(index): key for index, key in batch.mapping.items()}
    return importing.choose_columns(actor=person.actor, batch=batch, mapping=mapping, at_once=True)


def put_in(person: Person, batch: ImportBatch) -> ImportBatch:
    return importing_apply.apply_list(actor=person.actor, batch=batch, act=uuid.uuid4(), at_once=True)


HEAD = [
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Số định danh",
    "Họ tên mẹ",
    "Thôn",
    "BHYT",
    "Hộ nghèo",
    "Mã hộ",
    "Hoàn cảnh đặc biệt",
    "Lớp",
]
ROWS: list[list[Any]] = [
    ["Lò Văn An", "05/03/2018", "Nam", "011218000001", "Quàng Thị Ban", "Bản Phăng", "x", "x", "H1", "d2", "2A"],
    ["Lò Thị Ân", "05/2020", "Nữ", "", "Quàng Thị Ban", "Bản Phăng", "", "x", "H1", "", ""],
    ["Sùng A Chứ", "2017", "Nam", "", "Vàng Thị Mỷ", "Bản Co Líu", "không", "", "", "a3; đ1", "bỏ học lớp 3"],
]


@pytest.mark.django_db(transaction=True)  # the chunks are committed, as they are in the product
def test_ten_thousand_rows_every_fault_found_none_invented_and_undone_exactly(alice: Person, commune: Unit) -> None:
    """Done when 1: 10,000 rows, 300 planted faults, some of them rows that repeat others."""
    planted = planted_list(10_000, 290, 11)
    clean = [
        place
        for place in range(1, 5000)
        if place + 1 not in {number for number, *_ in planted.faults} and planted.rows[place][5]
    ]
    for turn in range(10):  # ten rows are copied to the end: the number says so
        planted.rows.append([10_001 + turn, *planted.rows[clean[turn * 40]][1:]])
        planted.faults.add((10_002 + turn, "personal_number", "number_repeated"))
    make_child(commune, "Lò Văn Cũ", "2019-01-01", personal_number="011219999999")
    before = digest()
    with acting_as(alice.actor):
        batch = checked(alice, commune, as_csv(planted.rows))
        assert batch.state == "ready", batch.failure
        found = {
            (number, fault["column"], fault["code"])
            for number, faults in batch.rows.filter(severity__gt=0).values_list("number", "faults")
            for fault in faults
        }
        assert found == planted.faults
        assert len(found) == 300
        assert batch.counts["rows"] == 10_010
        importing_rows.leave_out(actor=alice.actor, batch=batch, faulty=True)
        importing_rows.decide_all(actor=alice.actor, batch=batch, decision="new")
        batch = put_in(alice, batch)
        assert batch.state == "done"
        assert Child.objects.filter(batch_id=batch.pk).count() == batch.done_rows > 9_700
        assert Residence.objects.filter(batch_id=batch.pk).count() == batch.done_rows
        assert digest() != before
        batch = importing_undo.undo(actor=alice.actor, batch=batch, at_once=True)
        assert batch.state == "undone"
        assert batch.counts["left"] == 0
    assert digest() == before


def test_what_is_written_for_a_child(alice: Person, commune: Unit) -> None:
    with acting_as(alice.actor):
        batch = put_in(alice, checked(alice, commune, as_xlsx([HEAD, *ROWS]), "ds.xlsx"))
        assert batch.state == "done"
        an, anh, chu = Child.objects.filter(batch_id=batch.pk).order_by("id")
        assert (an.full_name, an.birth, an.sex, an.personal_number) == (
            "Lò Văn An",
            "2018-03-05",
            "male",
            "011218000001",
        )
        assert an.hamlet is not None
        assert an.hamlet.name == "Bản Phăng"
        assert an.household == anh.household
        assert (an.household_kind, an.special, an.school_state, str(an.insured_until)) == (
            "poor",
            True,
            "attending",
            "9999-12-31",
        )
        assert (anh.birth, anh.birth_date) == ("2020-05", dt.date(2020, 5, 1))
        assert sorted(chu.circumstances.values_list("code", "state", "seal")) == [
            ("a3", "confirmed", ""),
            ("dd1", "confirmed", "sealed"),
            ("dropped_out", "proposed", ""),  # the facts of the list propose at once
        ]
        assert chu.school_state == "dropped_out"
        assert chu.schooling.get().grade == "3"
        assert an.residences.get().reason == "imported"
    with as_system("the sums written with the rows are those the database computes"), connection.cursor() as cursor:
        cursor.execute("SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM children_child t")
        first = cursor.fetchone()
        cursor.execute("SELECT children_summarise(array(SELECT id FROM children_child))")
        cursor.execute("SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM children_child t")
        assert cursor.fetchone() == first


def test_children_already_there_are_updated_and_become_what_they_were(alice: Person, commune: Unit) -> None:
    known = make_child(commune, "Lò Văn An", "2018-03-05", personal_number="011218000001", mother_name="Quàng Thị Ban")
    alike = make_child(commune, "Sùng A Chứ", "2017-02-01", mother_name="Vàng Thị Mỷ")
    before = digest()
    with acting_as(alice.actor):
        batch = checked(alice, commune, as_xlsx([HEAD, *ROWS]), "ds.xlsx")
        rows = {row.number: row for row in batch.rows.all()}
        assert (rows[2].decision, rows[2].match_id) == ("update", known.pk)
        assert (rows[4].decision, rows[4].match_id) == ("ask", alike.pk)
        assert rows[3].match_id is None
        with pytest.raises(UserError, match="giống trẻ đã có"):
            put_in(alice, batch)
        importing_rows.decide(actor=alice.actor, batch=batch, decisions={4: "update"})
        batch = put_in(alice, batch)
        known.refresh_from_db()
        alike.refresh_from_db()
        assert (known.version, known.household_kind, known.special) == (2, "poor", True)
        assert alike.birth == "2017-02-01"  # the year alone says less
        assert Child.objects.count() == 3
        importing_undo.undo(actor=alice.actor, batch=batch, at_once=True)
    assert digest() == before


def test_rows_worked_on_since_are_told_and_stay_when_the_person_says_so(alice: Person, commune: Unit) -> None:
    with acting_as(alice.actor):
        batch = put_in(alice, checked(alice, commune, as_xlsx([HEAD, *ROWS]), "ds.xlsx"))
        child = Child.objects.get(full_name="Lò Thị Ân")
        edit_child(actor=alice.actor, child=child, version=1, values={"mother_name": "Quàng Thị Bang"})
        plan = importing_undo.plan(batch)
        assert (plan.back, plan.held, [row.number for row in plan.shown]) == (2, 1, [3])
        with pytest.raises(UserError, match="1 hồ sơ đã được sửa"):
            importing_undo.undo(actor=alice.actor, batch=batch, at_once=True)
        assert Child.objects.count() == 3
        batch = importing_undo.undo(actor=alice.actor, batch=batch, leave_touched=True, at_once=True)
        assert batch.counts["left"] == 1
        assert [one.full_name for one in Child.objects.all()] == ["Lò Thị Ân"]
        assert Household.objects.count() == 1  # the child left lives there


def test_a_second_click_does_nothing_twice(alice: Person, commune: Unit) -> None:
    act = uuid.uuid4()
    with acting_as(alice.actor):
        content = as_xlsx([HEAD, *ROWS])
        batch = checked(alice, commune, content, "ds.xlsx")
        importing_apply.apply_list(actor=alice.actor, batch=batch, act=act, at_once=True)
        again = importing_apply.apply_list(actor=alice.actor, batch=batch, act=act, at_once=True)
        assert again.state == "done"
        assert Child.objects.count() == 3
        with pytest.raises(NotPossible):
            importing_apply.apply_list(actor=alice.actor, batch=batch, act=uuid.uuid4(), at_once=True)
        same = received(alice, commune, content, "ten khac.xlsx")
        assert same.pk == batch.pk  # the same file is noticed whatever its name
        other = importing.receive_list(actor=alice.actor, unit=commune, upload=upload(content, "ds.xlsx"), again=True)
        assert other.pk != batch.pk
        assert AuditEntry.objects.filter(action="import_applied").count() == 1


def test_a_power_cut_in_the_middle_is_taken_up_again(
    alice: Person, commune: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_apply, "CHUNK", 40)
    monkeypatch.setattr(importing, "CHUNK", 40)
    monkeypatch.setattr(importing_undo, "CHUNK", 40)
    before = digest()
    real, calls = importing_apply._chunk, []

    def cut(parameters: dict[str, Any]) -> int:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(parameters)

    with acting_as(alice.actor):
        batch = checked(alice, commune, as_csv(planted_list(130, 0, 5).rows))
        importing_rows.decide_all(actor=alice.actor, batch=batch, decision="new")
        monkeypatch.setattr(importing_apply, "_chunk", cut)
        with pytest.raises(KeyboardInterrupt):
            put_in(alice, batch)
        batch.refresh_from_db()
        assert (batch.state, batch.done_rows, Child.objects.count()) == ("applying", 80, 80)
        batch = importing_apply.carry_out(actor=alice.actor, batch=batch)
        assert (batch.state, batch.done_rows, Child.objects.count()) == ("done", 130, 130)
        assert importing_undo.undo(actor=alice.actor, batch=batch, at_once=True).counts["left"] == 0
    assert digest() == before


def test_a_row_is_corrected_on_screen(alice: Person, commune: Unit) -> None:
    wrong = [*ROWS[0]]
    wrong[1], wrong[5] = "31/02/2018", "Bản Xa Lạ"
    with acting_as(alice.actor):
        batch = checked(alice, commune, as_xlsx([HEAD, wrong, ROWS[0]]), "ds.xlsx")
        assert batch.counts["faults"] == {"birth_impossible": 1, "hamlet_unknown": 1, "number_repeated": 1}
        with pytest.raises(UserError, match="2 dòng có lỗi"):
            put_in(alice, batch)
        importing_rows.leave_out(actor=alice.actor, batch=batch, numbers=[3])
        row = importing_rows.correct_row(
            actor=alice.actor, batch=batch, number=2, texts={"birth_date": "5/3/2018", "hamlet": "Phăng"}
        )
        assert not row.faults
        assert row.values["birth_date"] == "2018-03-05"
        assert row.values["circumstances"] == "d2"
        batch.refresh_from_db()
        assert batch.counts["errors"] == 0
        importing_rows.leave_out(actor=alice.actor, batch=batch, numbers=[3], back=True)
        assert batch.rows.get(number=3).faults[0]["code"] == "number_repeated"


def test_nobody_imports_into_another_commune(alice: Person, chi: Person, commune: Unit) -> None:
    with acting_as(chi.actor), pytest.raises(PermissionDenied):
        received(chi, commune, as_csv([HEAD, *ROWS]))
    with acting_as(alice.actor):
        batch = received(alice, commune, as_csv([HEAD, *ROWS]))
    with acting_as(chi.actor):
        assert not ImportBatch.objects.filter(pk=batch.pk).exists()


def test_a_list_without_children_says_so(alice: Person, commune: Unit) -> None:
    with acting_as(alice.actor):
        batch = checked(alice, commune, as_csv([HEAD, ["", "", ""]]))
        assert batch.state == "mapping"
        assert "không có trẻ nào" in batch.failure
        dropped = importing.drop(actor=alice.actor, batch=batch)
        assert dropped.state == "dropped"


def test_the_file_of_faults_comes_back_corrected(alice: Person, commune: Unit) -> None:
    from chungtay.children.papers_imports import faults_book

    wrong, worse = [*ROWS[0]], [*ROWS[1]]
    wrong[1], worse[0] = "31/02/2018", "L0 Thị Ân"
    with acting_as(alice.actor):
        batch = checked(alice, commune, as_xlsx([HEAD, wrong, worse, ROWS[2]]), "ds.xlsx")
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(faults_book(batch)))
        sheet = book.active
        assert sheet is not None
        heads = {cell.value: cell.column for cell in sheet[3]}
        lines = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=4) if row[0].value}
        assert set(lines) == {2, 3}
        sheet.cell(lines[2], heads["Ngày sinh"] or 0).value = "5/3/2018"
        sheet.cell(lines[3], heads["Bỏ dòng này (x)"] or 0).value = "x"
        out = io.BytesIO()
        book.save(out)
        assert importing_rows.take_corrections(
            actor=alice.actor, batch=batch, content=out.getvalue(), name="loi.xlsx"
        ) == (1, 1)
        batch.refresh_from_db()
        assert (batch.counts["errors"], batch.counts["skip"], batch.counts["new"]) == (0, 1, 2)
        assert batch.rows.get(number=2).values["circumstances"] == "d2"
