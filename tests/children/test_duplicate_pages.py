"""The pages of duplicates: what each of the three people sees and may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chungtay.children.models import Child, Growth, Merge, Pair
from chungtay.children.services import duplicates
from chungtay.foundation import worklist
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.children.test_merging import DAY, hang_on, two
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]


def the_pair(person: Person, world: World, **other: Any) -> tuple[Pair, Child, Child]:
    first, second = two(world, **other)
    with acting_as(person.actor):
        unit = world.commune if person.actor.unit_id != world.province.pk else world.province
        duplicates.search(actor=person.actor, unit=unit)
        return Pair.objects.get(), first, second


def test_search_list_and_compare(alice: Person, world: World, client_for: ClientFor) -> None:
    two(world)
    browser = client_for(alice)
    assert "Không có cặp nào" in browser.get("/trung/").content.decode()
    assert "1 cặp mới" in browser.post("/trung/tim/", follow=True).content.decode()
    page = browser.get("/trung/").content.decode()
    assert "Lò Thị Ngọc Ánh" in page
    with as_system("the pair"):
        pair = Pair.objects.get()
    page = browser.get(f"/trung/{pair.pk}/").content.decode()
    for words in ("Họ tên mẹ", "ủng hộ", "chưa ghi", "Gộp thành một hồ sơ", "Đây là hai trẻ"):
        assert words in page
    assert Look.objects.filter(kind="page", object_type="children.child").count() == 2
    with acting_as(alice.actor):
        (lines,) = [lines for name, lines in worklist.lines(alice.actor, DAY).items() if name == "waiting"]
        assert "có hai hồ sơ" in lines.items[0].title


def test_another_commune_gets_404_and_its_own_half(
    alice: Person, bao: Person, chi: Person, world: World, client_for: ClientFor
) -> None:
    pair, first, second = the_pair(alice, world, unit=world.other_commune)
    page = client_for(alice).get(f"/trung/{pair.pk}/").content.decode()
    assert "Ở Xã Thanh Nưa có một hồ sơ giống hồ sơ này" in page
    assert "Trần Linh Chi" in page
    assert "Lo Ngoc Anh" not in page
    assert client_for(alice).post(f"/trung/{pair.pk}/gop/", {"keep": first.pk}).status_code == 403
    assert client_for(alice).post(f"/trung/{pair.pk}/ket-luan/", {"state": "twins"}).status_code == 403
    page = client_for(bao).get(f"/trung/{pair.pk}/").content.decode()
    assert "Lo Ngoc Anh" in page
    assert "Gộp thành một hồ sơ" in page
    client_for(bao).post(f"/trung/{pair.pk}/gop/", {"keep": first.pk})
    seen = client_for(chi).get(f"/trung/ho-so/{second.pk}/").content.decode()
    assert "Hồ sơ đã gộp vào hồ sơ của cùng trẻ ở Xã Mường Phăng" in seen
    with as_system("the merge"):
        done = Merge.objects.get()
    assert "Hồ sơ ngoài địa bàn" in client_for(chi).get("/trung/da-gop/").content.decode()
    assert client_for(chi).get(f"/trung/da-gop/{done.pk}/").status_code == 200
    assert client_for(chi).post(f"/trung/da-gop/{done.pk}/tach/", {"state": "open", "reason": "a"}).status_code == 403


def test_a_pair_of_another_commune_does_not_exist(
    alice: Person, chi: Person, world: World, client_for: ClientFor
) -> None:
    pair, first, _ = the_pair(alice, world)
    for address in (f"/trung/{pair.pk}/", f"/trung/ho-so/{first.pk}/"):
        assert client_for(chi).get(address).status_code == 404
    assert client_for(chi).post(f"/trung/{pair.pk}/gop/", {"keep": first.pk}).status_code == 404
    assert client_for(chi).post("/trung/so/", {"child": first.pk, "other": first.pk}).status_code == 404


def test_merge_choose_and_take_apart(alice: Person, world: World, client_for: ClientFor) -> None:
    pair, first, second = the_pair(alice, world, phone="0999888777")
    hang_on(first, 0)
    hang_on(second, 1)
    browser = client_for(alice)
    assert browser.post(f"/trung/{pair.pk}/gop/", {}).status_code == 422
    answer = browser.post(
        f"/trung/{pair.pk}/gop/",
        {"keep": first.pk, "take_phone": second.pk, "take_full_name": first.pk, "reason": "Đã hỏi mẹ."},
    )
    with as_system("the merge"):
        done = Merge.objects.get()
        assert Child.objects.get(pk=first.pk).phone == "0999888777"
        Child.objects.filter(pk=first.pk).update(phone="0911111111")
        new = Growth.objects.create(child=first, on="2026-06-01", weight=15)
    assert answer["Location"] == f"/trung/da-gop/{done.pk}/"
    assert browser.get(f"/trung/ho-so/{second.pk}/")["Location"] == f"/tre-em/{first.pk}/"
    page = browser.get(f"/trung/da-gop/{done.pk}/").content.decode()
    for words in ("Mũi tiêm: 1", "Đã sửa sau khi gộp", "0911111111", "Thêm sau khi gộp", f"growth:{new.pk}"):
        assert words in page
    assert browser.post(f"/trung/da-gop/{done.pk}/tach/", {"state": "twins"}).status_code == 422
    answer = browser.post(
        f"/trung/da-gop/{done.pk}/tach/",
        {
            "state": "twins",
            "reason": "Sinh đôi.",
            "give_row": [f"growth:{new.pk}", "x:1", "growth:²"],
            "give_field": "phone",
        },
        follow=True,
    )
    assert "Đã tách lại" in answer.content.decode()
    with as_system("afterwards"):
        new.refresh_from_db()
        assert new.child_id == second.pk
        assert Child.objects.get(pk=first.pk).phone == "0912345678"
        assert Child.objects.get(pk=second.pk).phone == "0911111111"
        assert Pair.objects.get().state == "twins"
    assert browser.post(f"/trung/da-gop/{done.pk}/tach/", {"state": "open", "reason": "lại"}).status_code == 409
    assert "Sinh đôi" in browser.get("/trung/?loai=khac").content.decode()
    assert browser.post(f"/trung/{pair.pk}/xem-lai/", follow=True).status_code == 200


def test_two_officers_on_one_pair(alice: Person, world: World, client_for: ClientFor) -> None:
    pair, first, _ = the_pair(alice, world)
    browser = client_for(alice)
    with as_system("somebody edits the record meanwhile"):
        Child.objects.filter(pk=first.pk).update(full_name="Lò Thị Khác")
    answer = browser.post(f"/trung/{pair.pk}/gop/", {"keep": first.pk, "fingerprint": pair.fingerprint})
    assert (answer.status_code, "vừa được sửa" in answer.content.decode()) == (409, True)
    assert browser.post(f"/trung/{pair.pk}/ket-luan/", {"state": "nonsense"}).status_code == 422
    assert browser.post(f"/trung/{pair.pk}/ket-luan/", {"state": "different"}).status_code == 302
    answer = browser.post(f"/trung/{pair.pk}/gop/", {"keep": first.pk})
    assert "đã được quyết định" in answer.content.decode()


def test_a_person_puts_two_records_side_by_side(alice: Person, world: World, client_for: ClientFor) -> None:
    first, second = two(world)
    answer = client_for(alice).post("/trung/so/", {"child": second.pk, "other": first.pk})
    with as_system("the pair"):
        pair = Pair.objects.get()
    assert answer["Location"] == f"/trung/{pair.pk}/"
    assert "Hãy chọn hai hồ sơ" in client_for(alice).post("/trung/so/", {"child": "x"}, follow=True).content.decode()
    same = client_for(alice).post("/trung/so/", {"child": first.pk, "other": first.pk}, follow=True)
    assert "cùng một hồ sơ" in same.content.decode()
