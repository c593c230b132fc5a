"""Open warnings of a unit and period: told with their numbers, explained by who answers for them, asked again when they change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from chungtay.foundation.errors import NotPossible
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics import periods
from chungtay.statistics.models import DataSet, FindingReason, ReturnValue
from chungtay.statistics.models.returns import ReturnState
from chungtay.statistics.queries.checks import Warned, warnings
from chungtay.statistics.services.checks import give_reason
from tests.factories.accounts import Person, World
from tests.statistics.returns_world import open_year, return_of

pytestmark = pytest.mark.django_db
ADDRESS = "/so-lieu/kiem-tra/?don-vi={}&ky=year:2026"
SIGNED = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: dt.date(2026, 12, 10))


@pytest.fixture
def dataset(world: World) -> DataSet:
    return open_year()


def hand_in(world: World, dataset: DataSet, quantity: str, value: int, **more: object) -> ReturnValue:
    """One number of the return of the commune, sent."""
    with as_system("a return as it was sent"):
        owner = return_of(dataset, world.commune)
        owner.state = ReturnState.SUBMITTED
        owner.save(update_fields=["state"])
        return ReturnValue.objects.create(
            owner=owner, unit_path=owner.unit_path, quantity=quantity, value=Decimal(value), **more
        )


def found(person: Person, world: World) -> list[Warned]:
    with acting_as(person.actor) as actor:
        return warnings(actor, world.commune, periods.parse("year:2026"))


def test_the_page_tells_what_was_handed_in_beside_what_the_records_say(
    alice: Person, world: World, dataset: DataSet, client_for: SIGNED
) -> None:
    hand_in(world, dataset, "children", 41, computed=Decimal(38))
    for sex, value in (("", 20), ("m", 9), ("f", 10)):
        hand_in(world, dataset, "return.swim", value, sex=sex)
    page = client_for(alice).get(ADDRESS.format(world.commune.path)).content.decode()
    assert "biểu nộp 41, sổ đếm được 38; nhiều hơn 3" in page
    assert "tổng ghi 20, các phần cộng lại được 19, thiếu 1" in page
    assert "2 cảnh báo chưa có lý do" in page


def test_a_reason_is_kept_and_other_numbers_ask_anew(
    alice: Person, world: World, dataset: DataSet, client_for: SIGNED
) -> None:
    row = hand_in(world, dataset, "children", 41, computed=Decimal(38))
    key = found(alice, world)[0].key
    client, address = client_for(alice), ADDRESS.format(world.commune.path)
    sent = {"canh-bao": key, "nhom": "records", "reason": "Ba trẻ mới về, sổ chưa kịp ghi."}
    nothing = client.post(address, {"nhom": "records", "reason": "Đã xem"})
    assert nothing.status_code == 422
    assert 'value="Đã xem"' in nothing.content.decode(), "what was typed is not lost"
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "Ba trẻ mới về" in page
    assert "0 cảnh báo chưa có lý do" in page
    assert AuditEntry.objects.filter(action="finding_reason", reason__contains="Ba trẻ").exists()
    with as_system("the number is corrected"):
        ReturnValue.objects.filter(pk=row.pk).update(value=Decimal(40))
    assert [one.reason for one in found(alice, world)] == [None]
    late = client.post(address, sent)
    assert late.status_code == 422
    assert "Cảnh báo này không còn" in late.content.decode()
    with acting_as(alice.actor) as actor, pytest.raises(NotPossible):
        give_reason(actor=actor, unit=world.commune, period=periods.parse("year:2026"), keys=[key], reason="muộn")
    with as_system("counting"):
        assert FindingReason.objects.count() == 1


def test_a_neighbour_sees_neither_the_warning_nor_the_reason(
    chi: Person, world: World, dataset: DataSet, client_for: SIGNED
) -> None:
    hand_in(world, dataset, "children", 41, computed=Decimal(38))
    assert client_for(chi).get(ADDRESS.format(world.commune.path)).status_code == 404
    with acting_as(chi.actor):
        assert list(FindingReason.objects.all()) == []
