"""Clocks in the database: counting anew after a correction of the law, periodic duties, their pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from chungtay.cases.duties import Event, happened
from chungtay.cases.models import Case, Clock, ClockPause
from chungtay.cases.queries import clocks as reads
from chungtay.cases.running import Level
from chungtay.cases.services import clocks
from chungtay.cases.services.clocks_periods import start_periods
from chungtay.cases.services.clocks_recount import plan, recompute
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law import queries as laws
from chungtay.law.clocks import VIETNAM
from chungtay.law.models import LawFile
from tests.cases.timing import at, running, told
from tests.factories.accounts import Person, World
from tests.factories.cases import make_case, make_concern
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    load_law()


# Counting anew


def _law(code: str, valid_from: str, **changes: Any) -> LawFile:
    """A further version of a clock, as a file that came late would bring it."""
    old = laws.versions("clock", code)[-1]
    content = {**old.content, "valid_from": valid_from, **changes}
    row = LawFile.objects.create(
        kind="clock", code=code, title=old.title, valid_from=dt.date.fromisoformat(valid_from), confidence="seen",
        source="Bịa để thử", content=content, digest=f"{code}-{valid_from}".ljust(64, "0"),
    )  # fmt: skip
    laws.forget()
    return row


def test_a_new_law_leaves_an_old_clock_alone(case: Case) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    _law("t_plan", "2026-03-03", term={"working_days": 3})
    assert plan().changes == {}
    assert recompute(actor=None, codes=[], reason="thử").written == 0
    assert running(case)["T_PLAN"].due_at == at("2026-03-09T23:59:59")
    told(case, Event.PLAN_SUBMITTED, "2026-03-04T09:00")
    told(case, Event.PLAN_RETURNED, "2026-03-04T10:00")
    assert running(case)["T_PLAN"].due_at == at("2026-03-09T23:59:59")  # three days from Wednesday: Thu, Fri, Mon


def test_a_version_that_came_late_puts_the_clocks_of_its_days_right(world: World, case: Case) -> None:
    """In force since Monday 2 March, loaded afterwards: three days end on Thursday 5; what began before keeps its five."""
    before, paused, done = (make_case(world.commune) for _ in range(3))
    told(before, Event.ASSESSED, "2026-02-27T09:00")
    for one in (case, paused, done):
        told(one, Event.ASSESSED, "2026-03-02T09:00")
    with as_system("a pause for a test"):
        clock = running(paused)["T_PLAN"]
        clocks.begin_pause(clock, at("2026-03-03T08:00"), "child_away", None)
        clocks.end_pause(clock, at("2026-03-04T08:00"))
    told(done, Event.PLAN_DROPPED, "2026-03-06T09:00")
    fresh = _law("t_plan", "2026-03-02", term={"working_days": 3})
    rehearsed = plan(now=at("2026-03-04T09:00")).changes["T_PLAN"]
    assert (rehearsed.seen, rehearsed.corrected, rehearsed.earlier, rehearsed.newly_late) == (3, 3, 3, 1)
    assert running(case)["T_PLAN"].due_at == at("2026-03-09T23:59:59")  # a rehearsal writes nothing
    assert recompute(actor=None, codes=["T_PLAN"], reason="Bản đính chính", now=at("2026-03-04T09:00")).written == 3
    assert running(case)["T_PLAN"].due_at == at("2026-03-05T23:59:59")
    assert running(case)["T_PLAN"].law_version == fresh.digest
    assert running(paused)["T_PLAN"].due_at == at("2026-03-06T23:59:59")
    assert running(before)["T_PLAN"].due_at == at("2026-03-06T23:59:59")
    assert plan().changes == {}
    with as_system("reading in a test"):
        case.refresh_from_db()
    assert case.next_due_at == at("2026-03-05T23:59:59")
    assert AuditEntry.objects.filter(action="clocks_recounted", reason="Bản đính chính").count() == 1


def test_an_exchanged_day_off_moves_only_what_still_runs(world: World, case: Case) -> None:
    done = make_case(world.commune)
    for one in (case, done):
        told(one, Event.ASSESSED, "2026-03-02T09:00")
        told(one, Event.DANGER_FOUND, "2026-03-02T09:00")
        told(one, Event.NO_EMERGENCY, "2026-03-02T10:00")
    told(done, Event.PLAN_DROPPED, "2026-03-05T09:00")
    LawFile.objects.create(
        kind="calendar", code="bridge", title="Nghỉ bù", valid_from=dt.date(2026, 3, 1), confidence="seen", source="Bịa để thử",
        content={"extra_days_off": [{"day": "2026-03-06", "name": "Nghỉ bù"}]}, digest="c" * 64,
    )  # fmt: skip
    laws.forget()
    change = plan().changes["T_PLAN"]
    assert (change.seen, change.corrected, change.later) == (1, 0, 1)
    recompute(actor=None, codes=[], reason="Nghỉ bù 06/3")
    assert running(case)["T_PLAN"].due_at == at("2026-03-10T23:59:59")
    with as_system("reading in a test"):
        assert Clock.objects.get(case=done, code="T_PLAN").due_at == at("2026-03-09T23:59:59")


def test_the_commands(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    told(case, Event.PLAN_SUBMITTED, "2026-03-06T09:00")
    call_command("clocks", "simulate", "T_PLAN", "--working-days", "3", "--since", "2026-01-01")
    assert "1 lần; quá hạn 0; sẽ quá hạn 1" in capsys.readouterr().out
    call_command("clocks", "simulate", "T_PLAN", "--working-days", "4", "--since", "2026-01-01", "--json")
    assert '"would": 0' in capsys.readouterr().out
    call_command("clocks", "recompute")
    assert "Không có thời hạn nào" in capsys.readouterr().out


# Duties that come by themselves


def test_each_commune_with_an_officer_owes_its_list_once_a_quarter(world: World, alice: Person, bao: Person) -> None:
    assert start_periods(dt.date(2026, 2, 10)) == 2  # the list of Alice's commune, the report of Bao's province
    assert start_periods(dt.date(2026, 3, 30)) == 0
    assert start_periods(dt.date(2026, 4, 1)) == 1  # what the first quarter left undone runs on
    with as_system("reading in a test"):
        lists = Clock.objects.filter(code="T_LIST09").order_by("due_at")
        assert [clock.due_at for clock in lists] == [at("2026-03-31T23:59:59"), at("2026-06-30T23:59:59")]
    happened(actor=None, event=Event.LIST_UPDATED, at=at("2026-04-02T09:00"), subject=world.commune)
    with as_system("reading in a test"):
        assert set(Clock.objects.filter(stopped_at=None).values_list("code", flat=True)) == {"T_AC_REPORT"}
    with acting_as(alice.actor):
        assert Clock.objects.count() == 2
    with acting_as(bao.actor):
        assert Clock.objects.count() == 3


# Pages


def test_the_page_of_a_case_shows_and_handles_its_clocks(
    case: Case, alice: Person, chi: Person, client_for: Any
) -> None:
    now = dt.datetime.now(VIETNAM)
    happened(actor=None, event=Event.ASSESSED, at=now, case=case)
    clock = running(case)["T_PLAN"]
    url = reverse("case_clocks:of_case", args=[case.pk])
    page = client_for(alice).get(url).content.decode()
    assert "Kế hoạch hỗ trợ, can thiệp" in page
    assert "ngày làm việc để" not in page  # the duty stands beside it, not in the status
    assert client_for(chi).get(url).status_code == 404
    step = reverse("case_clocks:step", args=[case.pk, clock.pk, "tam-dung"])
    refused = client_for(alice).post(step, {"why": "nghi"})
    assert refused.status_code == 422
    assert client_for(alice).post(step, {"why": "child_away"}).status_code == 302
    assert running(case)["T_PLAN"].paused_at is not None
    assert "Tạm dừng từ" in client_for(alice).get(url).content.decode()
    assert client_for(alice).post(reverse("case_clocks:step", args=[case.pk, clock.pk, "chay-lai"])).status_code == 302
    assert running(case)["T_PLAN"].paused_at is None


def test_my_day_says_what_is_left_with_the_article(
    case: Case, alice: Person, bao: Person, chair: Person, client_for: Any
) -> None:
    now = dt.datetime.now(VIETNAM)
    happened(actor=None, event=Event.DANGER_FOUND, at=now - dt.timedelta(hours=8, minutes=40), case=case)
    page = client_for(alice).get("/").content.decode()
    assert "Còn 3 giờ 19 phút để áp dụng biện pháp can thiệp khẩn cấp" in page or "Còn 3 giờ 20 phút" in page
    assert "(khoản 3 Điều 26" in page
    assert case.code in page
    assert case.code not in client_for(bao).get("/").content.decode()
    with as_system("time goes by"):
        Clock.objects.update(started_at=now - dt.timedelta(hours=15), due_at=now - dt.timedelta(hours=3))
    for person in (alice, chair, bao):
        assert f"{case.code}: quá hạn 3 giờ" in client_for(person).get("/").content.decode()


def test_a_report_not_yet_in_a_case_is_named_by_its_code(world: World, bao: Person, client_for: Any) -> None:
    concern = make_concern(world.commune)
    happened(actor=None, event=Event.RECEIVED, at=at("2026-03-07T22:30"), subject=concern, danger=True)
    placement = make_case(world.commune)  # another thing with a clock of its own, here with the number of a report
    with as_system("a clock of another thing"):
        Clock.objects.create(
            code="T_AC_1M", subject_label="care.placement", subject_id=concern.pk, unit_path=placement.unit_path, article="",
            started_at=at("2026-03-07T22:30"), due_at=at("2026-04-07T22:30"), law_version=Clock.objects.get().law_version,
        )  # fmt: skip
    page = client_for(bao).get(reverse("case_clocks:clocks") + "?xem=qua-han").content.decode()
    assert page.count(concern.code) == 1
    assert "chăm sóc thay thế" in page
    assert f"Tin báo {concern.code}: quá hạn" in client_for(bao).get("/").content.decode()


def test_a_line_that_stands_still_is_not_late_on_my_day(case: Case, alice: Person, client_for: Any) -> None:
    told(case, Event.ASSESSED, "2026-03-02T09:00")
    with as_system("a pause of long ago"):
        clocks.begin_pause(running(case)["T_PLAN"], at("2026-03-03T08:00"), "child_away", None)
        assert ClockPause.objects.count() == 1
        line = reads.running_of_case(case, at("2026-04-01T08:00"))[0]
    assert line.face.level == Level.PAUSED
    page = client_for(alice).get("/").content.decode()
    assert f"{case.code}: tạm dừng từ 08:00 ngày 03/03/2026" in page
    assert "quá hạn" not in page
