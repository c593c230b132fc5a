"""A running clock: what it says at each moment, whom it tells and when, and what another limit would have done."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from chungtay.cases.running import DOER, Level, Past, Standing, face, level, next_telling, simulate, step_now, to_tell
from chungtay.law import clocks, files, queries, services
from chungtay.law.clocks import VIETNAM, Pause
from chungtay.law.models import LawFile


@functools.cache
def law_files() -> list[LawFile]:
    return [services.row_of(file) for file in files.read(settings.LAW_DIR)[0]]


@pytest.fixture(autouse=True)
def law() -> Iterator[None]:
    """The files as they stand, without a database."""
    queries.answer_from(law_files())
    yield
    queries.forget()


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def clock(code: str, start: str, *, province: str = "", pauses: tuple[Pause, ...] = (), **given: Any) -> Standing:
    row = clocks.clock_of(code, at(start).date(), province)
    found = clocks.due_by(row, at(start), pauses=pauses)
    return Standing(start=at(start), due=found.due, rule=row.content, steps=found.steps, **given)


# Saturday night, 22:30: 12 hours by the clock end on Sunday at 10:30; warned six and two hours before.
@pytest.mark.parametrize(
    ("now", "said", "pressing"),
    [
        ("2026-03-07T22:30", "Còn 12 giờ", Level.RUNNING),
        ("2026-03-08T04:29", "Còn 6 giờ 1 phút", Level.RUNNING),
        ("2026-03-08T04:30", "Còn 6 giờ", Level.SOON),
        ("2026-03-08T07:10", "Còn 3 giờ 20 phút", Level.SOON),
        ("2026-03-08T10:30", "Còn dưới 1 phút", Level.SOON),
        ("2026-03-08T10:31", "Quá hạn 1 phút", Level.LATE),
        ("2026-03-10T11:30", "Quá hạn 2 ngày 1 giờ", Level.LATE),
    ],
)
def test_twelve_hours_in_words(now: str, said: str, pressing: Level) -> None:
    found = face(clock("T_EMERG", "2026-03-07T22:30"), at(now))
    assert (found.words, found.level) == (said, pressing)
    assert "Áp dụng".lower() in found.sentence
    assert "(khoản 3 Điều 26, khoản 2 Điều 31" in found.sentence


# Thursday 12 February 2026: five working days end on Thursday 26, for Tết takes 16 to 20 February.
@pytest.mark.parametrize(
    ("now", "said", "pressing"),
    [
        ("2026-02-12T09:00", "Còn 5 ngày làm việc", Level.RUNNING),
        ("2026-02-13T23:00", "Còn 4 ngày làm việc", Level.RUNNING),
        ("2026-02-18T12:00", "Còn 4 ngày làm việc", Level.RUNNING),
        ("2026-02-25T08:00", "Còn 1 ngày làm việc", Level.SOON),
        ("2026-02-26T08:00", "Hôm nay là ngày cuối", Level.SOON),
        ("2026-02-27T00:00", "Quá hạn 1 ngày", Level.LATE),
    ],
)
def test_working_days_across_tet_in_words(now: str, said: str, pressing: Level) -> None:
    found = face(clock("T_PLAN", "2026-02-12T09:00"), at(now))
    assert (found.words, found.level) == (said, pressing)


def test_names_of_offices_keep_their_capital_inside_a_sentence() -> None:
    found = face(clock("T_APPROVE", "2026-03-05T15:00"), at("2026-03-05T16:00"))
    assert (
        found.sentence == "Còn 2 ngày làm việc để Chủ tịch UBND cấp xã ra quyết định phê duyệt"
        " (khoản 4 Điều 28 Nghị định 56/2017/NĐ-CP)"
    )


def test_what_must_be_done_at_once_counts_up() -> None:
    found = face(clock("T_FORWARD", "2026-03-07T22:30"), at("2026-03-07T22:50"))
    assert found.words == "Phải làm ngay, đã 20 phút"
    assert found.level == Level.LATE


def test_a_province_split_shows_the_step_that_runs() -> None:
    split = clock("T_EMERG", "2026-03-07T22:00", province="04")

    def code(now: str, running: Standing = split) -> str:
        step = step_now(running, at(now))
        assert step is not None
        return step.code

    assert code("2026-03-07T22:10") == "intake"
    assert code("2026-03-07T22:30") == "intake"
    assert code("2026-03-07T22:31") == "form_01"
    assert code("2026-03-08T02:00") == "verify"
    assert code("2026-03-08T05:59") == "form_02"
    assert code("2026-03-08T23:00") == "separation"
    stilled = replace(split, paused=at("2026-03-08T02:00"))
    assert code("2026-03-08T09:00", stilled) == "verify"
    assert step_now(clock("T_EMERG", "2026-03-07T22:00"), at("2026-03-07T22:10")) is None
    words = face(split, at("2026-03-08T02:00")).step
    assert words == "Bước 3/6: Kiểm tra, xác minh, đến 03:00 ngày 08/03/2026"


def test_a_clock_that_stands_still_shows_the_time_at_which_it_was_stilled() -> None:
    stilled = clock("T_EMERG", "2026-03-07T22:30", paused=at("2026-03-08T07:10"), paused_for="Chờ công an tìm trẻ")
    found = face(stilled, at("2026-03-09T20:00"))
    assert found.level == Level.PAUSED
    assert found.words.startswith("Tạm dừng từ 07:10 ngày 08/03/2026: Chờ công an tìm trẻ. Còn 3 giờ 20 phút")
    assert to_tell(stilled, at("2026-03-09T20:00")) == []
    assert next_telling(stilled) is None


def test_a_pause_after_the_end_helps_nobody() -> None:
    late = clock("T_EMERG", "2026-03-07T22:30", paused=at("2026-03-08T11:00"))
    assert level(late, at("2026-03-08T12:00")) == Level.LATE
    assert [one.to for one in to_tell(late, at("2026-03-08T13:00"))] != []


def test_a_stopped_clock_says_whether_it_was_in_time() -> None:
    done = clock("T_EMERG", "2026-03-07T22:30", stopped=at("2026-03-08T10:30"))
    assert level(done, at("2026-03-20T00:00")) == Level.STOPPED
    assert level(replace(done, stopped=at("2026-03-08T10:31")), at("2026-03-20T00:00")) == Level.STOPPED_LATE
    assert to_tell(done, at("2026-03-20T00:00")) == []


def test_who_is_told_when() -> None:
    running = clock("T_EMERG", "2026-03-07T22:30")
    told: set[str] = set()
    heard: list[tuple[str, str, bool]] = []
    for hour in range(48):
        now = at("2026-03-07T22:30") + dt.timedelta(hours=hour / 2)
        for one in to_tell(replace(running, told=frozenset(told)), now):
            heard.append((f"{now:%d %H:%M}", one.to, one.late))
            told |= set(one.keys)
    assert heard == [
        ("08 04:30", DOER, False),
        ("08 08:30", DOER, False),
        ("08 10:30", "commune_chair", True),
        ("08 11:00", DOER, True),
        ("08 12:30", "province_officer", True),
    ]


def test_after_a_standstill_of_the_server_each_receiver_hears_once() -> None:
    running = clock("T_EMERG", "2026-03-07T22:30")
    found = to_tell(running, at("2026-03-09T08:00"))
    assert {one.to: one.late for one in found} == {DOER: True, "commune_chair": True, "province_officer": True}
    assert len(found) == 3
    doer = next(one for one in found if one.to == DOER)
    assert set(doer.keys) == {"warn:6h", "warn:2h", "late"}


moments = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2027, 1, 1)).map(lambda one: one.replace(tzinfo=VIETNAM))
codes = st.sampled_from(["T_EMERG", "T_PLAN", "T_APPROVE", "T_SEP_MAX", "T_HANDOVER", "T_AC_1M", "T_AC_6M", "T_LIST09"])
steps = st.lists(st.integers(1, 60 * 24 * 6), max_size=8)


@given(codes, moments, steps)
def test_nobody_is_told_twice_and_the_next_moment_is_never_missed(
    code: str, start: dt.datetime, waits: list[int]
) -> None:
    running = clock(code, start.replace(tzinfo=None).isoformat())
    told: set[str] = set()
    now = start
    for minutes in [*waits, 60 * 24 * 400]:
        now += dt.timedelta(minutes=minutes)
        standing = replace(running, told=frozenset(told))
        upcoming = next_telling(standing)
        due = to_tell(standing, now)
        assert bool(due) == (upcoming is not None and upcoming <= now)
        keys = [key for one in due for key in one.keys]
        assert not told & set(keys)
        assert len(keys) == len(set(keys))
        assert len({one.to for one in due}) == len(due)
        told |= set(keys)
    assert next_telling(replace(running, told=frozenset(told))) is None
    assert len(told) == len(running.rule.get("warn", [])) + len(running.rule.get("escalate", [])) + 1


@given(
    codes,
    moments,
    st.lists(st.tuples(st.integers(0, 60 * 24 * 20), st.integers(1, 60 * 24 * 10)), max_size=4),
    st.randoms(),
)
def test_pauses_in_any_order_give_one_end_and_never_an_earlier_one(
    code: str, start: dt.datetime, parts: list[tuple[int, int]], random: Any
) -> None:
    pauses = [
        Pause(start + dt.timedelta(minutes=begin), start + dt.timedelta(minutes=begin + length))
        for begin, length in parts
    ]
    row = clocks.clock_of(code, start.date())
    free = clocks.due_by(row, start).due
    first = clocks.due_by(row, start, pauses=pauses).due
    random.shuffle(pauses)
    assert clocks.due_by(row, start, pauses=pauses).due == first
    assert first >= free


@given(moments, st.integers(1, 60 * 24 * 5), st.integers(1, 60 * 24 * 5))
def test_hours_after_a_pause_are_those_that_were_left(start: dt.datetime, before: int, length: int) -> None:
    """What the page said while the clock stood still is what is left when it goes on."""
    row = clocks.clock_of("T_EMERG", start.date())
    begins = start + dt.timedelta(minutes=before)
    ends = begins + dt.timedelta(minutes=length)
    free = clocks.due_by(row, start).due
    on = clocks.due_by(row, start, pauses=[Pause(begins, ends)]).due
    assert on - ends == free - begins if begins < free else on == free


@given(codes, moments, moments)
def test_a_clock_is_late_exactly_after_its_end(code: str, start: dt.datetime, now: dt.datetime) -> None:
    running = clock(code, start.replace(tzinfo=None).isoformat())
    assert (level(running, now) == Level.LATE) == (now > running.due)
    assert (level(replace(running, stopped=now), now) == Level.STOPPED_LATE) == (now > running.due)
    words = face(running, now).words
    assert words.startswith("Quá hạn") == (now > running.due)


def test_another_limit_on_past_clocks() -> None:
    """By hand, Monday 2 March 2026: five working days end on Monday 9, three on Thursday 5."""
    due = at("2026-03-09T23:59:59")
    past = [
        Past(at("2026-03-02T09:00"), at("2026-03-04T10:00"), due, group="a"),
        Past(at("2026-03-02T10:00"), at("2026-03-06T10:00"), due, group="a"),
        Past(at("2026-03-02T11:00"), at("2026-03-10T10:00"), due, group="b"),
        Past(at("2026-03-02T11:00"), None, due, group="b"),
        Past(at("2026-03-02T11:00"), at("2026-03-06T10:00"), at("2026-03-11T23:59:59"),
             (Pause(at("2026-03-03T08:00"), at("2026-03-04T08:00")),), group="b"),
    ]  # fmt: skip
    trial = simulate(past, {"working_days": 3}, now=at("2026-03-04T08:00"))
    whole = trial.whole
    assert (whole.all, whole.late, whole.would, whole.undecided) == (5, 1, 2, 1)
    assert trial.groups["a"].would == 1
    assert trial.groups["b"].would == 1
    assert trial.worst == at("2026-03-10T10:00") - at("2026-03-05T23:59:59")
    again = simulate(past, {"working_days": 5}, now=at("2026-03-04T08:00"))
    assert again.whole.would == again.whole.late


@given(st.lists(st.tuples(moments, st.integers(0, 60 * 24 * 20)), max_size=20), st.integers(1, 9), st.integers(1, 9))
def test_a_longer_limit_never_makes_more_late(parts: list[tuple[dt.datetime, int]], one: int, other: int) -> None:
    past = [Past(start, start + dt.timedelta(minutes=length), start) for start, length in parts]
    short, long = sorted((one, other))
    now = at("2027-06-01T00:00")
    assert (
        simulate(past, {"working_days": long}, now).whole.would
        <= simulate(past, {"working_days": short}, now).whole.would
    )
