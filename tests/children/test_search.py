"""A child is found by what a person remembers, inside the scope, whatever is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection

from chungtay.children.models import Child
from chungtay.children.queries import search
from chungtay.children.queries.search import Filters, answer, search_children
from chungtay.children.search import find_children
from chungtay.children.shell import search as shell_search
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import UnitName
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet

pytestmark = pytest.mark.django_db
NAMES = (
    ("Lò Văn An", "2019-05-12", "male"), ("Lò Văn Ân", "2018-01-02", "male"), ("Lò Vân An", "2017-03-01", "female"),
    ("Giàng A Pó", "2016", "male"), ("Vàng Thị Mỷ", "2020-02", "female"), ("Nguyễn Thị Minh Anh", "2015-09-09", "female"),
    ("Trần Đức Đồng", "2012-12-01", "male"), ("Trần Thị Thuý Hoà", "2014-10-01", "female"), ("H'Hen Niê", "2013-04-04", "female"),
    ("Quàng Văn Xuân", "2021-06-06", "male"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_words() -> Iterator[None]:
    search.forget()
    yield
    search.forget()


@pytest.fixture
def village(world: World) -> World:
    for name, birth, sex in NAMES:
        make_child(world.commune, name, birth if len(birth) == 10 else birth[:4] + "-01-01", sex)
    return world


def names(person: Person, text: str, **filters: object) -> list[str]:
    with acting_as(person.actor):
        return [one.name for one in search_children(actor=person.actor, text=text, filters=Filters(**filters))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lò văn an", "Lò Văn An"), ("lò văn ân", "Lò Văn Ân"), ("lò vân an", "Lò Vân An"), ("GIANG A PO", "Giàng A Pó"),
        ("po a giang", "Giàng A Pó"), ("giang apo", "Giàng A Pó"), ("vang thi mi", "Vàng Thị Mỷ"), ("my", "Vàng Thị Mỷ"),
        ("minh anh", "Nguyễn Thị Minh Anh"), ("nguyeenx minh anh", "Nguyễn Thị Minh Anh"), ("nguye64n anh", "Nguyễn Thị Minh Anh"),
        ("nguyn thi minh anh", "Nguyễn Thị Minh Anh"), ("nguyenthiminhanh", "Nguyễn Thị Minh Anh"),
        ("nguyễn thị mih anh", "Nguyễn Thị Minh Anh"), ("nguyen xxx minh anh", "Nguyễn Thị Minh Anh"),
        ("tran duwcs ddoongf", "Trần Đức Đồng"), ("thuy hoa", "Trần Thị Thuý Hoà"), ("trần thị thúy hòa", "Trần Thị Thuý Hoà"),
        ("h'hen", "H'Hen Niê"), ("hhen nie", "H'Hen Niê"), ("qyang van xuan", "Quàng Văn Xuân"), ("quang xuan", "Quàng Văn Xuân"),
        ("Tr?n Đ?c Đ?ng", "Trần Đức Đồng"), (unicodedata.normalize("NFD", "Vàng Thị Mỷ"), "Vàng Thị Mỷ"),
        ("tran thi thuy h", "Trần Thị Thuý Hoà"),
    ],
)  # fmt: skip
def test_the_child_meant_comes_first(village: World, alice: Person, text: str, name: str) -> None:
    assert names(alice, text)[:1] == [name]


def test_each_finds_only_its_own(village: World, alice: Person, bao: Person, chi: Person) -> None:
    make_child(village.other_commune, "Lò Văn An")
    assert names(alice, "lo van an").count("Lò Văn An") == 1
    assert names(bao, "lo van an").count("Lò Văn An") == 2
    assert names(chi, "giang a po") == []
    assert names(bao, "lo van an", paths=(village.other_commune.path,)) == ["Lò Văn An"]
    assert names(chi, "giang a po", paths=(village.commune.path,)) == []


def test_year_sex_and_day_narrow(village: World, alice: Person) -> None:
    make_child(village.commune, "Lò Văn An", "2011-02-03")
    assert names(alice, "lo van an 2011")[0] == "Lò Văn An"
    assert len(names(alice, "lo van an 2011")) == 1
    assert names(alice, "lo an", sex="female") == ["Lò Vân An"]
    hamlet = make_hamlet(village.commune)
    make_child(village.commune, "Lò Văn Ánh", "2010-01-01", hamlet=hamlet)
    assert names(alice, "lo van an", hamlet_id=hamlet.pk) == ["Lò Văn Ánh"]
    assert "Lò Văn Ánh" not in names(alice, "lo van an", hamlet_id=0)
    assert names(alice, "lo an 12/05/2019") == ["Lò Văn An"]
    with acting_as(alice.actor):
        [found] = search_children(actor=alice.actor, text="giàng a pó 1999")
    assert found.why == "khác năm sinh"


def test_by_parents_home_name_and_numbers(village: World, alice: Person) -> None:
    child = make_child(
        village.commune, "Cà Thị Nọi", "2019-01-01", "female", mother_name="Lường Thị Pâng", father_name="Cà Văn Hặc",
        other_name="Tý", phone="0912345678", personal_number="011319000123", national_code="TE-11-0042",
    )  # fmt: skip
    for text in (
        "luong thi pang",
        "mẹ Lường Thị Pâng",
        "ca van hac",
        "bo ca van hac",
        "tý",
        "0912 345 678",
        "84912345678",
        "011319000123",
        "TE-11-0042",
    ):
        assert names(alice, text)[:1] == [child.full_name], text
    with acting_as(alice.actor):
        make_child(village.commune, "Lường Thị My", "2020-01-01", "female")
        assert search_children(actor=alice.actor, text="mẹ lường thị pâng")[0].name == child.full_name
        assert search_children(actor=alice.actor, text="lường thị pâng")[0].why == "mẹ: Lường Thị Pâng"
        assert search_children(actor=alice.actor, text="0912345678")[0].why == "đúng số điện thoại"


def test_with_a_commune_of_today_or_of_old(village: World, bao: Person) -> None:
    make_child(village.other_commune, "Lò Văn An")
    for unit in (village.other_commune, village.old_commune):
        UnitName.objects.create(
            unit=unit, name=unit.name, kind=unit.kind, valid_from=unit.valid_from, valid_to=unit.valid_to,
            folded=fold(unit.name), folded_short=fold(unit.short_name),
        )  # fmt: skip
    for unit, path in (
        (village.other_commune, village.other_commune.path),
        (village.old_commune, village.commune.path),
    ):
        for text in (f"lo van an {unit.name}", f"lo van an {unit.short_name}", f"{unit.short_name} lo van an"):
            with acting_as(bao.actor):
                found = search_children(actor=bao.actor, text=text)
            assert found[0].name == "Lò Văn An"
            assert found[0].unit_path == path, text


def test_a_changed_name_is_found_and_one_of_a_merged_record_is_not(village: World, alice: Person) -> None:
    with as_system("changing names for a test"):
        child = Child.objects.get(full_name="Giàng A Pó")
        child.full_name = "Sùng Mí Phừ"
        child.save()
    assert names(alice, "sung mi phu") == ["Sùng Mí Phừ"]
    with as_system("merging for a test"):
        other = Child.objects.exclude(pk=child.pk).first()
        Child.objects.filter(pk=child.pk).update(status="merged", status_on="2026-01-01", merged_into=other)
    assert names(alice, "sung mi phu") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "%",
        "'",
        '"; DROP TABLE x; --',
        "😀😀",
        "\x00",
        "\\",
        "x" * 3000,
        "lo " * 1000,
        "2019",
        "0",
        "*",
        "?",
        "_",
        "%s %(a)s {x}",
    ],
)
def test_bad_input_has_a_kind_answer(village: World, alice: Person, text: str) -> None:
    with acting_as(alice.actor):
        given = answer(actor=alice.actor, text=text)
    assert given.found or given.sentence.endswith(".")


def test_plans_use_indexes(village: World, bao: Person) -> None:
    """No statement of a search reads the table of children from end to end, whatever the scope."""
    with as_system("many children for a plan"), connection.cursor() as cursor:
        pattern = make_child(village.commune, "Lò Văn Mẫu", mother_name="Lò Thị Mẫu")
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = 'children_child'::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname NOT IN ('id', 'full_name', 'mother_name')"
        )
        columns = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO children_child (full_name, mother_name, {columns})"
            " SELECT 'Lò Văn ' || chr(97 + n %% 26) || chr(97 + n %% 7), 'Lò Thị ' || chr(97 + n %% 26),"
            f" {columns} FROM children_child, generate_series(1, 6000) n WHERE id = %s",
            [pattern.pk],
        )
        cursor.execute("ANALYZE children_child")
    seen: list[str] = []

    def explained(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if "children_child" in sql and "EXPLAIN" not in sql:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + sql, params)
                seen.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    with acting_as(bao.actor), connection.execute_wrapper(explained):
        for text in (
            "lo van aa",
            "lò văn an",
            "van",
            "lo van an 2019",
            "lo thi b",
            "0912345678",
            "011319000123",
            "TE-11-0042",
        ):
            search_children(actor=bao.actor, text=text)
    assert len(seen) >= 8
    for plan in seen:
        assert "Seq Scan on children_child" not in plan, plan


def test_the_search_box_shows_children_and_writes_the_look_down(village: World, alice: Person, bao: Person) -> None:
    with acting_as(bao.actor):
        hits = find_children(bao.actor, "giang a po", 20)
        assert [hit.title for hit in hits] == ["Giàng A Pó"]
        assert "sinh 01/01/2016" in hits[0].detail
        assert village.commune.name in hits[0].detail
    look = Look.objects.get()
    assert (look.kind, look.count, look.what) == ("search", 1, "Ô tìm kiếm: giang a po")
    assert not find_children(replace(alice.actor, permissions=frozenset()), "giang a po", 20)


def test_a_name_that_looks_like_keys_is_found_as_it_stands(village: World, alice: Person) -> None:
    make_child(village.commune, "A Thị Wan", "2019-02-02", "female")
    make_child(village.commune, "A Thị Uân", "2019-02-02", "female")
    assert names(alice, "A Thị Wan")[0] == "A Thị Wan"
    assert names(alice, "a thi wan")[0] == "A Thị Wan"


def test_from_the_shell(village: World) -> None:
    make_child(village.far_commune, "Giàng A Pó")
    everywhere = shell_search.run({"text": "giang a po"})
    assert len(everywhere["found"]) == 2
    here = shell_search.run({"text": "giang a po", "unit": village.commune.code})
    assert [one["unit_path"] for one in here["found"]] == [village.commune.path]
    assert shell_search.run({"text": "%"})["sentence"]
    with pytest.raises(ValueError, match="99999"):
        shell_search.run({"text": "an", "unit": "99999"})
