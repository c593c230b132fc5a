"""The pages of moves and reforms, for the three people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chungtay.children.models import Child, Reform, Transfer
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import REFORM, Person, World
from tests.factories.children import make_child, make_hamlet, name_units

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def named(world: World) -> None:
    name_units()


def release(client: Client, child: Child, **more: Any) -> Any:
    page = client.get(f"/tre-em/{child.pk}/chuyen/")
    data = {
        "act": page.context["form"]["act"].value(),
        "who": [str(child.pk)],
        "to_unit": "Xã Thanh Nưa",
        "on": "02/03/2026",
    }
    return client.post(f"/tre-em/{child.pk}/chuyen/", data | more)


def test_a_child_goes_from_commune_to_commune(client_for: ClientFor, alice: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune)
    old, new = client_for(alice), client_for(chi)
    answer = release(old, child)
    assert answer.status_code == 302
    url = answer["Location"]
    page = new.get("/chuyen/")
    assert "Lò Văn An" in page.content.decode()
    assert "Nhận hồ sơ" in new.get(url).content.decode()
    assert "Nhận hồ sơ" not in old.get(url).content.decode()
    assert new.get(f"/tre-em/{child.pk}/chuyen/").status_code == 404
    assert new.post(f"{url}accept/", {"hamlet": ""}).status_code == 302
    assert old.get(f"/tre-em/{child.pk}/chuyen/").status_code == 404
    assert new.post(f"{url}undo/", {"reason": ""}).status_code == 422
    assert new.post(f"{url}undo/", {"reason": "nhầm trẻ"}).status_code == 302
    with as_system("looking"):
        assert Child.objects.get().unit == world.commune


def test_what_was_typed_stays_when_refused(client_for: ClientFor, alice: Person, world: World) -> None:
    child = make_child(world.commune)
    client = client_for(alice)
    answer = release(client, child, to_unit="Xã Không Có", reason="theo mẹ")
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "Không có đơn vị hành chính nào tên" in words
    assert "theo mẹ" in words
    assert release(client, child, to_unit="Xã Mường Phăng").status_code == 422
    assert release(client, child, on="31/02/2026").status_code == 422
    assert release(client, child).status_code == 302
    assert release(client, child).status_code == 422  # one move at a time


def test_asking_tells_nothing_to_who_knows_nothing(
    client_for: ClientFor, alice: Person, chi: Person, world: World
) -> None:
    make_child(world.commune)
    client = client_for(chi)
    data = {"full_name": "Lò Văn An", "birth_date": "13/05/2019", "from_unit": "Xã Mường Phăng", "on": "02/03/2026"}
    answer = client.post("/chuyen/xin/", data)
    assert answer.status_code == 422
    assert "đúng một trẻ" in answer.content.decode()
    assert client.post("/chuyen/xin/", {**data, "birth_date": ""}).status_code == 422
    asked = client.post("/chuyen/xin/", {**data, "birth_date": "12/05/2019"})
    assert asked.status_code == 302
    assert client_for(alice).post(f"{asked['Location']}agree/").status_code == 302
    with as_system("looking"):
        assert Child.objects.get().unit == world.other_commune


def test_others_do_not_see_a_move(client_for: ClientFor, alice: Person, world: World, dung: Person) -> None:
    child = make_child(world.commune)
    release(client_for(alice), child)
    with as_system("looking"):
        transfer = Transfer.objects.get()
    assert client_for(dung).get(f"/chuyen/{transfer.pk}/").status_code == 403


def test_a_reform_on_screen(client_for: ClientFor, bao: Person, alice: Person, world: World) -> None:
    make_child(world.old_commune, hamlet=make_hamlet(world.old_commune))
    client = client_for(bao)
    assert "Xã Pá Khoang" in client.get("/sap-xep/").content.decode()
    assert client.get(f"/sap-xep/cho/{world.old_commune.path}/").status_code == 200
    assert Look.objects.get().count == 1
    answer = client.post(f"/sap-xep/thu/{REFORM.isoformat()}/", {})
    url = answer["Location"]
    assert "Áp dụng" in client.get(url).content.decode()
    assert client.post(f"{url}ap-dung/").status_code == 302
    assert client.post(f"{url}ap-dung/").status_code == 422  # a second click does nothing twice
    assert "Không còn hồ sơ nào" in client.get("/sap-xep/").content.decode()
    assert client.post(f"{url}hoan-tac/").status_code == 302
    assert Reform.objects.get().state == "reversed"
    assert client_for(alice).get("/sap-xep/").status_code == 403
    assert client.get("/sap-xep/thu/hôm-nay/").status_code == 404
