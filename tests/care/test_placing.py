"""From a carer's registration to the end of the care: every arrow, what it refuses and which clocks run."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from chungtay.care import sealing
from chungtay.care.conditions import items_of
from chungtay.care.models import Carer, FacilityNeed, Placement
from chungtay.care.queries import placements as queries
from chungtay.care.services import carers, facilities, placements, visits
from chungtay.care.services.carers import Body
from chungtay.care.services.placements import Ending, Need
from chungtay.care.services.visits import Seen
from chungtay.cases.models import Clock
from chungtay.children.models import Child
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from tests.care.conftest import Clockwork
from tests.factories.accounts import Person, World
from tests.factories.care import (
    all_consent,
    approve_carer,
    approved_carer,
    contact,
    decide,
    hand_over,
    make_carer,
    propose,
)
from tests.factories.cases import make_case
from tests.factories.children import make_child

TODAY = dt.date(2026, 5, 14)


def running(placement: Placement) -> dict[str, dt.date]:
    with as_system("looking at the clocks"):
        rows = Clock.objects.filter(subject_label="care.placement", subject_id=placement.pk, stopped_at=None)
        return {row.code: row.due_at.date() for row in rows}


def lived_with(placement: Placement) -> list[str]:
    """What the register said of the child, the earliest first."""
    with as_system("looking at the register and its history"):
        changes = apps.get_model("children", "ChildEvent").objects.filter(pgh_obj_id=placement.child_id)
        told = list(changes.order_by("pgh_id").values_list("lives_with", flat=True))
        assert Child.objects.get(pk=placement.child_id).lives_with == told[-1]
    return [str(code) for code, _ in itertools.groupby(told)]


@pytest.fixture
def cared(world: World, alice: Person, lan: Person, clockwork: Clockwork) -> Placement:
    """A girl of eight with a family of her own commune, decided and handed over today."""
    child = make_child(world.commune, "Lò Thị Ính", "2018-02-03", "female")
    placement = propose(alice.actor, child, approved_carer(alice.actor, lan.actor, world.commune))
    placement = all_consent(alice.actor, placement)
    clockwork.go(TODAY + dt.timedelta(days=4))
    contact(alice.actor, placement, TODAY)
    contact(alice.actor, placement, TODAY + dt.timedelta(days=1))
    placement = decide(lan.actor, placement)
    return hand_over(alice.actor, placement)


def test_a_carer_is_registered_verified_and_approved(
    world: World, alice: Person, lan: Person, clockwork: Clockwork
) -> None:
    carer = make_carer(alice.actor, world.commune)
    assert carer.code.startswith("NCS-2026-")
    assert carer.birth_year == 1980
    with acting_as(lan.actor), pytest.raises(NotPossible):
        carers.step(actor=lan.actor, carer=carer, name="carer_approve")
    carer = approve_carer(alice.actor, lan.actor, carer)
    assert (carer.state, carer.conditions_met, carer.decided_by_name) == ("approved", True, "Cà Thị Lan")
    with as_system("reading"):
        acts = list(
            AuditEntry.objects.filter(object_type="care.carer")
            .order_by("id")
            .values_list("action", "object_label", "data")
        )
    assert [act for act, _, _ in acts] == ["carer_registered", "carer_verify", "carer_verified", "carer_approve"]
    assert "Hoa" not in str(acts)


def test_one_condition_not_met_and_the_carer_is_refused(world: World, alice: Person, lan: Person) -> None:
    carer = make_carer(alice.actor, world.commune)
    with acting_as(alice.actor):
        carer = carers.step(actor=alice.actor, carer=carer, name="carer_verify")
        ticked: dict[str, bool | None] = {item.code: True for item in items_of(carer.kind)}
        with pytest.raises(UserError, match="từng điều kiện"):
            carers.verify(
                actor=alice.actor,
                carer=carer,
                ticked=ticked | {"c_no_abuse": None},
                fit="",
                counselled=True,
                on=carer.registered_on,
            )
        carers.verify(
            actor=alice.actor,
            carer=carer,
            ticked=ticked | {"c_no_abuse": False},
            fit="",
            counselled=True,
            on=carer.registered_on,
        )
    with acting_as(lan.actor):
        carer = Carer.objects.get(pk=carer.pk)
        with pytest.raises(NotPossible, match="không đạt"):
            carers.step(actor=lan.actor, carer=carer, name="carer_approve")
        carer = carers.step(actor=lan.actor, carer=carer, name="carer_refuse", words="Từng bị xử phạt")
    assert carer.state == "refused"
    with as_system("reading"):
        assert "xử phạt" not in str(list(AuditEntry.objects.values_list("reason", "data", "object_label")))


def test_the_certificate_of_seven_months_stops_the_approval(
    world: World, alice: Person, lan: Person, clockwork: Clockwork
) -> None:
    old = make_carer(alice.actor, world.commune, health_on=TODAY - dt.timedelta(days=215))
    with pytest.raises(NotPossible, match="quá 6 tháng"):
        approve_carer(alice.actor, lan.actor, old)
    none = make_carer(alice.actor, world.commune, health_on=None)
    with pytest.raises(NotPossible, match="Chưa có giấy khám"):
        approve_carer(alice.actor, lan.actor, none)


def test_who_verified_does_not_approve_and_another_commune_does_nothing(
    world: World, alice: Person, lan: Person, minh: Person, chi: Person
) -> None:
    carer = make_carer(alice.actor, world.commune)
    with acting_as(minh.actor), pytest.raises((NotPossible, PermissionDenied, Carer.DoesNotExist)):
        carers.step(actor=minh.actor, carer=carer, name="carer_approve")
    with acting_as(chi.actor):
        assert not Carer.objects.filter(pk=carer.pk).exists()
        with pytest.raises(PermissionDenied):
            carers.change(actor=chi.actor, carer=carer, version=1, about=_about(carer), body=Body("Khác", "1980"))
    with acting_as(alice.actor):
        carers.step(actor=alice.actor, carer=carer, name="carer_verify")
        with pytest.raises(NotPossible, match="quyền"):
            carers.step(actor=alice.actor, carer=carer, name="carer_approve")


def _about(carer: Carer) -> carers.About:
    return carers.About(kind=carer.kind, registered_on=carer.registered_on, health_on=carer.health_on)


def test_two_people_correct_one_carer(world: World, alice: Person) -> None:
    carer = make_carer(alice.actor, world.commune)
    with acting_as(alice.actor):
        carers.change(
            actor=alice.actor, carer=carer, version=1, about=_about(carer), body=Body("Quàng Thị Huệ", "1980")
        )
        with pytest.raises(StaleEdit):
            carers.change(
                actor=alice.actor, carer=carer, version=1, about=_about(carer), body=Body("Quàng Thị Hòa", "1980")
            )
        assert sealing.unseal(Carer.objects.get(pk=carer.pk))["name"] == "Quàng Thị Huệ"


def test_the_whole_way(cared: Placement) -> None:
    assert (cared.state, cared.form_of_care, cared.number) == ("handed_over", "non_relative", "15/QĐ-UBND")
    assert running(cared) == {
        "T_AC_1M": dt.date(2026, 6, 18),
        "T_AC_3M": dt.date(2026, 8, 18),
        "T_AC_6M": dt.date(2026, 11, 18),
        "T_AC_CARER": dt.date(2026, 11, 18),
        "T_AC_COMMUNE": dt.date(2026, 11, 18),
    }


def test_the_hand_over_has_fifteen_working_days_and_two_contacts(
    world: World, alice: Person, lan: Person, clockwork: Clockwork
) -> None:
    child = make_child(world.commune, "Lò Thị Ính", "2021-02-03", "female")
    placement = propose(alice.actor, child, approved_carer(alice.actor, lan.actor, world.commune))
    assert placement.state == "matched"  # the carer's commune is the same: nobody else to ask
    with pytest.raises(NotPossible, match="văn bản đồng ý"):
        decide(lan.actor, placement)
    placement = all_consent(alice.actor, placement, child_answer="", child_asked_on=None)  # five years old
    placement = decide(lan.actor, placement)
    assert running(placement) == {"T_HANDOVER": dt.date(2026, 6, 4)}
    with pytest.raises(NotPossible, match="Mới tiếp xúc 0 lần"):
        hand_over(alice.actor, placement)
    contact(alice.actor, placement, TODAY)
    with pytest.raises(NotPossible, match="Mới tiếp xúc 1 lần"):
        hand_over(alice.actor, placement)
    clockwork.go(TODAY + dt.timedelta(days=1))
    contact(alice.actor, placement, TODAY + dt.timedelta(days=1))
    assert hand_over(alice.actor, placement).state == "handed_over"
    assert "T_HANDOVER" not in running(placement)


def test_who_proposed_does_not_sign(world: World, alice: Person, lan: Person, clockwork: Clockwork) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    placement = all_consent(
        alice.actor, propose(alice.actor, child, approved_carer(alice.actor, lan.actor, world.commune))
    )
    with as_system("as if the chair had proposed it"):
        Placement.objects.filter(pk=placement.pk).update(proposed_by_id=lan.user.pk)
    with pytest.raises(NotPossible, match="không tự ký"):
        decide(lan.actor, placement)
    with pytest.raises(NotPossible, match="quyền"):
        decide(alice.actor, placement)


def test_a_child_who_says_no_is_answered(world: World, alice: Person, lan: Person, clockwork: Clockwork) -> None:
    child = make_child(world.commune, birth="2016-02-03")
    placement = propose(alice.actor, child, approved_carer(alice.actor, lan.actor, world.commune))
    placement = all_consent(alice.actor, placement, child_answer="", child_asked_on=None)
    with pytest.raises(NotPossible, match="phải hỏi ý kiến"):
        decide(lan.actor, placement)
    placement = all_consent(alice.actor, placement, child_answer="disagrees")
    with pytest.raises(NotPossible, match="không đồng ý"):
        decide(lan.actor, placement)
    placement = decide(lan.actor, placement, spite="Chưa có người thân thích nào nhận; sẽ xem lại sau một tháng")
    assert placement.state == "decided"
    assert placement.in_spite
    with acting_as(alice.actor), pytest.raises(NotPossible, match="Đã có quyết định"):
        placements.record_consent(actor=alice.actor, placement=placement, heard=placements.Heard())


def test_nineteen_years_older_is_not_enough(world: World, alice: Person, lan: Person, clockwork: Clockwork) -> None:
    child = make_child(world.commune, birth="2016-02-03")
    young = approved_carer(alice.actor, lan.actor, world.commune, "Lò Thị Trẻ", "1996-02-04")
    placement = all_consent(alice.actor, propose(alice.actor, child, young))
    with pytest.raises(NotPossible, match="Chỉ hơn trẻ 19 tuổi"):
        decide(lan.actor, placement)


def test_a_carer_in_another_commune_is_asked_and_both_see_it(
    world: World, alice: Person, chi: Person, minh: Person, lan: Person, clockwork: Clockwork
) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    placement = propose(alice.actor, child, approved_carer(chi.actor, minh.actor, world.other_commune))
    assert (placement.state, placement.unit_path, placement.child_path) == (
        "proposed",
        world.other_commune.path,
        world.commune.path,
    )
    with acting_as(alice.actor):
        assert Placement.objects.filter(pk=placement.pk).exists()
        assert not Carer.objects.exists()  # the register of the other commune stays its own
        with pytest.raises(NotPossible, match="nơi người nhận"):
            placements.answer(actor=alice.actor, placement=placement, name="placement_agree")
    with acting_as(chi.actor):
        placement = placements.answer(
            actor=chi.actor, placement=Placement.objects.get(pk=placement.pk), name="placement_agree"
        )
    placement = all_consent(alice.actor, placement)
    with pytest.raises(NotPossible):
        decide(lan.actor, placement)  # the chair of the child's commune does not sign Mẫu 12
    placement = decide(minh.actor, placement)
    with as_system("looking where the duty lies"):
        assert Clock.objects.get(subject_id=placement.pk, code="T_HANDOVER").unit_path == world.other_commune.path
    contact(alice.actor, placement, TODAY)
    clockwork.go(TODAY + dt.timedelta(days=1))
    contact(chi.actor, placement, TODAY + dt.timedelta(days=1))
    placement = hand_over(chi.actor, placement)
    with acting_as(alice.actor), pytest.raises(NotPossible, match="Xã nơi người nhận"):
        visits.save(
            actor=alice.actor, placement=placement, seen=Seen("month_1", TODAY + dt.timedelta(days=1), child_seen=True)
        )


def test_the_other_commune_may_decline(world: World, alice: Person, chi: Person, minh: Person) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    carer = approved_carer(chi.actor, minh.actor, world.other_commune)
    placement = propose(alice.actor, child, carer)
    with acting_as(chi.actor):
        with pytest.raises(UserError, match="lý do"):
            placements.answer(actor=chi.actor, placement=placement, name="placement_decline")
        assert (
            placements.answer(
                actor=chi.actor, placement=placement, name="placement_decline", words="Gia đình bận"
            ).state
            == "declined"
        )
    assert propose(alice.actor, child, carer).state == "proposed"  # may be asked again later


def test_a_consent_written_down_before_the_answer_opens_no_carer(
    world: World, alice: Person, chi: Person, minh: Person
) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    placement = propose(alice.actor, child, approved_carer(chi.actor, minh.actor, world.other_commune))
    placement = all_consent(alice.actor, placement)
    with acting_as(alice.actor):
        gone = placements.answer(
            actor=alice.actor, placement=placement, name="placement_withdraw", words="Đã có người khác"
        )
        assert queries.names(alice.actor, gone) == (child.full_name, "")


def test_a_relative_far_away_is_written_down_for_the_other_commune(
    world: World, alice: Person, chi: Person, minh: Person, clockwork: Clockwork
) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    aunt = make_carer(alice.actor, world.other_commune, "Lò Thị Dì", "1990", child=child, health_on=None)
    placement = propose(alice.actor, child, aunt)
    assert (placement.form_of_care, placement.state) == ("relative", "proposed")
    with acting_as(chi.actor), pytest.raises(NotPossible, match="chưa được xác nhận"):
        placements.answer(actor=chi.actor, placement=placement, name="placement_agree")
    approve_carer(chi.actor, minh.actor, aunt)
    with acting_as(chi.actor):
        placement = placements.answer(actor=chi.actor, placement=placement, name="placement_agree")
    placement = decide(minh.actor, all_consent(alice.actor, placement))
    assert hand_over(chi.actor, placement).state == "handed_over"  # no contacts are asked of a relative
    with pytest.raises(PermissionDenied):
        make_carer(alice.actor, world.other_commune)  # but strangers are registered where they live


def test_in_separation_the_care_begins_first(world: World, alice: Person, lan: Person, clockwork: Clockwork) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    calm = make_case(world.commune, child=child)
    carer = approved_carer(alice.actor, lan.actor, world.commune)
    with acting_as(alice.actor):
        placement = placements.propose(
            actor=alice.actor, need=Need(child=child, case=calm), carer_id=carer.pk, ground="unsafe"
        )
    with acting_as(lan.actor), pytest.raises(NotPossible, match="khẩn cấp"):
        placements.begin_first(actor=lan.actor, placement=placement, on=TODAY)
    with as_system("the case becomes an emergency"):
        type(calm).objects.filter(pk=calm.pk).update(emergency=True)
    with acting_as(lan.actor):
        placement = placements.begin_first(actor=lan.actor, placement=placement, on=TODAY)
    assert (placement.state, placement.temporary, placement.decided_on) == ("handed_over", True, None)
    assert "T_AC_1M" in running(placement)
    placement = all_consent(alice.actor, placement, consent="emergency", child_answer="", child_asked_on=None)
    placement = decide(lan.actor, placement, number="16/QĐ-UBND")
    assert (placement.state, placement.number) == ("handed_over", "16/QĐ-UBND")
    with pytest.raises(NotPossible):
        decide(lan.actor, placement)
    with as_system("reading the diary"):
        assert calm.diaryentrys.count() == 3


def test_visits_stop_their_clocks_and_come_again(cared: Placement, alice: Person, clockwork: Clockwork) -> None:
    day = clockwork.go(dt.date(2026, 6, 15))
    with acting_as(alice.actor):
        with pytest.raises(UserError, match="gặp trẻ"):
            visits.save(actor=alice.actor, placement=cared, seen=Seen("month_1", day))
        first = visits.save(actor=alice.actor, placement=cared, seen=Seen("month_1", day, {"words": "Gầy"}), draft=True)
        assert "T_AC_1M" in running(cared)
        visits.save(
            actor=alice.actor,
            placement=cared,
            seen=Seen("month_1", day, {"words": "Khỏe"}, child_seen=True),
            visit=first,
            version=1,
        )
        with pytest.raises(NotPossible, match="đã hoàn thành"):
            visits.save(
                actor=alice.actor, placement=cared, seen=Seen("month_1", day, child_seen=True), visit=first, version=2
            )
    assert "T_AC_1M" not in running(cared)
    day = clockwork.go(dt.date(2026, 11, 10))
    with acting_as(alice.actor):
        for kind in ("half_year", "carer_report", "commune_review"):
            visits.save(actor=alice.actor, placement=cared, seen=Seen(kind, day, child_seen=True))
    left = running(cared)
    assert left["T_AC_6M"] == left["T_AC_COMMUNE"] == dt.date(2027, 5, 10)
    assert left["T_AC_CARER"] == dt.date(2027, 11, 10)  # yearly after the first
    assert left["T_AC_3M"] == dt.date(2026, 8, 18)  # the visit of three months was never made: it stays late


def test_a_day_outside_the_care_is_refused(cared: Placement, alice: Person, clockwork: Clockwork) -> None:
    with acting_as(alice.actor):
        for day, said in ((dt.date(2026, 5, 17), "ngoài thời gian"), (dt.date(2026, 5, 19), "tương lai")):
            with pytest.raises(UserError, match=said):
                visits.save(actor=alice.actor, placement=cared, seen=Seen("unexpected", day, child_seen=True))
        with pytest.raises(NotPossible):
            visits.save(actor=alice.actor, placement=cared, seen=Seen("contact", dt.date(2026, 5, 18)))


def test_the_end_needs_an_assessment_unless_the_carer_harms(
    cared: Placement, alice: Person, lan: Person, clockwork: Clockwork
) -> None:
    day = clockwork.go(dt.date(2026, 7, 1))
    home = Ending("reunion", "home", "30/QĐ-UBND", day, lives_with="mother")
    with acting_as(alice.actor):
        asked = placements.ask_end(actor=alice.actor, placement=cared, ground="reunion", on=day, words="Mẹ đã về")
    with acting_as(lan.actor), pytest.raises(NotPossible, match="Mẫu 13"):
        placements.end(actor=lan.actor, placement=asked, ending=home)
    with acting_as(lan.actor), pytest.raises(UserError, match="về sống với ai"):
        placements.end(actor=lan.actor, placement=asked, ending=replace(home, lives_with=""))
    with acting_as(alice.actor):
        visits.save(actor=alice.actor, placement=asked, seen=Seen("change", day, {}, "home", child_seen=True))
    with acting_as(lan.actor):
        ended = placements.end(actor=lan.actor, placement=asked, ending=home)
    assert (ended.state, ended.end_number, ended.end_signer_name) == ("ended", "30/QĐ-UBND", "Cà Thị Lan")
    assert running(ended) == {}
    assert lived_with(cared) == ["substitute_family", "mother"]
    with acting_as(lan.actor), pytest.raises(NotPossible):
        placements.end(actor=lan.actor, placement=ended, ending=home)


def test_a_child_harmed_by_the_carer_is_moved_at_once(cared: Placement, lan: Person, clockwork: Clockwork) -> None:
    with acting_as(lan.actor):
        moved = placements.end(
            actor=lan.actor, placement=cared, ending=Ending("harm", "relative", "31/QĐ-UBND", dt.date(2026, 5, 18))
        )
    assert moved.state == "changed"
    assert lived_with(moved)[-1] == "relatives"
    with as_system("the trail of the register"):
        acts = AuditEntry.objects.filter(action="child_lives_with", object_id=moved.child_id)
        assert [act.actor_name for act in acts.order_by("id")] == ["Lò Thị Ân", "Cà Thị Lan"]


def test_one_child_has_one_carer_at_a_time(cared: Placement, alice: Person, lan: Person, world: World) -> None:
    with as_system("the child of the placement"):
        child = cared.child
    assert child is not None
    second = propose(alice.actor, child, approved_carer(alice.actor, lan.actor, world.commune, "Lò Văn Hai"))
    with pytest.raises(NotPossible, match="người khác chăm sóc"):
        decide(lan.actor, all_consent(alice.actor, second))
    with acting_as(alice.actor), pytest.raises(NotPossible, match="Đang chăm sóc"):
        carers.step(actor=alice.actor, carer=Carer.objects.get(pk=cared.carer_id), name="carer_withdraw", words="Thôi")


def test_a_child_leaves_a_facility(
    world: World, alice: Person, lan: Person, chi: Person, minh: Person, bao: Person, clockwork: Clockwork
) -> None:
    house = approved_carer(
        alice.actor, lan.actor, world.commune, "Mái ấm Bình Minh", "", kind="facility", health_on=None
    )
    child = make_child(world.commune, birth="2021-02-03")
    with acting_as(alice.actor):
        need = facilities.add(
            actor=alice.actor,
            facility=house,
            line=facilities.Listed(child.full_name, child.birth),
            on=TODAY,
            child=child,
        )
        facilities.listed(actor=alice.actor, facility=house, on=TODAY)
    with acting_as(bao.actor):
        need = facilities.step(actor=bao.actor, need=need, name="need_receive", on=TODAY)
        need = facilities.step(actor=bao.actor, need=need, name="need_appraise", on=TODAY, fit=True)
        need = facilities.step(actor=bao.actor, need=need, name="need_send", on=TODAY, to_unit=world.other_commune)
        with pytest.raises(NotPossible):
            facilities.step(actor=bao.actor, need=need, name="need_decided", on=TODAY)
    carer = approved_carer(chi.actor, minh.actor, world.other_commune)
    with acting_as(alice.actor):
        need = FacilityNeed.objects.get(pk=need.pk)
        placement = placements.propose(actor=alice.actor, need=Need(listed=need), carer_id=carer.pk, ground="alone")
    with acting_as(chi.actor):
        placement = placements.answer(actor=chi.actor, placement=placement, name="placement_agree")
    decide(minh.actor, all_consent(alice.actor, placement, consent="guardian", child_answer="", child_asked_on=None))
    with acting_as(alice.actor):
        need = FacilityNeed.objects.get(pk=need.pk)
        assert need.state == "decided"
        need = facilities.step(actor=alice.actor, need=need, name="need_told", on=TODAY)
        need = facilities.step(actor=alice.actor, need=need, name="need_ended", on=TODAY)
    with as_system("the clocks of the facility"):
        rows = Clock.objects.filter(subject_label="care.facilityneed", subject_id=need.pk)
        assert {row.code: (row.due_at.date(), row.stopped_at is not None) for row in rows} == {
            "T_FAC_APPR": (dt.date(2026, 5, 28), True),
            "T_FAC_DEC": (dt.date(2026, 6, 4), True),
            "T_FAC_END": (dt.date(2026, 5, 21), True),
        }
        assert Clock.objects.get(code="T_FAC_LIST").due_at.date() == dt.date(2026, 11, 16)  # the 14th is a Saturday
    assert need.state == "ended"


def test_a_pass_over_the_sealed_words(cared: Placement) -> None:
    with as_system("reading raw rows"):
        row = Placement.objects.filter(pk=cared.pk).values().get()
        assert "Lò Thị Ính" not in str(row)
        assert b"Hoa" not in bytes(row["sealed"])
    assert sealing.unseal(cared)["child"]["name"] == "Lò Thị Ính"
    assert sealing.unseal(cared)["carer"]["name"] == "Quàng Thị Hoa"
