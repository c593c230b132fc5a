"""The law's clocks: when a duty is due, counted from an event, as the version in force on the day of the event says.

Hours run by the clock, nights and Tết included. A term in days, months or working days leaves out the day of the event and
ends at 23:59:59 of its last day; a last day that is a day off moves to the next working day (Civil Code 2015, art. 147 and
148), except where the term is the longest a measure may last. While a clock is paused an hour term stands still; of the
other terms the days from the one on which the pause begins up to the one on which it ends, that one not included, do not
count.
"""

from __future__ import annotations

import calendar as lengths
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from chungtay.foundation.vietnamese import date, number
from chungtay.law import calendar, queries
from chungtay.law.models import LawFile

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
END = dt.time(23, 59, 59)


class UnknownClock(LookupError):
    """No clock of this code is in force on the day of the event."""


@dataclass(frozen=True)
class Pause:
    """The clock stands still from `begins` until `ends`; `why` is one of the pauses the law file names."""

    begins: dt.datetime
    ends: dt.datetime
    why: str = ""

    def __post_init__(self) -> None:
        if self.ends <= self.begins:
            raise ValueError("a pause ends after it begins")


@dataclass(frozen=True)
class Step:
    """A part of the time that a province gives to one of its own."""

    code: str
    name: str
    due: dt.datetime


@dataclass(frozen=True)
class Due:
    """The moment and how it was reached. `counted`: sentences in the order of counting. Times are Vietnam's (+07:00)."""

    code: str
    title: str
    start: dt.datetime
    due: dt.datetime
    article: str
    duty: str
    law_version: str
    counted: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    province: str = ""
    next_due: dt.datetime | None = None
    note: str = ""
    pauses: tuple[Pause, ...] = field(default=())


def codes(on: dt.date | None = None) -> dict[str, str]:
    """Every clock in force: code → title; the provinces' own are left out."""
    rows = queries.all_in_force("clock", on)
    return {row.content["code"]: row.title for row in rows if "province" not in row.content}


def clock_of(code: str, on: dt.date, province: str = "") -> LawFile:
    """The version for events of this day: the province's own when it has one, else the law's.

    Events of before a clock's first day are refused (UnknownClock): an old case keeps the law it began under.
    """
    rows = [row for row in queries.all_in_force("clock", on) if row.content["code"] == code]
    own = next((row for row in rows if province and row.content.get("province") == province), None)
    found = own or next((row for row in rows if "province" not in row.content), None)
    if found is None:
        raise UnknownClock(code)
    return found


def due(code: str, start: dt.datetime, *, province: str = "", pauses: Iterable[Pause] = (), again: bool = False) -> Due:
    """When the duty `code` that began at `start` is due. `province`: two-digit code of its own clock, if it has one.

    `again`: the duty was done before and starts anew ("after six months, then each year"). Raises UnknownClock;
    ValueError for a moment without a time zone.
    """
    if start.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    start = start.astimezone(VIETNAM)
    return due_by(clock_of(code, start.date(), province), start, pauses=pauses, again=again)


def due_by(row: LawFile, start: dt.datetime, *, pauses: Iterable[Pause] = (), again: bool = False) -> Due:
    """The same by a version that is known: a clock that runs keeps the one it began under."""
    start = start.astimezone(VIETNAM)
    standing = tuple(sorted(pauses, key=lambda pause: pause.begins))
    moment, counted = count(term_of(row, again=again), start, standing)
    return Due(
        code=row.content["code"], title=row.title, start=start, due=moment, article=row.content["article"],
        duty=row.content["duty"],
        law_version=row.digest, counted=tuple(counted), steps=_steps(row.content.get("steps", []), start, standing),
        province=row.content.get("province", ""), next_due=_next(row.content["term"], moment),
        note=row.content.get("note", ""), pauses=standing,
    )  # fmt: skip


def term_of(row: LawFile, *, again: bool = False) -> dict[str, Any]:
    """The term of the first time, or of the times after it where the law sets another."""
    term: dict[str, Any] = row.content["term"]
    return term["then"] if again and "then" in term else term


def count(term: dict[str, Any], start: dt.datetime, pauses: tuple[Pause, ...]) -> tuple[dt.datetime, list[str]]:
    """The end of a term and how it was reached. Pauses in the order of their beginning; `start` in Vietnam's time."""
    if term.get("at_once"):
        return start, ["Phải làm ngay."]
    if "hours" in term:
        return _hours(term["hours"], start, pauses)
    if "working_days" in term:
        return _working_days(term["working_days"], start, pauses)
    if "days" in term:
        return _days(term["days"], start, pauses, cap="cap" in term)
    if "months" in term:
        return _months(term["months"], start, pauses)
    if "end_of" in term:
        return _end_of(term["end_of"], start)
    return _before(term["before"], start)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, END, VIETNAM)


def _hours(hours: float, start: dt.datetime, pauses: tuple[Pause, ...]) -> tuple[dt.datetime, list[str]]:
    """Adds real time; what is paused is added again. Vietnam keeps one offset, so hours of the wall are real hours."""
    moment = start + dt.timedelta(hours=hours)
    counted = [f"{number(hours)} giờ theo đồng hồ, kể cả đêm và ngày nghỉ."]
    for begins, ends in _joined(pauses):
        begins, ends = max(begins, start), max(ends, start)
        if ends > begins and begins < moment:
            moment += ends - begins
            counted.append(f"Tạm dừng {length_words(ends - begins)} từ {_at(begins)} đến {_at(ends)}.")
    return moment, counted


def _joined(pauses: tuple[Pause, ...]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Pauses that overlap count once."""
    joined: list[tuple[dt.datetime, dt.datetime]] = []
    for pause in pauses:
        begins, ends = pause.begins.astimezone(VIETNAM), pause.ends.astimezone(VIETNAM)
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined


def _paused_days(pauses: tuple[Pause, ...]) -> set[dt.date]:
    days: set[dt.date] = set()
    for begins, ends in _joined(pauses):
        day = begins.date()
        while day < ends.date():
            days.add(day)
            day += dt.timedelta(days=1)
    return days


def _working_days(days: int, start: dt.datetime, pauses: tuple[Pause, ...]) -> tuple[dt.datetime, list[str]]:
    paused, day, left, skipped = _paused_days(pauses), start.date(), days, 0
    while left:
        day += dt.timedelta(days=1)
        if calendar.is_working_day(day):
            left -= day not in paused
            skipped += day in paused
    counted = [f"{days} ngày làm việc, không tính ngày {date(start)}; hết ngày {date(day)}.", *_off(start.date(), day)]
    return _moment(day), counted + ([f"Không tính {skipped} ngày làm việc tạm dừng."] if skipped else [])


def _off(first: dt.date, last: dt.date) -> list[str]:
    """The public holidays on the way: weekends are known to everybody."""
    off = calendar.holidays_between(first + dt.timedelta(days=1), last)
    named = [f"{date(day)} ({name})" for day, name in off.items() if day.weekday() not in calendar.WEEKEND]
    return [f"Nghỉ lễ: {', '.join(named)}."] if named else []


def _days(days: int, start: dt.datetime, pauses: tuple[Pause, ...], *, cap: bool) -> tuple[dt.datetime, list[str]]:
    paused, day, left, skipped = _paused_days(pauses), start.date(), days, 0
    while left:
        day += dt.timedelta(days=1)
        left -= day not in paused
        skipped += day in paused
    counted = [f"{days} ngày, không tính ngày {date(start)}; ngày cuối {date(day)}."]
    counted += [f"Không tính {skipped} ngày tạm dừng."] if skipped else []
    return (_moment(day), counted) if cap else _on_working_day(day, counted)


def _months(months: int, start: dt.datetime, pauses: tuple[Pause, ...]) -> tuple[dt.datetime, list[str]]:
    day = _same_day(start.date(), months)
    if months < 0:  # to be done before a day that is known: a day off cannot move it later
        return _moment(day), [f"Trước {-months} tháng so với ngày {date(start)}: chậm nhất {date(day)}."]
    skipped = len([one for one in _paused_days(pauses) if start.date() < one <= day])
    counted = [f"{months} tháng kể từ ngày {date(start)}; ngày cuối {date(day)}."]
    counted += [f"Cộng thêm {skipped} ngày tạm dừng."] if skipped else []
    return _on_working_day(day + dt.timedelta(days=skipped), counted)


def _same_day(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month where there is no such day (art. 148.3, 148.4)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, lengths.monthrange(year, month + 1)[1]))


def _on_working_day(day: dt.date, counted: list[str]) -> tuple[dt.datetime, list[str]]:
    moved = calendar.next_working_day(day)
    if moved != day:
        counted = [
            *counted,
            f"{date(day)} là ngày nghỉ nên hết hạn vào {date(moved)} (khoản 5 Điều 148 Bộ luật Dân sự).",
        ]
    return _moment(moved), counted


_MONTHS_OF = {"quarter": 3, "half_year": 6, "year": 12}
_WORDS_OF = {"quarter": "quý", "half_year": "nửa năm", "year": "năm"}


def _end_of(period: str, start: dt.datetime) -> tuple[dt.datetime, list[str]]:
    size = _MONTHS_OF[period]
    last = (start.month - 1) // size * size + size
    day = dt.date(start.year, last, lengths.monthrange(start.year, last)[1])
    return _on_working_day(day, [f"Trong {_WORDS_OF[period]} có ngày {date(start)}; ngày cuối {date(day)}."])


def _before(month_day: str, start: dt.datetime) -> tuple[dt.datetime, list[str]]:
    """“Before 25 December” ends with the 24th: a day off does not move it later."""
    month, day_of = (int(part) for part in month_day.split("-"))
    limit = dt.date(start.year, month, day_of)
    if start.date() >= limit:
        limit = limit.replace(year=limit.year + 1)
    day = limit - dt.timedelta(days=1)
    return _moment(day), [f"Trước ngày {date(limit)}: chậm nhất hết ngày {date(day)}."]


def _next(term: dict[str, Any], moment: dt.datetime) -> dt.datetime | None:
    """When a repeating duty is due again, if it is done on its day."""
    months = term.get("months", 0) if term.get("repeats") else term.get("then", {}).get("months", 0)
    if months:
        return _on_working_day(_same_day(moment.date(), months), [])[0]
    if "end_of" in term:
        return _end_of(term["end_of"], dt.datetime.combine(moment.date() + dt.timedelta(days=7), dt.time(), VIETNAM))[0]
    return _before(term["before"], moment + dt.timedelta(days=2))[0] if "before" in term else None


def _steps(steps: list[dict[str, Any]], start: dt.datetime, pauses: tuple[Pause, ...]) -> tuple[Step, ...]:
    found, minutes = [], 0
    for step in steps:
        minutes += step["minutes"]
        found.append(Step(step["code"], step["name"], _hours(minutes / 60, start, pauses)[0]))
    return tuple(found)


def term_words(term: dict[str, Any]) -> str:
    """A term as a person says it: “12 giờ”, “5 ngày làm việc”, “6 tháng một lần”."""
    if "months" in term:
        words = f"trước {-term['months']} tháng" if term["months"] < 0 else f"{term['months']} tháng"
        then = f", sau đó {term['then']['months']} tháng một lần" if "then" in term else ""
        return words + (" một lần" if term.get("repeats") else then)
    if "hours" in term:
        return f"{number(term['hours'])} giờ"
    if "working_days" in term:
        return f"{term['working_days']} ngày làm việc"
    if "days" in term:
        return f"{term['days']} ngày" + (", dài nhất" if "cap" in term else "")
    if "end_of" in term:
        return f"hết mỗi {_WORDS_OF[term['end_of']]}"
    return "ngay" if "at_once" in term else "trước ngày " + "/".join(reversed(term["before"].split("-")))


def _at(moment: dt.datetime) -> str:
    return f"{moment:%H:%M} ngày {date(moment)}"


def length_words(length: dt.timedelta) -> str:
    """“2 ngày 3 giờ 5 phút”."""
    minutes = int(length.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} ngày" if days else "", f"{hours} giờ" if hours else "", f"{minutes} phút" if minutes else ""]
    return " ".join(part for part in parts if part) or "dưới 1 phút"


def time_left(moment: dt.datetime, now: dt.datetime) -> str:
    """“Còn 3 giờ 20 phút”, “Quá hạn 2 ngày 1 giờ”."""
    return f"Còn {length_words(moment - now)}" if now <= moment else f"Quá hạn {length_words(now - moment)}"


def warnings(row: LawFile, moment: dt.datetime) -> list[dt.datetime]:
    """The moments at which somebody is told that time runs out, the earliest first."""
    return sorted(moment - _lead(one) for one in row.content.get("warn", []))


def escalations(row: LawFile, moment: dt.datetime) -> list[tuple[dt.datetime, str]]:
    """(when, role that is told) once the moment has passed."""
    return [(moment + _lead(one["after"]), one["to"]) for one in row.content.get("escalate", [])]


def _lead(lead: dict[str, Any]) -> dt.timedelta:
    return dt.timedelta(hours=lead.get("hours", 0), days=lead.get("days", 0))
