"""The wall: what is out of scope does not exist, whatever the query says."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from chungtay.children.models import Child, Circumstance, Fact, Residence
from chungtay.children.policies import SEAL, ChildPermission
from chungtay.foundation import wall
from chungtay.foundation.scoping import OutsideScope, acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 14)


def raw(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_a_query_without_scope_raises(alice: Person, world: World) -> None:
    make_child(world.commune)
    with pytest.raises(OutsideScope):
        Child.objects.count()
    with pytest.raises(OutsideScope):
        Child._base_manager.count()
    with pytest.raises(OutsideScope):
        raw("SELECT count(*) FROM children_child")


def test_under_the_database_role_a_query_without_scope_finds_nothing(world: World) -> None:
    make_child(world.commune)
    with as_system("telling the server by hand"), transaction.atomic():
        wall.tell(wall.Wall(wall.SCOPED), lambda sql, values: connection.connection.execute(sql, values))
        assert connection.connection.execute("SELECT count(*) FROM children_child").fetchone() == (0,)
        connection._told = None  # type: ignore[attr-defined]  # what was told by hand must be said again
    with as_system("afterwards"):
        assert raw("SELECT count(*) FROM children_child") == 1


def test_each_sees_its_own_whatever_the_query(alice: Person, bao: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune)
    for person, seen in ((alice, 1), (bao, 1), (chi, 0)):
        with acting_as(person.actor):
            assert Child.objects.count() == seen
            assert Child._base_manager.count() == seen  # the database alone
            assert raw("SELECT count(*) FROM children_residence") == seen
    with acting_as(chi.actor):
        assert Child._base_manager.filter(pk=child.pk).update(full_name="Ai đó") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Child._base_manager.create(
                full_name="Lò Thị Lạ", name_key="la", unit=world.commune, unit_path=child.unit_path
            )


def test_a_rollback_does_not_leave_another_persons_scope(alice: Person, chi: Person, world: World) -> None:
    make_child(world.commune)
    with acting_as(chi.actor):
        assert raw("SELECT count(*) FROM children_child") == 0
        try:
            with transaction.atomic(), acting_as(alice.actor):
                assert raw("SELECT count(*) FROM children_child") == 1
                raise ValueError
        except ValueError:
            pass
        assert raw("SELECT count(*) FROM children_child") == 0
    with acting_as(alice.actor):
        assert raw("SELECT count(*) FROM children_child") == 1


def test_after_a_merger_the_new_commune_sees_its_predecessors_children(
    alice: Person, chi: Person, world: World
) -> None:
    make_child(world.old_commune)
    with acting_as(alice.actor):
        assert Child._base_manager.count() == 1
    with acting_as(chi.actor):
        assert Child._base_manager.count() == 0


def test_sealed_rows_need_the_mark(alice: Person, world: World) -> None:
    child = make_child(world.commune)
    with acting_as(alice.actor):
        Circumstance.objects.create(
            child=child, group="dd", code="dd1", seal=SEAL, valid_from=TODAY, decided_by_name="Lò Thị Ân"
        )
        Fact.objects.create(child=child, kind="hiv", seal=SEAL, valid_from=TODAY)
        assert (Circumstance._base_manager.count(), Fact._base_manager.count()) == (1, 1)
    without = dataclasses.replace(alice.actor, permissions=alice.actor.permissions - {str(ChildPermission.SENSITIVE)})
    with acting_as(without):
        assert (Circumstance._base_manager.count(), Fact._base_manager.count()) == (0, 0)
        assert raw("SELECT count(*) FROM children_circumstanceevent") == 0


def test_what_hangs_on_a_child_follows_it(alice: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune)
    with acting_as(alice.actor):
        Fact.objects.create(child=child, kind="swimming", valid_from=TODAY)
        Child.objects.filter(pk=child.pk).update(note="đã gặp")
    with as_system("the child moves"):
        Child.objects.filter(pk=child.pk).update(unit=world.other_commune, unit_path=world.other_commune.path)
    with acting_as(chi.actor):
        assert Fact._base_manager.count() == Residence._base_manager.count() == 1
        assert raw("SELECT count(*) FROM children_childevent") >= 1
    with acting_as(alice.actor):
        assert Fact._base_manager.count() == Residence._base_manager.count() == 0


def test_what_postgresql_computes(alice: Person, world: World) -> None:
    hamlet = make_hamlet(world.commune)
    child = make_child(
        world.commune, "Đỗ Thị  Ánh", "2019-05-12", "female", ethnicity="kinh", personal_number="011319000123",
        birth_registered=True, mother_name="Quàng Thị Ín", hamlet=hamlet,
    )  # fmt: skip
    assert (child.folded, child.syllables, child.province) == ("do thi anh", ["do", "thi", "anh"], "11a")
    assert (child.birth_year, child.parents_folded, child.faults) == (2019, "quang thi in", 0)
    wrong = make_child(world.commune, "An", "2019", "male", personal_number="011319000123")
    assert wrong.faults == 1 + 4 + 16 + 64 + 128 + 256 + 512


def test_dated_facts_are_summed_up_on_the_child(alice: Person, world: World) -> None:
    child = make_child(world.commune)
    with acting_as(alice.actor):
        first = Fact.objects.create(child=child, kind="insurance", valid_from=TODAY)
        child.refresh_from_db()
        assert child.insured_until == dt.date(9999, 12, 31)
        Fact.objects.filter(pk=first.pk).update(valid_to=dt.date(2026, 12, 31))
        child.refresh_from_db()
        assert child.insured_until == dt.date(2026, 12, 30)
        first.delete()
        child.refresh_from_db()
        assert child.insured_until is None
