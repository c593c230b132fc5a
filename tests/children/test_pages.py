"""The daily pages: what each of the three people sees, how many queries, what is written down of a look."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.children.models import Child, Circumstance, Fact, Growth, Immunisation, Schooling, Support
from chungtay.children.policies import SEAL
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import Person, World, make_person
from tests.factories.children import make_child, make_hamlet, make_household
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
PARTS = ("", "gia-dinh", "suc-khoe", "hoc-tap", "hoan-canh", "noi-o", "ai-da-xem")


@pytest.fixture
def lists(db: None) -> None:
    """The code lists of the law."""
    load_law()


def queries(client: Client, url: str) -> int:
    client.get(url)  # the first request fills caches of the process
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200, url
    return len(seen)


def full_child(world: World, name: str = "Lò Thị Mai", birth: str = "2021-03-05") -> Child:
    """One of everything."""
    hamlet = make_hamlet(world.commune, f"Bản {name[-3:]}")
    child = make_child(
        world.commune,
        name,
        birth,
        "female",
        hamlet=hamlet,
        household=make_household(world.commune, hamlet, head_name="Lò Văn Ơn"),
    )
    day = dt.date(2024, 5, 1)
    with as_system("one of everything for a test"):
        Fact.objects.create(child=child, kind="insurance", valid_from=day, detail="TE1234")
        Fact.objects.create(child=child, kind="disability", code="seeing", degree="mild", valid_from=day)
        Fact.objects.create(child=child, kind="swimming", valid_from=day)
        for month in (1, 6, 9):
            Growth.objects.create(
                child=child,
                on=dt.date(2024, month, 2),
                weight="12.50",
                height="93.0",
                weight_for_age="-1.20",
                height_for_age="-2.10",
            )
        Immunisation.objects.create(child=child, vaccine="bcg", dose=1, on=dt.date(2021, 3, 6))
        Schooling.objects.create(child=child, year=2024, level="kindergarten", state="attending", school="Mầm non")
        Support.objects.create(child=child, kind="education", content="Sách vở", amount=500000, on=day)
        Circumstance.objects.create(child=child, group="d", code="d3", valid_from=day, decided_by_name="Lò Thị Ân")
        child.refresh_from_db()
    return child


def test_the_list_shows_the_commune_its_children_and_nobody_else(
    alice: Person, bao: Person, chi: Person, world: World, client_for: SignIn, lists: None
) -> None:
    child = full_child(world)
    for person, sees in ((alice, True), (bao, True), (chi, False)):
        page = client_for(person).get("/tre-em/").content.decode()
        assert (child.full_name in page) is sees
        assert client_for(person).get(child.get_absolute_url()).status_code == (200 if sees else 404)


def test_every_question_of_the_list_opens(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    from chungtay.children.queries.lists import FILTERS

    full_child(world)
    client = client_for(alice)
    for code in FILTERS:
        assert client.get(f"/tre-em/?loc={code}").status_code == 200, code
    for odd in (
        "q=%25",
        "q=" + "x" * 3000,
        "thon=²",
        "sau=99999999",
        "truoc=1",
        "loi=hamlet&tuoi=0-2&gioi=male",
        "xa=../..",
        "loc=khong-co",
    ):
        assert client.get(f"/tre-em/?{odd}").status_code == 200, odd


def test_pages_follow_each_other_by_the_name(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    for number in range(120):
        make_child(world.commune, f"Lò Văn {chr(65 + number % 26)}{number}", "2019-05-12")
    client = client_for(alice)
    seen: list[int] = []
    url = "/tre-em/"
    while url:
        answer = client.get(url)
        seen += [row["child"].pk for row in answer.context["rows"]]
        last, url = answer, f"/tre-em/{answer.context['next_url']}" if answer.context["next_url"] else ""
    assert len(seen) == len(set(seen)) == 120
    with as_system("the order of the whole list"):
        assert seen == list(Child.objects.order_by("name_key", "id").values_list("pk", flat=True))
    before = client.get(f"/tre-em/{last.context['before_url']}")
    assert [row["child"].pk for row in before.context["rows"]] == seen[50:100]
    assert "120 trẻ" in answer.content.decode()


def test_queries_of_the_list_are_few_and_the_same_for_few_and_many(
    alice: Person, bao: Person, world: World, client_for: SignIn, lists: None
) -> None:
    few = [full_child(world, f"Lò Thị M{n}") for n in range(2)]
    client, above = client_for(alice), client_for(bao)
    urls = ("/tre-em/", "/tre-em/?loc=hoan-canh", "/tre-em/?loc=thieu", "/tre-em/?q=lo+thi", "/ho-gia-dinh/")
    counts = {url: queries(client, url) for url in urls} | {"bao": queries(above, "/tre-em/")}
    assert len(few) == 2
    for number in range(30):
        full_child(world, f"Lò Thị N{number:02d}")
    for url in urls:
        assert queries(client, url) <= max(counts[url], 12), url
        assert queries(client, url) <= 20, url
    assert queries(above, "/tre-em/") <= counts["bao"] <= 20


def test_each_part_of_the_page_opens_in_few_queries(
    alice: Person, bao: Person, world: World, client_for: SignIn, lists: None
) -> None:
    child = full_child(world)
    for person in (alice, bao):
        client = client_for(person)
        for part in PARTS:
            assert queries(client, f"{child.get_absolute_url()}?phan={part}") <= 20, (person.user.username, part)


def test_looks_are_written_down_and_shown(
    alice: Person, bao: Person, world: World, client_for: SignIn, lists: None
) -> None:
    child = full_child(world)
    client_for(bao).get(child.get_absolute_url())
    client_for(bao).get("/tre-em/")
    kinds = list(
        Look.objects.filter(actor_name=bao.user.full_name).order_by("id").values_list("kind", "object_id", "object_ids")
    )
    assert kinds == [("page", child.pk, []), ("list", None, [child.pk])]
    assert bao.user.full_name in client_for(alice).get(f"{child.get_absolute_url()}?phan=ai-da-xem").content.decode()


def test_a_sealed_circumstance_is_nowhere_for_who_may_not_know(
    alice: Person, world: World, client_for: SignIn, lists: None
) -> None:
    child = make_child(world.commune, birth="2016-01-02")
    with as_system("a sealed circumstance"):
        Circumstance.objects.create(
            child=child,
            group="l",
            code="l1",
            seal=SEAL,
            valid_from=dt.date(2024, 1, 2),
            decided_by_name="Lò Thị Ân",
            evidence="Kết luận số 7",
        )
        Fact.objects.create(child=child, kind="hiv", seal=SEAL, valid_from=dt.date(2024, 1, 2))
    leader = make_person(
        "lanh_dao", "Vì Văn Hạnh", "province_leader", world.department, "Giám đốc", unit=world.province
    )
    for person, knows in ((alice, True), (leader, False)):
        client = client_for(person)
        page = client.get(f"{child.get_absolute_url()}?phan=hoan-canh").content.decode()
        health = client.get(f"{child.get_absolute_url()}?phan=suc-khoe").content.decode()
        first = client.get(child.get_absolute_url()).content.decode()
        listed = client.get("/tre-em/").content.decode()
        asked = client.get("/tre-em/?loc=hoan-canh").content.decode()
        assert ("hiếp dâm" in page) is ("hiếp dâm" in first) is knows
        assert ("HIV" in health) is knows
        assert ("badge-violet" in listed) is (child.full_name in asked) is knows
    assert client_for(leader).get(f"{child.get_absolute_url()}ghi/hiv/").status_code == 403


def post(client: Client, url: str, **given: Any) -> Any:
    return client.post(url, {"act": str(uuid.uuid4()), **given})


def test_add_shows_the_likely_same_first(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    known = make_child(world.commune, "Lò Văn An", "2019-05-12", mother_name="Quàng Thị Ín")
    client = client_for(alice)
    given = {"full_name": "Lo Van An", "birth": "12/5/2019", "sex": "male", "mother_name": "Quàng Thị Ín"}
    answer = post(client, "/tre-em/them/", **given)
    assert answer.status_code == 422
    assert known.get_absolute_url() in answer.content.decode()
    answer = post(client, "/tre-em/them/", **given, khac="1")
    assert answer.status_code == 302
    with as_system("counting"):
        assert Child.objects.count() == 2


def test_a_double_click_adds_one_child(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    client = client_for(alice)
    given = {"act": str(uuid.uuid4()), "full_name": "Lò Văn Đôi", "birth": "2020", "khac": "1"}
    first, second = client.post("/tre-em/them/", given), client.post("/tre-em/them/", given)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with as_system("counting"):
        assert Child.objects.filter(full_name="Lò Văn Đôi").count() == 1
    # Gone back to the page and sent with other words: another child, not a second click.
    assert client.post("/tre-em/them/", {**given, "full_name": "Lò Văn Sinh"})["Location"] != first["Location"]


def test_what_cannot_be_is_said_clearly(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    client = client_for(alice)
    ahead = f"{timezone.localdate() + dt.timedelta(days=40):%d/%m/%Y}"
    for given, words in (
        ({"birth": ahead}, "ở tương lai"),
        ({"birth": "31/02/2020"}, "Không có ngày 31/02/2020"),
        ({"birth": "1999"}, "không phải trẻ em"),
        ({"personal_number": "12345"}, "12 chữ số"),
        ({"birth": "12/05/2019", "sex": "male", "personal_number": "011319000123"}, "là của nữ"),
        ({"birth": "12/05/2018", "sex": "female", "personal_number": "011319000123"}, "năm sinh 2019"),
    ):
        answer = post(client, "/tre-em/them/", full_name="Lò Văn Thử", khac="1", **given)
        assert answer.status_code == 422, given
        assert words in answer.content.decode(), given
    given = {
        "full_name": "Lò Văn Thử",
        "birth": "12/05/2019",
        "sex": "male",
        "personal_number": "011319000123",
        "khac": "1",
        "sure": "on",
    }
    assert post(client, "/tre-em/them/", **given).status_code == 302  # the paper may be wrong: marked, not refused
    with as_system("the mark"):
        assert Child.objects.get(full_name="Lò Văn Thử").faults & 64


def test_an_edit_over_somebody_elses_shows_both(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune, "Lò Văn An")
    client = client_for(alice)
    form = {"full_name": "Lò Văn An", "birth": "12/05/2019", "sex": "male", "version": child.version}
    assert post(client, f"{child.get_absolute_url()}sua/", **{**form, "phone": "0912345678"}).status_code == 302
    answer = post(client, f"{child.get_absolute_url()}sua/", **{**form, "phone": "0987654321"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "0912345678" in page
    assert "0987654321" in page
    assert alice.user.full_name in page
    newest = answer.context["form"].data["version"]
    assert (
        post(
            client, f"{child.get_absolute_url()}sua/", **{**form, "phone": "0987654321", "version": newest}
        ).status_code
        == 302
    )
    with as_system("what is saved"):
        assert Child.objects.get(pk=child.pk).phone == "0987654321"


def test_only_the_commune_writes(bao: Person, chi: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune)
    for person, expected in ((bao, 403), (chi, 404)):
        client = client_for(person)
        for path in ("sua/", "dong/", "ghi/can-do/", "hoan-canh/"):
            assert client.get(f"{child.get_absolute_url()}{path}").status_code == expected, (person.user.username, path)
            assert client.post(f"{child.get_absolute_url()}{path}", {}).status_code == expected


def test_closing_needs_a_reason_and_opens_again(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune)
    client = client_for(alice)
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert post(client, f"{child.get_absolute_url()}dong/", status="left", on=today).status_code == 422
    assert (
        post(client, f"{child.get_absolute_url()}dong/", status="left", on=today, reason="Gia đình báo").status_code
        == 302
    )
    assert "Đã rời địa bàn" in client.get(child.get_absolute_url()).content.decode()
    assert client.get(f"{child.get_absolute_url()}sua/").status_code == 200
    assert client.post(f"{child.get_absolute_url()}mo-lai/", {"reason": "Đã về"}).status_code == 302
    with as_system("open again"):
        assert Child.objects.get(pk=child.pk).status == "here"


def test_every_short_form_opens_and_saves(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    from chungtay.children.views.facts import KINDS

    child = make_child(world.commune, birth="2020-02-03")
    client = client_for(alice)
    day = "01/03/2024"
    given: dict[str, dict[str, Any]] = {
        "can-do": {"on": day, "weight": "14,5", "height": "98,5"},
        "tiem-chung": {"doses": ["bcg-1", "opv-1"], "on": day},
        "khuyet-tat": {"code": "seeing", "degree": "severe", "valid_from": day},
        "benh": {"detail": "Thalassemia", "valid_from": day},
        "tai-nan": {"code": "fall", "valid_from": day},
        "hoc-tap": {"year": "2025", "state": "attending"},
        "ho-tro": {"kind": "education", "content": "Sách", "on": day, "amount": "1.200.000"},
        "gap-tre": {"on": day, "where": "tại nhà"},
        "tham-gia": {"detail": "Câu lạc bộ", "valid_from": day},
    }
    for slug in KINDS:
        url = f"{child.get_absolute_url()}ghi/{slug}/"
        assert client.get(url).status_code == 200, slug
        assert post(client, url).status_code == 422, slug
        answer = post(client, url, **given.get(slug, {"valid_from": day}))
        assert answer.status_code == 302, (slug, answer.context and answer.context["form"].errors)
    for part in PARTS:
        assert client.get(f"{child.get_absolute_url()}?phan={part}").status_code == 200, part


def test_an_implausible_measure_is_asked_again(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune, birth="2020-02-03")
    client = client_for(alice)
    url = f"{child.get_absolute_url()}ghi/can-do/"
    assert "không thể có ở trẻ em" in post(client, url, on="01/03/2024", weight="1450").content.decode()
    answer = post(client, url, on="01/03/2024", weight="45")
    assert answer.status_code == 422
    assert 'name="sure"' in answer.content.decode()
    assert post(client, url, on="01/03/2024", weight="45", sure="on").status_code == 302
    with as_system("kept as measured"):
        assert Growth.objects.get(child=child).weight == 45
