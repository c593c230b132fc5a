"""Communes merge and split under the register; every day keeps adding up, and a reform can be taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import connection

from chungtay.children.models import Child, Reform, Residence
from chungtay.children.services import moving, reform_records, reforms
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Hamlet, Level, Succession, Unit
from tests.factories.accounts import LONG_AGO, REFORM, Person, World, cover, make_unit
from tests.factories.children import make_child, make_hamlet, make_household

pytestmark = pytest.mark.django_db


@dataclass
class Split:
    """An old commune whose land went to two of today's."""

    old: Unit
    upper: Hamlet
    lower: Hamlet


@pytest.fixture
def split(world: World) -> Split:
    old = make_unit(Level.COMMUNE, "03151", "Xã Nà Nhạn", world.old_commune.parent, since=LONG_AGO, until=REFORM)
    for new in (world.commune, world.other_commune):
        Succession.objects.create(predecessor=old, successor=new, effective_on=REFORM, whole=False)
    cover(world.province)
    return Split(old, make_hamlet(old, "Bản Trên"), make_hamlet(old, "Bản Dưới"))


def count_on(day: dt.date, path: str) -> int:
    """How many children lived under a path on a day."""
    with as_system("counting over all communes"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM children_residence WHERE place_path >= %s AND place_path < %s AND period @> %s",
            [path, path + "~", day],
        )
        return int(cursor.fetchone()[0])


def test_a_whole_commune_takes_its_records_along(bao: Person, alice: Person, world: World) -> None:
    hamlet = make_hamlet(world.old_commune)
    home = make_household(world.old_commune, hamlet)
    child = make_child(world.old_commune, hamlet=hamlet, household=home)
    late = make_child(world.old_commune, "Lò Thị Sau", "2025-08-01", "female")  # written under the old name afterwards
    with acting_as(bao.actor) as actor:
        before = reform_records.digest([world.old_commune.pk])
        reform = reforms.rehearse(actor=actor, province=world.province, effective_on=REFORM)
        assert reform.plan["units"][0]["children"] == 2
        assert Child.objects.get(pk=child.pk).unit == world.old_commune  # nothing moved yet
        done = reforms.apply(actor=actor, reform=reform)
        assert (done.digest_before, done.result["children"]) == (before, 2)
    with acting_as(alice.actor):
        moved = Child.objects.select_related("hamlet", "household").get(pk=child.pk)
        assert (moved.unit, moved.hamlet.unit, moved.hamlet.name) == (world.commune, world.commune, "Bản Phăng")
        assert (moved.household.unit, moved.household.unit_path) == (world.commune, world.commune.path)
        assert Residence.objects.get(child=late).place_path == world.commune.path
    old, new = world.old_commune.path, world.commune.path
    assert (count_on(dt.date(2024, 12, 31), old), count_on(dt.date(2024, 12, 31), new)) == (1, 0)
    assert (count_on(dt.date(2025, 12, 31), old), count_on(dt.date(2025, 12, 31), new)) == (0, 2)
    with acting_as(bao.actor) as actor:
        reforms.reverse(actor=actor, reform=done)
        assert reform_records.digest([world.old_commune.pk]) == before
        assert Hamlet.objects.get(pk=hamlet.pk).valid_to is None


def test_a_split_commune_goes_by_hamlet_and_the_rest_waits(
    bao: Person, alice: Person, world: World, split: Split
) -> None:
    make_child(split.old, "Lò Văn Trên", hamlet=split.upper)
    make_child(split.old, "Lò Văn Dưới", hamlet=split.lower)
    unknown = make_child(split.old, "Lò Văn Đâu")
    places = {split.upper.pk: world.commune.pk, split.lower.pk: world.other_commune.pk}
    with acting_as(bao.actor) as actor:
        reform = reforms.rehearse(actor=actor, province=world.province, effective_on=REFORM, hamlets=places)
        assert [unit["waiting"] for unit in reform.plan["units"] if unit["unit"] == split.old.pk] == [1]
        reforms.apply(actor=actor, reform=reform)
        assert (
            Child.objects.filter(unit=world.commune).count()
            == Child.objects.filter(unit=world.other_commune).count()
            == 1
        )
        (waiting,) = [old for old in reforms.pending(actor, REFORM) if old.unit == split.old]
        assert waiting.children == 1
        with pytest.raises(UserError, match="không có phần đất"):
            reforms.place_waiting(actor=actor, children=[unknown], unit=world.far_commune, hamlet=None, on=REFORM)
        reforms.place_waiting(actor=actor, children=[unknown], unit=world.commune, hamlet=None, on=REFORM)
        assert reforms.pending(actor, REFORM) == []
    assert count_on(dt.date(2024, 12, 31), split.old.path) == 3
    assert count_on(dt.date(2025, 7, 1), world.province.path) == 3


def test_a_hamlet_goes_only_where_land_went(bao: Person, world: World, split: Split) -> None:
    make_child(split.old, hamlet=split.upper)
    with acting_as(bao.actor) as actor, pytest.raises(UserError):
        reforms.rehearse(
            actor=actor, province=world.province, effective_on=REFORM, hamlets={split.upper.pk: world.far_commune.pk}
        )


def test_a_child_that_moved_on_stays_where_it_is(bao: Person, chi: Person, world: World) -> None:
    child = make_child(world.old_commune)
    with acting_as(bao.actor) as actor:
        reform = reforms.apply(
            actor=actor, reform=reforms.rehearse(actor=actor, province=world.province, effective_on=REFORM)
        )
        (transfer,) = moving.release(
            actor=actor, children=[Child.objects.get()], to_unit=world.other_commune, on=dt.date(2026, 1, 5)
        )
        moving.accept(actor=actor, transfer=transfer)
        done = reforms.reverse(actor=actor, reform=reform)
        assert done.result["moved_on"] == 1
        assert Child.objects.get().unit == world.other_commune
    day = dt.date(2025, 9, 9)
    assert count_on(day, world.old_commune.path) == 1
    assert sum(count_on(day, unit.path) for unit in (world.commune, world.other_commune)) == 0
    assert count_on(dt.date(2026, 5, 1), world.other_commune.path) == 1
    assert Reform.objects.get().state == Reform.State.REVERSED
    assert child.pk


def test_nobody_applies_twice_or_for_another_province(bao: Person, alice: Person, world: World) -> None:
    make_child(world.old_commune)
    with acting_as(bao.actor) as actor:
        reform = reforms.rehearse(actor=actor, province=world.province, effective_on=REFORM)
        with pytest.raises(UserError):
            reforms.rehearse(actor=actor, province=world.far_commune.parent, effective_on=REFORM)  # type: ignore[arg-type]
        reforms.apply(actor=actor, reform=reform)
        with pytest.raises(NotPossible):
            reforms.apply(actor=actor, reform=reform)
        reforms.reverse(actor=actor, reform=reform)
        with pytest.raises(NotPossible):
            reforms.reverse(actor=actor, reform=reform)
