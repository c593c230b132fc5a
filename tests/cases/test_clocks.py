"""Clocks in the database: what events do to them, pauses, emergencies, who is told."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from chungtay.accounts.models import Post
from chungtay.cases import duties
from chungtay.cases.duties import Event, happened
from chungtay.cases.models import Case, Clock
from chungtay.cases.queries import clocks as reads
from chungtay.cases.services import clocks, clocks_by_hand
from chungtay.cases.services.clocks_telling import tell_due
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry, Notice
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law import queries as laws
from chungtay.law.models import LawFile
from tests.cases.timing import at, running, told
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import SECRET, make_case, make_concern
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    load_law()


def notices(person: Person) -> list[str]:
    return list(Notice.objects.filter(user=person.user).order_by("pk").values_list("title", flat=True))


# What an event does


def test_from_assessment_to_approval(case: Case) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    assert running(case)["T_PLAN"].due_at == at("2026-03-09T23:59:59")
    told(case, Event.PLAN_SUBMITTED, "2026-03-05T15:00")
    found = running(case)
    assert set(found) == {"T_APPROVE"}
    assert found["T_APPROVE"].due_at == at("2026-03-09T23:59:59")
    told(case, Event.PLAN_RETURNED, "2026-03-06T10:00")
    assert set(running(case)) == {"T_PLAN"}
    assert running(case)["T_PLAN"].due_at == at("2026-03-13T23:59:59")
    told(case, Event.PLAN_SUBMITTED, "2026-03-09T08:00")
    told(case, Event.PLAN_APPROVED, "2026-03-10T08:00")
    assert running(case) == {}
    with as_system("reading in a test"):
        reasons = set(Clock.objects.filter(case=case).values_list("code", "stop_reason"))
    assert reasons == {("T_PLAN", "done"), ("T_APPROVE", "done"), ("T_APPROVE", "replaced")}


def test_an_event_told_twice_starts_one_clock(case: Case) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    told(case, Event.ASSESSED, "2026-03-03T09:00")
    with as_system("reading in a test"):
        assert Clock.objects.get(case=case).started_at == at("2026-03-02T09:00")


def test_every_code_of_the_table_is_a_clock_of_the_law() -> None:
    known = set(laws_codes())
    for event, effect in duties.EFFECTS.items():
        assert set(effect.starts) | set(effect.stops) | set(effect.again) <= known, event
    assert set(duties.DOERS) <= known
    started = {code for effect in duties.EFFECTS.values() for code in (*effect.starts, *effect.again)}
    assert known - started == {"T_LIST09", "T_AC_REPORT", *duties.NEVER_STARTED}  # two begin with the quarter, the year
    assert set(duties.EFFECTS) == set(Event)


def laws_codes() -> list[str]:
    return [row.content["code"] for row in laws.all_in_force("clock") if "province" not in row.content]


def test_a_concern_starts_the_twelve_hours_only_in_danger(world: World) -> None:
    calm, danger = make_concern(world.commune), make_concern(world.commune)
    happened(actor=None, event=Event.RECEIVED, at=at("2026-03-07T22:30"), subject=calm)
    happened(actor=None, event=Event.RECEIVED, at=at("2026-03-07T22:30"), subject=danger, danger=True, elsewhere=True)
    with as_system("reading in a test"):
        found = {(clock.subject_id, clock.code): clock for clock in Clock.objects.all()}
    assert set(found) == {(danger.pk, "T_EMERG"), (danger.pk, "T_FORWARD")}
    assert found[danger.pk, "T_EMERG"].due_at == at("2026-03-08T10:30")
    assert found[danger.pk, "T_EMERG"].unit_path == world.commune.path


def test_a_joined_concern_brings_its_clock_and_the_earlier_twelve_hours_count(world: World, case: Case) -> None:
    first, second = make_concern(world.commune), make_concern(world.commune)
    for concern, moment in ((first, "2026-03-07T23:30"), (second, "2026-03-07T22:30")):
        happened(actor=None, event=Event.RECEIVED, at=at(moment), subject=concern, danger=True)
        happened(actor=None, event=Event.JOINED, at=at("2026-03-08T01:00"), case=case, subject=concern)
    assert running(case)["T_EMERG"].due_at == at("2026-03-08T10:30")
    with as_system("reading in a test"):
        assert Clock.objects.filter(case=case, code="T_EMERG").count() == 2
        case.refresh_from_db()
    assert (case.next_code, case.next_due_at) == ("T_EMERG", at("2026-03-08T10:30"))
    told(case, Event.SEPARATED, "2026-03-08T09:00")
    assert set(running(case)) == {"T_SEP_MAX"}


def test_alternative_care_hangs_on_the_placement(world: World, case: Case) -> None:
    """Two children of one case given to two families: the visit to one does not stop the clock of the other."""
    first, second = make_concern(world.commune), make_concern(world.commune)  # any row will do as a placement
    for placement in (first, second):
        told(case, Event.PLACED, "2026-03-02T09:00", subject=placement)
        told(case, Event.HANDED_OVER, "2026-03-10T09:00", subject=placement)
    told(case, Event.VISITED_1M, "2026-04-08T09:00", subject=first)
    with as_system("reading in a test"):
        left = Clock.objects.filter(case=case, stopped_at=None, code="T_AC_1M")
        assert [clock.subject_id for clock in left] == [second.pk]
    told(case, Event.CARER_REPORTED, "2026-09-05T09:00", subject=first)
    with as_system("reading in a test"):
        again = Clock.objects.get(case=case, code="T_AC_CARER", subject_id=first.pk, stopped_at=None)
    assert again.cycle == 2
    assert again.due_at == at("2027-09-06T23:59:59")  # after the first report each year; the 5th is a Sunday
    told(case, Event.CARE_ENDED, "2026-10-01T09:00", subject=first)
    with as_system("reading in a test"):
        assert {clock.subject_id for clock in Clock.objects.filter(case=case, stopped_at=None)} == {second.pk}


def test_closing_stops_everything(case: Case) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    told(case, Event.SEPARATED, "2026-03-02T09:00")
    told(case, Event.CLOSED, "2026-03-05T09:00")
    assert running(case) == {}
    with as_system("reading in a test"):
        case.refresh_from_db()
    assert (case.next_due_at, case.next_code) == (None, "")


def test_an_event_of_before_the_law_starts_nothing(case: Case) -> None:
    told(case, Event.ASSESSED, "2017-06-30T09:00")
    assert running(case) == {}


def test_without_the_law_nothing_starts_silently(case: Case) -> None:
    laws.answer_from([])
    with pytest.raises(NotPossible, match="Chưa nạp"):
        told(case, Event.ASSESSED, "2026-03-02T09:00")


# Emergency


def test_the_term_of_the_plan_stands_still_while_the_twelve_hours_run(case: Case) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    told(case, Event.DANGER_FOUND, "2026-03-04T08:00")
    held = running(case)["T_PLAN"]
    assert held.paused_at == at("2026-03-04T08:00")
    with as_system("reading in a test"):
        case.refresh_from_db()
    assert case.next_code == "T_EMERG"
    told(case, Event.EMERGENCY_MET, "2026-03-05T07:00")
    gone_on = running(case)["T_PLAN"]
    assert gone_on.paused_at is None
    assert gone_on.due_at == at("2026-03-10T23:59:59")  # Wednesday 4 March does not count


def test_a_plan_begun_in_emergency_waits_for_it(case: Case) -> None:
    told(case, Event.DANGER_FOUND, "2026-03-04T08:00")
    told(case, Event.ASSESSED, "2026-03-04T10:00")
    assert running(case)["T_PLAN"].paused_at == at("2026-03-04T10:00")
    told(case, Event.SEPARATED, "2026-03-04T18:00")
    assert running(case)["T_PLAN"].due_at == at("2026-03-11T23:59:59")


# By hand


def test_an_officer_pauses_and_resumes_for_a_reason_the_law_names(case: Case, alice: Person, chair: Person) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    clock = running(case)["T_PLAN"]
    with acting_as(alice.actor):
        clocks_by_hand.pause(actor=alice.actor, clock=clock, why="child_away", at=at("2026-03-04T08:00"))
        with pytest.raises(NotPossible):
            clocks_by_hand.pause(actor=alice.actor, clock=clock, why="child_away", at=at("2026-03-04T09:00"))
        after = clocks_by_hand.resume(actor=alice.actor, clock=clock, at=at("2026-03-06T08:00"))
    assert after.due_at == at("2026-03-11T23:59:59")
    assert AuditEntry.objects.filter(action__in=["clock_paused", "clock_resumed"]).count() == 2
    assert notices(chair) == [f"Vụ việc {case.code}: một thời hạn được tạm dừng"]


_IN_TIME, _TOO_LATE = "2026-03-04T08:00", "2026-03-10T00:00"


@pytest.mark.parametrize(
    ("why", "moment"),
    [("emergency", _IN_TIME), ("", _IN_TIME), ("nghi", _IN_TIME), ("child_away", _TOO_LATE)],
)
def test_a_pause_needs_a_reason_of_the_law_and_time_that_is_left(
    case: Case, alice: Person, why: str, moment: str
) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    clock = running(case)["T_PLAN"]
    with acting_as(alice.actor), pytest.raises(UserError):
        clocks_by_hand.pause(actor=alice.actor, clock=clock, why=why, at=at(moment))
    assert running(case)["T_PLAN"].paused_at is None


def test_others_do_not_touch_the_clocks_of_a_case(case: Case, alice: Person, bao: Person, chair: Person) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    clock = running(case)["T_PLAN"]
    for person in (bao, chair):
        with acting_as(person.actor), pytest.raises(PermissionDenied):
            clocks_by_hand.pause(actor=person.actor, clock=clock, why="child_away", at=at("2026-03-04T08:00"))
    with acting_as(alice.actor), pytest.raises(PermissionDenied):
        clocks_by_hand.cancel(actor=alice.actor, clock=clock, reason="Nhầm")
    with acting_as(chair.actor):
        with pytest.raises(UserError, match="300 ký tự"):
            clocks_by_hand.cancel(actor=chair.actor, clock=clock, reason="x" * 301)
        clocks_by_hand.cancel(actor=chair.actor, clock=clock, reason="Vụ việc đã nhập vào vụ việc khác")
    assert running(case) == {}


def test_why_late_is_said_only_of_what_is_late(case: Case, alice: Person) -> None:
    told(case, Event.SEPARATED, "2026-03-02T09:00")
    clock = running(case)["T_SEP_MAX"]
    with acting_as(alice.actor):
        clocks_by_hand.explain_late(actor=alice.actor, clock=clock, words="  Chờ   Tòa án trả lời ")
        with pytest.raises(UserError):
            clocks_by_hand.explain_late(actor=alice.actor, clock=clock, words="x" * 301)
    assert running(case)["T_SEP_MAX"].late_reason == "Chờ Tòa án trả lời"
    told(case, Event.ASSESSED, "2027-03-02T09:00")
    with acting_as(alice.actor), pytest.raises(NotPossible):
        clocks_by_hand.explain_late(actor=alice.actor, clock=running(case)["T_PLAN"], words="Chưa chậm")


def test_a_wrong_moment_of_the_event_is_put_right_by_a_new_clock(case: Case) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    fresh = clocks.restart(actor=None, clock=running(case)["T_PLAN"], at=at("2026-03-03T09:00"))
    assert fresh is not None
    assert running(case)["T_PLAN"].due_at == at("2026-03-10T23:59:59")
    with as_system("reading in a test"):
        assert Clock.objects.get(case=case, stop_reason="replaced").due_at == at("2026-03-09T23:59:59")


# Who is told


def test_each_is_told_once_in_time(case: Case, alice: Person, bao: Person, chair: Person, chi: Person) -> None:
    told(case, Event.DANGER_FOUND, "2026-03-07T22:30")
    for minutes in range(0, 60 * 16, 7):
        tell_due(at("2026-03-07T22:30") + dt.timedelta(minutes=minutes))
        tell_due(at("2026-03-07T22:30") + dt.timedelta(minutes=minutes))
    code = f"Vụ việc {case.code}"
    assert [title.partition(":")[0] for title in notices(alice)] == [code] * 3
    assert notices(alice)[0] == f"{code}: còn 5 giờ 56 phút"
    assert notices(alice)[2].startswith(f"{code}: quá hạn ")
    assert len(notices(chair)) == len(notices(bao)) == 1
    assert notices(chair)[0].endswith(", đề nghị chỉ đạo")
    assert notices(chi) == []
    for title in Notice.objects.values_list("title", flat=True):
        assert "khẩn cấp" not in title
        assert SECRET not in title


def test_the_chair_is_warned_of_what_the_chair_must_do(case: Case, alice: Person, chair: Person) -> None:
    told(case, Event.PLAN_SUBMITTED, "2026-03-05T15:00")
    tell_due(at("2026-03-09T08:00"))
    assert notices(chair) == [f"Vụ việc {case.code}: hôm nay là ngày cuối"]
    assert notices(alice) == []


def test_when_the_officer_has_left_the_others_of_the_commune_are_told(world: World, case: Case, alice: Person) -> None:
    other = make_person("hai", "Cà Thị Hai", "commune_officer", world.committee, "Công chức")
    Post.objects.filter(pk=alice.post.pk).update(valid_to=dt.date(2026, 3, 1))
    told(case, Event.DANGER_FOUND, "2026-03-07T22:30")
    tell_due(at("2026-03-08T05:00"))
    assert len(notices(other)) == 1
    assert notices(alice) == []


def test_what_stands_still_or_stopped_tells_nobody(case: Case, alice: Person) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    with acting_as(alice.actor):
        clocks_by_hand.pause(
            actor=alice.actor, clock=running(case)["T_PLAN"], why="child_away", at=at("2026-03-03T08:00")
        )
    assert tell_due(at("2026-04-01T08:00")) == 0
    told(case, Event.PLAN_DROPPED, "2026-04-02T08:00")
    assert tell_due(at("2026-05-01T08:00")) == 0
    assert notices(alice) == []


def test_after_a_merger_the_commune_of_today_is_told(world: World) -> None:
    """The case stays under the old commune's path; its successor's people answer for it, and the end does not move."""
    chair = make_person("chutich", "Quàng Văn Pâng", "commune_chair", world.committee, "Chủ tịch UBND xã")
    case = make_case(world.old_commune)
    told(case, Event.DANGER_FOUND, "2025-06-30T20:00")
    assert running(case)["T_EMERG"].due_at == at("2025-07-01T08:00")
    tell_due(at("2026-03-01T08:00"))
    assert len(notices(chair)) == 1
    with acting_as(chair.actor):
        assert Clock.objects.get().case_id == case.pk
    with as_system("the records follow the reform"):
        Case.objects.filter(pk=case.pk).update(unit=world.commune, unit_path=world.commune.path)
    moved = running(case)["T_EMERG"]
    assert moved.unit_path == world.commune.path
    assert moved.due_at == at("2025-07-01T08:00")


def test_the_province_of_the_lead_decides_the_clock(world: World, case: Case) -> None:
    told(case, Event.DANGER_FOUND, "2026-03-07T22:30")
    assert running(case)["T_EMERG"].province == ""
    with as_system("a province that splits the time, for a test"):
        base = laws.in_force("clock", "t_emerg-04")
        assert base is not None
        content = {**base.content, "province": "12", "id": "t_emerg-12"}
        LawFile.objects.create(
            kind="clock", code="t_emerg-12", title=base.title, valid_from=base.valid_from, confidence="known", source="Bịa để thử",
            content=content, digest="d" * 64,
        )  # fmt: skip
        laws.forget()
    far = make_case(world.far_commune)
    told(far, Event.DANGER_FOUND, "2026-03-07T22:30")
    clock = running(far)["T_EMERG"]
    assert clock.province == "12"
    with as_system("reading in a test"):
        line = reads.of_case(far, at("2026-03-08T02:00"))[0]
    assert line.face.step.startswith("Bước 3/6: Kiểm tra, xác minh")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once(case: Case, alice: Person, chair: Person) -> None:
    for minute in range(30):
        told(make_case(case.unit, officer=alice.post), Event.DANGER_FOUND, f"2026-03-07T22:{minute:02d}")
    barrier = threading.Barrier(2)

    def work() -> None:
        try:
            barrier.wait()
            tell_due(at("2026-03-08T11:00"))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(notices(alice)) == 30
    assert len(notices(chair)) == 30
