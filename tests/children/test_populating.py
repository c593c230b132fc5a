"""An invented population in the tables: as many as asked, as the triggers would have left it, behind the wall."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from chungtay.children import populating
from chungtay.children.models import Adult, Child, Circumstance, Household, Kinship, Pair, Residence, Transfer
from chungtay.children.population.lines import lines, name_key
from chungtay.config.demo import families, register
from chungtay.foundation import vietnamese
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Hamlet
from tests.factories.accounts import Person, World

TODAY = dt.date(2026, 5, 14)
SUMS = (
    "insured_until", "school_state", "household_kind", "special", "at_risk", "vaccines", "measured_on", "father_name",
    "mother_name", "carer_name", "phone", "last_seen_on",
)  # fmt: skip


@pytest.fixture
def filled(world: World) -> World:
    populating.fill(children=600, seed=4, units=[world.commune, world.other_commune], today=TODAY)
    return world


def _digest() -> list[tuple[Any, ...]]:
    return list(
        Child.objects.order_by("pk").values_list("full_name", "birth", "personal_number", "unit_path", "hamlet__name")
    )


def test_as_many_as_asked_each_in_one_place(filled: World) -> None:
    with as_system("the test counts"):
        assert Child.objects.count() == 600
        assert Residence.objects.count() == 600
        assert Household.objects.count() > 200
        assert Kinship.objects.values("child").distinct().count() > 580
        assert not Child.objects.exclude(household__hamlet_id__isnull=False).exists()
        assert all(child.hamlet.unit_id == child.unit_id for child in Child.objects.select_related("hamlet"))
        assert not Child.objects.exclude(hamlet__isnull=False).exists()
        assert {home.ended_on for home in Household.objects.all()} == {None}
    assert Hamlet.objects.filter(unit=filled.commune).count() >= 8
    assert AuditEntry.objects.filter(action="children.populated").count() == 1


def test_sums_are_what_the_triggers_would_have_written(filled: World) -> None:
    with as_system("the test sums up again"):
        before = list(Child.objects.order_by("pk").values_list("pk", *SUMS))
        with connection.cursor() as cursor:
            cursor.execute("SELECT children_summarise(array(SELECT id FROM children_child))")
        assert list(Child.objects.order_by("pk").values_list("pk", *SUMS)) == before


def test_triggers_and_keys_work_afterwards(filled: World, alice: Person) -> None:
    from tests.factories.children import make_child

    child = make_child(filled.commune)
    with as_system("the test looks"):
        assert child.pk == Child.objects.order_by("-pk").values_list("pk", flat=True)[0]
        adult = Adult.objects.filter(kin__relation="mother", kin__valid_to=None, unit_path=filled.commune.path).first()
        assert adult is not None
        adult.full_name = "Tòng Thị Đổi Tên"
        adult.save()
        assert Child.objects.filter(kin__adult=adult, mother_name="Tòng Thị Đổi Tên").exists()


def test_only_planted_numbers_are_wrong(filled: World) -> None:
    with as_system("the test looks for faults"):
        wrong = Child.objects.extra(where=["faults & 64 > 0"]).count()
        assert wrong < 600 * 0.015


def test_each_commune_sees_its_own(filled: World, alice: Person, bao: Person, chi: Person) -> None:
    seen = {}
    for person in (alice, bao, chi):
        with acting_as(person.actor):
            seen[person.actor.name] = Child.objects.count()
    assert seen[bao.actor.name] == 600
    assert seen[alice.actor.name] + seen[chi.actor.name] == 600
    assert min(seen.values()) > 0


def test_the_same_seed_writes_the_same_children(world: World) -> None:
    units = [world.commune, world.other_commune]
    digests = []
    for _ in range(2):
        with as_system("the test compares two runs"), transaction.atomic():
            populating.fill(children=120, seed=9, units=units, today=TODAY)
            digests.append(_digest())
            transaction.set_rollback(True)
    assert digests[0] == digests[1]


def test_a_second_population_takes_free_keys(filled: World) -> None:
    with as_system("the test counts"):
        populating.fill(children=50, seed=5, units=[filled.commune], today=TODAY)
        assert Child.objects.count() == 650


def test_indexes_are_made_again(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_system("the test reads the indexes"), connection.cursor() as cursor:
        before = sorted(one.drop for one in populating.secondary(cursor.cursor))
        monkeypatch.setattr(populating, "MANY", 30)
        monkeypatch.setattr(populating, "produced", lambda jobs: map(lines, jobs))
        populating.fill(children=40, seed=6, units=[filled.commune], today=TODAY)
        assert sorted(one.drop for one in populating.secondary(cursor.cursor)) == before
    assert len(before) > 30


def test_an_owner_that_is_no_superuser_switches_triggers_off_by_table(world: World) -> None:
    class Asked:
        """A cursor that says it is no superuser."""

        def __init__(self, cursor: Any) -> None:
            self.cursor, self.said = cursor, []  # type: ignore[var-annotated]

        def execute(self, sql: str) -> None:
            self.said.append(sql)
            if not sql.startswith("SELECT rolsuper"):
                self.cursor.execute(sql)

        def fetchone(self) -> tuple[bool]:
            return (False,)

    with as_system("the test"), transaction.atomic(), connection.cursor() as cursor:
        asked = Asked(cursor)
        with populating._unwatched(asked):
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'children_child'::regclass AND tgenabled = 'D'"
            )
            assert cursor.fetchone()[0] > 3
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'children_child'::regclass AND tgenabled = 'D'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("name", ["Lò Thị Ánh", "Nguyễn Đức  Anh", "GIÀNG A PÁO", "H' Linh Niê", "An"])
def test_keys_of_order_agree(name: str) -> None:
    assert name_key(name) == vietnamese.name_key(" ".join(name.split()))


def test_without_the_officer_no_families_are_written_by_hand(filled: World, alice: Person) -> None:
    assert families.write([filled.commune, filled.other_commune], TODAY) == 0
    with as_system("the test counts"):
        assert Child.objects.count() == 600


def test_what_an_officer_meets_in_a_month(filled: World, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    from chungtay.accounts.models import User

    call_command("load_law", verbosity=0)
    User.objects.filter(pk=alice.actor.user_id).update(username=families.COMMUNE)
    assert families.write([filled.commune, filled.other_commune], timezone.localdate()) == 7
    with as_system("the test looks at the families"):
        by_hand = Child.objects.filter(created_by_id=alice.actor.user_id)
        assert by_hand.count() == 11
        orphan = by_hand.get(full_name="Mùa A Chìa")
        assert orphan.special
        assert Circumstance.objects.filter(child=orphan, state="confirmed", code__startswith="a").exists()
        assert Pair.objects.filter(state="open").count() == 1
        assert Transfer.objects.count() == 1
        newborn = by_hand.get(full_name="Giàng A Páo")
        assert newborn.birth_registered is False
        twins = by_hand.filter(full_name__startswith="Lò Bảo An", father_name="Lò Văn Thoan")
        assert len({child.birth for child in twins}) == 1
        assert twins.count() == 2


def test_the_register_of_the_demo_says_what_is_there(filled: World) -> None:
    told = register.make(children=100, seed=1, province_code=filled.province.code)
    assert "hư cấu" in told
    with as_system("the test counts"):
        assert Child.objects.count() == 600
