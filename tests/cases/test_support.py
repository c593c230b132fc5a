"""The emergency card and support policies: everybody finds whom to call, nobody learns of a case by it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from chungtay.cases import card as words
from chungtay.cases.models import Contact, DiaryEntry, Entitlement
from chungtay.cases.panels import cases_of_child, policies_of_child, support_of_case
from chungtay.cases.queries import entitlements
from chungtay.cases.queries.card import asked_first, card_of
from chungtay.cases.services import contacts
from chungtay.cases.services.entitlements import set_entitlement
from chungtay.children.models import Circumstance, Support
from chungtay.children.policies import SEAL
from chungtay.foundation import worklist
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Unit
from tests.factories.accounts import Person, World, make_agency, make_person
from tests.factories.cases import make_case
from tests.factories.children import make_child
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def lists(db: None) -> None:
    load_law()


def number(
    world: World, kind: str = "police", phone: str = "0215 3825 113", *, unit: Unit | None = None, **fields: Any
) -> Contact:
    place = unit or world.commune
    return Contact.objects.create(
        unit=place, unit_path=place.path, kind=kind, name=words.KINDS[kind], phone=phone, **fields
    )  # fmt: skip


# The card


@pytest.mark.parametrize(
    ("days", "stale"), [(None, True), (0, False), (90, False), (91, True)], ids=["never", "today", "90", "91"]
)
def test_a_number_is_stale_after_ninety_days(days: int | None, stale: bool) -> None:
    checked = TODAY - dt.timedelta(days=days) if days is not None else None
    assert words.is_stale(checked, TODAY) is stale


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [("0215 3825 113", "02153825113"), ("+84 912.345.678", "+84912345678"), ("111", "111"), ("11", "")],
)
def test_what_a_telephone_dials(phone: str, dialled: str) -> None:
    assert words.dialled(phone) == dialled


def test_the_card_names_what_is_missing_and_lends_the_numbers_of_the_province(world: World, lists: None) -> None:
    number(world, checked_on=TODAY - dt.timedelta(days=100))
    number(world, "shelter", unit=world.province)
    number(world, "clinic", unit=world.other_commune)
    number(world, "hospital", ended_on=TODAY)
    found = card_of(world.commune, TODAY)
    assert [one.kind for one in found.numbers] == ["police", "shelter"]
    assert found.numbers[1].whose == world.province.name
    assert found.missing == [words.KINDS[kind] for kind in ("clinic", "officer", "chair")]
    assert found.national[0].phone == "111"
    assert [one.kind for one in found.stale] == ["police", "shelter"]
    assert any("12 giờ" in step["name"] for step in found.steps)


def test_a_merged_commune_keeps_the_numbers_of_those_that_came_into_it(world: World, lists: None) -> None:
    number(world, "clinic", unit=world.old_commune)
    assert [one.kind for one in card_of(world.commune, TODAY).numbers] == ["clinic"]


def test_numbers_are_kept_by_the_commune_and_read_by_all(
    alice: Person, chi: Person, world: World, client_for: SignIn, lists: None
) -> None:
    browser = client_for(alice)
    data = {
        "kind": "police",
        "name": "Trực ban Công an xã",
        "phone": "0215 3825 113",
        "tried": "on",
        "act": uuid.uuid4(),
    }
    for _ in range(2):  # a double click
        answer = browser.post("/the-khan-cap/them/", data)
        assert answer.status_code == 302
    contact = Contact.objects.get()
    assert (contact.checked_on, contact.checked_by_name) == (timezone.localdate(), "Lò Thị Ân")
    page = browser.get("/the-khan-cap/").content.decode()
    assert 'href="tel:02153825113"' in page
    assert 'href="tel:111"' in page
    assert "Chưa có số của: Trạm y tế" in page
    other = client_for(chi).get(f"/the-khan-cap/?xa={world.commune.path}").content.decode()
    assert "Trực ban Công an xã" in other
    assert "Sửa</span>" not in other
    for address in (f"/the-khan-cap/so/{contact.pk}/", f"/the-khan-cap/them/?xa={world.commune.path}"):
        assert client_for(chi).get(address).status_code == 403
    assert client_for(chi).post(f"/the-khan-cap/so/{contact.pk}/bo/").status_code == 403
    assert browser.get("/the-khan-cap/in/").status_code == 200
    assert not Look.objects.filter(object_type__startswith="cases.").exists()


def test_other_agencies_and_collaborators_read_the_card_of_their_commune(
    world: World, client_for: SignIn, lists: None
) -> None:
    police = make_agency("Công an xã Mường Phăng", world.commune, kind="police", sector="police")
    officer = make_person("cong_an", "Lò Văn Sáng", "sector_officer", police, "Công an viên")
    number(world, "clinic", "0215 111 222")
    page = client_for(officer).get("/the-khan-cap/").content.decode()
    assert "0215 111 222" in page
    assert "Thêm số" not in page


def test_another_number_has_to_be_tried_again_and_two_officers_are_told(alice: Person, world: World) -> None:
    contact = number(world, checked_on=TODAY)
    with acting_as(alice.actor):
        values: dict[str, Any] = {"kind": "police", "name": "Trực ban", "phone": "0912 345 678"}
        changed = contacts.edit_contact(actor=alice.actor, contact=contact, version=1, **values)
        assert changed.checked_on is None
        with pytest.raises(StaleEdit):
            contacts.edit_contact(actor=alice.actor, contact=contact, version=1, **{**values, "name": "Khác"})
        with pytest.raises(UserError, match="số điện thoại"):
            contacts.add_contact(actor=alice.actor, unit=world.commune, kind="clinic", name="Trạm", phone="gọi bác sĩ")
        with pytest.raises(UserError, match="đã có"):
            contacts.add_contact(actor=alice.actor, unit=world.commune, **values)
        contacts.end_contact(actor=alice.actor, contact=contact)
        with pytest.raises(NotPossible):
            contacts.try_contact(actor=alice.actor, contact=contact)
        with pytest.raises(PermissionDenied):
            contacts.add_contact(actor=alice.actor, unit=world.other_commune, **values)


def test_my_day_nudges_until_the_card_is_whole(alice: Person, world: World, lists: None) -> None:
    today = timezone.localdate()

    def told() -> list[str]:
        with acting_as(alice.actor):
            found = worklist.lines(alice.actor, today).get("running")
        return [item.title for item in found.items if "Thẻ khẩn cấp" in item.title] if found else []

    assert "chưa có số" in told()[0]
    for place, kind in enumerate(words.NEEDED):
        number(world, kind, f"0215 000 00{place}", checked_on=today)
    assert not told()
    Contact.objects.filter(kind="police").update(checked_on=today - dt.timedelta(days=91))
    assert told() == ["Thẻ khẩn cấp: 1 số chưa gọi thử trong 90 ngày"]


def test_a_kind_of_case_says_whom_to_ask_first(world: World, lists: None) -> None:
    number(world, "trafficking", "024 111 333", unit=world.province)
    who = asked_first("trafficking", world.commune, TODAY)
    assert [name for name, _ in who][:2] == [words.KINDS["police"], words.KINDS["trafficking"]]
    assert [one.phone for one in who[1][1]] == ["024 111 333"]


# Support policies


def test_every_group_has_policies_and_every_kind_is_known(lists: None) -> None:
    from chungtay.law.queries import codelist_items

    groups = {item["code"] for item in codelist_items("special_circumstances") if "parent" not in item}
    assert len(groups) == 14
    for group in groups:
        assert entitlements.due([group], TODAY), group
    for kind in codelist_items("case_kinds"):
        assert set(kind["asks"]) <= set(words.KINDS), kind["code"]
    assert {item["code"] for item in codelist_items("support_policies")} <= {
        item["code"] for item in codelist_items("assistance_kinds")
    }


def test_what_is_due_and_not_granted_is_shown_until_a_decision_is_written(
    alice: Person, world: World, lists: None
) -> None:
    child = make_child(world.commune, "Lò Thị Mai", "2014-03-02", "female")
    case = make_case(world.commune, child=child)
    with as_system("the register says she is an orphan"):
        Circumstance.objects.create(child=child, group="a", code="a1", valid_from="2024-01-01", decided_by_name="A")
    with acting_as(alice.actor):
        found = {one.code: one for one in entitlements.of_case(case, TODAY)}
        assert set(found) == {"health", "social_regular", "social_emergency", "education", "legal", "psychological"}
        assert all(one.waiting for one in found.values())
        assert found["social_regular"].why == ["Trẻ em mồ côi cả cha và mẹ"]
        with pytest.raises(UserError, match="số quyết định"):
            set_entitlement(actor=alice.actor, case=case, policy="social_regular", values={"granted": True})
        with pytest.raises(UserError, match="vì sao"):
            set_entitlement(actor=alice.actor, case=case, policy="legal", values={"granted": False})
        given = {"granted": True, "decision_number": "12/QĐ-UBND", "decision_on": dt.date(2026, 11, 1)}
        row = set_entitlement(actor=alice.actor, case=case, policy="social_regular", values=given)
        again = set_entitlement(actor=alice.actor, case=case, policy="social_regular", values=given)
        assert again.pk == row.pk
        with pytest.raises(StaleEdit):
            set_entitlement(
                actor=alice.actor, case=case, policy="social_regular", entitlement=row, version=0,
                values={**given, "decision_number": "13/QĐ-UBND"},
            )  # fmt: skip
        set_entitlement(
            actor=alice.actor, case=case, policy="legal", values={"granted": False, "reason": "Không yêu cầu"}
        )
        found = {one.code: one for one in entitlements.of_case(case, TODAY)}
        assert found["social_regular"].granted
        assert found["legal"].refused
        assert found["education"].waiting
        assert DiaryEntry.objects.filter(case=case, step="entitlement").count() == 3
    trail = " ".join(f"{row.object_label} {row.data}" for row in AuditEntry.objects.filter(action="entitlement_set"))
    assert "Mai" not in trail
    assert case.code in trail


def test_the_pages_of_policies(
    alice: Person, chi: Person, bao: Person, world: World, client_for: SignIn, lists: None
) -> None:
    case = make_case(world.commune)
    browser = client_for(alice)
    address = f"/vu-viec/{case.pk}/chinh-sach/"
    page = browser.get(address).content.decode()
    assert "Trợ giúp pháp lý" in page
    assert Look.objects.filter(object_type="cases.case", object_id=case.pk).count() == 1
    answer = browser.post(
        f"{address}legal/", {"answer": "yes", "act": uuid.uuid4(), "decision_number": "", "amount": "1.000"}
    )
    assert answer.status_code == 422
    assert 'value="1.000"' in answer.content.decode()
    data = {
        "answer": "yes",
        "decision_number": "5/QĐ",
        "decision_on": "01/11/2026",
        "amount": "1.500.000",
        "act": uuid.uuid4(),
    }
    assert browser.post(f"{address}legal/", data).status_code == 302
    row = Entitlement._base_manager.all()
    with as_system("the row"):
        assert str(row.get().amount) == "1500000"
    assert "5/QĐ" in browser.get(address).content.decode()
    assert client_for(chi).get(address).status_code == 404
    assert client_for(bao).get(address).status_code == 403
    assert browser.get(f"{address}khong-co/").status_code == 404


# Panels


def test_a_childs_page_tells_of_a_case_only_to_who_may_open_it(
    alice: Person, bao: Person, chi: Person, world: World, client_for: SignIn, lists: None
) -> None:
    child = make_child(world.commune, "Lò Thị Mai", "2014-03-02", "female")
    case = make_case(world.commune, child=child)
    inspector = make_person("thanh_tra", "Vì Văn Tra", "inspector", world.department, "Thanh tra", unit=world.province)
    for person, sees in ((alice, True), (bao, False), (inspector, False)):
        page = client_for(person).get(child.get_absolute_url()).content.decode()
        assert ("Vụ việc bảo vệ" in page) is sees, person.actor.name
        assert (case.code in page) is sees
    assert Look.objects.filter(object_type="cases.case", object_id=case.pk).count() == 1
    secret = make_case(world.commune, child=child, secrecy="hiv")
    with acting_as(alice.actor):
        assert cases_of_child(alice.actor, child) is not None
    with acting_as(bao.actor):
        assert cases_of_child(bao.actor, child) is None
    assert secret.pk


def test_a_childs_page_tells_what_support_is_due(alice: Person, world: World, lists: None) -> None:
    child = make_child(world.commune, "Lò Thị Mai", "2014-03-02", "female")
    with acting_as(alice.actor):
        assert policies_of_child(alice.actor, child) is None
    with as_system("sealed, so that only who may know of it is told of the policies"):
        Circumstance.objects.create(
            child=child, group="l", code="l4", seal=SEAL, valid_from="2024-01-01", decided_by_name="A"
        )
        Support.objects.create(child=child, kind="legal", content="Luật sư", on="2026-01-05", decision="QĐ 7")
    leader = make_person(
        "lanh_dao", "Vì Văn Hạnh", "province_leader", world.department, "Giám đốc", unit=world.province
    )
    with acting_as(leader.actor):
        assert policies_of_child(leader.actor, child) is None
    with acting_as(alice.actor):
        panel = policies_of_child(alice.actor, child)
        assert panel is not None
        found = {one.code: one for one in panel.context["policies"]}
        assert found["legal"].granted
        assert found["psychological"].waiting
        assert "social_regular" not in found


def test_the_panel_of_a_case_is_for_who_opens_it(alice: Person, bao: Person, world: World, lists: None) -> None:
    case = make_case(world.commune, kind="labour")
    with acting_as(alice.actor):
        panel = support_of_case(alice.actor, case)
        assert panel is not None
        assert panel.context["kind"] == "Lao động trẻ em"
        assert next(who for who, _ in panel.context["asked"]) == words.KINDS["labour"]
    with acting_as(bao.actor):
        assert support_of_case(bao.actor, case) is None
