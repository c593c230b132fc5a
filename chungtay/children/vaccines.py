"""The expanded immunisation programme: which doses are due, which are late, and who is fully vaccinated under 1.

Pure. The schedule is law (`law.queries.codelist_items("vaccine_doses", on)` and `("vaccines", on)`), so a new circular is a new
file. A dose of a bought vaccine (6 in 1) counts for every series that its item `covers`. Of a day of birth not fully known the
latest possible one is taken, so that nobody is called too early.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chungtay.children.births import Fault, PartialDate

_ORDER = {"overdue": 0, "due": 1, "upcoming": 2}
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


@dataclass(frozen=True)
class Age:
    """A length of time as ISO 8601 writes it: P2M, P6W, P12M7D. Raises ValueError."""

    months: int
    days: int

    @classmethod
    def of(cls, text: str) -> Age:
        match = _DURATION.fullmatch(text)
        if match is None or text == "P":
            raise ValueError(text)
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return cls(years * 12 + months, weeks * 7 + days)

    def after(self, day: dt.date) -> dt.date:
        """Months first; where the month is too short its last day stands for the day, as the law counts (Civil Code, art. 148)."""
        month = day.month - 1 + self.months
        year, month = day.year + month // 12, month % 12 + 1
        start = dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        return start + dt.timedelta(days=self.days)


_BOUGHT_EARLIEST, _BOUGHT_APART = Age(0, 42), Age(0, 28)


@dataclass(frozen=True)
class Dose:
    """One dose of the schedule. `until`: from that age nobody is called; `earliest`: given before, it does not count."""

    code: str
    name: str
    vaccine: str
    number: int
    age: Age
    latest: Age
    earliest: Age
    after: Age | None
    until: Age | None
    full_under_1: bool


@dataclass(frozen=True)
class Schedule:
    """Series in the order of the list, each with its doses in order; what each vaccine counts for."""

    series: Mapping[str, tuple[Dose, ...]]
    covers: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    @property
    def doses(self) -> list[Dose]:
        return [dose for doses in self.series.values() for dose in doses]


@dataclass(frozen=True)
class Given:
    """A dose on the record. `on` None: the booklet has no day. `dose`: its number as recorded, 1 where unknown."""

    vaccine: str
    on: dt.date | None = None
    dose: int = 1


class DueState(StrEnum):
    DUE = "due"
    OVERDUE = "overdue"
    UPCOMING = "upcoming"

    @property
    def words(self) -> str:
        return {"due": "Đến lịch", "overdue": "Quá lịch", "upcoming": "Sắp đến lịch"}[self.value]


@dataclass(frozen=True)
class Due:
    """The next dose of one series: to be given from `from_day`, late from `late_from`."""

    dose: Dose
    state: DueState
    from_day: dt.date
    late_from: dt.date


def read(doses: Iterable[Mapping[str, Any]], vaccines: Iterable[Mapping[str, Any]]) -> Schedule:
    """From the items of the two code lists."""
    series: dict[str, list[Dose]] = defaultdict(list)
    for item in doses:
        rule = item["dose"]
        age = Age.of(rule["age"])
        found = Dose(
            code=item["code"],
            name=item["name"],
            vaccine=rule["vaccine"],
            number=rule["number"],
            age=age,
            latest=Age.of(rule["latest"]),
            earliest=Age.of(rule["earliest"]) if "earliest" in rule else age,
            after=Age.of(rule["after"]) if "after" in rule else None,
            until=Age.of(rule["until"]) if "until" in rule else None,
            full_under_1=rule.get("full_under_1", False),
        )
        series[found.vaccine].append(found)
    ordered = {vaccine: tuple(sorted(found, key=lambda dose: dose.number)) for vaccine, found in series.items()}
    kinds = list(vaccines)
    covers = {item["code"]: tuple(item.get("covers", [item["code"]])) for item in kinds}
    return Schedule(ordered, covers, {item["code"]: item["name"] for item in kinds})


def counted(birth: PartialDate | dt.date, given: Iterable[Given], *, schedule: Schedule) -> dict[str, list[Given]]:
    """What counts, by series: not before its age, not too soon after the dose before, and no more than the series has.

    Doses without a day are believed and stand first: the booklet says that they were given.
    """
    born = _earliest(birth)
    by_series: dict[str, list[Given]] = defaultdict(list)
    for shot in sorted(set(given), key=lambda shot: (shot.on or dt.date.min, shot.dose, shot.vaccine)):
        for vaccine in schedule.covers.get(shot.vaccine, (shot.vaccine,)):
            taken, doses = by_series[vaccine], schedule.series.get(vaccine, ())
            if len(taken) < len(doses) and not _too_early(born, taken, doses[len(taken)], shot):
                taken.append(shot)
    return dict(by_series)


def _too_early(born: dt.date, taken: list[Given], dose: Dose, shot: Given) -> bool:
    if shot.on is None:
        return False
    before = taken[-1].on if taken else None
    bought = (
        shot.vaccine != dose.vaccine
    )  # has a schedule of its own: 6 in 1 gives the injected polio vaccine from 2 months
    apart = _BOUGHT_APART if bought else dose.after or Age(0, 1)
    if before is not None and shot.on < apart.after(before):
        return True
    # Later doses follow the interval; only the first of a series has an age below which it does nothing.
    return dose.number == 1 and shot.on < (_BOUGHT_EARLIEST if bought else dose.earliest).after(born)


def due(
    birth: PartialDate | dt.date, given: Iterable[Given], on: dt.date, *, schedule: Schedule, ahead: int = 0
) -> list[Due]:
    """The next dose of every series that is due or late on a day, or will be due within `ahead` days; late ones first."""
    born = birth.latest if isinstance(birth, PartialDate) else birth
    taken = counted(birth, [shot for shot in given if shot.on is None or shot.on <= on], schedule=schedule)
    found = []
    for vaccine, doses in schedule.series.items():
        shots = taken.get(vaccine, [])
        if len(shots) >= len(doses):
            continue
        dose = doses[len(shots)]
        begin, late = dose.age.after(born), dose.latest.after(born)
        before = shots[-1].on if shots else None
        if before is not None and dose.after is not None:
            begin = max(begin, dose.after.after(before))
            late = max(
                late, begin + (dose.latest.after(born) - dose.age.after(born))
            )  # as much time as the law's age leaves
        if dose.until is not None and max(on, begin) >= dose.until.after(born):
            continue
        if on >= late:
            found.append(Due(dose, DueState.OVERDUE, begin, late))
        elif on >= begin:
            found.append(Due(dose, DueState.DUE, begin, late))
        elif begin <= on + dt.timedelta(days=ahead):
            found.append(Due(dose, DueState.UPCOMING, begin, late))
    return sorted(found, key=lambda item: (_ORDER[item.state], item.from_day, item.dose.code))


@dataclass(frozen=True)
class FullUnder1:
    """Indicator 0206 (Circular 13/2021): all vaccines that the Ministry of Health asks for, before the first birthday.

    `answer` None: not yet one year old and not yet complete, or the days are not known well enough to tell.
    """

    answer: bool | None
    missing: tuple[Dose, ...]
    words: str


def fully_vaccinated_under_1(
    birth: PartialDate | dt.date, given: Iterable[Given], on: dt.date, *, schedule: Schedule
) -> FullUnder1:
    """As it stands on a day; from the first birthday on the answer no longer changes."""
    date = PartialDate.of(birth) if isinstance(birth, dt.date) else birth
    shots = [shot for shot in given if shot.on is None or shot.on <= on]
    sure = _missing_before(date, shots, date.turns(1)[0], schedule)
    if not sure:
        return FullUnder1(True, (), "Đã tiêm chủng đầy đủ trước 1 tuổi")
    possible = _missing_before(date, shots, date.turns(1)[1], schedule)
    names = ", ".join(dose.name for dose in sure)
    if not possible:
        return FullUnder1(None, sure, f"Chưa rõ ngày sinh nên chưa biết có kịp trước 1 tuổi: {names}")
    if on < date.turns(1)[1]:
        return FullUnder1(None, sure, f"Chưa đủ 1 tuổi, còn thiếu: {names}")
    return FullUnder1(False, sure, f"Không tiêm chủng đầy đủ trước 1 tuổi, thiếu: {names}")


def _missing_before(birth: PartialDate, shots: list[Given], birthday: dt.date, schedule: Schedule) -> tuple[Dose, ...]:
    taken = counted(birth, [shot for shot in shots if shot.on is None or shot.on < birthday], schedule=schedule)
    return tuple(
        dose
        for vaccine, doses in schedule.series.items()
        for place, dose in enumerate(doses)
        if dose.full_under_1 and place >= len(taken.get(vaccine, []))
    )


def problems(birth: PartialDate | dt.date, given: Iterable[Given], on: dt.date, *, schedule: Schedule) -> list[Fault]:
    """What cannot be in the record of doses, and what does not count."""
    born, shots, faults = _earliest(birth), list(given), []
    for shot in shots:
        name = schedule.names.get(shot.vaccine)
        if name is None:
            faults.append(Fault("vaccine_unknown", f"Không có vắc xin mang mã “{shot.vaccine}” trong danh mục."))
        elif shot.on is not None and shot.on < born:
            faults.append(Fault("vaccine_before_birth", f"{name}: ngày tiêm {shot.on:%d/%m/%Y} ở trước ngày sinh."))
        elif shot.on is not None and shot.on > on:
            faults.append(Fault("vaccine_future", f"{name}: ngày tiêm {shot.on:%d/%m/%Y} ở tương lai."))
    if faults:
        return faults
    used = {shot for taken in counted(birth, shots, schedule=schedule).values() for shot in taken}
    for shot in dict.fromkeys(shots):
        scheduled = any(vaccine in schedule.series for vaccine in schedule.covers[shot.vaccine])
        if shot not in used and scheduled:
            day = f" ngày {shot.on:%d/%m/%Y}" if shot.on else ""
            sentence = (
                f"{schedule.names[shot.vaccine]}{day}: mũi này không được tính, vì tiêm quá sớm hoặc đã đủ số mũi."
            )
            faults.append(Fault("vaccine_not_counted", sentence, sure=False))
    return faults


def _earliest(birth: PartialDate | dt.date) -> dt.date:
    return birth.earliest if isinstance(birth, PartialDate) else birth
