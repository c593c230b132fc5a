"""What agencies see of the lines asked of them, what they answer, and what stays shut for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from chungtay.cases.models import Case, DiaryEntry, LineState, Plan, PlanLine
from chungtay.cases.queries import lines as queries
from chungtay.cases.services import lines
from chungtay.cases.states_lines import LINE, TOLD
from chungtay.cases.worklist_plans import lines as my_day
from chungtay.foundation import workflow
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import Look, Notice
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.cases import make_case
from tests.factories.law import load_law
from tests.factories.plans import Around, approved, around, drafted, line_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world: World, alice: Person) -> Around:
    load_law()
    return around(world, alice)


@pytest.fixture
def asked(here: Around) -> tuple[PlanLine, PlanLine]:
    """A line of the police and one of the clinic."""
    police, clinic = approved(
        here, line_data(service="Tuần tra", category="protection", agency=here.police), line_data(agency=here.clinic)
    )
    return police, clinic


def fresh(line: PlanLine) -> PlanLine:
    with as_system("a test looks"):
        found: PlanLine = PlanLine.objects.select_related("case").get(pk=line.pk)
    return found


def test_the_police_of_the_commune_see_their_line_and_no_case(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    with acting_as(here.policeman.actor):
        assert [line.pk for line in PlanLine.objects.order_by("pk")] == [asked[0].pk]
        assert not Case.objects.exists()
        assert not Plan.objects.exists()
        assert not DiaryEntry.objects.exists()
        with connection.cursor() as cursor:
            for table in ("case", "plan", "diaryentry", "linelink", "decision", "caseform", "evidence", "clock"):
                cursor.execute(f"SELECT count(*) FROM cases_{table}")
                assert cursor.fetchone() == (0,), table
            cursor.execute("SELECT count(*) FROM cases_planline")
            assert cursor.fetchone() == (1,)


def test_a_draft_and_a_cancelled_line_are_not_seen(here: Around) -> None:
    drafted(here, line_data(agency=here.police))
    with acting_as(here.policeman.actor):
        assert not PlanLine.objects.exists()


def test_another_agency_neither_reads_nor_answers(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    with acting_as(here.doctor.actor) as actor:
        with pytest.raises(PermissionDenied):
            lines.open_line(actor=actor, line=asked[0])
        with pytest.raises((NotPossible, PlanLine.DoesNotExist)):
            lines.answer(actor=actor, line=asked[0], given=lines.Answer("accept"))
    assert fresh(asked[0]).state == LineState.ASKED


def test_every_look_is_written_down(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    with acting_as(here.policeman.actor) as actor:
        lines.open_line(actor=actor, line=asked[0])
    look = Look.objects.filter(object_type="cases.case", user_id=here.policeman.user.pk).get()
    assert (look.object_id, look.unit_path) == (here.case.pk, here.case.unit_path)
    assert "Tuần tra" not in look.what


def test_accept_then_report_then_done(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    today = timezone.localdate()
    with acting_as(here.doctor.actor) as actor:
        lines.answer(actor=actor, line=asked[1], given=lines.Answer("accept"))
        lines.answer(actor=actor, line=asked[1], given=lines.Answer("report", "Đã hẹn ngày khám"))
        lines.answer(actor=actor, line=asked[1], given=lines.Answer("done", "Đã khám, sức khỏe ổn", today, 300_000))
        with pytest.raises(NotPossible):
            lines.answer(actor=actor, line=asked[1], given=lines.Answer("accept"))
        sheet = lines.open_line(actor=actor, line=PlanLine.objects.get(pk=asked[1].pk))
        assert (sheet.who, sheet.age) == ("cháu bé", "")  # the work is over: nothing of the child is shown any more
    line = fresh(asked[1])
    assert (line.state, line.done_on, line.answered_by_name) == ("done", today, "Cà Thị Duyên")
    assert line.actual_cost == 300_000
    with as_system("a test reads the sheet and the diary"):
        sheet = lines.sheet(line)
        assert (sheet.report, sheet.progress[0]["words"]) == ("Đã khám, sức khỏe ổn", "Đã hẹn ngày khám")
        assert DiaryEntry.objects.filter(case=here.case, kind="service").count() == 3
    titles = list(
        Notice.objects.filter(post_id=here.officer.post.pk, kind="line_answered").values_list("title", flat=True)
    )
    assert len(titles) == 3
    assert all(here.case.code in title and "khám" not in title for title in titles)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (lines.Answer("refuse", " "), "words"),
        (lines.Answer("done", "Xong"), "on"),
        (lines.Answer("done", "Xong", dt.date(2101, 1, 1)), "on"),
        (lines.Answer("done", "Xong", dt.date(2001, 1, 1)), "on"),
        (lines.Answer("done", "", dt.date(2026, 1, 5)), "words"),
        (lines.Answer("dance"), "step"),
        (lines.Answer("done", "Xong", dt.date(2026, 1, 5), -5), "cost"),
    ],
)
def test_an_answer_that_says_too_little(
    here: Around, asked: tuple[PlanLine, PlanLine], given: lines.Answer, field: str
) -> None:
    with acting_as(here.doctor.actor) as actor, pytest.raises(UserError) as refused:
        lines.answer(actor=actor, line=asked[1], given=given)
    assert refused.value.field == field
    assert fresh(asked[1]).state == LineState.ASKED


def test_the_officer_writes_down_what_was_told(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    with acting_as(here.officer.actor) as actor:
        with pytest.raises(UserError):  # who said it?
            lines.answer(actor=actor, line=fresh(asked[0]), given=lines.Answer("accept"), way=TOLD)
        given = lines.Answer("accept", said_by="Đại úy Sáng")
        line = lines.answer(actor=actor, line=fresh(asked[0]), given=given, way=TOLD)
    assert line.state == LineState.ACCEPTED
    assert line.answered_by_name == "Đại úy Sáng (Lò Thị Ân ghi lại)"
    with acting_as(here.policeman.actor) as actor, pytest.raises(NotPossible):
        lines.answer(actor=actor, line=line, given=lines.Answer("report", "x", said_by="y"), way=TOLD)


def test_a_cancelled_line_leaves_the_agencys_desk(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    with acting_as(here.officer.actor) as actor:
        with pytest.raises(UserError):
            lines.cancel(actor=actor, line=fresh(asked[0]), reason=" ")
        lines.cancel(actor=actor, line=fresh(asked[0]), reason="Gia đình chuyển nhà")
    with acting_as(here.policeman.actor):
        assert not PlanLine.objects.exists()
    assert Notice.objects.filter(post_id=here.policeman.post.pk, kind="line_cancelled", url="/phan-viec/").exists()


def test_my_day_of_an_agency(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    today = timezone.localdate()
    with acting_as(here.policeman.actor) as actor:
        found = my_day(actor, today)
        assert set(found) == {"new"}
        assert found["new"].items[0].title == f"Bảo vệ trẻ em: phần việc 1, vụ việc {here.case.code}"
        lines.answer(actor=actor, line=asked[0], given=lines.Answer("accept"))
        assert set(my_day(actor, today)) == {"running"}
        assert set(my_day(actor, today + dt.timedelta(days=5))) == {"due"}
        late = my_day(actor, today + dt.timedelta(days=11))
        assert set(late) == {"late"}
        assert late["late"].all_url == "/phan-viec/?loai=tre"


def test_my_day_of_the_officer(here: Around, asked: tuple[PlanLine, PlanLine], chi: Person) -> None:
    today = timezone.localdate()
    with acting_as(here.policeman.actor) as actor:
        lines.answer(actor=actor, line=asked[0], given=lines.Answer("refuse", "Không thuộc thẩm quyền"))
    with acting_as(here.officer.actor) as actor:
        found = my_day(actor, today + dt.timedelta(days=11))
        assert {group: len(part.items) for group, part in found.items()} == {"late": 1, "waiting": 1}
        assert "Không thuộc" not in str(found)
    with acting_as(chi.actor) as actor:
        assert my_day(actor, today + dt.timedelta(days=11)) == {}


def test_lists_of_an_agency(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    today = timezone.localdate()
    with acting_as(here.policeman.actor) as actor:
        for which, expected in (("cho", 1), ("lam", 0), ("tre", 0), ("xong", 0), ("khong", 0), ("bịa", 1)):
            assert queries.narrowed(actor, which, today).count() == expected, which
        task = queries.tasks(list(queries.of_agency(actor)), today)[0]
        assert (task.code, task.group) == (here.case.code, "Bảo vệ trẻ em")


def test_the_ways_out_of_each_condition() -> None:
    """No arrow leaves what is over; who asks is the chair, who cancels the officer."""
    sources = {source for arrow in LINE.transitions for source in arrow.sources}
    assert sources == {LineState.DRAFT, LineState.ASKED, LineState.ACCEPTED}
    assert LINE.by_name["line_ask"].permission == "cases.decide"
    assert {arrow.permission for arrow in LINE.transitions if arrow.name.endswith("_by_link")} == {
        "cases.answer_by_link"
    }


def test_nobodys_role_answers_by_link(here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    for person in (here.officer, here.chair, here.policeman, here.doctor):
        with acting_as(person.actor) as actor:
            assert not workflow.check(LINE, "line_accept_by_link", asked[0], actor)


@pytest.mark.parametrize(
    ("child", "words"),
    [
        ({"birth": "2015-03"}, {"11 tuổi"}),
        ({"birth": "2015"}, {"khoảng 11 tuổi"}),
        ({"birth": "2026-05-01"}, {"dưới 1 tuổi"}),
        ({"birth": "", "age": "chừng 9"}, {"khoảng 9 tuổi"}),
        ({}, {""}),
    ],
)
def test_the_age_in_years(child: dict[str, Any], words: set[str]) -> None:
    assert lines.years(child, dt.date(2026, 11, 22)) in words


def test_a_case_of_another_commune_is_not_touched(world: World, here: Around, asked: tuple[PlanLine, PlanLine]) -> None:
    make_case(world.other_commune)
    with acting_as(here.officer.actor):
        assert Case.objects.count() == 1
