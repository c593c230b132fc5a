"""A clock at a moment, in words; whom it has still to tell; what another limit would have done. Pure: no database.

Time is Vietnam's (+07:00). A clock that stands still owes nothing until it goes on; once its time is over a pause no longer
helps it (Civil Code 2015, art. 147 and 148, as counted by `chungtay.law.clocks`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chungtay.foundation.vietnamese import date
from chungtay.law import calendar, clocks
from chungtay.law.clocks import VIETNAM, Pause, Step

DOER = "doer"  # who has the duty; the other receivers are roles that the law file names


class Level(StrEnum):
    """How pressing a clock is, the most pressing first."""

    LATE = "late"
    SOON = "soon"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED_LATE = "stopped_late"
    STOPPED = "stopped"


LEVEL_WORDS = {
    Level.LATE: "Quá hạn",
    Level.SOON: "Sắp hết hạn",
    Level.RUNNING: "Đang chạy",
    Level.PAUSED: "Tạm dừng",
    Level.STOPPED_LATE: "Xong, quá hạn",
    Level.STOPPED: "Xong đúng hạn",
}


@dataclass(frozen=True)
class Standing:
    """A clock as kept. `due` is counted with the pauses that have ended; `paused` begins the one that has not.

    `rule`: the content of the law file under which it began. `steps`: a province's own parts with their moments.
    """

    start: dt.datetime
    due: dt.datetime
    rule: Mapping[str, Any]
    stopped: dt.datetime | None = None
    paused: dt.datetime | None = None
    paused_for: str = ""
    told: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()

    @property
    def by_hours(self) -> bool:
        return "hours" in self.rule["term"]

    @property
    def at_once(self) -> bool:
        return "at_once" in self.rule["term"]

    def seen_from(self, now: dt.datetime) -> dt.datetime:
        """The moment that counts: a clock that stands still shows the time at which it was stilled."""
        return min(self.paused, now) if self.paused is not None and self.paused < self.due else now


@dataclass(frozen=True)
class Face:
    """What a page shows. `words`: the time left; `sentence`: with the duty and its article; `step`: of a province's split."""

    level: Level
    words: str
    sentence: str
    step: str = ""


def level(clock: Standing, now: dt.datetime) -> Level:
    if clock.stopped is not None:
        return Level.STOPPED_LATE if clock.stopped > clock.due else Level.STOPPED
    moment = clock.seen_from(now)
    if moment > clock.due:
        return Level.LATE
    if clock.paused is not None:
        return Level.PAUSED
    leads = [_lead(one) for one in clock.rule.get("warn", [])]
    return Level.SOON if leads and moment >= clock.due - max(leads) else Level.RUNNING


def face(clock: Standing, now: dt.datetime) -> Face:
    found = level(clock, now)
    if clock.stopped is not None:
        words = f"{LEVEL_WORDS[found]}, lúc {_at(clock.stopped)}"
        return Face(found, words, words)
    words = left(clock, now)
    to_do = f"{_small(clock.rule['duty'])} ({_small(clock.rule['article'])})"
    if found == Level.PAUSED:
        why = f": {clock.paused_for}" if clock.paused_for else ""
        still = f"Tạm dừng từ {_at(clock.paused)}{why}. {words} khi chạy lại"
        return Face(found, still, f"{still}, để {to_do}", _step(clock, now))
    joint = ": " if found == Level.LATE or clock.at_once else " để "
    return Face(found, words, f"{words}{joint}{to_do}", _step(clock, now))


def left(clock: Standing, now: dt.datetime) -> str:
    """“Còn 3 giờ 20 phút”, “Còn 3 ngày làm việc”, “Hôm nay là ngày cuối”, “Quá hạn 2 ngày”."""
    moment, due = clock.seen_from(now).astimezone(VIETNAM), clock.due.astimezone(VIETNAM)
    if clock.at_once:
        return f"Phải làm ngay, đã {clocks.length_words(max(moment - clock.start, dt.timedelta(0)))}"
    if clock.by_hours:
        return clocks.time_left(due, moment)
    days = (due.date() - moment.date()).days
    if days < 0:
        return f"Quá hạn {-days} ngày"
    if days == 0:
        return "Hôm nay là ngày cuối"
    if "working_days" not in clock.rule["term"]:
        return f"Còn {days} ngày"
    working = calendar.working_days_between(moment.date(), due.date())
    return f"Còn {working} ngày làm việc"


def step_now(clock: Standing, now: dt.datetime) -> Step | None:
    """The part of a province's split that runs now; the last one once all are over; None where nothing is split."""
    if not clock.steps or clock.stopped is not None:
        return None
    moment = clock.seen_from(now)
    return next((step for step in clock.steps if moment <= step.due), clock.steps[-1])


def _step(clock: Standing, now: dt.datetime) -> str:
    step = step_now(clock, now)
    if step is None:
        return ""
    return f"Bước {clock.steps.index(step) + 1}/{len(clock.steps)}: {step.name}, đến {_at(step.due)}"


@dataclass(frozen=True)
class Telling:
    """One message that is due. `keys`: what is told with it and never again; `to`: DOER or a role."""

    keys: tuple[str, ...]
    at: dt.datetime
    to: str
    late: bool


def to_tell(clock: Standing, now: dt.datetime) -> list[Telling]:
    """What is due and was not told, one message for each receiver: the latest one, in which the earlier ones are contained."""
    by_receiver: dict[str, list[Telling]] = {}
    for telling in _untold(clock):
        if telling.at <= now:
            by_receiver.setdefault(telling.to, []).append(telling)
    return [
        Telling(tuple(key for one in due for key in one.keys), due[-1].at, receiver, due[-1].late)
        for receiver, due in by_receiver.items()
    ]


def next_telling(clock: Standing) -> dt.datetime | None:
    """The moment at which somebody has to be told next; None when nobody has."""
    return min((telling.at for telling in _untold(clock)), default=None)


def _untold(clock: Standing) -> list[Telling]:
    """The earliest first. A clock that has stopped, or stands still before its end, tells nobody anything."""
    if clock.stopped is not None or (clock.paused is not None and clock.paused <= clock.due):
        return []
    return [one for one in _tellings(clock) if one.keys[0] not in clock.told]


def _tellings(clock: Standing) -> list[Telling]:
    """Warnings before the end and a word at the end to who has the duty; then the roles above, as the law file says.

    A warning of before the start (a term shorter than the warning) is told at the start.
    """
    due = clock.due
    found = [
        Telling((f"warn:{_key(one)}",), max(due - _lead(one), min(clock.start, due)), DOER, False)
        for one in clock.rule.get("warn", [])
    ]
    if not clock.at_once:
        found.append(Telling(("late",), due + dt.timedelta(seconds=1), DOER, True))
    found += [
        Telling((f"late:{one['to']}:{_key(one['after'])}",), due + _lead(one["after"]), one["to"], True)
        for one in clock.rule.get("escalate", [])
    ]
    return sorted(found, key=lambda one: one.at)


def _lead(lead: Mapping[str, Any]) -> dt.timedelta:
    return dt.timedelta(hours=lead.get("hours", 0), days=lead.get("days", 0))


def _key(lead: Mapping[str, Any]) -> str:
    return f"{lead['hours']}h" if "hours" in lead else f"{lead['days']}d"


@dataclass(frozen=True)
class Past:
    """A clock that ran, for trying another limit on it. `ended` is None while it runs; `group`: its unit."""

    start: dt.datetime
    ended: dt.datetime | None
    due: dt.datetime
    pauses: tuple[Pause, ...] = ()
    group: str = ""


@dataclass
class Count:
    """Of `all` clocks so many were late, and so many would have been. `undecided`: running, and in time by both."""

    all: int = 0
    late: int = 0
    would: int = 0
    undecided: int = 0

    def add(self, late: bool, would: bool, undecided: bool) -> None:
        self.all += 1
        self.late += late
        self.would += would
        self.undecided += undecided


@dataclass
class Trial:
    """The effect of another term on past clocks. `worst`: how much later than the new limit the latest one was."""

    whole: Count = field(default_factory=Count)
    groups: dict[str, Count] = field(default_factory=dict)
    worst: dt.timedelta = dt.timedelta(0)


def simulate(past: Iterable[Past], term: Mapping[str, Any], now: dt.datetime) -> Trial:
    """How many of the past clocks would have been late under `term` (as in a law file). Changes nothing."""
    trial, known = Trial(), _Ends(dict(term))
    for one in past:
        would_due, reached = known.end(one), one.ended or now
        late, would = reached > one.due, reached > would_due
        undecided = one.ended is None and not late and not would
        trial.whole.add(late, would, undecided)
        trial.groups.setdefault(one.group, Count()).add(late, would, undecided)
        trial.worst = max(trial.worst, reached - would_due)
    return trial


class _Ends:
    """Ends of one term. What is counted in days and has no pause ends alike for all clocks that began on one day."""

    def __init__(self, term: dict[str, Any]) -> None:
        self.term = term
        self.by_day: dict[dt.date, dt.datetime] = {}

    def end(self, past: Past) -> dt.datetime:
        start = past.start.astimezone(VIETNAM)
        if past.pauses or "hours" in self.term or "at_once" in self.term:
            return clocks.count(self.term, start, past.pauses)[0]
        if start.date() not in self.by_day:
            self.by_day[start.date()] = clocks.count(self.term, start, ())[0]
        return self.by_day[start.date()]


def _at(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    moment = moment.astimezone(VIETNAM)
    return f"{moment:%H:%M} ngày {date(moment.date())}"


_PROPER = ("UBND", "Chủ tịch", "Tòa án")


def _small(words: str) -> str:
    """Begins small inside a sentence, unless the first word is a name of office."""
    return words if words.startswith(_PROPER) else words[:1].lower() + words[1:]
