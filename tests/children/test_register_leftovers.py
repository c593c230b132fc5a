"""What was left over of the register: seals folded, merged records left behind, short searches, days of deletion."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chungtay.children.models import Circumstance, Fact, Household, ImportBatch, ImportRow, Pair
from chungtay.children.policies import SEAL, ChildPermission
from chungtay.children.queries import looks
from chungtay.children.queries.families import households
from chungtay.children.queries.imports import hidden
from chungtay.children.search import find_children
from chungtay.children.services import duplicates, facts, importing_apply, importing_forget, importing_undo, merging
from chungtay.children.services.importing import choose_columns, receive_list
from chungtay.children.services.recording import add_newborn
from chungtay.foundation import access, files, searching
from chungtay.foundation.drafts import find_draft, forget_drafts, save_draft
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry, Draft, Look, StoredFile
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import name_key
from tests.children.test_merging import two
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_household
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def lists(db: None) -> None:
    load_law()


# Seals


def test_what_is_sealed_lies_folded_and_is_told_without_its_name(
    alice: Person, world: World, client_for: SignIn, lists: None
) -> None:
    child = make_child(world.commune, "Lò Thị Mai", "2014-03-02", "female")
    with as_system("proposals of a test"):
        Circumstance.objects.create(
            child=child, group="l", code="l4", seal=SEAL, state="proposed", valid_from="2025-01-01"
        )
        Circumstance.objects.create(child=child, group="d", code="d3", state="proposed", valid_from="2025-01-01")
        Circumstance.objects.create(
            child=child, group="đ", code="đ", seal=SEAL, state="confirmed", valid_from="2025-01-01", decided_by_name="A"
        )
    page = client_for(alice).get(child.get_absolute_url()).content.decode()
    folds = page.split("<details")[1:]
    sealed = [fold.split("</details>", 1) for fold in folds if fold.startswith(' class="child-more child-sealed"')]
    assert [fold[0].split("<summary>")[1].split("</summary>")[0] for fold in sealed][-1].startswith(
        "1 đề xuất được giữ kín"
    )
    outside = "".join(
        page.split("<details")[:1] + [fold.split("</details>", 1)[1] for fold in folds if "</details>" in fold]
    )
    assert "dâm ô" not in outside
    assert "HIV" not in outside
    assert "Khuyết tật" in outside
    assert "<details open" not in page
    page = client_for(alice).get("/tre-em/cho-xac-nhan/").content.decode()
    assert "<summary>Đề xuất được giữ kín</summary>" in page


# Merged records


def test_a_form_of_a_merged_record_leads_to_the_same_form_of_the_survivor(
    alice: Person, world: World, client_for: SignIn, lists: None
) -> None:
    kept, gone = two(world)
    with acting_as(alice.actor):
        duplicates.search(actor=alice.actor, unit=world.commune)
        merging.merge(actor=alice.actor, pair=Pair.objects.get(), keep_id=kept.pk)
    browser = client_for(alice)
    for part in ("sua", "dong", "hoan-canh", "ghi/can-do", "phieu"):
        answer = browser.get(f"/tre-em/{gone.pk}/{part}/")
        assert answer.headers["Location"] == f"/tre-em/{kept.pk}/{part}/", part
    answer = browser.get(f"/ho-gia-dinh/them/?tre={gone.pk}")
    assert answer.headers["Location"] == f"/ho-gia-dinh/them/?tre={kept.pk}"
    page = browser.get(f"/tre-em/{gone.pk}/sua/", follow=True).content.decode()
    assert "đã gộp vào hồ sơ này" in page
    typed = {"on": "01/02/2024", "weight": "12,5", "act": uuid.uuid4()}
    answer = browser.post(f"/tre-em/{gone.pk}/ghi/can-do/", typed)
    assert answer.status_code == 422
    assert "12,5" in answer.content.decode()


# Households in order


NAMES = [
    "Lò Văn Ơn",
    "Lò Văn Ong",
    "Vì Thị Ánh",
    "Giàng A  Của",
    "Lò Văn Ổn",
    "Đỗ Thị An",
    "Nguyễn Văn 3",
    "Ý",
    "",
    "Quàng Văn Ôn",
    "lò thị zùng",
]


def test_households_stand_in_the_order_of_given_names(alice: Person, world: World) -> None:
    for name in NAMES:
        make_household(world.commune, head_name=name)
    with as_system("the keys"):
        told = dict(Household.objects.values_list("head_name", "head_key"))
    assert {name: name_key(name) for name in NAMES} == {name: key for name, key in told.items() if name} | {
        "": told[""]
    }
    with acting_as(alice.actor):
        shown = [home.head_name for home in households(unit=world.commune)]
    assert shown == sorted(NAMES, key=lambda name: told[name])
    assert shown.index("Vì Thị Ánh") < shown.index("Giàng A  Của") < shown.index("Lò Văn Ong")


def test_the_order_of_households_is_read_from_the_index(alice: Person, world: World) -> None:
    for number in range(30):
        make_household(world.commune, head_name=f"Lò Văn {chr(97 + number % 26)}{number}")
    with acting_as(alice.actor), connection.cursor() as cursor:
        rows = households(unit=world.commune)[:50]
        sql, params = rows.query.sql_with_params()
        for way in ("seqscan", "bitmapscan", "sort"):  # a test's table is too small for the planner to care
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "household_list" in plan, plan
    assert "Sort" not in plan


# The box for everything


def test_three_letters_find_no_names_near_them(alice: Person, world: World) -> None:
    make_child(world.commune, "Lò Văn Hi")
    make_child(world.commune, "Lò Thị Hiên")
    make_child(world.commune, "Lò Văn Bình")
    make_child(world.commune, "Lò Thị Mì")
    with acting_as(alice.actor):
        assert not find_children(alice.actor, "hiv", 20)
        assert [hit.title for hit in find_children(alice.actor, "hie", 20)] == ["Lò Thị Hiên"]
        assert [hit.title for hit in find_children(alice.actor, "mif", 20)] == ["Lò Thị Mì"]  # Telex for “mì”
        assert [hit.title for hit in find_children(alice.actor, "bifnh", 20)] == ["Lò Văn Bình"]


def test_the_hint_names_children_to_who_may_read_them(alice: Person, client_for: SignIn) -> None:
    assert "tên trẻ, tên cha mẹ, số định danh" in client_for(alice).get("/tim-kiem/?q=").content.decode()
    assert not searching.hints(replace(alice.actor, permissions=frozenset()))


# Newborns and school years


@pytest.mark.parametrize(("back", "words"), [(11 * 365 + 10, "11 tuổi"), (500, "tháng tuổi")])
def test_the_form_for_newborns_refuses_older_children(alice: Person, world: World, back: int, words: str) -> None:
    born = timezone.localdate() - dt.timedelta(days=back)
    with acting_as(alice.actor), pytest.raises(UserError, match=words) as refused:
        add_newborn(
            actor=alice.actor, unit=world.commune, values={"full_name": "Lò An", "birth_date": born.isoformat()}
        )
    assert refused.value.field == "birth"
    young = (timezone.localdate() - dt.timedelta(days=200)).isoformat()
    with acting_as(alice.actor):
        assert add_newborn(actor=alice.actor, unit=world.commune, values={"full_name": "Lò An", "birth_date": young}).pk


def test_a_school_year_lies_after_birth_and_says_class_once(alice: Person, world: World, lists: None) -> None:
    child = make_child(world.commune, birth="2019-05-12")
    with acting_as(alice.actor):
        with pytest.raises(UserError, match="2018–2019"):
            facts.set_schooling(actor=alice.actor, child=child, year=2018, state="attending")
        for typed in ("lớp 3", "Lớp  3", "lop 3", " 3"):
            row = facts.set_schooling(actor=alice.actor, child=child, year=2025, state="attending", grade=typed)
            assert row.grade == "3"


# Lists that came in


def a_list(person: Person, world: World, rows: str) -> ImportBatch:
    head = "Họ và tên,Ngày sinh,Giới tính,Họ tên mẹ,Hoàn cảnh đặc biệt,Hộ nghèo\n"
    upload = SimpleUploadedFile("danh sách.csv", (head + rows).encode())
    with acting_as(person.actor):
        batch = receive_list(actor=person.actor, unit=world.commune, upload=upload)
        mapping = {int(index): key for index, key in batch.mapping.items()}
        return choose_columns(actor=person.actor, batch=batch, mapping=mapping, at_once=True)


def test_a_list_has_a_day_of_deletion_and_can_still_be_taken_back(
    alice: Person, world: World, client_for: SignIn, lists: None
) -> None:
    batch = a_list(
        alice, world, "Lò Thị Mai,02/03/2014,Nữ,Lò Thị Ún,bị dâm ô,\nLò Văn Ba,05/03/2016,Nam,Lò Thị Ún,,x\n"
    )
    with acting_as(alice.actor):
        done = importing_apply.apply_list(actor=alice.actor, batch=batch, act=uuid.uuid4(), at_once=True)
        assert done.state == ImportBatch.State.DONE
        stored = StoredFile.objects.get(sha256=done.file_digest)
    place = files.path_of(stored)
    day = importing_forget.deleted_on(done)
    assert day is not None
    assert f"sẽ được xóa ngày {day:%d/%m/%Y}" in client_for(alice).get(f"/nhap-lieu/{batch.pk}/").content.decode()
    with as_system("the night's work"):
        assert importing_forget.forget_lists(day - dt.timedelta(days=1)) == 0
        assert place.exists()
        assert importing_forget.forget_lists(day) == 1
        assert importing_forget.forget_lists(day) == 0
        assert not place.exists()
        assert not StoredFile.objects.filter(pk=stored.pk).exists()
        for row in ImportRow.objects.filter(batch=batch):
            assert set(row.values) == {"full_name", "birth_date"}
    entry = AuditEntry.objects.get(action="import_forgotten")
    assert entry.data["rows"] == 2
    assert "đã được xóa ngày" in client_for(alice).get(f"/nhap-lieu/{batch.pk}/").content.decode()
    with acting_as(alice.actor):
        batch.refresh_from_db()
        undone = importing_undo.undo(actor=alice.actor, batch=batch, at_once=True)
    assert undone.state == ImportBatch.State.UNDONE
    assert undone.counts["left"] == 0


def test_a_file_two_lists_share_stays_until_the_second_goes(alice: Person, world: World, lists: None) -> None:
    rows = "Lò Thị Mai,02/03/2014,Nữ,Lò Thị Ún,,\n"
    first = a_list(alice, world, rows)
    with as_system("an older list of the same file"):
        twin = StoredFile.objects.get(sha256=first.file_digest)
        place = files.path_of(twin)
        twin.pk = None
        twin.save()
        day = importing_forget.deleted_on(first)
        assert day is not None
        assert importing_forget.forget_lists(day) == 1
        first.refresh_from_db()
        assert first.state == ImportBatch.State.DROPPED
    assert place.exists()


def test_what_a_list_says_is_proposed_at_once(alice: Person, world: World, lists: None) -> None:
    batch = a_list(alice, world, "Lò Thị Mai,02/03/2014,Nữ,Lò Thị Ún,,\n")
    with as_system("a child of the list was ill before it was told to be poor"):
        child = make_child(world.commune, "Lò Thị Mai", "2014-03-02", "female", mother_name="Lò Thị Ún")
        Fact.objects.create(child=child, kind="illness", detail="Tim bẩm sinh", valid_from="2024-01-01")
        values = {**ImportRow.objects.get(batch=batch).values, "poverty": "poor"}
        ImportRow.objects.filter(batch=batch).update(decision="update", match_id=child.pk, values=values)
    with acting_as(alice.actor):
        importing_apply.apply_list(actor=alice.actor, batch=batch, act=uuid.uuid4(), at_once=True)
        found = Circumstance.objects.filter(child=child, state="proposed")
        assert [row.group for row in found] == ["n"]
        importing_undo.undo(actor=alice.actor, batch=batch, at_once=True)
        assert not Circumstance.objects.filter(child=child, state="proposed").exists()


def test_columns_that_may_hold_what_is_sealed_are_out_of_sight_without_the_mark(
    alice: Person, world: World, client_for: SignIn, lists: None
) -> None:
    batch = a_list(alice, world, "Lò Thị Mai,02/03/2014,Nữ,Lò Thị Ún,bị dâm ô,\n")
    assert "circumstances" in batch.mapping.values()
    assert not hidden(alice.actor)
    browser = client_for(alice)
    with as_system("its row"):
        number = ImportRow.objects.get(batch=batch).number
    address = reverse("children_imports:row", args=[batch.pk, number])
    assert "Hoàn cảnh đặc biệt" in browser.get(address).content.decode()
    with pytest.MonkeyPatch.context() as patch:
        left = access._grants["commune_officer"] - {str(ChildPermission.SENSITIVE)}
        patch.setitem(access._grants, "commune_officer", left)
        page = browser.get(address).content.decode()
        assert "Hoàn cảnh đặc biệt" not in page
        assert 'name="circumstances"' not in page
    with as_system("nothing was lost by it"):
        assert ImportRow.objects.get(batch=batch).values["circumstances"]


def test_drafts_about_children_are_forgotten(alice: Person) -> None:
    for key in ("child-edit-4", "report-3"):
        save_draft(alice.user.pk, key, {"note": ["x"]})
        Draft.objects.filter(key=key).update(updated_at=timezone.now() - dt.timedelta(days=31))
    save_draft(alice.user.pk, "child-edit-5", {"note": ["x"]})
    assert forget_drafts(("child-", "household-"), days=30) == 1
    assert find_draft(alice.user.pk, "report-3") is not None
    assert find_draft(alice.user.pk, "child-edit-5") is not None


# Looks


def test_a_list_of_the_province_is_read_in_the_log_of_each_commune_on_it(
    alice: Person, bao: Person, chi: Person, world: World, client_for: SignIn
) -> None:
    mine = [make_child(world.commune, f"Lò Văn {name}") for name in ("An", "Ba")]
    other = make_child(world.other_commune, "Lò Văn Chín")
    with CaptureQueriesContext(connection) as seen:
        client_for(bao).get("/tre-em/")
    assert sum("INSERT INTO" in query["sql"] and "foundation_look" in query["sql"] for query in seen) == 1
    shown = {look.unit_path: sorted(look.object_ids) for look in Look.objects.all()}
    assert shown == {world.commune.path: sorted(child.pk for child in mine), world.other_commune.path: [other.pk]}
    for person, number in ((alice, 1), (chi, 1), (bao, 2)):
        with acting_as(person.actor):
            assert len(looks.log(person.actor, looks.Asked()).lines) == number
    with acting_as(alice.actor):
        assert [line.look.actor_name for line in looks.for_child(alice.actor, mine[0])] == [bao.actor.name]


def test_lists_with_one_child_on_them_are_found_by_the_index(alice: Person, world: World) -> None:
    child = make_child(world.commune)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO foundation_look (kind, object_type, object_ids, count, unit_path, actor_name, agency_name, what, purpose) "
            "SELECT 'list', 'children.child', ARRAY[n, n + 1000, n + 2000]::bigint[], 3, '11b', '', '', '', '' "
            "FROM generate_series(1000, 6000) n"
        )
        cursor.execute("ANALYZE foundation_look")
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, params = looks._of_child(child).order_by("-id")[:100].query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "look_lines" in plan, plan
