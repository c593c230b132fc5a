"""Returns behind the wall: who sees whose, what is sealed, four eyes when they are taken. Told by the database, not by pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from chungtay.children.policies import SEAL, ChildPermission
from chungtay.foundation import wall
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.scoping import OutsideScope, acting_as, as_system
from chungtay.law import queries as law
from chungtay.law.models import LawFile
from chungtay.statistics.models.looks import OwnTable
from chungtay.statistics.models.returns import DataSet, Return, ReturnRevision, ReturnUpload, ReturnValue, ReturnVersion
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.returns.forms import Key
from chungtay.statistics.services import returns as services
from chungtay.statistics.services import returns_revising as revising
from tests.factories.accounts import Person, World, make_person
from tests.statistics.returns_world import CONTENT, fill, open_year, page, return_of, revised, send, take

pytestmark = pytest.mark.django_db
TABLES = (
    "return", "returnvalue", "returnversion", "returnrevision", "returncomment", "returnupload", "returnsealed",
    "returnexception", "findingreason", "owntable",
)  # fmt: skip
HIV, POOLS = Key("return.hiv"), Key("return.pools")


@pytest.fixture
def dataset(world: World) -> DataSet:
    """The small form with one sealed number."""
    quantities = [
        *CONTENT["quantities"],
        {"code": HIV.quantity, "label": "Số ca", "unit": "trẻ em", "manner": "event", "seal": True},
    ]
    LawFile.objects.create(
        kind="return_form", code="thu", title="Số liệu thử", valid_from="2020-01-01", confidence="own", source="thử",
        content={**CONTENT, "quantities": quantities}, digest="8" * 64,
    )  # fmt: skip
    law.forget()
    return open_year()


def raw(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def unmarked(person: Person) -> Actor:
    """The same post without the mark of sealed rows."""
    return dataclasses.replace(person.actor, permissions=person.actor.permissions - {str(ChildPermission.SENSITIVE)})


@pytest.mark.parametrize("table", TABLES)
def test_a_statement_without_scope_is_refused(world: World, table: str) -> None:
    with pytest.raises(OutsideScope):
        raw(f"SELECT count(*) FROM statistics_{table}")


def test_under_the_role_alone_nothing_is_answered(world: World, dataset: DataSet, alice: Person) -> None:
    revised(world)
    fill(alice, return_of(dataset, world.commune), {POOLS: 1})
    with as_system("telling the server by hand"), transaction.atomic():
        OwnTable.objects.create(
            title="Bảng", choice={}, post_id=alice.post.pk, agency_id=world.committee.pk, unit_path=""
        )
        wall.tell(wall.Wall(wall.SCOPED), lambda sql, values: connection.connection.execute(sql, values))
        for table in ("return", "returnvalue", "returnversion", "returnrevision", "owntable"):
            assert connection.connection.execute(f"SELECT count(*) FROM statistics_{table}").fetchone() == (0,), table
        connection._told = None  # type: ignore[attr-defined]  # what was told by hand must be said again
    with as_system("afterwards"):
        assert raw("SELECT count(*) FROM statistics_returnvalue") == 1


def test_a_body_of_one_sector_sees_its_own_returns_and_no_others(world: World, dataset: DataSet, alice: Person) -> None:
    police = make_person("congan", "Lường Văn Công", "sector_officer", world.police, "Cán bộ", unit=world.province)
    fill(alice, return_of(dataset, world.commune), {POOLS: 1})
    with as_system("the neighbour's return is the police's"):
        Return.objects.filter(unit=world.other_commune).update(agency=world.police)
    other = return_of(dataset, world.other_commune)
    fill(police, other, {POOLS: 2, HIV: 3})  # its own book, sealed or not
    with acting_as(police.actor):
        assert raw("SELECT count(*) FROM statistics_return") == 1
        assert {row.value for row in ReturnValue._base_manager.all()} == {2, 3}
        with pytest.raises(ProgrammingError), transaction.atomic():
            ReturnValue._base_manager.create(
                owner=return_of(dataset, world.commune), unit_path=world.commune.path, quantity="return.money"
            )


def test_sealed_numbers_are_filtered_by_the_database_in_cells_versions_and_revisions(
    world: World, dataset: DataSet, alice: Person, bao: Person
) -> None:
    owner = return_of(dataset, world.commune)
    fill(alice, owner, {POOLS: 1, HIV: 3})
    send(alice, owner, sure=True)
    take(bao, owner)
    with acting_as(alice.actor) as actor:
        services.comment(actor=actor, owner=owner, cell=HIV.text, text="Ba ca ở một bản")
        revision = revising.sign(
            actor=actor,
            owner=return_of(dataset, world.commune),
            reason="Sót",
            after={POOLS: Decimal(2), HIV: Decimal(4)},
        )
    for who, seen in ((bao.actor, True), (unmarked(bao), False)):
        with acting_as(who):
            assert (raw("SELECT count(*) FROM statistics_returnvalue WHERE quantity = 'return.hiv'") == 1) is seen
            assert (raw("SELECT count(*) FROM statistics_returncomment") == 1) is seen
            versions = [cell[0] for one in ReturnVersion.objects.all() for cell in one.readable]
            assert (HIV.text in versions) is seen
            assert POOLS.text in versions
            asked = [cell[0] for cell in ReturnRevision.objects.get().readable]
            assert asked == [POOLS.text, *([HIV.text] if seen else [])]
            everything = raw("SELECT count(*) FROM statistics_returnversion WHERE cells::text LIKE '%hiv%'")
            assert everything == 0, "not a word of it in the row that all may read"
    with acting_as(unmarked(bao)) as blind:  # takes the whole, though not seeing it
        revising.check(actor=blind, revision=revision)
        revising.accept(actor=blind, revision=revision)
    with as_system("what stands now"):
        assert ReturnValue.objects.get(owner=owner, quantity=HIV.quantity).value == 4


def test_who_may_not_read_the_sealed_ones_still_sends_the_whole(world: World, dataset: DataSet, alice: Person) -> None:
    owner = return_of(dataset, world.commune)
    fill(alice, owner, {POOLS: 1, HIV: 3})
    with acting_as(unmarked(alice)) as blind:
        shown = reads.page(blind, return_of(dataset, world.commune), dataset.opens_on)
        assert HIV not in {line.key for line in shown.lines}
        written = services.save(actor=blind, owner=owner, typed={HIV: services.Typed(Decimal(9), None)})
        assert written == 0, "a form made up by hand does not write over what its sender may not read"
        services.submit(actor=blind, owner=owner, sure=True)
    with as_system("what was sent"):
        cells = {cell[0]: cell[1] for cell in ReturnVersion.objects.get(owner=owner).readable}
        assert cells[HIV.text] == "3"
        assert ReturnValue.objects.get(owner=owner, quantity=HIV.quantity).seal == SEAL


def test_a_file_sent_in_is_seen_by_its_own_post_only(
    world: World, dataset: DataSet, alice: Person, bao: Person
) -> None:
    from tests.statistics.test_returns_files import book_of, send_in

    send_in(alice, dataset, book_of(alice, dataset))
    for person, seen in ((alice, 1), (bao, 0)):
        with acting_as(person.actor):
            assert ReturnUpload._base_manager.count() == seen


def second(world: World) -> Person:
    return make_person("hai", "Quàng Thị Hai", "province_officer", world.department, "Chuyên viên")


def test_who_checked_leaves_accepting_to_another_who_is_named(
    world: World, dataset: DataSet, alice: Person, bao: Person, client_for: Callable[[Person], Client]
) -> None:
    owner, hai = return_of(dataset, world.commune), second(world)
    fill(alice, owner, {POOLS: 1})
    send(alice, owner, sure=True)
    with pytest.raises(NotPossible, match=r"người khác chấp nhận\. Người làm được: Quàng Thị Hai\."):
        take(bao, owner)
    shown = client_for(bao).get(owner.get_absolute_url()).content.decode()
    assert "chap-nhan" not in shown
    assert "Người làm được: Quàng Thị Hai" in shown, "who sees no button is told who has it"
    with acting_as(hai.actor) as actor:
        taken = services.accept(actor=actor, owner=owner)
    assert not taken.by_one_hand


def test_where_there_is_one_person_only_both_steps_are_his_and_the_return_says_so(
    world: World, dataset: DataSet, alice: Person, bao: Person, client_for: Callable[[Person], Client]
) -> None:
    owner = return_of(dataset, world.commune)
    fill(alice, owner, {POOLS: 1})
    send(alice, owner, sure=True)
    assert take(bao, owner).by_one_hand
    assert "Một người kiểm tra và chấp nhận" in client_for(alice).get(owner.get_absolute_url()).content.decode()


def test_who_sent_does_not_check_whatever_post_he_acts_in(
    world: World, dataset: DataSet, alice: Person, bao: Person
) -> None:
    with as_system("the department fills this one itself"):
        Return.objects.filter(dataset=dataset).update(agency=world.department)
    owner = return_of(dataset, world.commune)
    fill(bao, owner, {POOLS: 1})
    send(bao, owner, sure=True)
    with acting_as(bao.actor) as actor, pytest.raises(NotPossible, match="chưa có ai khác được giao việc này"):
        services.check(actor=actor, owner=owner)
    hai = second(world)
    with acting_as(bao.actor) as actor, pytest.raises(NotPossible, match="Người làm được: Quàng Thị Hai"):
        services.check(actor=actor, owner=owner)
    assert take(hai, owner).by_one_hand, "of the two the other has sent it"


def test_a_revision_too_takes_four_eyes(world: World, dataset: DataSet, alice: Person, bao: Person) -> None:
    owner, hai = return_of(dataset, world.commune), second(world)
    fill(alice, owner, {POOLS: 1})
    send(alice, owner, sure=True)
    with acting_as(bao.actor) as actor:
        services.check(actor=actor, owner=owner)
    take(hai, owner)
    with acting_as(alice.actor) as actor:
        held = return_of(dataset, world.commune)
        signed = revising.sign(actor=actor, owner=held, after={POOLS: Decimal(2)}, reason="Bể mới")
    with acting_as(bao.actor) as actor:
        revising.check(actor=actor, revision=signed)
        with pytest.raises(NotPossible, match="Quàng Thị Hai"):
            revising.accept(actor=actor, revision=signed)
    with acting_as(hai.actor) as actor:
        revising.accept(actor=actor, revision=signed)
    assert next(line.value for line in page(bao, owner).lines if line.key == POOLS) == 2
