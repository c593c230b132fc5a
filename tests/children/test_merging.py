"""Duplicates are found, decided, merged and taken apart again; nothing is lost and nothing is seen that should not be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from itertools import permutations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.children import guards
from chungtay.children.dependents import TABLES
from chungtay.children.models import (
    Adult,
    Child,
    Circumstance,
    Fact,
    Growth,
    Immunisation,
    Kinship,
    Merge,
    Pair,
    Residence,
    Schooling,
    Support,
)
from chungtay.children.services import duplicates, keys, merging
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, make_household

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
SAME: dict[str, Any] = {
    "sex": "female",
    "mother_name": "Quàng Thị Ín",
    "father_name": "Lò Văn Pâng",
    "ethnicity": "thai",
}


def two(world: World, **other: Any) -> tuple[Child, Child]:
    first = make_child(
        world.commune, "Lò Thị Ngọc Ánh", "2019-05-12", **SAME, personal_number="011319000123", phone="0912345678"
    )
    second = make_child(other.pop("unit", world.commune), "Lo Ngoc Anh", "2019", **{**SAME, **other})
    return first, second


def found(person: Person, world: World, unit: Any = None) -> list[Pair]:
    with acting_as(person.actor):
        duplicates.search(actor=person.actor, unit=unit or world.commune)
        return list(Pair.objects.filter(state="open"))


def test_a_pair_is_found_once_and_remembered(alice: Person, world: World) -> None:
    two(world)
    make_child(world.commune, "Lò Thị Ngọc Mai", "2019-05-12", **SAME)  # her twin
    (pair,) = found(alice, world)
    assert pair.score > 0.5
    assert not any("left" in part or "right" in part for part in pair.parts)
    with acting_as(alice.actor):
        duplicates.decide(actor=alice.actor, pair=pair, state="different", reason="Đã hỏi gia đình.")
        assert found(alice, world) == []
        Child.objects.filter(pk=pair.second_id).update(note="không so trường này")
        assert found(alice, world) == []
        Child.objects.filter(pk=pair.second_id).update(full_name="Lò Thị Ngọc Ánh")
        (again,) = found(alice, world)
        assert again.pk == pair.pk
        duplicates.decide(actor=alice.actor, pair=again, state="twins")
        duplicates.reopen(actor=alice.actor, pair=again)
        assert found(alice, world) == [again]
    assert AuditEntry.objects.filter(action="children_pair_decided").count() == 2


def test_data_put_right_take_an_open_pair_off_the_list(alice: Person, world: World) -> None:
    _, second = two(world)
    found(alice, world)
    with acting_as(alice.actor):
        Child.objects.filter(pk=second.pk).update(
            full_name="Vàng A Páo", mother_name="Sùng Thị Mỷ", father_name="", birth="2012"
        )
    assert found(alice, world) == []


def test_across_communes_each_knows_and_the_province_decides(
    alice: Person, bao: Person, chi: Person, world: World
) -> None:
    first, second = two(world, unit=world.other_commune)
    (pair,) = found(chi, world, world.other_commune)
    with acting_as(alice.actor):
        mine = Pair.objects.get()
        assert Child._base_manager.filter(pk=second.pk).count() == 0
        with pytest.raises(PermissionDenied):
            duplicates.decide(actor=alice.actor, pair=mine, state="different")
        with pytest.raises(PermissionDenied):
            merging.merge(actor=alice.actor, pair=mine, keep_id=first.pk)
        with pytest.raises(UserError):
            duplicates.search(actor=alice.actor, unit=world.other_commune)
    with acting_as(bao.actor):
        done = merging.merge(actor=bao.actor, pair=Pair.objects.get(), keep_id=first.pk)
        merging.unmerge(actor=bao.actor, done=done)
        with pytest.raises(UserError, match="hai xã"):
            merging.merge(actor=bao.actor, pair=Pair.objects.get(), keep_id=first.pk, take=["place"])
    assert pair.first_id == first.pk
    assert AuditEntry.objects.filter(action="children_merged").count() == 2  # a line for each commune


def test_the_keys_are_hidden_from_posts(alice: Person, world: World) -> None:
    two(world)
    keys.refresh()
    with as_system("counting"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM children_matchkey")
        assert cursor.fetchone()[0] > 4
    with acting_as(alice.actor), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM children_matchkey) + (SELECT count(*) FROM children_matchmark)")
        assert cursor.fetchone()[0] == 0


def hang_on(child: Child, number: int) -> None:
    """Something of everything, some of it in the way of the same things of another child."""
    with as_system("dependents for a test"):
        Fact.objects.create(child=child, kind="insurance", valid_from=DAY + dt.timedelta(days=number))
        Fact.objects.create(child=child, kind="hiv", seal="sealed", valid_from=DAY)
        Fact.objects.create(child=child, kind="seen", valid_from=DAY + dt.timedelta(days=number))
        Growth.objects.create(child=child, on=DAY, weight=10 + number)
        Growth.objects.create(child=child, on=DAY + dt.timedelta(days=30 + number), weight=11)
        Immunisation.objects.create(child=child, vaccine="bcg", dose=1 + number % 2)
        Schooling.objects.create(child=child, year=2024 + number, state="studying")
        Support.objects.create(child=child, kind="cash", content="Quà Tết", on=DAY)
        Circumstance.objects.create(child=child, group="a", code=f"a{number % 2}", valid_from=DAY, decided_by_name="Ai")
        father = Adult.objects.create(unit_path=child.unit_path, full_name=f"Lò Văn Cha {number}")
        Kinship.objects.create(
            child=child, adult=father, relation="guardian" if number in (1, 2) else "father", raises=True
        )


_PASSING = {"version", "updated_at", "updated_by_id"}


def everything(ids: list[int]) -> dict[str, list[dict[str, Any]]]:
    """All rows of the children and of what hangs on them."""
    with as_system("comparing two moments"):
        rows = {"child": list(Child.objects.filter(pk__in=ids).order_by("pk").values())}
        for name, model in {**TABLES, "residence": Residence}.items():
            rows[name] = list(model.objects.filter(child__in=ids).order_by("pk").values())
    return {
        name: [{key: row[key] for key in row if key not in _PASSING} for row in found] for name, found in rows.items()
    }


def pair_of(first: Child, second: Child) -> Pair:
    low, high = sorted((first, second), key=lambda child: child.pk)
    with as_system("a pair for a test"):
        pair, _ = Pair.objects.get_or_create(
            first=low, second=high, defaults={"first_path": low.unit_path, "second_path": high.unit_path, "score": 1}
        )
    return pair


def test_merging_keeps_everything_and_unmerging_gives_it_back(alice: Person, world: World) -> None:
    first, second = two(world, phone="0999888777", since=dt.date(2025, 8, 1))
    first, second = second, first  # keep the later record: the other knows where the child lived before
    hang_on(first, 0)
    hang_on(second, 1)
    ids = [first.pk, second.pk]
    before = everything(ids)
    with acting_as(alice.actor):
        done = merging.merge(
            actor=alice.actor,
            pair=pair_of(first, second),
            keep_id=first.pk,
            take=["full_name", "birth", "personal_number", "phone"],
        )
        kept, gone = Child.objects.get(pk=first.pk), Child.objects.get(pk=second.pk)
        assert (kept.full_name, kept.birth, kept.phone) == ("Lò Thị Ngọc Ánh", "2019-05-12", "0912345678")
        assert (gone.status, gone.merged_into_id) == ("merged", first.pk)
        assert Fact.objects.filter(child=kept).count() == 6  # the sealed one too
        assert Growth.objects.filter(child=gone).count() == 1  # two measurements of one day: the other stays readable
        assert kept.residences.count() == 2
        assert kept.vaccines == ["bcg-1", "bcg-2"]
        with pytest.raises(NotPossible):
            merging.merge(actor=alice.actor, pair=Pair.objects.get(), keep_id=first.pk)
        merging.unmerge(actor=alice.actor, done=done, state="different", reason="Hai trẻ khác nhau.")
        with pytest.raises(NotPossible):
            merging.unmerge(actor=alice.actor, done=done)
    assert everything(ids) == before
    assert AuditEntry.objects.filter(action__in=["children_merged", "children_unmerged"]).count() == 2


def test_later_changes_go_with_the_side_they_belong_to(alice: Person, world: World) -> None:
    first, second = two(world, phone="0999888777", religion="none")
    hang_on(first, 0)
    hang_on(second, 1)
    with acting_as(alice.actor):
        done = merging.merge(
            actor=alice.actor, pair=pair_of(first, second), keep_id=first.pk, take=["phone", "religion"]
        )
        moved = Schooling.objects.get(child=first, year=2025)
        Schooling.objects.filter(pk=moved.pk).update(grade="3A")  # an edit of what came along goes back with it
        new = Growth.objects.create(child=first, on=DAY + dt.timedelta(days=90), weight=14)
        theirs = Support.objects.create(child=first, kind="cash", content="Học bổng", on=DAY)
        Child.objects.filter(pk=first.pk).update(phone="0977000111", religion="catholic", note="ghi sau khi gộp")
        merging.unmerge(actor=alice.actor, done=done, give_rows=[("support", theirs.pk)], give_fields=["religion"])
        kept, gone = Child.objects.get(pk=first.pk), Child.objects.get(pk=second.pk)
        moved.refresh_from_db()
        new.refresh_from_db()
        theirs.refresh_from_db()
    assert (moved.child_id, moved.grade) == (second.pk, "3A")
    assert (new.child_id, theirs.child_id) == (first.pk, second.pk)
    assert (kept.phone, kept.note) == ("0977000111", "ghi sau khi gộp")  # edited since: stays as edited
    assert (kept.religion, gone.religion, gone.phone) == ("", "catholic", "0999888777")


def test_what_no_longer_fits_stays_and_is_told(alice: Person, world: World) -> None:
    first, second = two(world)
    hang_on(first, 0)
    hang_on(second, 1)
    with acting_as(alice.actor):
        done = merging.merge(actor=alice.actor, pair=pair_of(first, second), keep_id=first.pk)
        stayed = Growth.objects.get(child=second)
        moved = Growth.objects.get(pk=done.moved["growth"][0])
        Growth.objects.filter(child=first, on=stayed.on).delete()
        Growth.objects.filter(pk=moved.pk).update(on=stayed.on)
        merging.unmerge(actor=alice.actor, done=done)
        moved.refresh_from_db()
    assert moved.child_id == first.pk
    assert AuditEntry.objects.get(action="children_unmerged").data["could_not_go_back"] == {"growth": [moved.pk]}


def test_the_household_and_hamlet_can_be_those_of_the_other_record(alice: Person, world: World) -> None:
    hamlet = make_hamlet(world.commune)
    home = make_household(world.commune, hamlet, phone="0966555444")
    first = make_child(world.commune, "Lò Thị Ánh", "2019-05-12", **SAME)
    second = make_child(world.commune, "Lò Thị Ánh", "2019-05-12", **SAME, hamlet=hamlet, household=home)
    before = everything([first.pk, second.pk])
    with acting_as(alice.actor):
        done = merging.merge(actor=alice.actor, pair=pair_of(first, second), keep_id=first.pk, take=["place"])
        kept = Child.objects.get(pk=first.pk)
        assert (kept.hamlet_id, kept.household_id, kept.phone) == (hamlet.pk, home.pk, "0966555444")
        assert kept.residences.get().hamlet_id == hamlet.pk
        merging.unmerge(actor=alice.actor, done=done)
    assert everything([first.pk, second.pk]) == before


def test_refusals(alice: Person, world: World) -> None:
    first, second = two(world)
    pair = pair_of(first, second)

    @guards.register_merge_guard
    def running_case(kept: Child, gone: Child) -> str | None:
        return "Trẻ đang có hồ sơ can thiệp; hãy kết thúc hoặc chuyển hồ sơ đó trước." if gone.pk == second.pk else None

    with acting_as(alice.actor):
        try:
            with pytest.raises(NotPossible, match="hồ sơ can thiệp"):
                merging.merge(actor=alice.actor, pair=pair, keep_id=first.pk)
        finally:
            guards.forget_merge_guard(running_case)
        with pytest.raises(UserError, match="được giữ lại"):
            merging.merge(actor=alice.actor, pair=pair, keep_id=0)
        with pytest.raises(UserError):
            merging.merge(actor=alice.actor, pair=pair, keep_id=first.pk, take=["unit_path"])
        with pytest.raises(NotPossible, match="vừa được sửa"):
            merging.merge(actor=alice.actor, pair=pair, keep_id=first.pk, fingerprint_read="0" * 32)
        Child.objects.filter(pk=first.pk).update(status="left", status_on=DAY)
        with pytest.raises(UserError, match="đang ở địa bàn"):
            merging.merge(actor=alice.actor, pair=pair, keep_id=first.pk)
        assert Merge.objects.count() == 0


acts = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sets(st.sampled_from(["phone", "full_name", "birth", "note"]))),
    max_size=5,
)


Act = tuple[int, int, set[str]]


def four_kids(world: World) -> list[Child]:
    """Two in each of two communes, with rows of every kind."""
    units = [world.commune, world.commune, world.other_commune, world.other_commune]
    kids = [
        make_child(unit, f"Lò Văn {'ABCD'[place]}", f"20{15 + place}-05-12", phone=f"091234567{place}", note=f"{place}",
                   since=dt.date(2025, 7, 1) + dt.timedelta(days=20 * (place * 7 % 4)))
        for place, unit in enumerate(units)
    ]  # fmt: skip
    for place, child in enumerate(kids):
        hang_on(child, place)
    return kids


def merged(bao: Person, kids: list[Child], acts: Iterable[Act]) -> list[Merge]:
    done = []
    for kept, gone, take in acts:
        if kept == gone:
            continue
        with suppress(NotPossible):
            pair = pair_of(kids[kept], kids[gone])
            done.append(merging.merge(actor=bao.actor, pair=pair, keep_id=kids[kept].pk, take=take))
    return done


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts, order=st.randoms(use_true_random=False))
def test_merges_taken_apart_in_any_order_leave_no_trace(bao: Person, world: World, acts: Any, order: Any) -> None:
    kids = four_kids(world)
    ids = [child.pk for child in kids]
    before = everything(ids)
    with acting_as(bao.actor):
        done = merged(bao, kids, acts)
        order.shuffle(done)
        for one in done:
            merging.unmerge(actor=bao.actor, done=one)
    after = everything(ids)
    for name, rows in before.items():
        assert after[name] == rows, name


SERIES: list[list[Act]] = [
    [(0, 2, {"phone"}), (0, 1, {"note", "full_name", "phone", "birth"}), (3, 0, {"full_name"})],
    [(0, 1, set()), (0, 2, set()), (0, 3, {"phone"})],
    [(1, 0, {"phone"}), (1, 2, {"phone"}), (3, 1, {"birth"})],
]


@pytest.mark.parametrize("acts", SERIES)
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_series_taken_apart_in_each_order(bao: Person, world: World, acts: list[Act], order: tuple[int, ...]) -> None:
    kids = four_kids(world)
    ids = [child.pk for child in kids]
    before = everything(ids)
    with acting_as(bao.actor):
        done = merged(bao, kids, acts)
        assert len(done) == 3
        for place in order:
            merging.unmerge(actor=bao.actor, done=done[place])
    assert everything(ids) == before
