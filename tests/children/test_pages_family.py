"""Families, newborns and circumstances through their pages: what follows, what is refused, what is asked again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from chungtay.children.models import Adult, Child, Circumstance, Household, Kinship
from chungtay.children.services import circumstances, facts, family, proposals
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.worklist import lines
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, make_household
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def lists(db: None) -> None:
    """The code lists of the law."""
    load_law()


@pytest.fixture
def acting(alice: Person, lists: None) -> Iterator[Person]:
    with acting_as(alice.actor):
        yield alice


def make_adult(home: Household, name: str, birth: str = "1990", **fields: Any) -> Adult:
    with as_system("an adult for a test"):
        adult: Adult = Adult.objects.create(
            household=home, unit_path=home.unit_path, full_name=name, birth=birth, **fields
        )
        return adult


def screen(adults: list[dict[str, Any]] = (), kids: list[dict[str, Any]] = (), **given: Any) -> dict[str, Any]:  # type: ignore[assignment]
    """What the family page sends."""
    sent: dict[str, Any] = {"act": str(uuid.uuid4()), **given}
    for prefix, rows in (("nguoi-lon", adults), ("tre", kids)):
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": sum("id" in row for row in rows)}
        for place, row in enumerate(rows):
            sent |= {f"{prefix}-{place}-{key}": value for key, value in row.items()}
    return sent


def test_a_family_on_one_screen(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    hamlet = make_hamlet(world.commune)
    client = client_for(alice)
    assert client.get("/ho-gia-dinh/them/").status_code == 200
    sent = screen(
        adults=[
            {"full_name": "Lò Văn Ơn", "relation": "father", "raises": "on", "birth": "1988", "sex": "male"},
            {"full_name": "Quàng Thị Ín", "relation": "mother", "raises": "on", "birth": "03/1990", "sex": "female",
             "away_since": "01/02/2026", "away_where": "Bắc Ninh"},
        ],
        kids=[{"full_name": "Lò Thị Một", "birth": "2015", "sex": "female"},
              {"full_name": "Lò Văn Hai", "birth": "05/06/2019", "sex": "male"}],
        head_name="Lò Văn Ơn", code="12", hamlet=hamlet.pk, kind="poor", kind_from="01/01/2026", kind_decision="QĐ 5/QĐ-UBND",
    )  # fmt: skip
    first = client.post("/ho-gia-dinh/them/", sent)
    assert first.status_code == 302, first.context["form"].errors
    assert client.post("/ho-gia-dinh/them/", sent)["Location"] == first["Location"]  # a double click is one family
    with as_system("what was written"):
        assert (Household.objects.count(), Adult.objects.count(), Child.objects.count()) == (1, 2, 2)
        child = Child.objects.get(full_name="Lò Văn Hai")
        assert (child.father_name, child.mother_name, child.household_kind) == ("Lò Văn Ơn", "Quàng Thị Ín", "poor")
        assert child.hamlet == hamlet
        assert Kinship.objects.filter(raises=True).count() == 4
    page = client.get(first["Location"]).content.decode()
    assert "Bắc Ninh" in page
    assert "QĐ 5/QĐ-UBND" in page
    edit = client.get(f"{first['Location']}sua/")
    assert edit.status_code == 200
    assert edit.context["adults"].forms[0]["relation"].value() == "father"


def test_two_fathers_and_a_mother_of_nine(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    client = client_for(alice)
    kid = {"full_name": "Lò Văn Hai", "birth": "05/06/2019"}
    two = [{"full_name": "Lò Văn A", "relation": "father"}, {"full_name": "Lò Văn B", "relation": "father"}]
    answer = client.post("/ho-gia-dinh/them/", screen(two, [kid], head_name="Lò Văn A"))
    assert answer.status_code == 422
    assert "Trẻ chỉ có một cha" in answer.content.decode()
    nine = [{"full_name": "Quàng Thị Bé", "relation": "mother", "birth": "2010"}]
    answer = client.post("/ho-gia-dinh/them/", screen(nine, [kid], head_name="Lò Văn A"))
    assert answer.status_code == 422
    assert "mới 9 tuổi khi sinh con" in answer.content.decode()
    with as_system("nothing was kept"):
        assert (Household.objects.count(), Child.objects.count(), Adult.objects.count()) == (0, 0, 0)
    assert client.post("/ho-gia-dinh/them/", screen(nine, [kid], head_name="Lò Văn A", sure="on")).status_code == 302


def test_a_household_changed_meanwhile_shows_both(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    home = make_household(world.commune, head_name="Lò Văn Ơn")
    client = client_for(alice)
    url = f"{home.get_absolute_url()}sua/"
    assert client.post(url, screen(head_name="Lò Văn Ơn", phone="0911111111", version=1)).status_code == 302
    answer = client.post(url, screen(head_name="Lò Văn Ơn", phone="0922222222", version=1))
    assert answer.status_code == 422
    assert "0911111111" in answer.content.decode()


def test_a_newborn_joins_the_family_of_its_mother(
    alice: Person, chi: Person, world: World, client_for: SignIn, lists: None
) -> None:
    hamlet = make_hamlet(world.commune)
    home = make_household(world.commune, hamlet, head_name="Lò Văn Ơn", phone="0912345678")
    mother = make_adult(home, "Quàng Thị Ín", sex="female")
    make_adult(home, "Lò Văn Ơn", sex="male")
    client = client_for(alice)
    today = f"{timezone.localdate():%d/%m/%Y}"
    given = {
        "act": str(uuid.uuid4()),
        "birth": today,
        "sex": "female",
        "mother_search": "quang thi in",
        "father_name": "lo van on",
    }
    found = client.post("/tre-em/moi-sinh/", {**given, "tim": "1"})
    assert "Quàng Thị Ín, sinh 1990" in found.content.decode()
    assert "error-summary" not in found.content.decode()
    for _ in range(2):
        assert client.post("/tre-em/moi-sinh/", {**given, "family": f"adult-{mother.pk}"}).status_code == 302
    with as_system("one child of both"):
        child = Child.objects.get()
        assert (child.full_name, child.household, child.hamlet) == ("Chưa đặt tên", home, hamlet)
        assert (child.mother_name, child.father_name) == ("Quàng Thị Ín", "Lò Văn Ơn")
    assert "Không thấy ai như vậy" in client_for(chi).post("/tre-em/moi-sinh/", {**given, "tim": "1"}).content.decode()


def test_several_newborns_from_a_pasted_list(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    make_hamlet(world.commune, "Bản Phăng")
    known = make_child(world.commune, "Lò Thị Cũ", "2026-04-02", "female", mother_name="Lò Thị Mẹ")
    rows = (
        "STT\tHọ và tên\tNgày sinh\tGiới tính\tHọ tên mẹ\tThôn bản\n"
        "1\tLò Văn Mới\t05/05/2026\tNam\tQuàng Thị Ín\tBản Phăng\n"
        "2\tLò Thị Cũ\t02/04/2026\tNữ\tLò Thị Mẹ\tBản Phăng\n"
        "3\tLò Văn Sai\t31/02/2026\tNam\tLò Thị Xa\tBản Phăng\n"
    )
    client = client_for(alice)
    sent: dict[str, Any] = {"act": str(uuid.uuid4()), "rows": rows}
    seen = client.post("/tre-em/moi-sinh/danh-sach/", {**sent, "doc": "1"})
    ticked = [line["number"] for line in seen.context["lines"] if line["ticked"]]
    assert ticked == [2]  # as the person counts lines: the heading is the first
    assert known.get_absolute_url() in seen.content.decode()
    assert client.post("/tre-em/moi-sinh/danh-sach/", {**sent, "ghi": "1", "dong": ticked}).status_code == 302
    with as_system("what was added"):
        child = Child.objects.get(full_name="Lò Văn Mới")
        assert child.birth_registered
        assert child.hamlet is not None
        assert Child.objects.count() == 2
    assert (
        client.post("/tre-em/moi-sinh/danh-sach/", {**sent, "act": str(uuid.uuid4()), "rows": "chỉ có chữ"}).status_code
        == 422
    )


def test_facts_propose_and_a_person_decides(acting: Person, bao: Person, world: World, client_for: SignIn) -> None:
    actor = acting.actor
    home = make_household(world.commune, head_name="Lò Văn Ơn")
    child = make_child(world.commune, household=home, lives_with="grandparents", birth="2016-02-03")
    parents = [make_adult(home, "Lò Văn Ơn", sex="male"), make_adult(home, "Quàng Thị Ín", sex="female")]
    for adult, relation in zip(parents, ("father", "mother"), strict=True):
        family.relate(actor=actor, child=child, adult=adult, relation=relation)
        family.save_adult(
            actor=actor,
            household=home,
            adult=adult,
            values={"condition": "dead", "condition_since": dt.date(2025, 3, 4)},
        )
    [row] = Circumstance.objects.filter(child=child)
    assert (row.code, row.state, row.proposed_by) == ("a3", "proposed", "Thông tin trong sổ")
    child.refresh_from_db()
    assert not child.special  # never silently set
    waiting = lines(actor, timezone.localdate())["waiting"]
    assert any("Sống với người thân thích" in item.title for item in waiting.items)
    page = client_for(acting).get("/tre-em/cho-xac-nhan/").content.decode()
    assert child.full_name in page
    confirmed = circumstances.confirm(actor=actor, circumstance=row)
    assert confirmed.decided_by_name == acting.user.full_name
    child.refresh_from_db()
    assert child.special
    with pytest.raises(NotPossible):
        circumstances.refuse(actor=actor, circumstance=row, reason="muộn rồi")
    with pytest.raises(PermissionDenied):
        circumstances.end_circumstance(actor=bao.actor, circumstance=row, on=timezone.localdate(), reason="thử")


def test_a_refusal_holds_until_the_facts_change(acting: Person, world: World) -> None:
    actor = acting.actor
    child = make_child(world.commune, birth="2016-02-03")
    facts.set_schooling(actor=actor, child=child, year=2025, state="dropped_out", reason="Đi làm")
    row = Circumstance.objects.get(child=child)
    circumstances.refuse(actor=actor, circumstance=row, reason="Trẻ chuyển trường")
    assert proposals.propose([child]) == 0
    facts.set_schooling(actor=actor, child=child, year=2025, state="attending")
    assert Circumstance.objects.filter(child=child, state="proposed").count() == 0
    with pytest.raises(UserError, match="vì sao trẻ bỏ học"):
        facts.set_schooling(actor=actor, child=child, year=2025, state="dropped_out")


def test_a_proposal_goes_when_its_facts_go(acting: Person, world: World) -> None:
    child = make_child(world.commune, birth="2016-02-03")
    fact = facts.add_fact(
        actor=acting.actor, child=child, kind="disability", degree="mild", valid_from=dt.date(2025, 1, 1)
    )
    assert Circumstance.objects.get(child=child).code == "d3"
    Circumstance.objects.create(
        child=child,
        group="d",
        code="d2",
        state="proposed",
        valid_from=dt.date(2025, 1, 1),
        proposed_by="danh-sach.xlsx",
    )
    facts.remove(actor=acting.actor, row=fact)
    assert [row.code for row in Circumstance.objects.filter(child=child)] == ["d2"]  # what a list proposed stays


def test_the_nightly_walk_and_sixteen(acting: Person, world: World) -> None:
    today = timezone.localdate()
    old = make_child(world.commune, "Lò Văn Lớn", f"{today.year - 17}-01-02")
    circumstances.add_circumstance(
        actor=acting.actor, child=old, code="d3", valid_from=dt.date(2024, 1, 1), evidence="Giấy số 1"
    )
    assert proposals.unit_paths() == [world.commune.path]
    assert proposals.propose_unit(world.commune.path, on=today) == 0
    assert any("đã đủ 16 tuổi" in item.title for item in lines(acting.actor, today)["waiting"].items)
    assert circumstances.end_at_sixteen(actor=acting.actor, child=old) == 1
    row = Circumstance.objects.get(child=old)
    assert (row.valid_to, row.end_reason) == (max(dt.date(today.year - 1, 1, 2), dt.date(2024, 1, 2)), "Đủ 16 tuổi")


def test_circumstances_on_the_page(alice: Person, world: World, client_for: SignIn, lists: None) -> None:
    child = make_child(world.commune, birth="2016-02-03")
    client = client_for(alice)
    url = f"{child.get_absolute_url()}hoan-canh/"
    form = client.get(url).content.decode()
    assert form.count("<optgroup") == 15  # 14 groups and the risks
    given = {"act": str(uuid.uuid4()), "code": "s:l4", "valid_from": "01/02/2025", "evidence": "Biên bản số 3"}
    assert client.post(url, given).status_code == 302
    assert client.post(url, {**given, "act": str(uuid.uuid4())}).status_code == 422  # it is there and has not ended
    with as_system("sealed"):
        row = Circumstance.objects.get()
        assert (row.seal, row.state, row.group) == ("sealed", "confirmed", "l")
    step = f"{url}{row.pk}/ket-thuc/"
    assert client.post(step, {"on": "01/02/2025", "reason": "nhầm"}).status_code == 422
    assert client.post(step, {"on": "01/03/2025", "reason": "Đã ổn định"}).status_code == 302
    assert client.post(f"{url}{row.pk}/mo-lai/", {}).status_code == 302
    assert client.post(f"{url}{row.pk}/lung-tung/", {}).status_code == 404


def test_a_circumstance_whose_ground_is_gone_is_pointed_out(acting: Person, world: World, client_for: SignIn) -> None:
    child = make_child(world.commune, birth="2016-02-03")
    other = make_child(world.commune, "Lò Văn Bình", "2016-02-04")
    fact = facts.add_fact(
        actor=acting.actor, child=child, kind="disability", degree="mild", valid_from=dt.date(2025, 1, 1)
    )
    circumstances.confirm(actor=acting.actor, circumstance=Circumstance.objects.get(child=child))
    facts.end_fact(actor=acting.actor, fact=fact, on=dt.date(2026, 1, 1))
    circumstances.add_circumstance(
        actor=acting.actor, child=other, code="d3", valid_from=dt.date(2025, 1, 1), evidence="Giấy số 2."
    )
    client = client_for(acting)
    for one, pointed_out in ((child, True), (other, False)):
        page = client.get(f"{one.get_absolute_url()}?phan=hoan-canh").content.decode()
        assert ("căn cứ của hoàn cảnh này không còn" in page) is pointed_out
