"""What happens to a report: received, checked, sent on, joined, taken apart, found unfounded; and who is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import Case, Clock, Concern, ConcernState, DiaryEntry, Informant
from chungtay.cases.queries import concerns as queries
from chungtay.cases.services import concern_joining, concern_steps, informants
from chungtay.cases.services.concerns import receive
from chungtay.children.services.asking import AskAgain
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry, Look, Notice
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_child
from tests.factories.concerns import CHILD, EVENT, NEIGHBOUR, PHONE, fresh, make_chair, make_teacher, received, report
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clocks(db: None) -> None:
    load_law()


def running(concern: Concern) -> dict[str, Clock]:
    with as_system("clocks of a report, for a test"):
        rows = Clock.objects.filter(subject_label="cases.concern", subject_id=concern.pk, stopped_at=None)
        return {row.code: row for row in rows}


def stopped(concern: Concern) -> set[str]:
    with as_system("clocks of a report, for a test"):
        rows = Clock.objects.filter(subject_label="cases.concern", subject_id=concern.pk).exclude(stopped_at=None)
        return {row.code for row in rows}


# -- receiving


def test_the_twelve_hours_run_from_receipt_when_there_is_danger_or_it_is_not_known(alice: Person, world: World) -> None:
    for danger, runs in ((True, True), (None, True), (False, False)):
        concern = received(alice.actor, world.commune, danger=danger, event=f"chuyện {danger}")
        found = running(concern).get("T_EMERG")
        assert bool(found) is runs
        if found:
            assert found.due_at == concern.received_at + dt.timedelta(hours=12)
            assert found.unit_path == world.commune.path


def test_what_the_commune_received_itself_is_not_forwarded_and_what_others_received_is(
    alice: Person, world: World
) -> None:
    own = received(alice.actor, world.commune)
    assert "T_FORWARD" not in stopped(own) | set(running(own))
    teacher = make_teacher(world)
    assert "T_FORWARD" in stopped(received(teacher.actor, world.commune, road="school"))


def test_a_teacher_reports_sees_only_that_and_the_commune_is_told(alice: Person, world: World) -> None:
    teacher = make_teacher(world)
    mine = received(teacher.actor, world.commune, road="school")
    received(alice.actor, world.commune, event="một chuyện khác")
    with acting_as(teacher.actor):
        assert list(Concern.objects.all()) == [mine]
        assert queries.reading(teacher.actor, mine) == queries.OWN
        assert Clock.objects.count() == 0
    notice = Notice.objects.get(post_id=alice.post.pk)
    assert mine.code in notice.title
    assert EVENT not in notice.title
    assert CHILD not in notice.title


def test_a_report_for_another_commune_goes_there_at_once_and_the_receiver_keeps_seeing_its_code(
    alice: Person, chi: Person, world: World
) -> None:
    concern = received(alice.actor, world.other_commune)
    assert concern.unit_path == world.other_commune.path
    assert concern.from_path == world.commune.path
    with acting_as(chi.actor):
        assert Concern.objects.get() == concern
        assert queries.reading(chi.actor, concern) == queries.FULL
    assert "T_FORWARD" in stopped(concern)
    assert Notice.objects.filter(post_id=chi.post.pk).count() == 1


def test_almost_nothing_is_enough(alice: Person, world: World) -> None:
    nothing = dict.fromkeys(("child_name", "child_age", "place", "child_sex"), "")
    bare = report(world.commune, informant={}, details=nothing, event="Có chuyện")
    with acting_as(alice.actor):
        got = receive(actor=alice.actor, report=bare)
    assert sealing.unseal(got.concern) == {"event": "Có chuyện"}
    with as_system("nobody was named"):
        assert not Informant.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": "  "}, "event"),
        ({"hours": -2}, "received_day"),
        ({"hours": 24 * 400}, "received_day"),
        ({"details": {"place": "x" * 3000}}, "place"),
        ({"details": {"child_name": "x" * 201}}, "child_name"),
    ],
    ids=["nothing told", "in the future", "more than a year ago", "a place of 3,000 characters", "a name too long"],
)
def test_bad_input_is_refused_at_its_field_and_leaves_nothing(
    alice: Person, world: World, change: dict[str, Any], field: str
) -> None:
    with acting_as(alice.actor), pytest.raises(UserError) as refused:
        receive(actor=alice.actor, report=report(world.commune, **change))
    assert refused.value.field == field
    with as_system("nothing was kept"):
        assert not Concern.objects.exists()


def test_what_is_odd_is_asked_once_again(alice: Person, world: World) -> None:
    old = report(world.commune, hours=24 * 45)
    with acting_as(alice.actor):
        with pytest.raises(AskAgain, match="45 ngày"):
            receive(actor=alice.actor, report=old)
        assert receive(actor=alice.actor, report=old, sure=True).new
    assert not receive(
        actor=None, report=report(world.commune, hours=24 * 45, road="hotline", outside_id="9")
    ).concern.created_by_id


def test_the_same_number_of_the_same_sender_is_one_report(alice: Person, world: World) -> None:
    first = receive(actor=None, report=report(world.commune, road="hotline", outside_id=" 111-0457 "))
    with acting_as(alice.actor):
        again = receive(
            actor=alice.actor, report=report(world.commune, road="hotline", outside_id="111-0457", event="chữ khác")
        )
    other = receive(actor=None, report=report(world.commune, road="police", outside_id="111-0457"))
    assert (first.new, again.new, other.new) == (True, False, True)
    assert again.concern == first.concern


def test_nobody_reports_without_the_permission(dung: Person, world: World) -> None:
    with acting_as(dung.actor), pytest.raises(PermissionDenied):
        receive(actor=dung.actor, report=report(world.commune))


# -- sending on


def test_sent_on_the_clock_and_the_informant_go_along(alice: Person, chi: Person, world: World) -> None:
    old_chair, new_chair = make_chair(world), make_chair(world, "chu_tich_2", world.other_commune)
    concern = received(alice.actor, world.commune)
    begun = running(concern)["T_EMERG"]
    with acting_as(alice.actor):
        concern_steps.pass_on(
            actor=alice.actor, concern=concern, unit=world.other_commune, why="elsewhere", words="gần cầu"
        )
    moved = fresh(concern)
    assert (moved.unit_path, moved.from_path, moved.state) == (
        world.other_commune.path,
        world.commune.path,
        ConcernState.NEW,
    )
    clock = running(concern)["T_EMERG"]
    assert (clock.pk, clock.due_at, clock.unit_path) == (begun.pk, begun.due_at, world.other_commune.path)
    assert "T_FORWARD" in stopped(concern)
    with as_system("readers"):
        row = Informant.objects.get(concern=concern)
    assert row.readers == [alice.user.pk, new_chair.user.pk]
    assert old_chair.user.pk not in row.readers
    with acting_as(alice.actor):
        assert Concern.objects.get().code == concern.code
        assert queries.reading(alice.actor, moved) == queries.OWN  # she wrote it down herself
        with pytest.raises(PermissionDenied):
            concern_steps.write_note(actor=alice.actor, concern=moved, words="x")
    with acting_as(old_chair.actor):
        assert queries.reading(old_chair.actor, Concern.objects.get()) == queries.ROW
    with acting_as(chi.actor):
        assert concern_steps.notes_of(sealing.unseal(moved))[0]["words"] == "gần cầu"


@pytest.mark.parametrize("where", ["same", "old", "province"])
def test_it_is_sent_only_to_another_commune_of_today(alice: Person, world: World, where: str) -> None:
    unit = {"same": world.commune, "old": world.old_commune, "province": world.province}[where]
    concern = received(alice.actor, world.commune)
    with acting_as(alice.actor), pytest.raises(UserError) as refused:
        concern_steps.pass_on(actor=alice.actor, concern=concern, unit=unit, why="elsewhere")
    assert refused.value.field == "commune"


def test_the_commune_of_residence_is_told_the_code_and_no_more(alice: Person, chi: Person, world: World) -> None:
    received(alice.actor, world.commune, residence=world.other_commune)
    notice = Notice.objects.get(post_id=chi.post.pk)
    assert notice.url == ""
    for told in (EVENT, CHILD, NEIGHBOUR, "Phăng 2"):
        assert told not in notice.title
    with acting_as(chi.actor):
        assert not Concern.objects.exists()


# -- what is found


def test_withdrawn_is_written_down_and_checked_all_the_same(alice: Person, world: World) -> None:
    teacher = make_teacher(world)
    concern = received(teacher.actor, world.commune)
    with acting_as(teacher.actor):
        concern_steps.withdraw(actor=teacher.actor, concern=concern, words="Gia đình đến xin")
        with pytest.raises(NotPossible):
            concern_steps.withdraw(actor=teacher.actor, concern=concern, words="lần nữa")
    with acting_as(alice.actor):
        assert concern_steps.check(actor=alice.actor, concern=concern).state == ConcernState.CHECKING
    assert fresh(concern).withdrawn_at is not None
    assert "T_EMERG" in running(concern)


def test_another_person_cannot_withdraw_a_report(alice: Person, world: World) -> None:
    concern = received(alice.actor, world.commune)
    teacher = make_teacher(world)
    with acting_as(teacher.actor), pytest.raises(PermissionDenied):
        concern_steps.withdraw(actor=teacher.actor, concern=concern, words="không phải của tôi")


def test_unfounded_takes_the_chair_a_reason_and_words(alice: Person, world: World) -> None:
    chair = make_chair(world)
    concern = received(alice.actor, world.commune)
    with acting_as(alice.actor), pytest.raises(NotPossible):
        concern_steps.find_unfounded(actor=alice.actor, concern=concern, why="not_so", words="Đã đến nhà, gặp cháu")
    with acting_as(chair.actor):
        for why, words in (("", "Đã đến nhà, gặp cháu"), ("not_so", "không")):
            with pytest.raises(UserError):
                concern_steps.find_unfounded(actor=chair.actor, concern=concern, why=why, words=words)
        concern_steps.find_unfounded(actor=chair.actor, concern=concern, why="not_so", words="Đã đến nhà, gặp cháu Ạnh")
    assert fresh(concern).state == ConcernState.UNFOUNDED
    assert running(concern) == {}
    entry = AuditEntry.objects.get(action="concern_unfounded")
    assert "Ạnh" not in entry.reason
    with acting_as(chair.actor):
        concern_steps.check_again(actor=chair.actor, concern=fresh(concern), why="more")
    assert "T_EMERG" in running(concern)


def test_danger_found_on_checking_starts_the_hours_from_then_and_no_danger_stops_them(
    alice: Person, world: World
) -> None:
    concern = received(alice.actor, world.commune, danger=False, hours=5)
    with acting_as(alice.actor):
        concern_steps.say_danger(actor=alice.actor, concern=concern, danger=True)
    clock = running(concern)["T_EMERG"]
    assert abs(clock.started_at - timezone.now()) < dt.timedelta(minutes=1)
    with acting_as(alice.actor):
        concern_steps.say_danger(actor=alice.actor, concern=concern, danger=False)
    assert running(concern) == {}


def test_the_child_is_found_in_the_register_or_stays_unknown(alice: Person, world: World) -> None:
    child, concern = make_child(world.commune), received(alice.actor, world.commune)
    with acting_as(alice.actor):
        assert concern_steps.know_child(actor=alice.actor, concern=concern, child=child).child == child
        assert concern_steps.know_child(actor=alice.actor, concern=concern, child=None).child is None


# -- one event


def test_five_reports_from_five_roads_become_one_case_and_one_is_taken_apart_again(alice: Person, world: World) -> None:
    roads = ("phone", "school", "clinic", "walk_in", "press")
    told = [
        received(alice.actor, world.commune, road=road, hours=hours, event=f"{EVENT}, tin thứ {hours}")
        for hours, road in enumerate(roads, start=1)
    ]
    first = told[0]
    with acting_as(alice.actor):
        near = queries.related(alice.actor, first)
        assert {one.concern.pk for one in near} == {one.pk for one in told[1:]}
        assert len(queries.grouped(alice.actor)[first.pk]) == 4
        case = concern_joining.open_case(actor=alice.actor, concern=first, others=told[1:])
        assert Concern.objects.filter(case=case, state=ConcernState.JOINED).count() == 5
    with as_system("the case as it is now"):
        kept = Case.objects.get(pk=case.pk)
        assert kept.received_at == told[4].received_at  # the earliest: five hours ago
        hours = Clock.objects.filter(case=kept, code="T_EMERG", stopped_at=None)
        assert [one.started_at for one in hours] == [told[4].received_at]
    with acting_as(alice.actor):
        concern_joining.take_apart(
            actor=alice.actor, concern=fresh(told[4]), why="other_event", words="là việc ở bản khác"
        )
    with as_system("the case as it is now"):
        kept = Case.objects.get(pk=case.pk)
        assert kept.received_at == told[3].received_at
        assert Concern.objects.filter(case=kept).count() == 4
        assert DiaryEntry.objects.filter(case=kept).count() == 6  # opened, four joined, one apart
    assert fresh(told[4]).state == ConcernState.CHECKING
    assert running(told[4])["T_EMERG"].started_at == told[4].received_at


def test_the_only_report_of_a_case_stays_in_it(alice: Person, world: World) -> None:
    concern = received(alice.actor, world.commune)
    with acting_as(alice.actor):
        concern_joining.open_case(actor=alice.actor, concern=concern)
        with pytest.raises(NotPossible, match="chỉ có tin báo này"):
            concern_joining.take_apart(actor=alice.actor, concern=fresh(concern), why="mistake")


def test_a_report_joins_one_case_only(alice: Person, world: World) -> None:
    first, second, third = (received(alice.actor, world.commune, event=f"{EVENT} {number}") for number in range(3))
    with acting_as(alice.actor):
        one = concern_joining.open_case(actor=alice.actor, concern=first, others=[second])
        other = concern_joining.open_case(actor=alice.actor, concern=third)
        with pytest.raises(NotPossible, match=one.code):
            concern_joining.join_all(actor=alice.actor, concerns=[fresh(second)], case=other)


def test_a_case_from_a_report_that_was_sent_on_knows_where_the_child_lives(
    alice: Person, chi: Person, world: World
) -> None:
    child = make_child(world.commune)
    concern = received(alice.actor, world.commune)
    with acting_as(alice.actor):
        known = concern_steps.know_child(actor=alice.actor, concern=concern, child=child)
        moved = concern_steps.pass_on(actor=alice.actor, concern=known, unit=world.other_commune, why="elsewhere")
    with acting_as(chi.actor):
        case = concern_joining.open_case(actor=chi.actor, concern=fresh(moved))
    assert (case.unit_path, case.residence_path) == (world.other_commune.path, world.commune.path)


# -- the informant


def test_readers_are_who_received_it_and_the_chair_and_nobody_else(alice: Person, bao: Person, world: World) -> None:
    chair = make_chair(world)
    concern = received(alice.actor, world.commune)
    for person, reads in ((alice, True), (chair, True), (bao, False)):
        with acting_as(person.actor):
            body = informants.open_informant(
                actor=person.actor, concern=concern, reason="gọi lại hỏi thêm nơi ở của cháu"
            )
            assert (body or {}).get("name") == (NEIGHBOUR if reads else None)
    assert Look.objects.filter(object_type="cases.informant").count() == 2
    assert AuditEntry.objects.filter(action="informant_opened").count() == 2


@pytest.mark.parametrize(
    "reason", ["", "xem", f"gọi lại cho {NEIGHBOUR.lower()}", f"gọi số {PHONE} hỏi lại", "x" * 201]
)
def test_a_reason_is_needed_and_must_not_say_who_it_is(alice: Person, world: World, reason: str) -> None:
    concern = received(alice.actor, world.commune)
    with acting_as(alice.actor), pytest.raises(UserError):
        informants.open_informant(actor=alice.actor, concern=concern, reason=reason)
    assert not Look.objects.filter(object_type="cases.informant").exists()


def test_the_chair_names_readers_with_a_reason(alice: Person, world: World) -> None:
    chair = make_chair(world)
    concern = received(alice.actor, world.commune)
    with acting_as(alice.actor), pytest.raises(PermissionDenied):
        informants.name_readers(actor=alice.actor, concern=concern, users=[alice.user.pk], reason="tôi muốn xem tiếp")
    with acting_as(chair.actor):
        informants.name_readers(
            actor=chair.actor, concern=concern, users=[chair.user.pk], reason="cán bộ là họ hàng bên bị báo"
        )
        with pytest.raises(UserError):
            informants.name_readers(actor=chair.actor, concern=concern, users=[], reason="không cho ai xem nữa")
        with pytest.raises(UserError):
            informants.name_readers(
                actor=chair.actor, concern=concern, users=[999_999], reason="người không có ở xã này"
            )
    with acting_as(alice.actor):
        assert not informants.is_reader(alice.actor, concern)
