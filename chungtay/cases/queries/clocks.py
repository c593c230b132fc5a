"""Clocks as pages read them: each with its law, its pauses and its face at one moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chungtay.cases.duties import EMERGENCY_PAUSE, NOT_IN_EMERGENCY
from chungtay.cases.models import Case, Clock, ClockPause, Concern
from chungtay.cases.running import Face, Standing, face
from chungtay.law import clocks as law
from chungtay.law import queries as laws
from chungtay.law.clocks import Pause
from chungtay.law.models import LawFile


@lru_cache(maxsize=4)
def _by_digest(_law_version: str) -> dict[str, LawFile]:
    return {row.digest: row for row in laws.all_versions("clock")}


def rule_of(clock: Clock) -> LawFile:
    """The version of the law under which this clock began. Raises UnknownClock when that file is not loaded."""
    row = _by_digest(laws.law_version()).get(clock.law_version)
    if row is None:
        raise law.UnknownClock(f"{clock.code}: {clock.law_version[:12]}")
    return row


def pause_words(rule: LawFile, code: str) -> str:
    """The reason of a pause as the law file names it."""
    if code == EMERGENCY_PAUSE:
        return f"Đang can thiệp khẩn cấp ({NOT_IN_EMERGENCY.get(rule.content['code'], rule.content['article'])})"
    named = {one["code"]: one["name"] for one in rule.content.get("pauses", [])}
    return str(named.get(code, code))


def law_pauses(pauses: Iterable[ClockPause]) -> tuple[Pause, ...]:
    """Those that have ended, for counting."""
    ended = sorted(((one.begins, one.ends, one.why) for one in pauses if one.ends is not None), key=lambda one: one[0])
    return tuple(Pause(begins, ends, why) for begins, ends, why in ended)


def pauses_of(clocks: Iterable[Clock]) -> dict[int, list[ClockPause]]:
    """All pauses of these clocks by the clock's key. One query; a prefetch would ask the scope anew for each clock."""
    found: dict[int, list[ClockPause]] = {clock.pk: [] for clock in clocks}
    for pause in ClockPause.objects.filter(clock__in=list(found)).order_by("begins", "pk") if found else ():
        found[pause.clock_id].append(pause)
    return found


def standing(clock: Clock, pauses: Iterable[ClockPause] = ()) -> Standing:
    """`pauses`: all of this clock's. Only a province's own split needs them counted anew."""
    rule, known = rule_of(clock), list(pauses)
    open_ = next((one for one in known if one.ends is None), None)
    split = bool(rule.content.get("steps"))
    steps = law.due_by(rule, clock.started_at, pauses=law_pauses(known)).steps if split else ()
    content: dict[str, Any] = {**rule.content, "term": law.term_of(rule, again=clock.cycle > 1)}
    return Standing(
        start=clock.started_at, due=clock.due_at, rule=content, stopped=clock.stopped_at,
        paused=open_.begins if open_ else clock.paused_at, paused_for=pause_words(rule, open_.why) if open_ else "",
        told=frozenset(clock.told), steps=steps,
    )  # fmt: skip


CONCERN = "cases.concern"
SUBJECT_WORDS = {CONCERN: "tin báo", "territory.unit": "việc của đơn vị"}


def concerns_of(clocks: Iterable[Clock]) -> dict[int, Concern]:
    """The reports on which clocks without a case hang, by the clock's key. One query, none when there are none."""
    wanted = {
        clock.pk: clock.subject_id or 0 for clock in clocks if clock.case_id is None and clock.subject_label == CONCERN
    }
    known = Concern.objects.filter(pk__in=wanted.values()).defer("sealed").in_bulk() if wanted else {}
    return {clock: known[key] for clock, key in wanted.items() if key in known}


@dataclass(frozen=True)
class ClockLine:
    """One clock on a page. `reasons`: the pauses its law allows. `counted`: how the end was reached, worked out when asked."""

    clock: Clock
    title: str
    duty: str
    article: str
    note: str
    face: Face
    pauses: tuple[tuple[str, ClockPause], ...]
    reasons: tuple[tuple[str, str], ...]

    @property
    def backwards(self) -> bool:
        """Counted back from a day to come: its start is the event, not the beginning of the time."""
        return self.clock.due_at < self.clock.started_at

    @property
    def counted(self) -> tuple[str, ...]:
        pauses = law_pauses(pause for _, pause in self.pauses)
        clock = self.clock
        return law.due_by(rule_of(clock), clock.started_at, pauses=pauses, again=clock.cycle > 1).counted


def line_of(clock: Clock, pauses: Iterable[ClockPause], now: dt.datetime) -> ClockLine:
    rule, known = rule_of(clock), list(pauses)
    return ClockLine(
        clock=clock, title=rule.title, duty=rule.content["duty"], article=rule.content["article"],
        note=rule.content.get("note", ""), face=face(standing(clock, known), now),
        pauses=tuple((pause_words(rule, one.why), one) for one in known),
        reasons=tuple((one["code"], one["name"]) for one in rule.content.get("pauses", [])),
    )  # fmt: skip


def of_case(case: Case, now: dt.datetime) -> list[ClockLine]:
    """Every clock of a case: what runs first, by its end; then what has stopped, the latest first. Two queries."""
    rows = list(Clock.objects.filter(case=case))
    pauses = pauses_of(rows)
    running = sorted((one for one in rows if one.stopped_at is None), key=lambda one: (one.due_at, one.pk))
    stopped = sorted((one for one in rows if one.stopped_at), key=lambda one: (one.stopped_at, one.pk), reverse=True)
    return [line_of(one, pauses[one.pk], now) for one in (*running, *stopped)]


def running_of_case(case: Case, now: dt.datetime) -> list[ClockLine]:
    """What runs, the first to end first: for the head of the case's page."""
    rows = list(Clock.objects.filter(case=case, stopped_at=None).order_by("due_at", "id"))
    pauses = pauses_of(rows)
    return [line_of(one, pauses[one.pk], now) for one in rows]
