"""The lead goes from one commune to another: at no moment does nobody answer for the child, and nobody learns too much."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.cases import merging as guard
from chungtay.cases import sealing
from chungtay.cases.duties import Event, happened
from chungtay.cases.models import Case, Clock, DiaryEntry, HandOver
from chungtay.cases.panels import cases_of_child
from chungtay.cases.queries import handovers as reads
from chungtay.cases.services import handovers, opening
from chungtay.children.models import Child, Pair
from chungtay.children.services import duplicates, merging, moving
from chungtay.foundation import worklist
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry, Look, Notice
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Succession
from tests.children.test_merging import two
from tests.factories.accounts import REFORM, Person, World, cover, make_agency, make_person, make_unit
from tests.factories.cases import SECRET, make_case, make_concern
from tests.factories.children import make_child, name_units
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
WHY = {"why": "residence", "reason": "Trẻ sống với bà ngoại", "must_know": "Không để dượng đón"}


def offered(person: Person, case: Case, world: World, **more: str) -> HandOver:
    with acting_as(person.actor):
        return handovers.offer(actor=person.actor, case=case, to_unit=world.other_commune, **{**WHY, **more})


def lead(case: Case) -> tuple[str, int | None]:
    with as_system("who leads"):
        found = Case.objects.get(pk=case.pk)
        return found.unit_path, found.officer_id


def test_the_old_commune_leads_until_the_new_one_accepts(alice: Person, chi: Person, world: World) -> None:
    load_law()
    case = make_case(world.commune, officer=alice.post)
    with acting_as(alice.actor):
        happened(actor=alice.actor, case=case, event=Event.RECEIVED, at=case.received_at, danger=True)
    row = offered(alice, case, world)
    assert lead(case) == (world.commune.path, alice.post.pk)
    with acting_as(chi.actor):
        assert not Case.objects.exists()
        handovers.accept(actor=chi.actor, handover=row)
        taken = Case.objects.get()
        assert (taken.unit_id, taken.officer_id) == (world.other_commune.pk, chi.post.pk)
        assert taken.residence_path == world.other_commune.path
        assert DiaryEntry.objects.filter(case=case).count() == 2
        assert Clock.objects.get(case=case, code="T_EMERG").unit_path == world.other_commune.path
        assert Clock.objects.get(case=case, code="T_EMERG").stopped_at is None
    with acting_as(alice.actor):  # the incident happened here: the row stays in sight, the work does not
        assert Case.objects.get().pk == case.pk
        with pytest.raises(PermissionDenied):
            handovers.offer(actor=alice.actor, case=case, to_unit=world.far_commune, **WHY)


def test_refused_or_withdrawn_changes_nothing_and_is_read_by_both(alice: Person, chi: Person, world: World) -> None:
    case = make_case(world.commune, officer=alice.post)
    row = offered(alice, case, world)
    with acting_as(alice.actor), pytest.raises(NotPossible, match="chưa trả lời"):
        handovers.offer(actor=alice.actor, case=case, to_unit=world.far_commune, **WHY)
    with acting_as(chi.actor):
        with pytest.raises(UserError, match="vì sao không nhận"):
            handovers.refuse(actor=chi.actor, handover=row, reason=" ")
        handovers.refuse(actor=chi.actor, handover=row, reason="Trẻ không ở đây")
        with pytest.raises(NotPossible):
            handovers.accept(actor=chi.actor, handover=row)
        assert handovers.read_offer(actor=chi.actor, handover=HandOver.objects.get()) == {}
    assert lead(case) == (world.commune.path, alice.post.pk)
    with acting_as(alice.actor):
        told = handovers.read_offer(actor=alice.actor, handover=HandOver.objects.get())
        assert told["answer"] == "Trẻ không ở đây"
    second = offered(alice, case, world)
    with acting_as(chi.actor), pytest.raises(NotPossible):
        handovers.withdraw(actor=chi.actor, handover=second)
    with acting_as(alice.actor):
        handovers.withdraw(actor=alice.actor, handover=second)
    assert lead(case) == (world.commune.path, alice.post.pk)


def test_only_the_two_communes_read_the_words_and_each_reading_is_a_look(
    alice: Person, bao: Person, chi: Person, world: World
) -> None:
    case = make_case(world.commune)
    row = offered(alice, case, world)
    with acting_as(chi.actor):
        told = handovers.read_offer(actor=chi.actor, handover=row)
        assert told["must_know"] == WHY["must_know"]
        assert told["child"]["name"] == "Vàng A Dế"
    with acting_as(bao.actor):
        assert HandOver.objects.count() == 1
        assert handovers.read_offer(actor=bao.actor, handover=row) == {}
        with pytest.raises(NotPossible):
            handovers.accept(actor=bao.actor, handover=row)
    looks = Look.objects.filter(object_type="cases.case", object_id=case.pk)
    assert [look.actor_name for look in looks] == [chi.actor.name]
    far = make_person("far", "Tẩn Mí", "commune_officer", world.far_committee, "Công chức")
    with acting_as(far.actor):
        assert not HandOver.objects.exists()


def test_a_stricter_case_is_not_read_without_its_permission(alice: Person, chi: Person, world: World) -> None:
    from dataclasses import replace

    case = make_case(world.commune, secrecy="sexual_abuse")
    row = offered(alice, case, world)
    less = replace(chi.actor, permissions=chi.actor.permissions - {"cases.sexual"})
    with acting_as(less):
        assert handovers.read_offer(actor=less, handover=row) == {}
    with acting_as(chi.actor):
        assert handovers.read_offer(actor=chi.actor, handover=row)["reason"]


def test_nothing_of_it_is_said_in_the_clear(alice: Person, chi: Person, world: World) -> None:
    case = make_case(world.commune)
    row = offered(alice, case, world)
    with acting_as(chi.actor):
        handovers.refuse(actor=chi.actor, handover=row, reason="Gia đình Vàng A Dế đã đi")
    said = [f"{one.object_label} {one.reason} {one.data}" for one in AuditEntry.objects.all()]
    said += [f"{one.title} {one.url}" for one in Notice.objects.all()] + [one.what for one in Look.objects.all()]
    assert said
    for secret in ("Vàng", "dượng", "bà ngoại", SECRET):
        assert not [words for words in said if secret in words]
    assert case.code in " ".join(said)
    with as_system("sealed with the key of the case"):
        found = HandOver.objects.select_related("case").get()
        assert b"ngo" not in bytes(found.sealed)
        assert sealing.unseal(found)["reason"] == WHY["reason"]


def test_the_wrong_commune_hands_on_what_did_not_happen_there(alice: Person, chi: Person, world: World) -> None:
    case = make_case(world.commune)
    row = offered(alice, case, world, why="incident")
    with acting_as(chi.actor):
        handovers.accept(actor=chi.actor, handover=row)
        assert Case.objects.get().incident_path == world.other_commune.path
        assert handovers.read_offer(actor=chi.actor, handover=HandOver.objects.get())["reason"] == WHY["reason"]
    with acting_as(alice.actor):  # neither lead nor incident nor residence: it is gone from sight
        assert not Case.objects.exists()
        assert handovers.read_offer(actor=alice.actor, handover=HandOver.objects.get()) == {}


def test_impossible_offers_are_told(alice: Person, world: World) -> None:
    case = make_case(world.commune)
    with acting_as(alice.actor):
        for unit, words in (
            (world.commune, "đang chủ trì"),
            (world.province, "xã, phường"),
            (world.old_commune, "hiện nay"),
        ):
            with pytest.raises(UserError, match=words):
                handovers.offer(actor=alice.actor, case=case, to_unit=unit, **WHY)
        with pytest.raises(UserError, match="lý do"):
            handovers.offer(actor=alice.actor, case=case, to_unit=world.other_commune, why="other", reason="  ")
    closed = make_case(
        world.commune, state="closed", closed_at=timezone.now(), condition_safe=True, condition_stable=True
    )
    with acting_as(alice.actor), pytest.raises(NotPossible, match="kết thúc"):
        handovers.offer(actor=alice.actor, case=closed, to_unit=world.other_commune, **WHY)


def test_an_offer_to_a_commune_that_is_merged_meanwhile_is_accepted_by_its_successor(
    alice: Person, world: World
) -> None:
    today = timezone.localdate()
    ending = make_unit("commune", "03170", "Xã Nà Tấu", world.province, since=REFORM)
    cover(ending, world.province)
    case = make_case(world.commune)
    with acting_as(alice.actor):
        row = handovers.offer(actor=alice.actor, case=case, to_unit=ending, **WHY)
    after = make_unit("commune", "03171", "Xã Nà Tấu mới", world.province, since=today)
    ending.valid_to = today
    ending.save()
    Succession.objects.create(predecessor=ending, successor=after, effective_on=today)
    cover(after, world.province)
    committee = make_agency("UBND xã Nà Tấu mới", after)
    officer = make_person("moi", "Cà Văn Mới", "commune_officer", committee, "Công chức", since=today)
    with acting_as(officer.actor):
        handovers.accept(actor=officer.actor, handover=row)
        assert Case.objects.get().unit_id == after.pk


# A child that moves


def move(alice: Person, chi: Person, world: World, child: Child) -> None:
    with acting_as(alice.actor):
        (transfer,) = moving.release(
            actor=alice.actor, children=[child], to_unit=world.other_commune, on=timezone.localdate(), act=uuid.uuid4()
        )
    with acting_as(chi.actor):
        moving.accept(actor=chi.actor, transfer=transfer)


def test_a_child_that_moves_in_mid_case_proposes_a_hand_over(
    alice: Person, chi: Person, world: World, client_for: SignIn
) -> None:
    child = make_child(world.commune, "Vàng A Dế", "2015-03-02")
    case = make_case(world.commune, officer=alice.post, child=child, residence_unit=world.commune)
    done = make_case(
        world.commune, child=child, residence_unit=world.commune, state="closed", closed_at=timezone.now(),
        condition_safe=True, condition_stable=True,
    )  # fmt: skip
    move(alice, chi, world, child)
    with as_system("both cases"):
        assert Case.objects.get(pk=case.pk).residence_path == world.other_commune.path
        assert Case.objects.get(pk=done.pk).residence_path == world.commune.path
    assert lead(case)[0] == world.commune.path
    titles = [one.title for one in Notice.objects.filter(kind="case_moved")]
    assert len(titles) == 2
    assert all(case.code in title and "Dế" not in title for title in titles)
    with acting_as(alice.actor):
        assert [one.pk for one in reads.to_propose(alice.actor)] == [case.pk]
        items = worklist.lines(alice.actor, timezone.localdate())["running"].items
        assert any(case.code in item.title and "Dế" not in item.title for item in items)
    page = client_for(alice).get(f"/vu-viec/{case.pk}/ban-giao/").content.decode()
    assert "Xã Thanh Nưa, Tỉnh Điện Biên" in page
    row = offered(alice, case, world)
    with acting_as(alice.actor):
        assert not reads.to_propose(alice.actor)
    with acting_as(chi.actor):
        handovers.accept(actor=chi.actor, handover=row)
        assert not reads.to_propose(chi.actor)


# Merging records


def test_records_of_a_child_with_a_running_case_are_not_joined_and_the_sentence_is_silent(
    alice: Person, world: World
) -> None:
    load_law()
    kept, gone = two(world)
    case = make_case(world.commune, child=gone)
    with acting_as(alice.actor):
        duplicates.search(actor=alice.actor, unit=world.commune)
        pair = Pair.objects.get()
        with pytest.raises(NotPossible) as refused:
            merging.merge(actor=alice.actor, pair=pair, keep_id=kept.pk)
    assert refused.value.sentence == guard.SENTENCE
    for told in (case.code, "vụ việc", "bảo vệ", "Dế", gone.full_name):
        assert told not in refused.value.sentence
    with as_system("the case ends"):
        Case.objects.filter(pk=case.pk).update(
            state="closed", closed_at=timezone.now(), condition_safe=True, condition_stable=True
        )
    with acting_as(alice.actor):
        assert merging.merge(actor=alice.actor, pair=pair, keep_id=kept.pk).pk
        kept.refresh_from_db()
        panel = cases_of_child(alice.actor, kept)
        assert panel is not None
        assert [one.pk for one, _ in panel.context["lines"]] == [case.pk]
        concern = make_concern(world.commune, child=kept)
        assert opening.begin(actor=alice.actor, concern=concern).reported_again


# Pages


def test_the_pages_of_a_hand_over(alice: Person, bao: Person, chi: Person, world: World, client_for: SignIn) -> None:
    name_units()
    case = make_case(world.commune)
    browser = client_for(alice)
    data = {"to_unit": "Xã Thanh Nưa, Điện Biên", **WHY, "act": uuid.uuid4()}
    wrong = browser.post(f"/vu-viec/{case.pk}/ban-giao/", {**data, "to_unit": "Xã Không Có", "act": uuid.uuid4()})
    assert wrong.status_code == 422
    assert WHY["must_know"] in wrong.content.decode()
    for _ in range(2):  # a double click is one offer
        answer = browser.post(f"/vu-viec/{case.pk}/ban-giao/", data)
        assert answer.status_code == 302
    with as_system("the one"):
        row = HandOver.objects.get()
    assert answer.headers["Location"] == row.get_absolute_url()
    other = client_for(chi)
    assert case.code in other.get("/vu-viec/ban-giao/").content.decode()
    page = other.get(row.get_absolute_url()).content.decode()
    assert "Nhận vụ việc" in page
    assert WHY["must_know"] in page
    above = client_for(bao).get(row.get_absolute_url()).content.decode()
    assert WHY["must_know"] not in above
    assert "Nhận vụ việc</span>" not in above
    refused = other.post(f"{row.get_absolute_url()}refuse/", {"reason": ""})
    assert refused.status_code == 422
    assert other.post(f"{row.get_absolute_url()}accept/").status_code == 302
    assert other.post(f"{row.get_absolute_url()}accept/").status_code == 422
    far = make_person("far", "Tẩn Mí", "commune_officer", world.far_committee, "Công chức")
    assert client_for(far).get(row.get_absolute_url()).status_code == 404
    assert client_for(far).get(f"/vu-viec/{case.pk}/ban-giao/").status_code == 404


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["offer", "accept", "refuse", "withdraw"]), max_size=8))
def test_somebody_answers_for_the_child_after_every_step(
    alice: Person, chi: Person, world: World, steps: list[str]
) -> None:
    """Whatever is tried in whatever order: the lead is one of the two communes, and changes only with an acceptance."""
    case = make_case(world.commune, officer=alice.post)
    people = {world.commune.path: (alice, world.other_commune), world.other_commune.path: (chi, world.commune)}
    for step in steps:
        before = lead(case)[0]
        with as_system("the page is opened anew"):
            case = Case.objects.select_related("unit").get(pk=case.pk)
        here, there = people[before]
        other = people[there.path][0]
        with as_system("what waits"):
            waiting = HandOver.objects.filter(case=case, state="offered").first()
        try:
            if step == "offer":
                with acting_as(here.actor):
                    handovers.offer(actor=here.actor, case=case, to_unit=there, **WHY)
            elif waiting is not None and step == "withdraw":
                with acting_as(here.actor):
                    handovers.withdraw(actor=here.actor, handover=waiting)
            elif waiting is not None:
                with acting_as(other.actor):
                    verb = handovers.accept if step == "accept" else handovers.refuse
                    verb(actor=other.actor, handover=waiting, **({} if step == "accept" else {"reason": "Không ở đây"}))
        except UserError:
            assert lead(case)[0] == before
        after = lead(case)
        assert after[0] in people
        assert after[1] is not None
        assert (after[0] != before) == (step == "accept" and waiting is not None)
