"""Clumsy and hostile use of the daily pages: nothing is lost, nothing is guessed, nothing of another commune is touched."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chungtay.children.models import Child, Circumstance, Fact, Residence
from chungtay.children.policies import SEAL
from chungtay.children.services import moving
from chungtay.foundation.scoping import acting_as, as_system
from tests.day import lines_of
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, make_household
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def lists(db: None) -> None:
    """The code lists of the law."""
    load_law()


def post(client: Client, url: str, **given: Any) -> Any:
    return client.post(url, {"act": str(uuid.uuid4()), **given})


def cards(child: Child) -> list[tuple[str, dt.date, dt.date | None]]:
    with as_system("what is on the record"):
        rows = Fact.objects.filter(child=child, kind="insurance").order_by("valid_from")
        return [(row.detail, row.valid_from, row.valid_to) for row in rows]


def test_an_older_card_leaves_the_newer_one(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune, birth="2020-02-03")
    url, client = f"{child.get_absolute_url()}ghi/bao-hiem/", client_for(alice)
    new, old = dt.date(2026, 1, 1), dt.date(2024, 1, 1)
    assert post(client, url, detail="TE2026", valid_from="01/01/2026").status_code == 302
    assert post(client, url, detail="TE2024", valid_from="01/01/2024", last_day="31/12/2024").status_code == 302
    assert cards(child) == [("TE2024", old, dt.date(2025, 1, 1)), ("TE2026", new, None)]
    assert post(client, url, detail="TE2025", valid_from="01/01/2025").status_code == 302
    assert cards(child)[1:] == [("TE2025", dt.date(2025, 1, 1), new), ("TE2026", new, None)]


def test_a_day_that_is_no_day_ends_nothing(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune, birth="2020-02-03")
    with as_system("a fact to end"):
        fact = Fact.objects.create(child=child, kind="swimming", valid_from=dt.date(2024, 5, 1))
    url = f"{child.get_absolute_url()}dong-ghi/thong-tin/{fact.pk}/het/"
    answer = client_for(alice).post(url, {"on": "31/02/2026"})
    assert answer.status_code == 422
    assert "31/02/2026" in answer.content.decode()
    with as_system("nothing was ended"):
        assert Fact.objects.get(pk=fact.pk).valid_to is None
    assert client_for(alice).post(url, {"on": ""}).status_code == 302
    with as_system("today when nothing is said"):
        assert Fact.objects.get(pk=fact.pk).valid_to == timezone.localdate()


def test_a_hamlet_somebody_else_changed_is_shown(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    """The page was read before a colleague put the child into another hamlet; nothing else differs."""
    here, there = make_hamlet(world.commune, "Bản Phăng"), make_hamlet(world.commune, "Bản Nậm")
    child = make_child(world.commune, "Lò Văn An", hamlet=here)
    client, url = client_for(alice), f"{child.get_absolute_url()}sua/"
    form = {"full_name": "Lò Văn An", "birth": "12/05/2019", "sex": "male", "version": child.version}
    assert post(client, url, **form, hamlet=there.pk).status_code == 302
    answer = post(client, url, **form, hamlet=here.pk)
    assert answer.status_code == 422
    assert ("Thôn, bản", str(there), str(here)) in answer.context["stale_rows"]
    with as_system("the colleague's is kept"):
        assert Child.objects.get(pk=child.pk).hamlet == there


def hamlets(child: Child) -> tuple[int | None, int | None]:
    """On the record, and in the residence of today."""
    with as_system("where the child is"):
        place = Residence.objects.get(child=child, period__endswith=None)
        return Child.objects.get(pk=child.pk).hamlet_id, place.hamlet_id


def test_another_hamlet_is_another_hamlet_everywhere(
    alice: Person, world: World, client_for: SignIn, lists: None
) -> None:
    here, there = make_hamlet(world.commune, "Bản Phăng"), make_hamlet(world.commune, "Bản Nậm")
    apart = make_hamlet(world.commune, "Bản Pá")
    home = make_household(world.commune, here, head_name="Lò Văn Ơn")
    child = make_child(world.commune, "Lò Văn An", hamlet=here)
    with_family = make_child(world.commune, "Lò Thị Bua", hamlet=here, household=home)
    elsewhere = make_child(world.commune, "Lò Thị Mai", hamlet=apart, household=home)
    client = client_for(alice)
    form = {"full_name": "Lò Văn An", "birth": "12/05/2019", "sex": "male", "version": child.version}
    assert post(client, f"{child.get_absolute_url()}sua/", **form, hamlet=there.pk).status_code == 302
    assert hamlets(child) == (there.pk, there.pk)
    family: dict[str, Any] = {"head_name": "Lò Văn Ơn", "hamlet": there.pk, "version": home.version}
    family |= {f"{name}-{key}_FORMS": 0 for name in ("nguoi-lon", "tre") for key in ("TOTAL", "INITIAL")}
    assert post(client, f"{home.get_absolute_url()}sua/", **family).status_code == 302
    assert hamlets(with_family) == (there.pk, there.pk)
    assert hamlets(elsewhere) == (apart.pk, apart.pk)  # who lives apart from the family goes on living there


def test_days_at_the_end_of_time(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune, birth="2020-02-03")
    client = client_for(alice)
    url = f"{child.get_absolute_url()}ghi/bao-hiem/"
    assert post(client, url, valid_from="01/01/2025", last_day="31/12/9999").status_code == 422
    for words in ("?tu=01/01/9999&den=31/12/9999", "?den=31/12/9999", "?tu=01/01/0001", "thang/?thang=9999-12"):
        assert client.get(f"/tre-em/nhat-ky/{words}").status_code == 200, words


@pytest.mark.parametrize("name", ["%", "12345", "😀😀", "\u200b", "\u202e\u200f"])
def test_a_name_needs_letters(alice: Person, world: World, client_for: SignIn, lists: None, name: str) -> None:
    answer = post(client_for(alice), "/tre-em/them/", full_name=name, birth="12/05/2019")
    assert answer.status_code == 422
    assert "full_name" in answer.context["form"].errors


def test_what_nobody_sees_is_left_out(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    sent = {"full_name": "\u202eLò\u200b Văn\u200f Ẩn", "birth": "12/05/2019", "note": "một\r\nhai\u2066"}
    assert post(client_for(alice), "/tre-em/them/", **sent).status_code == 302
    with as_system("what was written down"):
        child = Child.objects.get(full_name="Lò Văn Ẩn")
    assert child.note == "một\r\nhai"


def test_a_broken_page_is_told_in_words(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    page = client_for(alice).post("/tre-em/them/", {"full_name": "Lò Văn An", "act": "x"}).content.decode()
    assert "Trang này: đã cũ" in page
    assert "UUID" not in page


def test_my_day_does_not_name_what_is_sealed(alice: Person, world: World, lists: None) -> None:
    child = make_child(world.commune, "Lò Văn Kín")
    with as_system("two that wait"):
        for code, seal in (("dd1", SEAL), ("d3", "")):
            Circumstance.objects.create(
                child=child, group=code[:-1], code=code, state="proposed", seal=seal, valid_from=dt.date(2024, 1, 1),
                evidence=f"Căn cứ {code}", proposed_by="Thông tin trong sổ",
            )  # fmt: skip
    told = lines_of("Hoàn cảnh chờ xác nhận", alice.actor, timezone.localdate())["waiting"]
    items = [item for item in told if item.title.startswith("Lò Văn Kín")]
    assert {item.title: item.detail for item in items}["Lò Văn Kín: hoàn cảnh được giữ kín"] == ""
    assert "Căn cứ d3" in [item.detail for item in items]
    assert not any("HIV" in item.title or "dd1" in item.detail for item in items)


def test_a_double_click_without_likely_ones_adds_one_child(
    alice: Person, world: World, client_for: SignIn, lists: None
) -> None:
    """The second click is not asked whether the child is the one the first has just written down."""
    client = client_for(alice)
    given = {"act": str(uuid.uuid4()), "full_name": "Vàng A Đôi", "birth": "01/02/2018", "sex": "male"}
    first, second = client.post("/tre-em/them/", given), client.post("/tre-em/them/", given)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    with as_system("counting"):
        assert Child.objects.count() == 1


def test_nothing_is_written_on_a_merged_record(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    kept, gone = make_child(world.commune, "Lò Văn An"), make_child(world.commune, "Lò Văn An")
    with as_system("merged"):
        day = timezone.localdate()
        Child.objects.filter(pk=gone.pk).update(status="merged", merged_into=kept, status_on=day)
    given = {"code": "s:d3", "valid_from": "01/01/2024"}
    answer = post(client_for(alice), f"{gone.get_absolute_url()}hoan-canh/", **given)
    assert answer.status_code == 422
    assert "đã gộp vào hồ sơ khác" in answer.content.decode()
    with as_system("nothing"):
        assert not Circumstance.objects.filter(child=gone).exists()


def test_who_is_moving_is_not_closed(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune, "Lò Văn Đi")
    with acting_as(alice.actor):
        (transfer,) = moving.release(
            actor=alice.actor, children=[child], to_unit=world.other_commune, on=timezone.localdate()
        )
    client, given = client_for(alice), {"status": "left", "on": f"{timezone.localdate():%d/%m/%Y}", "reason": "Đã đi"}
    answer = post(client, f"{child.get_absolute_url()}dong/", **given)
    assert answer.status_code == 422
    assert "đang chờ chuyển đến" in answer.content.decode()
    assert client.post(f"{transfer.get_absolute_url()}withdraw/", {"reason": "Đã về"}).status_code == 302
    assert post(client, f"{child.get_absolute_url()}dong/", **given).status_code == 302


def test_an_empty_file_is_told_kindly(alice: Person, client_for: SignIn) -> None:
    client, empty = client_for(alice), SimpleUploadedFile("ds.xlsx", b"")
    assert "Tệp này trống" in client.post("/nhap-lieu/", {"file": empty}).content.decode()
    assert "Hãy chọn tệp." in client.post("/nhap-lieu/", {"again": ""}).content.decode()
