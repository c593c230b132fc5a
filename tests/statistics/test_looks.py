"""Pages of figures: the leader's page, a number opened, maps, targets, own tables and their mailing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.children.models import Circumstance, Fact
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics import periods, settling
from chungtay.statistics.choices import Choice, checked
from chungtay.statistics.models import OwnTable, Schedule, Sending
from chungtay.statistics.queries import bridging, looking, opened, own_tables
from chungtay.statistics.queries.overview import overview
from chungtay.statistics.services import boundaries, mailing
from chungtay.statistics.services import own_tables as services
from chungtay.statistics.services.targets import Aimed, set_target
from chungtay.territory.models import Level
from tests.factories.accounts import Person, World, cover, make_unit
from tests.factories.children import make_child

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("law")]
TODAY = dt.date(2026, 3, 10)
YEAR = "year:2026"
SIGNED = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def children(world: World) -> None:
    """Four children in one commune (one in special circumstances, three insured), one in the other (insured)."""
    with as_system("children of a small province"):
        here = [make_child(world.commune, f"Lò Văn {name}", "2018-05-12") for name in ("An", "Bình", "Chung", "Dạo")]
        there = make_child(world.other_commune, "Quàng Thị Hoa", "2022-05-12", "female")
        given = {"unit_path": world.commune.path, "valid_from": dt.date(2026, 1, 5), "decided_by_name": "Lò Thị Ân"}
        Circumstance.objects.create(child=here[0], group="c", code="c1", **given)
        for child in (*here[:3], there):
            Fact.objects.create(
                child=child, kind="insurance", code="card", valid_from=dt.date(2025, 1, 1), unit_path=child.unit_path
            )
        settling.keep_usual(TODAY)
        settling.settle(TODAY)


def year() -> periods.Period:
    return periods.parse(YEAR)


def test_the_leader_sees_who_is_behind(bao: Person, world: World, children: None) -> None:
    with acting_as(bao.actor):
        set_target(
            actor=bao.actor, unit=world.province, aimed=Aimed("I-0211.rate", 2026, "at_least", Decimal(90), "KH 12")
        )
        found = overview(bao.actor, world.province, year(), "I-0211.rate")
    cards = {card.named.code: card for card in found.cards}
    assert cards["I-0101.count"].number == 5
    assert cards["I-0301.rate"].number == 20
    assert cards["I-0211.rate"].met is False
    rows = [(row.unit.name, row.number, row.behind) for row in found.rows]
    assert rows == [
        ("Xã Mường Phăng", 75, True),
        ("Xã Thanh Nưa", 100, False),
    ]
    assert [row.aim.inherited for row in found.rows if row.aim] == [True, True], "communes follow the province's rate"
    assert sum(found.ages.values()) == 5
    assert found.cards[0].middle is None, "fewer than five peers: a median would tell a neighbour's number"


def test_a_median_of_peers_needs_five_and_names_nobody(
    bao: Person, alice: Person, world: World, children: None
) -> None:
    named = [
        found for code in ("I-0211.rate", "I-0101.count", "II-0104.rate") if (found := looking.named(code, year().last))
    ]
    with acting_as(alice.actor):
        assert looking.peer_medians(world.commune, named, year()) == {}
    more = [make_unit(Level.COMMUNE, f"0320{n}", f"Xã Thử {n}", world.province) for n in range(5)]
    cover(world.province, *more)
    with as_system("children of the new communes"):
        for unit in more:
            make_child(unit, "Lò Văn Mới", "2018-05-12")
    with acting_as(alice.actor):
        assert looking.peer_medians(world.commune, named, year()) == {"I-0211.rate": Decimal(0)}, (
            "rates only, nothing sealed"
        )


def test_sql_does_not_grow_with_the_units(bao: Person, world: World, children: None) -> None:
    def statements() -> int:
        with (
            acting_as(bao.actor),
            CaptureQueriesContext(
                connection,
            ) as caught,
        ):
            overview(bao.actor, world.province, year())
        return len(caught)

    statements()
    few = statements()
    more = [
        make_unit(Level.COMMUNE, f"033{n:02d}", f"Phường Thử {n}", world.province, kind="phường") for n in range(12)
    ]
    cover(world.province, *more)
    statements()
    assert statements() <= few
    assert few < 60


def test_a_number_opens_to_its_formula_and_to_records_for_who_may(
    bao: Person, alice: Person, world: World, children: None, client_for: SIGNED
) -> None:
    address = f"/so-lieu/chi-tieu/I-0301/?don-vi={world.commune.path}&ky={YEAR}"
    page = client_for(alice).get(address).content.decode()
    assert "÷" in page
    assert "25 %" in page
    assert "so-dem=special" in page, "an officer of the commune opens the records"
    province = client_for(bao).get(f"/so-lieu/chi-tieu/I-0301/?ky={YEAR}").content.decode()
    assert "Xã Mường Phăng" in province
    assert client_for(alice).get(f"/so-lieu/chi-tieu/I-0301/?don-vi={world.other_commune.path}").status_code == 404
    assert client_for(alice).get("/so-lieu/chi-tieu/I-9999/").status_code == 404


def test_a_leader_reads_the_number_but_opens_no_records(world: World, children: None, client_for: SIGNED) -> None:
    from tests.factories.accounts import make_person

    leader = make_person("lanh_dao", "Lò Văn Sơn", "province_leader", world.department, "Giám đốc", unit=world.province)
    page = client_for(leader).get(f"/so-lieu/chi-tieu/I-0301/?ky={YEAR}").content.decode()
    assert "20 %" in page
    assert "so-dem=" not in page


def test_breaks_units_and_maps_of_other_days(bao: Person, world: World, children: None) -> None:
    named = looking.named("I-0101.count", year().last)
    assert named is not None
    with acting_as(bao.actor):
        by_sex = opened.breaks_of(bao.actor, named, world.province, year())[0]
        assert {label: number for label, number, _ in by_sex.rows} == {"Nam": 4, "Nữ": 1}
        assert by_sex.differs is None
        assert opened.geographies(bao.actor, named, world.province, year()).same
        views = opened.geographies(bao.actor, named, world.commune, year())
        assert not views.same
        assert [unit.name for unit, _ in views.views[1].rows] == ["Xã Pá Khoang"], "what went whole into it"
        assert "đơn vị hiện nay 4" in views.lines[1]
        steps = bridging.between(bao.actor, named, world.commune, periods.previous(year()), year()).steps
        assert steps[0].difference == sum((number for _, number in steps[0].parts), Decimal(0))
        assert steps[0].unexplained is None


def square(code: str, west: int) -> dict[str, Any]:
    ring = [[west, 21], [west, 22], [west + 1, 22], [west + 1, 21], [west, 21]]
    return {"type": "Feature", "properties": {"ma": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


PLACES = [square("3145", 103), square("03160", 104), square("03388", 105)]
SQUARES = json.dumps({"type": "FeatureCollection", "features": PLACES}).encode()


def test_boundaries_are_matched_to_units_of_ones_own(
    bao: Person, world: World, children: None, client_for: SIGNED
) -> None:
    found = boundaries.matched(SQUARES, level="commune", on=TODAY, within=world.province)
    assert [unit.name for unit, _ in found.pairs] == ["Xã Mường Phăng", "Xã Thanh Nưa"], "the lost zero is found again"
    assert found.strange == ["vùng thứ 3"]
    with pytest.raises(UserError, match="ngoài địa bàn"):
        boundaries.load(actor=bao.actor, content=SQUARES, level="commune", on=TODAY, source="Thử")
    boundaries.load(
        actor=bao.actor, content=SQUARES, level="commune", on=TODAY, source="Bản đồ thử", within=world.province
    )
    page = client_for(bao).get(f"/so-lieu/ban-do/?ky={YEAR}").content.decode()
    assert page.count('fill-rule="evenodd"') == 2
    assert "Bản đồ thử" in page


def test_the_national_map_has_both_archipelagos(world: World, children: None, client_for: SIGNED) -> None:
    from tests.factories.accounts import make_person

    ministry = make_person("bo", "Trần Thị Bộ", "ministry_officer", world.ministry, "Chuyên viên", unit=world.country)
    client = client_for(ministry)
    page = client.get(f"/so-lieu/ban-do/?ky={YEAR}").content.decode()
    assert "Quần đảo Hoàng Sa (Việt Nam)" in page
    assert "Quần đảo Trường Sa (Việt Nam)" in page
    assert "chưa tính sẵn cho cả nước" in client.get("/so-lieu/?ky=year:2022").content.decode()
    assert client.post("/so-lieu/tinh-san/", {"ky": "year:2022"}).status_code == 302
    assert "đang được tính" in client.get("/so-lieu/?ky=year:2022").content.decode()
    settling.settle(TODAY)
    assert "0 trẻ em" in client.get("/so-lieu/?ky=year:2022").content.decode()


@pytest.mark.parametrize("form", ["svg", "png", "xlsx", "csv"])
def test_every_picture_leaves_in_every_form(
    form: str, bao: Person, world: World, children: None, client_for: SIGNED
) -> None:
    client = client_for(bao)
    answer = client.get(f"/so-lieu/?ky={YEAR}&hinh=xep-hang&xuat={form}")
    assert answer.status_code == 200
    head = {"svg": b"<svg", "png": b"\x89PNG", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}[form]
    assert answer.content.startswith(head)


CHOICE = Choice(("I-0301.rate", "I-0101.count"), number=1)


def saved(person: Person, choice: Choice = CHOICE, title: str = "Theo dõi hằng tháng") -> OwnTable:
    with acting_as(person.actor):
        return services.save_table(actor=person.actor, title=title, choice=choice)


def test_an_own_table_shows_each_post_its_own_territory(
    bao: Person, alice: Person, chi: Person, world: World, children: None, client_for: SIGNED
) -> None:
    table = saved(bao)
    assert client_for(alice).get(f"/so-lieu/bang/{table.pk}/").status_code == 404
    with acting_as(bao.actor):
        services.share_table(actor=bao.actor, table=table, post_ids=[alice.post.pk], for_agency=False)
    with acting_as(alice.actor):
        read = own_tables.filled(alice.actor, table.title, checked(table.choice))
    assert [(unit.name, values) for unit, _, values in read.rows] == [("Xã Mường Phăng", (Decimal(25), Decimal(4)))]
    assert client_for(chi).get(f"/so-lieu/bang/{table.pk}/").status_code == 404
    page = client_for(alice).get(f"/so-lieu/bang/{table.pk}/").content.decode()
    assert "Bảng của Nguyễn Quốc Bảo" in page
    assert client_for(alice).post(f"/so-lieu/bang/{table.pk}/xoa/").status_code == 403
    copied = client_for(alice).post(f"/so-lieu/bang/{table.pk}/chep/")
    assert copied.status_code == 302
    own = saved(chi, title="Của Chi")
    with acting_as(chi.actor), pytest.raises(UserError, match="không thuộc địa bàn"):
        services.share_table(actor=chi.actor, table=own, post_ids=[alice.post.pk], for_agency=False)
    with acting_as(bao.actor), pytest.raises(StaleEdit):
        services.change_table(actor=bao.actor, table=table, title="x", choice=CHOICE, version=9)


def due(person: Person, table: OwnTable, *, with_file: bool) -> None:
    with acting_as(person.actor):
        services.schedule_table(actor=person.actor, table=table, rhythm="monthly", with_file=with_file)
    Schedule.objects.update(next_on=TODAY)


def test_a_table_is_mailed_once_with_a_file_only_when_nothing_is_sealed(
    bao: Person, world: World, children: None
) -> None:
    bao.user.email = "bao@example.vn"
    bao.user.save()
    due(bao, saved(bao), with_file=True)
    due(bao, saved(bao, Choice(("I-0313.count",), number=1), "Bí mật"), with_file=True)
    assert mailing.send_due(TODAY) == 2
    assert mailing.send_due(TODAY) == 0, "not a second time"
    plain, sealed = mail.outbox
    assert [name for name, _, _ in plain.attachments] == ["theo-doi-hang-thang.xlsx"]
    assert "/so-lieu/bang/" in plain.body
    assert sealed.attachments == []
    assert mailing.SEALED in sealed.body
    assert set(Schedule.objects.values_list("next_on", flat=True)) == {dt.date(2026, 4, 1)}
    assert Sending.objects.filter(why_no_file=mailing.SEALED).count() == 1


def test_who_lost_the_post_gets_no_mail(bao: Person, world: World, children: None) -> None:
    bao.user.email = "bao@example.vn"
    bao.user.save()
    due(bao, saved(bao), with_file=False)
    Post.objects.filter(pk=bao.post.pk).update(valid_to=TODAY - dt.timedelta(days=1))
    assert mailing.send_due(TODAY) == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "ít nhất một chỉ tiêu"),
        ({"measures": [f"I-{n:04d}.count" for n in range(13)]}, "nhiều nhất 12"),
        ({"measures": ["I-0101.count"], "number": 9}, "từ 1 đến 6 kỳ"),
        ({"measures": ["I-0101.count"], "units": "chosen"}, "ít nhất một đơn vị"),
        ({"measures": ["I-0101.count"], "kind": "fortnight"}, "không có trong danh sách"),
    ],
)
def test_a_choice_that_makes_no_table_is_refused_in_words(given: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        checked(given)


@pytest.mark.parametrize(
    ("rhythm", "today", "next_on"),
    [("weekly", "2026-03-10", "2026-03-16"), ("monthly", "2026-12-31", "2027-01-01"), ("quarterly", "2026-10-01", "2027-01-01"),
     ("quarterly", "2026-03-31", "2026-04-01"), ("yearly", "2026-01-01", "2027-01-01")],
)  # fmt: skip
def test_the_next_morning_of_a_rhythm(rhythm: str, today: str, next_on: str) -> None:
    assert services.next_day(rhythm, dt.date.fromisoformat(today)) == dt.date.fromisoformat(next_on)


def test_the_last_periods_move_with_the_day() -> None:
    choice = Choice(("I-0101.count",), kind="report_year", number=2)
    assert [one.code for one in choice.periods_on(dt.date(2026, 11, 22))] == ["report_year:2026", "report_year:2027"]
    over = Choice(("I-0101.count",), kind="report_year", number=1, until="complete")
    assert [one.code for one in over.periods_on(dt.date(2026, 11, 22))] == ["report_year:2026"]
