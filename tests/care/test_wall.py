"""The wall in PostgreSQL around care, whatever a query forgets; and rows that follow what they hang on."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from chungtay.care.models import CareForm, Carer, Placement, Visit
from chungtay.care.services import facilities, placements, visits
from chungtay.care.services.visits import Seen
from chungtay.cases.models import Case, Clock
from chungtay.children.models import Child
from chungtay.foundation.scoping import OutsideScope, acting_as, as_system
from tests.factories.accounts import Person, World, make_person
from tests.factories.care import all_consent, approved_carer, decide, hand_over, propose
from tests.factories.cases import make_case
from tests.factories.children import make_child

TABLES = (
    "care_carer", "care_carerevent", "care_placement", "care_placementevent", "care_visit", "care_visitevent", "care_careform",
    "care_facilityneed", "care_facilityneedevent",
)  # fmt: skip


def seen() -> dict[str, int]:
    """Rows of every table as this connection sees them, past every manager."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def full(world: World, alice: Person, lan: Person) -> Placement:
    """A row in every table, all of one commune."""
    house = approved_carer(alice.actor, lan.actor, world.commune, "Mái ấm", "", kind="facility", health_on=None)
    today = house.registered_on
    with acting_as(alice.actor):
        need = facilities.add(actor=alice.actor, facility=house, line=facilities.Listed("Vàng A Dế"), on=today)
        facilities.step(actor=alice.actor, need=need, name="need_withdraw", on=today)
    child = make_child(world.commune, birth="2021-02-03")
    aunt = approved_carer(alice.actor, lan.actor, world.commune, child=child)
    placement = all_consent(alice.actor, propose(alice.actor, child, aunt))
    placement = hand_over(alice.actor, decide(lan.actor, placement))
    with acting_as(alice.actor):
        draft = visits.save(
            actor=alice.actor, placement=placement, seen=Seen("month_1", today, {"words": "…"}), draft=True
        )
        visits.save(
            actor=alice.actor, placement=placement, seen=Seen("month_1", today, child_seen=True), visit=draft, version=1
        )
    return placement


def test_every_table_is_walled(
    full: Placement, alice: Person, lan: Person, chi: Person, bao: Person, dung: Person
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'care\\_%' AND NOT relrowsecurity"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'care\\_%'")
        assert {name for (name,) in cursor.fetchall()} == set(TABLES)
    for person in (alice, lan, bao):
        with acting_as(person.actor):
            assert all(seen().values()), person
    for person in (chi, dung):
        with acting_as(person.actor):
            assert not any(seen().values()), person


def test_agencies_without_territory_and_no_scope_see_nothing(full: Placement, world: World) -> None:
    police = make_person("canh", "Lò Văn Cảnh", "sector_officer", world.police, "Cán bộ", unit=world.commune)
    with acting_as(police.actor):
        assert not any(seen().values())
        assert not Placement.objects.exists()
    with pytest.raises(OutsideScope):
        Placement._base_manager.count()


def test_a_row_cannot_be_written_into_another_commune(full: Placement, chi: Person, world: World) -> None:
    with acting_as(chi.actor):
        assert Placement._base_manager.filter(pk=full.pk).update(state="ended") == 0
        assert Carer._base_manager.update(state="withdrawn") == 0
    with as_system("looking"):
        assert Placement.objects.get(pk=full.pk).state == "handed_over"


def test_all_follows_the_carer_and_the_child(full: Placement, world: World) -> None:
    with as_system("the carer moves to the other commune"):
        Carer.objects.filter(pk=full.carer_id).update(unit=world.other_commune, unit_path=world.other_commune.path)
        moved = Placement.objects.get(pk=full.pk)
        assert (moved.unit_path, moved.carer_unit, moved.child_path) == (
            world.other_commune.path,
            world.other_commune,
            world.commune.path,
        )
        assert set(Visit.objects.filter(placement=full).values_list("unit_path", flat=True)) == {
            world.other_commune.path
        }
        assert set(CareForm.objects.filter(carer=full.carer_id).values_list("unit_path", flat=True)) == {
            world.other_commune.path
        }
        clocks = Clock.objects.filter(subject_label="care.placement", subject_id=full.pk, stopped_at=None)
        assert {clock.unit_path for clock in clocks} == {world.other_commune.path}
        Child.objects.filter(pk=full.child_id).update(unit=world.far_commune, unit_path=world.far_commune.path)
        assert Placement.objects.get(pk=full.pk).child_path == world.far_commune.path
        with connection.cursor() as cursor:
            for table in ("care_placementevent", "care_visitevent"):
                cursor.execute(f"SELECT DISTINCT unit_path, child_path FROM {table}")
                assert cursor.fetchall() == [(world.other_commune.path, world.far_commune.path)], table


def test_all_follows_the_lead_of_the_case(world: World, alice: Person, lan: Person) -> None:
    case = make_case(world.commune, officer=alice.post)
    carer = approved_carer(alice.actor, lan.actor, world.commune)
    with acting_as(alice.actor):
        placement = placements.propose(
            actor=alice.actor, need=placements.Need(case=case), carer_id=carer.pk, ground="unsafe"
        )
    assert placement.key_id == case.key_id
    with as_system("the lead goes over"):
        Case.objects.filter(pk=case.pk).update(unit=world.other_commune, unit_path=world.other_commune.path)
        placement.refresh_from_db()
    assert (placement.child_path, placement.unit_path) == (world.other_commune.path, world.commune.path)


def test_one_carer_at_a_time_is_kept_by_the_database(full: Placement) -> None:
    with as_system("a second care of the same child"):
        copy = Placement.objects.get(pk=full.pk)
        copy.pk, copy.code, copy._state.adding = None, "CS-2026-999999", True
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()
