"""The law's clocks against timelines worked out by hand from the articles (columns: start, pauses, due, why)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from chungtay.law import clocks, files, queries, services
from chungtay.law.clocks import VIETNAM, Pause, UnknownClock


@pytest.fixture(autouse=True)
def law() -> Iterator[None]:
    """The files as they stand, without a database."""
    queries.answer_from([services.row_of(file) for file in files.read(settings.LAW_DIR)[0]])
    yield
    queries.forget()


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def end_of(day: str) -> dt.datetime:
    return at(f"{day}T23:59:59")


# Tết 2026: 16-20 February off. Hùng Kings: Sunday 26 April, so Monday 27 is off too. 30 April and 1 May: Thursday, Friday.
# 31 August 2026 off in exchange for Saturday 22 August. 24 November 2026, Tuesday, is a public holiday.
TIMELINES = [
    # 12 hours by the clock (Decree 56/2017, art. 26.3)
    ("T_EMERG", "2026-03-04T08:00", [], "2026-03-04T20:00:00", "a working day"),
    ("T_EMERG", "2026-03-07T22:30", [], "2026-03-08T10:30:00", "Saturday night into Sunday"),
    ("T_EMERG", "2026-02-16T23:00", [], "2026-02-17T11:00:00", "New Year's Eve into the first day of Tết"),
    ("T_EMERG", "2025-06-30T20:00", [], "2025-07-01T08:00:00", "across the night on which the communes merged"),
    ("T_EMERG", "2026-12-31T18:15", [], "2027-01-01T06:15:00", "across the year"),
    ("T_EMERG", "2026-03-04T08:00", ["2026-03-04T10:00/2026-03-04T13:30"], "2026-03-04T23:30:00", "stands still 3 h 30"),
    ("T_EMERG", "2026-03-04T08:00", ["2026-03-04T10:00/2026-03-04T12:00", "2026-03-04T11:00/2026-03-04T13:00"],
     "2026-03-04T23:00:00", "two pauses that overlap stand still once"),
    ("T_EMERG", "2026-03-04T08:00", ["2026-03-04T06:00/2026-03-04T09:00"], "2026-03-04T21:00:00", "only what lies after the start"),
    ("T_EMERG", "2026-03-04T08:00", ["2026-03-05T06:00/2026-03-05T09:00"], "2026-03-04T20:00:00", "a pause after the end"),
    # At once
    ("T_REPORT", "2026-03-07T22:30", [], "2026-03-07T22:30:00", "at once"),
    ("T_FORWARD", "2026-02-17T01:00", [], "2026-02-17T01:00:00", "at once, on Tết too"),
    # Working days (art. 28.1, 28.4, 42.7, 45, 48.3)
    ("T_PLAN", "2026-03-02T09:00", [], end_of("2026-03-09"), "Monday: Tue Wed Thu Fri, Mon"),
    ("T_PLAN", "2026-03-06T17:00", [], end_of("2026-03-13"), "Friday: the five days of the next week"),
    ("T_PLAN", "2026-03-07T10:00", [], end_of("2026-03-13"), "Saturday: the same"),
    ("T_PLAN", "2026-02-12T09:00", [], end_of("2026-02-26"), "Fri 13, then Tết off 16-20, Mon 23 to Thu 26"),
    ("T_PLAN", "2026-04-24T09:00", [], end_of("2026-05-06"), "Mon 27 off, Tue 28, Wed 29, 30/4 and 1/5 off, Mon 4, Tue 5, Wed 6"),
    ("T_PLAN", "2026-08-20T09:00", [], end_of("2026-08-26"), "Fri 21, Saturday 22 works in exchange, Mon 24, Tue 25, Wed 26"),
    ("T_PLAN", "2026-03-02T09:00", ["2026-03-04T08:00/2026-03-06T08:00"], end_of("2026-03-11"), "Wed 4 and Thu 5 do not count"),
    ("T_PLAN", "2026-03-02T09:00", ["2026-03-07T08:00/2026-03-09T08:00"], end_of("2026-03-09"), "a paused weekend costs nothing"),
    ("T_APPROVE", "2026-03-05T15:00", [], end_of("2026-03-09"), "Thursday: Fri, Mon"),
    ("T_APPROVE", "2026-02-13T15:00", [], end_of("2026-02-24"), "Friday before Tết: Mon 23, Tue 24"),
    ("T_HANDOVER", "2026-03-02T09:00", [], end_of("2026-03-23"), "three weeks"),
    ("T_HANDOVER", "2026-11-16T09:00", [], end_of("2026-12-08"), "24 November is off"),
    ("T_FAC_APPR", "2026-03-02T09:00", [], end_of("2026-03-16"), "two weeks"),
    ("T_FAC_DEC", "2026-04-15T09:00", [], end_of("2026-05-11"), "16, 17, 20-24, 28, 29 April, 4-8 May are 14, 11 May the last"),
    ("T_FAC_END", "2025-06-27T09:00", [], end_of("2025-07-04"), "across the day on which the communes merged"),
    # Days: the longest a separation may last (art. 32.3)
    ("T_SEP_MAX", "2026-03-02T09:00", [], end_of("2026-03-17"), "2 + 15"),
    ("T_SEP_MAX", "2026-02-02T09:00", [], end_of("2026-02-17"), "Tết does not lengthen a measure"),
    ("T_SEP_MAX", "2026-03-02T09:00", ["2026-03-10T09:00/2026-03-12T09:00"], end_of("2026-03-19"), "two days stand still"),
    # Months (art. 43.2; Law on Children art. 64.1, 68.2)
    ("T_AC_1M", "2026-03-10T09:00", [], end_of("2026-04-10"), "a Friday"),
    ("T_AC_1M", "2026-01-31T09:00", [], end_of("2026-03-02"), "28 February is a Saturday, so Monday 2 March"),
    ("T_AC_3M", "2026-02-05T09:00", [], end_of("2026-05-05"), "a Tuesday"),
    ("T_AC_3M", "2025-11-30T09:00", [], end_of("2026-03-02"), "no 30 February; 28 is a Saturday"),
    ("T_AC_6M", "2026-03-10T09:00", [], end_of("2026-09-10"), "a Thursday"),
    ("T_AC_6M", "2026-02-28T09:00", [], end_of("2026-08-28"), "a Friday"),
    ("T_AC_CARER", "2025-08-20T09:00", [], end_of("2026-02-23"), "20 February is Tết, 21 and 22 a weekend"),
    ("T_AC_COMMUNE", "2025-10-30T09:00", [], end_of("2026-05-04"), "30 April, 1 May, weekend: Monday 4 May"),
    ("T_FAC_LIST", "2026-01-15T09:00", [], end_of("2026-07-15"), "a Wednesday"),
    # Ends of periods, and before a day
    ("T_LIST09", "2026-02-10T09:00", [], end_of("2026-03-31"), "first quarter, a Tuesday"),
    ("T_LIST09", "2026-05-10T09:00", [], end_of("2026-06-30"), "second quarter"),
    ("T_AC_REPORT", "2026-01-31T09:00", [], end_of("2026-12-24"), "before 25 December"),
    ("T_AC_REPORT", "2026-12-26T09:00", [], end_of("2027-12-24"), "the next year's"),
    ("T_JUV", "2026-10-10T00:00", [], end_of("2026-08-10"), "two months before release"),
    ("T_JUV_SCHOOL", "2026-03-31T00:00", [], end_of("2026-02-28"), "a month before; no 31 February"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "start", "pauses", "due", "why"), TIMELINES)
def test_due(code: str, start: str, pauses: list[str], due: str | dt.datetime, why: str) -> None:
    standing = [Pause(at(pause.split("/")[0]), at(pause.split("/")[1])) for pause in pauses]
    found = clocks.due(code, at(start), pauses=standing)
    assert found.due == (at(due) if isinstance(due, str) else due), why
    assert found.article
    assert found.counted


def test_a_province_may_split_the_time_and_not_lengthen_it() -> None:
    found = clocks.due("T_EMERG", at("2026-03-07T22:00"), province="04")
    assert found.due == at("2026-03-08T10:00")
    assert [step.due for step in found.steps][:3] == [
        at("2026-03-07T22:30"),
        at("2026-03-07T23:00"),
        at("2026-03-08T03:00"),
    ]
    assert found.steps[-1].due == found.due
    assert clocks.due("T_EMERG", at("2026-03-07T22:00"), province="11").steps == ()
    before = clocks.due("T_EMERG", at("2025-11-26T22:00"), province="04")  # a day before the province's decision
    assert before.province == ""


def test_an_old_case_keeps_the_law_it_began_under() -> None:
    with pytest.raises(UnknownClock):
        clocks.due("T_EMERG", at("2017-06-30T08:00"))


def test_a_province_that_wants_longer_is_refused() -> None:
    from pathlib import Path

    file = next(file for file in files.read(settings.LAW_DIR)[0] if file.content["id"] == "t_emerg-04")
    law = next(file for file in files.read(settings.LAW_DIR)[0] if file.content["id"] == "t_emerg")
    slower = files.SourceFile(Path("slower.yaml"), {**file.content, "term": {"hours": 13}})
    faults = files._clock_faults([law, slower])
    assert {fault.place for fault in faults} == {"term", "steps"}


def test_time_left_in_words() -> None:
    due = at("2026-03-04T20:00")
    assert clocks.time_left(due, at("2026-03-04T16:40")) == "Còn 3 giờ 20 phút"
    assert clocks.time_left(due, at("2026-03-06T21:00")) == "Quá hạn 2 ngày 1 giờ"
    row = clocks.clock_of("T_EMERG", dt.date(2026, 3, 4))
    assert clocks.warnings(row, due) == [at("2026-03-04T14:00"), at("2026-03-04T18:00")]
    assert clocks.escalations(row, due) == [(due, "commune_chair"), (at("2026-03-04T22:00"), "province_officer")]


def test_what_repeats_says_when_next() -> None:
    assert clocks.due("T_AC_CARER", at("2026-03-10T09:00")).next_due == end_of("2027-09-10")
    assert clocks.due("T_AC_6M", at("2026-03-10T09:00")).next_due == end_of("2027-03-10")
    assert clocks.due("T_LIST09", at("2026-02-10T09:00")).next_due == end_of("2026-06-30")
    assert clocks.due("T_PLAN", at("2026-03-10T09:00")).next_due is None


@pytest.mark.django_db
def test_the_command_prints_the_same() -> None:
    def told(*words: str) -> dict[str, object]:
        out = StringIO()
        call_command("clock", *words, "--json", stdout=out)
        answer: dict[str, object] = json.loads(out.getvalue())
        return answer

    assert told("T_EMERG", "--start", "2026-03-07T15:30:00Z")["due"] == "2026-03-08T10:30:00+07:00"
    paused = told("t_plan", "--start", "2026-03-02T09:00", "--pause", "2026-03-04T08:00/2026-03-06T08:00")
    assert paused["due"] == "2026-03-11T23:59:59+07:00"
    for wrong in (
        ["T_X", "--start", "2026-03-02"],
        ["T_PLAN"],
        ["T_PLAN", "--start", "hôm qua"],
        ["T_PLAN", "--start", "2026-03-02", "--pause", "2026-03-05/2026-03-04"],
        ["T_PLAN", "--start", "2026-03-02", "--unit", "99999"],
    ):
        with pytest.raises(CommandError):
            told(*wrong)
