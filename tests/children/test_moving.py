"""A child moves between communes: no gap, no two keepers, and every move can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from chungtay.children.models import Child, Fact, Residence, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.services import children, moving
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, make_household

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def days_of(child: Child) -> list[tuple[str, dt.date, dt.date | None]]:
    with as_system("reading every residence"):
        rows = Residence.objects.filter(child=child).order_by("period")
        return [(row.place_path, row.period.lower, row.period.upper) for row in rows]


def released(alice: Person, world: World, child: Child, *, family: bool = False) -> list[Transfer]:
    with acting_as(alice.actor) as actor:
        chosen = moving.family_of(child) if family else [child]
        return moving.release(
            actor=actor, children=chosen, to_unit=world.other_commune, on=DAY, reason="theo cha mẹ", whole_family=family
        )


def test_until_accepted_the_old_commune_keeps_the_child(alice: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune)
    (transfer,) = released(alice, world, child)
    with acting_as(chi.actor):
        assert Child.objects.count() == 0
        assert Transfer.objects.get().child_name == "Lò Văn An"
        hamlet = make_hamlet(world.other_commune, "Bản Co")
        done = moving.accept(actor=chi.actor, transfer=transfer, hamlet=hamlet)
        assert done.state == TransferState.ACCEPTED
        moved = Child.objects.get()
        assert (moved.unit, moved.hamlet) == (world.other_commune, hamlet)
    with acting_as(alice.actor):
        assert Child.objects.count() == 0
    (_, began, left), (place, came, end) = days_of(child)
    assert left == came == DAY
    assert began < DAY
    assert end is None
    assert place == world.other_commune.path


def test_history_goes_along_and_comes_back(alice: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune, hamlet=make_hamlet(world.commune))
    with acting_as(alice.actor):
        Fact.objects.create(child=child, kind="swimming", valid_from=DAY)
    before = days_of(child)
    (transfer,) = released(alice, world, child)
    with acting_as(chi.actor) as actor:
        moving.accept(actor=actor, transfer=transfer)
        assert Fact.objects.count() == 1
        moving.undo(actor=actor, transfer=Transfer.objects.get(), reason="nhầm trẻ")
        assert Child.objects.count() == 0
    with acting_as(alice.actor):
        back = Child.objects.get()
        assert (back.unit, back.hamlet_id) == (world.commune, child.hamlet_id)
        assert Fact.objects.count() == 1
    assert days_of(child) == before


def test_the_family_moves_when_all_its_children_go(alice: Person, chi: Person, world: World) -> None:
    home = make_household(world.commune, head_name="Lò Văn Ún")
    older = make_child(world.commune, household=home)
    make_child(world.commune, "Lò Thị Ính", "2021-02-03", "female", household=home)
    transfers = released(alice, world, older, family=True)
    assert len(transfers) == 2
    with acting_as(chi.actor) as actor:
        moving.accept(actor=actor, transfer=transfers[0])
        moving.accept(actor=actor, transfer=Transfer.objects.get(pk=transfers[1].pk))
        assert {row.household_id for row in Child.objects.all()} == {home.pk}
        assert Child.objects.get(pk=older.pk).household.unit == world.other_commune


def test_only_those_who_may_answer(alice: Person, bao: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune)
    (transfer,) = released(alice, world, child)
    with acting_as(alice.actor) as actor, pytest.raises(NotPossible):
        moving.accept(actor=actor, transfer=transfer)
    with acting_as(chi.actor) as actor:
        with pytest.raises(NotPossible):
            moving.answer(actor=actor, transfer=transfer, step="withdraw")
        with pytest.raises(UserError):
            moving.answer(actor=actor, transfer=transfer, step="refuse")
        refused = moving.answer(actor=actor, transfer=transfer, step="refuse", reason="không có hộ này")
        assert refused.answer == "không có hộ này"
    with acting_as(alice.actor):
        assert Child.objects.count() == 1


def test_one_open_move_at_a_time_and_a_second_click_finds_the_first(alice: Person, world: World) -> None:
    import uuid

    child, act = make_child(world.commune), uuid.uuid4()
    with acting_as(alice.actor) as actor:
        for _ in range(2):
            moving.release(actor=actor, children=[child], to_unit=world.other_commune, on=DAY, act=act)
        assert Transfer.objects.count() == 1
        with pytest.raises(NotPossible):
            moving.release(actor=actor, children=[child], to_unit=world.other_commune, on=DAY)
        with pytest.raises(UserError):
            moving.release(actor=actor, children=[child], to_unit=world.commune, on=DAY)


def test_the_new_commune_asks_and_who_knows_too_little_learns_nothing(alice: Person, chi: Person, world: World) -> None:
    make_child(world.commune, personal_number="011219000123")
    with acting_as(chi.actor) as actor:
        places = {"from_unit": world.commune, "to_unit": world.other_commune, "on": DAY}
        for asked in (moving.Asked("Lò Văn An", None), moving.Asked("Lò Văn Ân", dt.date(2019, 5, 12))):
            with pytest.raises(UserError, match="đúng một trẻ"):
                moving.ask(actor=actor, asked=asked, **places)
        transfer = moving.ask(actor=actor, asked=moving.Asked("lò văn an", dt.date(2019, 5, 12)), **places)
        assert Child.objects.count() == 0
    with acting_as(alice.actor) as actor:
        moving.agree(actor=actor, transfer=transfer)
    with acting_as(chi.actor):
        assert Child.objects.count() == 1


def test_a_closed_record_does_not_move(alice: Person, world: World) -> None:
    child = make_child(world.commune)
    with acting_as(alice.actor) as actor:
        children.end_child(actor=actor, child=child, status="left", on=DAY, reason="không rõ nơi đến")
        with pytest.raises(NotPossible):
            moving.release(actor=actor, children=[Child.objects.get()], to_unit=world.other_commune, on=DAY)
        children.reopen_child(actor=actor, child=child, reason="gia đình trở về")
        assert (
            len(moving.release(actor=actor, children=[Child.objects.get()], to_unit=world.other_commune, on=DAY)) == 1
        )
