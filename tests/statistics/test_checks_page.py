"""Open warnings of a unit and period: told with their numbers, explained by who answers for them, asked again when they change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from chungtay.foundation.errors import NotPossible
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics import periods
from chungtay.statistics.checks import Finding, Kind
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


def test_one_reason_for_all_that_stand_together(
    alice: Person, world: World, dataset: DataSet, client_for: SIGNED
) -> None:
    hand_in(world, dataset, "children", 41, computed=Decimal(38))
    hand_in(world, dataset, "return.pools", 3, computed=Decimal(2))
    client, address = client_for(alice), ADDRESS.format(world.commune.path) + "&xep=don-vi&loai=records"
    page = client.get(address).content.decode()
    assert page.index("biểu nộp 3, sổ đếm được 2") < page.index("biểu nộp 41, sổ đếm được 38"), "the worst first"
    keys = re.findall(r'name="moi" value="([^"]+)"', page)
    sent = client.post(address, {"ca-nhom": "1", "moi": keys, "nhom": world.commune.path, "reason": "Nguồn khác"})
    assert (sent.status_code, len(keys)) == (302, 2)
    assert {one.reason.reason for one in found(alice, world) if one.reason} == {"Nguồn khác"}
    assert [one for one in found(alice, world) if one.reason is None and one.finding.kind == "records"] == []


def test_fifty_stand_on_a_page(alice: Person, world: World, dataset: DataSet, client_for: SIGNED) -> None:
    told = [Warned(world.commune, Finding(kind, f"Câu {number}.", "Xem lại.", (f"c{number}",), size=number))
            for number in range(60) for kind in (Kind.JUMP, Kind.PART)]  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("chungtay.statistics.views.checks.warnings", lambda *_: told)
        client, address = client_for(alice), ADDRESS.format(world.commune.path)
        first, second = (client.get(f"{address}&trang={n}").content.decode() for n in (1, 2))
        only = client.get(f"{address}&loai=jump").content.decode()
    assert first.count('name="canh-bao"') == 50
    assert first.index("Câu 59.") < first.index("Câu 58.")
    assert "Thay đổi so với các kỳ trước</" not in first.partition("check-list")[2], "what cannot be stands before it"
    assert "Thay đổi so với các kỳ trước" in second.partition("check-list")[2]
    assert "Phần và toàn thể" not in only.partition("check-list")[2]


def test_a_neighbour_sees_neither_the_warning_nor_the_reason(
    chi: Person, world: World, dataset: DataSet, client_for: SIGNED
) -> None:
    hand_in(world, dataset, "children", 41, computed=Decimal(38))
    assert client_for(chi).get(ADDRESS.format(world.commune.path)).status_code == 404
    with acting_as(chi.actor):
        assert list(FindingReason.objects.all()) == []
