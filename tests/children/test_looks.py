"""Who looked: each commune reads its own log, nobody changes it, and what is odd is pointed out by stated rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from chungtay.children.models import Child
from chungtay.children.queries import looks
from chungtay.children.queries.looks import Asked
from chungtay.foundation.access import Actor
from chungtay.foundation.looking import looked
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import acting_as
from tests.factories.accounts import Person, World
from tests.factories.children import make_child

pytestmark = pytest.mark.django_db
NOON = timezone.make_aware(dt.datetime(2026, 5, 14, 12, 30))


def seen(actor: Actor, child: Child, at: dt.datetime = NOON, kind: str = "page", **more: Any) -> Look:
    """A look at a moment of one's own choosing."""
    row = Look(
        kind=kind, object_type="children.child", object_id=child.pk if kind == "page" else None, unit_path=child.unit_path,
        user_id=actor.user_id, post_id=actor.post_id, actor_name=actor.name, agency_name=actor.agency_name, at=at, **more,
    )  # fmt: skip
    Look.objects.bulk_create([row])
    return row


def notes(actor: Actor) -> list[str]:
    with acting_as(actor):
        return [note for line in looks.log(actor, Asked()).lines for note in line.notes]


@pytest.fixture
def child(world: World) -> Child:
    return make_child(world.commune)


def test_each_reads_the_log_of_its_own_units(
    alice: Person, bao: Person, chi: Person, world: World, child: Child
) -> None:
    looked(alice.actor, "page", "children.child", object_id=child.pk, unit_path=child.unit_path)
    for person, number in ((alice, 1), (bao, 1), (chi, 0)):
        with acting_as(person.actor):
            assert len(looks.log(person.actor, Asked()).lines) == number


def test_looks_cannot_be_changed_or_deleted(alice: Person, child: Child) -> None:
    row = seen(alice.actor, child)
    for sql in ("UPDATE foundation_look SET actor_name = 'Ai đó'", "DELETE FROM foundation_look"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    row.refresh_from_db()
    assert row.actor_name == alice.actor.name


def test_the_log_is_narrowed_by_kind_person_day_and_child(
    alice: Person, bao: Person, world: World, child: Child
) -> None:
    other = make_child(world.commune, "Lò Thị Khác")
    first, second = seen(alice.actor, child), seen(bao.actor, other, NOON + dt.timedelta(days=1))
    listed = seen(alice.actor, child, kind="list", object_ids=[child.pk, other.pk], count=2, what="Danh sách")
    with acting_as(alice.actor):

        def found(**wanted: Any) -> list[int]:
            return [line.look.pk for line in looks.log(alice.actor, Asked(**wanted)).lines]

        assert found() == [listed.pk, second.pk, first.pk]
        assert found(kind="page") == [second.pk, first.pk]
        assert found(person="quoc bao") == [second.pk]
        assert found(first=dt.date(2026, 5, 15)) == [second.pk]
        assert found(last=dt.date(2026, 5, 14)) == [listed.pk, first.pk]
        assert found(child=child) == [listed.pk, first.pk]
        assert [line.look.pk for line in looks.for_child(alice.actor, other, 10)] == [listed.pk, second.pk]
        assert len(looks.for_child(alice.actor, child, 1)) == 1


def test_older_looks_come_page_by_page(alice: Person, child: Child, monkeypatch: Any) -> None:
    monkeypatch.setattr(looks, "PAGE", 2)
    rows = [seen(alice.actor, child) for _ in range(5)]
    with acting_as(alice.actor):
        page, got = looks.log(alice.actor, Asked()), []
        while True:
            got += [line.look.pk for line in page.lines]
            if page.next_before is None:
                break
            page = looks.log(alice.actor, Asked(before=page.next_before))
    assert got == [row.pk for row in reversed(rows)]


def test_the_log_costs_the_same_however_long(
    alice: Person, bao: Person, world: World, child: Child, django_assert_num_queries: Any
) -> None:
    seen(bao.actor, child)
    with acting_as(alice.actor), django_assert_num_queries(4):
        looks.log(alice.actor, Asked())
    for place in range(20):
        seen(bao.actor, make_child(world.commune, f"Lò Văn {place}"))
    with acting_as(alice.actor), django_assert_num_queries(4):
        looks.log(alice.actor, Asked())


# ---------------------------------------------------------------- worth a second look


def test_an_ordinary_day_is_not_pointed_out(alice: Person, child: Child) -> None:
    seen(alice.actor, child)
    seen(alice.actor, child, kind="print", count=120)
    assert notes(alice.actor) == []


def test_night_is_pointed_out(alice: Person, child: Child) -> None:
    seen(alice.actor, child, timezone.make_aware(dt.datetime(2026, 5, 14, 23, 40)))
    seen(alice.actor, child, timezone.make_aware(dt.datetime(2026, 5, 14, 5, 0)))
    assert notes(alice.actor) == ["Ban đêm, lúc 23:40"]


def test_many_different_children_in_one_hour_are_pointed_out(alice: Person, world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(looks, "MANY_IN_AN_HOUR", 3)
    children = [make_child(world.commune, f"Lò Văn {place}") for place in range(3)]
    for _ in range(5):
        seen(alice.actor, children[0])  # the same child again and again is one
    assert notes(alice.actor) == []
    for other in children[1:]:
        seen(alice.actor, other)
    seen(alice.actor, children[0], NOON + dt.timedelta(hours=1))
    assert set(notes(alice.actor)) == {"Mở 3 hồ sơ trong một giờ"}
    assert len(notes(alice.actor)) == 7


def test_another_level_and_large_exports_are_pointed_out(alice: Person, bao: Person, child: Child) -> None:
    seen(bao.actor, child, kind="export", count=800, what="Danh sách trẻ em", purpose="Lập báo cáo")
    assert notes(alice.actor) == ["Lấy ra 800 trẻ một lần", "Người ngoài xã: Sở Y tế"]


def test_the_successor_of_a_commune_is_no_outsider(alice: Person, world: World) -> None:
    seen(alice.actor, make_child(world.old_commune))
    assert notes(alice.actor) == []


# ---------------------------------------------------------------- pages and the month


def test_the_pages(alice: Person, bao: Person, child: Child, client_for: Callable[..., Client]) -> None:
    seen(bao.actor, child, timezone.now(), kind="print", count=700, what="Sổ theo dõi – Bản Phăng", purpose="Lưu sổ")
    client = client_for(alice)
    page = client.get("/tre-em/nhat-ky/").content.decode()
    for words in (
        "Nguyễn Quốc Bảo",
        "Sổ theo dõi – Bản Phăng",
        "Mục đích: Lưu sổ",
        "Người ngoài xã: Sở Y tế",
        "không có nghĩa là",
    ):
        assert words in page
    assert client.get(f"/tre-em/nhat-ky/?tre={child.pk}&tu=31/31/31&truoc=²&loai=lạ").status_code == 200
    assert client.get("/tre-em/nhat-ky/?tre=999999").status_code == 404


def test_a_month_in_figures(
    alice: Person, bao: Person, world: World, child: Child, client_for: Callable[..., Client]
) -> None:
    other = make_child(world.commune, "Lò Thị Khác")
    for row in (child, child, other):
        seen(alice.actor, row)
    seen(alice.actor, child, kind="export", count=40)
    seen(bao.actor, child, timezone.make_aware(dt.datetime(2026, 5, 31, 23, 30)))
    seen(bao.actor, child, timezone.make_aware(dt.datetime(2026, 6, 1, 0, 30)))
    with acting_as(alice.actor):
        people = looks.month_of(alice.actor, dt.date(2026, 5, 1))
    assert [(one.name, one.pages, one.children, one.exports, one.taken, one.notes) for one in people] == [
        ("Nguyễn Quốc Bảo", 1, 1, 0, 0, ["1 lượt ban đêm"]),
        ("Lò Thị Ân", 3, 2, 1, 40, []),
    ]
    page = client_for(alice).get("/tre-em/nhat-ky/thang/?thang=2026-05").content.decode()
    assert "Tháng 5 năm 2026" in page
    assert "1 lượt ban đêm" in page
    for odd in ("2026-13", "0", "xxxx-xx", "99999999999"):
        assert client_for(alice).get(f"/tre-em/nhat-ky/thang/?thang={odd}").status_code == 200
