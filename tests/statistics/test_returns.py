"""A return from opening to acceptance: prefilled, sent, sent back, locked, revised; every version stays."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics import reading
from chungtay.statistics.models.returns import DataSet, Return, ReturnState, ReturnValue, ReturnVersion
from chungtay.statistics.periods import of_kind
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.queries.returns_forms import form_of
from chungtay.statistics.returns.forms import Key
from chungtay.statistics.services import returns as services
from chungtay.statistics.services import returns_locking as locking
from chungtay.statistics.services import returns_revising as revising
from chungtay.statistics.services.returns import AskReasons, StaleCells, Typed
from chungtay.statistics.services.returns_opening import open_form
from chungtay.statistics.worklist_returns import KIND
from tests.day import lines_of
from tests.factories.accounts import Person, World
from tests.factories.children import make_child
from tests.statistics.returns_world import fill, open_year, page, return_of, send, take, value

CHILDREN, SWIM, POOLS = Key("children"), Key("return.swim"), Key("return.pools")
BOYS, GIRLS = Key("return.swim", sex="m"), Key("return.swim", sex="f")


@pytest.fixture
def dataset(world: World) -> DataSet:
    return open_year()


def test_a_set_opens_once_for_every_commune_and_for_the_province(world: World, dataset: DataSet) -> None:
    form = form_of(dataset)
    with as_system("all returns"):
        owned = {
            (one.unit.name, one.agency.name, one.dataset.receiver.name)
            for one in Return.objects.select_related("unit", "agency", "dataset__receiver")
        }
        again = open_form(form, of_kind("year", 2026), today=timezone.localdate())
    assert again == 0
    assert ("Xã Mường Phăng", "UBND xã Mường Phăng", "Sở Y tế") in owned
    assert ("Tỉnh Điện Biên", "Sở Y tế", "Bộ Y tế") in owned
    assert not any(name == "Xã Pá Khoang" for name, _, _ in owned), "a unit that ended before the period owes nothing"
    assert dataset.due_on == dt.date(2027, 1, 10)
    with as_system("all returns"):
        assert Return.objects.get(unit=world.province).dataset.due_on == dt.date(2027, 1, 15)


def test_opening_is_a_handful_of_statements(world: World, django_assert_max_num_queries: Any) -> None:
    dataset = open_year()
    with as_system("as the worker"), django_assert_max_num_queries(20):
        open_form(form_of(dataset), of_kind("year", 2027), today=dt.date(2027, 12, 1))


def test_the_records_stand_there_until_something_is_typed(world: World, dataset: DataSet, alice: Person) -> None:
    make_child(world.commune)
    make_child(world.commune)
    owner = return_of(dataset, world.commune)
    assert value(page(alice, owner), CHILDREN) == 2
    fill(alice, owner, {CHILDREN: 5}, {CHILDREN: 2})
    shown = page(alice, owner)
    line = shown.lines[0]
    assert (line.value, line.computed, line.typed, line.differs) == (5, 2, True, True)
    with acting_as(alice.actor) as actor:
        services.use_computed(actor=actor, owner=owner, key=CHILDREN)
    assert value(page(alice, owner), CHILDREN) == 2


def test_up_the_levels_and_read_as_figures_only_when_accepted(
    world: World, dataset: DataSet, alice: Person, bao: Person, chi: Person
) -> None:
    for person, unit, boys, girls in ((alice, world.commune, 30, 10), (chi, world.other_commune, 5, 6)):
        make_child(unit)
        owner = return_of(dataset, unit)
        fill(person, owner, {BOYS: boys, GIRLS: girls, POOLS: 1})
        send(person, owner, sure=True)
    with acting_as(bao.actor) as actor:
        asked = {
            "actor": actor,
            "codes": ["return.swim"],
            "units": [world.commune, world.province],
            "period": of_kind("year", 2026),
        }
        assert reading.quantities(**asked) == {}
    take(bao, return_of(dataset, world.commune))
    take(bao, return_of(dataset, world.other_commune))
    with acting_as(bao.actor) as actor:
        found = reading.quantities(**asked)
        by_sex = reading.quantities(**asked, by=("sex",))
    assert found == {("return.swim", world.commune.pk, ()): 40, ("return.swim", world.province.pk, ()): 51}, (
        "an empty total is the sum"
    )
    assert by_sex["return.swim", world.province.pk, (("sex", "female"),)] == 16
    with as_system("the return of the province"):
        above = Return.objects.select_related("dataset__receiver", "unit", "agency").get(unit=world.province)
    shown = page(bao, above)
    assert value(shown, SWIM) == 51
    assert value(shown, POOLS) == 2


def test_what_does_not_add_up_asks_for_a_reason_and_goes_all_the_same(
    world: World, dataset: DataSet, alice: Person
) -> None:
    make_child(world.commune)
    owner = return_of(dataset, world.commune)
    fill(alice, owner, {SWIM: 20, BOYS: 9, GIRLS: 9})
    with pytest.raises(AskReasons) as asked:
        send(alice, owner)
    assert {doubt.key for doubt in asked.value.doubts} == {SWIM}
    sent = send(alice, owner, reasons={SWIM: "Hai em chưa ghi giới tính"})
    assert sent.state == ReturnState.SUBMITTED
    with as_system("what is kept"):
        assert ReturnValue.objects.get(owner=owner, quantity="return.swim", sex="").note == "Hai em chưa ghi giới tính"


def test_sent_back_corrected_and_every_version_kept(world: World, dataset: DataSet, alice: Person, bao: Person) -> None:
    owner = return_of(dataset, world.commune)
    fill(alice, owner, {POOLS: 1})
    send(alice, owner, sure=True)
    send(alice, owner, sure=True)  # the second click
    with pytest.raises(NotPossible):
        fill(alice, owner, {POOLS: 2}, {POOLS: 1})
    with acting_as(bao.actor) as actor:
        with pytest.raises(UserError, match="lý do"):
            services.send_back(actor=actor, owner=owner, reason=" ")
        services.send_back(actor=actor, owner=owner, reason="Xã có hai bể")
    with acting_as(alice.actor) as actor:
        assert "Xã có hai bể" in lines_of(KIND, actor, timezone.localdate())["returned"][0].detail
    fill(alice, owner, {POOLS: 2}, {POOLS: 1})
    send(alice, owner, sure=True)
    with as_system("the versions"):
        kept = {
            one.number: {cell[0]: cell[1] for cell in one.cells}[POOLS.text]
            for one in ReturnVersion.objects.filter(owner=owner)
        }
    assert kept == {1: "1", 2: "2"}


def test_two_people_on_one_cell_both_see_both_numbers(world: World, dataset: DataSet, alice: Person) -> None:
    owner = return_of(dataset, world.commune)
    fill(alice, owner, {POOLS: 1, SWIM: 4})
    fill(alice, owner, {POOLS: 3}, {POOLS: 1})
    with pytest.raises(StaleCells) as stale:
        fill(alice, owner, {POOLS: 7, SWIM: 5}, {POOLS: 1, SWIM: 4})
    assert stale.value.cells[POOLS] == ("3", "7")
    shown = page(alice, owner)
    assert (value(shown, POOLS), value(shown, SWIM)) == (3, 5), "the other cell is saved"


def test_after_the_lock_only_a_signed_revision_or_an_exception(
    world: World, dataset: DataSet, alice: Person, bao: Person, chi: Person
) -> None:
    owner, other = return_of(dataset, world.commune), return_of(dataset, world.other_commune)
    fill(alice, owner, {POOLS: 1, SWIM: 4})
    send(alice, owner, sure=True)
    take(bao, owner)
    with acting_as(bao.actor) as actor:
        locking.lock(actor=actor, dataset=dataset)
    with pytest.raises(NotPossible, match="đã khóa"):
        fill(chi, other, {POOLS: 1})
    with acting_as(bao.actor) as actor:
        locking.let_in(actor=actor, owner=other, until=timezone.localdate(), reason="Mất điện")
    assert fill(chi, other, {POOLS: 1}) == 1

    with acting_as(alice.actor) as actor:
        held = return_of(dataset, world.commune)
        with pytest.raises(UserError, match="lý do"):
            revising.sign(actor=actor, owner=held, after={POOLS: Decimal(2)}, reason="")
        signed = revising.sign(
            actor=actor, owner=held, after={POOLS: Decimal(2), SWIM: Decimal(4)}, reason="Bể mới khai trương"
        )
    assert [cell[0] for cell in signed.cells] == [POOLS.text], "only what changed is re-opened"
    assert "Lò Thị Ân, Công chức văn hóa - xã hội" in signed.signed_by
    assert value(page(bao, owner), POOLS) == 1, "the old number stands until the revision is accepted"
    with acting_as(bao.actor) as actor:
        revising.check(actor=actor, revision=signed)
        revising.accept(actor=actor, revision=signed)
    assert value(page(bao, owner), POOLS) == 2
    with as_system("the versions"):
        last = ReturnVersion.objects.filter(owner=owner).first()
    assert last is not None
    assert (last.act, last.reason) == ("revise", "Bể mới khai trương")


def test_the_wall_holds_in_the_database(world: World, dataset: DataSet, alice: Person, chi: Person) -> None:
    fill(alice, return_of(dataset, world.commune), {POOLS: 1})
    with acting_as(chi.actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM statistics_returnvalue")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT DISTINCT unit_path FROM statistics_return")
        assert cursor.fetchall() == [(world.other_commune.path,)]


def test_my_day_names_what_to_fill_and_what_to_take(world: World, dataset: DataSet, alice: Person, bao: Person) -> None:
    owner = return_of(dataset, world.commune)
    with acting_as(alice.actor) as actor:
        late = lines_of(KIND, actor, dataset.due_on + dt.timedelta(days=2))
    assert late["late"][0].url == owner.get_absolute_url()
    fill(alice, owner, {POOLS: 1})
    send(alice, owner, sure=True)
    with acting_as(bao.actor) as actor:
        waiting = lines_of(KIND, actor, timezone.localdate())["waiting"][0]
    assert waiting.detail.startswith("1 đơn vị chờ")


def test_what_the_last_period_said_stands_beside_and_jumps_are_asked_about(
    world: World, alice: Person, bao: Person
) -> None:
    before = return_of(open_year(2025), world.commune)
    fill(alice, before, {SWIM: 900})
    send(alice, before, sure=True)
    owner = return_of(open_year(2026), world.commune)
    fill(alice, owner, {SWIM: 20})
    shown = page(alice, owner)
    line = next(line for line in shown.lines if line.key == SWIM)
    assert line.last == 900
    assert line.moved is not None
    assert line.moved.by == -880
    assert any(doubt.finding.kind == "jump" for doubt in line.doubts)


def test_who_was_let_in_finds_it_in_my_day_and_the_others_do_not(
    world: World, dataset: DataSet, bao: Person, alice: Person, chi: Person
) -> None:
    with acting_as(bao.actor) as actor:
        locking.lock(actor=actor, dataset=dataset)
        locking.let_in(
            actor=actor, owner=return_of(dataset, world.commune), until=timezone.localdate(), reason="Mất điện"
        )
    with acting_as(alice.actor) as actor:
        assert len(lines_of(KIND, actor, timezone.localdate())["running"]) == 1
    with acting_as(chi.actor) as actor:
        assert lines_of(KIND, actor, timezone.localdate()) == {}


def test_a_commune_does_not_fill_what_an_agency_of_the_province_reports(
    world: World, dataset: DataSet, alice: Person
) -> None:
    with as_system("this return is the police's"):
        Return.objects.filter(dataset=dataset).update(agency=world.police)
    owner = return_of(dataset, world.commune)
    with acting_as(alice.actor) as actor:
        assert not reads.to_fill(actor).exists()
        with pytest.raises(PermissionDenied):
            services.save(actor=actor, owner=owner, typed={POOLS: Typed(Decimal(1), None)})
