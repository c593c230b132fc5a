"""Days of birth as families know them: to the day, the month or the year; read as people type them, doubted where they cannot be.

Pure. A child is a person under 16 (Law on Children 2016, art. 1). Ages are whole years; who is born on 29 February completes a
year at the end of 28 February (Civil Code 2015, art. 148) and so is a year older on 1 March.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering

from chungtay.foundation.vietnamese import fold

CHILD_UNDER = 16
FIRST_YEAR = 1900
YOUNGEST_MOTHER, OLDEST_MOTHER = 12, 55
_EXCEL_EPOCH = dt.date(1899, 12, 30)  # day 60 of Excel, 29/02/1900, never was; later numbers count from here
_EXCEL_DAYS = range(18264, 73051)  # 01/01/1950 to 01/01/2100


@dataclass(frozen=True)
class Fault:
    """What is wrong with one value. `sure` False: a doubt that a person may set aside. `suggestion`: what may be meant."""

    code: str
    sentence: str
    suggestion: str = ""
    sure: bool = True

    def __str__(self) -> str:
        return self.sentence


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, perhaps its month, perhaps the day. Raises ValueError for what is no day of the calendar."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day without its month")
        dt.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """“2020-03-05”, “2020-03” or “2020”, as stored. Raises ValueError for all else."""
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
            raise ValueError(text)
        return cls(*(int(part) for part in text.split("-")))

    @property
    def iso(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)

    @property
    def words(self) -> str:
        """“05/03/2020”, “03/2020”, “2020”."""
        return "/".join(reversed(self.iso.split("-")))

    @property
    def exact(self) -> bool:
        return self.day is not None

    @property
    def earliest(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return self.iso

    def __lt__(self, other: PartialDate) -> bool:
        return (self.earliest, self.latest) < (other.earliest, other.latest)

    def may_be(self, other: PartialDate) -> bool:
        """Whether both can mean the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def age_on(self, day: dt.date) -> tuple[int, int] | None:
        """The least and the greatest age in whole years; None when surely not yet born."""
        if day < self.earliest:
            return None
        return max(0, age(self.latest, day)), age(self.earliest, day)

    def months_on(self, day: dt.date) -> tuple[int, int] | None:
        """The least and the greatest age in whole months; None when surely not yet born."""
        if day < self.earliest:
            return None
        return max(0, months(self.latest, day)), months(self.earliest, day)

    def turns(self, years: int) -> tuple[dt.date, dt.date]:
        """The first and the last day on which that age may be reached."""
        return birthday(self.earliest, years), birthday(self.latest, years)

    def is_child_on(self, day: dt.date) -> bool | None:
        """Under 16 on that day; None when the date is too coarse to tell. Who is not born yet is no child."""
        ages = self.age_on(day)
        if ages is None or ages[0] >= CHILD_UNDER:
            return False
        return True if ages[1] < CHILD_UNDER else None


def age(birth: dt.date, day: dt.date) -> int:
    """Whole years; negative before birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def months(birth: dt.date, day: dt.date) -> int:
    """Whole months: born on the 31st, a month of 30 days is full on the first of the next."""
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def birthday(birth: dt.date, years: int) -> dt.date:
    """The day on which that age is reached; 1 March for 29 February in common years."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return dt.date(birth.year + years, 3, 1)


@dataclass(frozen=True)
class Reading:
    """What was read from a typed date. Nothing typed: neither date nor fault. `about`: the writer said so (“khoảng 2020”)."""

    date: PartialDate | None = None
    about: bool = False
    fault: Fault | None = None


_ABOUT = re.compile(r"^(?:~|≈|(?:vao )?(?:khoang|chung|uoc chung|uoc|tam|gan)\b)\s*|\s*(?:\?|~|\(?uoc chung\)?)$")
_NOTHING = {
    "",
    "0",
    "khong",
    "khong ro",
    "khong biet",
    "chua ro",
    "chua biet",
    "chua co",
    "null",
    "none",
    "nan",
    "n a",
    "na",
    "x",
}
_TIME = re.compile(r"[t\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(sa|ch|am|pm|z|[+-]\d{2}:?\d{2})?$")
_UNKNOWN = r"(?:\d{1,2}|[?x_.…*-]{1,3}|)"
_DAY_FIRST = re.compile(rf"({_UNKNOWN})\s*[/.\-\s]\s*({_UNKNOWN})\s*[/.\-\s]\s*(\d{{4}}|\d{{2}})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{1,2}))?")
_MONTH_YEAR = re.compile(rf"({_UNKNOWN})\s*[/.\-\s]\s*(\d{{4}})")


def read_date(value: object, *, today: dt.date) -> Reading:
    """A date as it stands in a form or a cell: text, number (day of Excel, or year), date or moment.

    `today` settles the century of two-digit years.
    """
    if value is None:
        return Reading()
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return Reading(PartialDate.of(value))
    if isinstance(value, bool):
        return Reading(fault=_no_date(str(value)))
    if isinstance(value, int | float):
        return _number(value)
    text = str(value)
    return _text(text, text.strip().lstrip("'’`").strip().casefold(), today)


def _no_date(text: str) -> Fault:
    shown = text.strip()[:40]
    return Fault(
        "not_a_date", f"“{shown}” không phải là ngày. Hãy viết ngày/tháng/năm, hoặc tháng/năm, hoặc chỉ năm sinh."
    )


def _number(value: int | float) -> Reading:
    if value == 0:
        return Reading()
    if value in range(FIRST_YEAR, 2101):
        return Reading(PartialDate(int(value)))
    if value == value and abs(value) < 1e9 and int(value) in _EXCEL_DAYS:
        return Reading(PartialDate.of(_EXCEL_EPOCH + dt.timedelta(days=int(value))))
    if value == value and abs(value) < 1e9 and value == int(value) and len(str(int(value))) in (7, 8):
        return _digits(str(int(value)).zfill(8), str(int(value)))
    return Reading(fault=_no_date(str(value)))


def _text(shown: str, text: str, today: dt.date) -> Reading:
    if fold(text) in _NOTHING and not re.search(r"\d{4}", text):
        return Reading(fault=_no_date(shown)) if fold(text) == "" and re.search(r"\w", text) else Reading()
    plain = _without_accents(text)
    about = bool(_ABOUT.search(plain))
    plain = _spelled(_TIME.sub("", _ABOUT.sub("", plain).strip()))
    reading = _parse(shown, plain, today)
    if not about or reading.date is None:
        return reading
    found = reading.date  # “khoảng 5/3/2020” vouches for no more than the month
    coarser = PartialDate(found.year, found.month) if found.exact else PartialDate(found.year)
    return Reading(coarser, about=True)


def _without_accents(text: str) -> str:
    """Words without accents, signs kept."""
    return "".join(fold(part) if part.isalpha() else part for part in re.split(r"([^\W\d_]+)", text))


def _spelled(text: str) -> str:
    """“ngày 5 tháng 3 năm 2020”, “sinh năm 2020” → 5/3/2020, 2020."""
    text = re.sub(r"^(sinh|ns|sn)\b\s*:?\s*", "", text)
    text = re.sub(r"\s*(?:\bngay|\bmung)\s*", "", text)
    text = re.sub(r"\s*,?\s*(?:\bthang|\bth)\s*", "/", text)
    return re.sub(r"\s*,?\s*\bnam\s*", "/", text).strip(" /,")


def _parse(shown: str, text: str, today: dt.date) -> Reading:
    if re.fullmatch(r"\d+([.,]0+)?", text):
        digits = re.split(r"[.,]", text)[0]
        return _digits(digits, shown) if len(digits) == 8 else _number(int(digits[:12]))
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        year, month, day = match.groups()
        return _date(shown, int(year), int(month), int(day or 0))
    match = _DAY_FIRST.fullmatch(text)
    if match:
        first, second, year = match.groups()
        return _date(shown, _year(year, today), _part(second), _part(first))
    match = _MONTH_YEAR.fullmatch(text)
    if match:
        return _date(shown, int(match.group(2)), _part(match.group(1)), 0)
    return Reading(fault=_no_date(shown))


def _part(text: str) -> int:
    """0 for what was left open: 00, __, ??, xx."""
    return int(text) if text.isdigit() else 0


def _year(text: str, today: dt.date) -> int:
    """Of two digits the latest year that is not to come."""
    year = int(text)
    if len(text) == 4:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year else century - 100 + year


def _digits(text: str, shown: str) -> Reading:
    """Eight digits: 05032020, else 20200305."""
    first = _date(shown, int(text[4:]), int(text[2:4]), int(text[:2]))
    if first.date is not None and FIRST_YEAR <= first.date.year <= 2100:
        return first
    second = _date(shown, int(text[:4]), int(text[4:6]), int(text[6:]))
    if second.date is not None and FIRST_YEAR <= second.date.year <= 2100:
        return second
    return Reading(fault=_no_date(shown))


def _date(shown: str, year: int, month: int, day: int) -> Reading:
    if not FIRST_YEAR <= year <= 2100:
        return Reading(fault=Fault("year", f"Năm {year} trong “{shown.strip()[:40]}” không thể là năm sinh."))
    if month == 0:
        return Reading(PartialDate(year))
    try:
        return Reading(PartialDate(year, month, day or None))
    except ValueError:
        pass
    if month > 12 and 1 <= day <= 12:
        return _month_first(shown, year, day, month)
    if month > 12:
        return Reading(fault=Fault("no_such_day", f"Không có tháng {month} trong “{shown.strip()[:40]}”."))
    sentence = f"Không có ngày {day:02d}/{month:02d}/{year} trong lịch."
    return Reading(fault=Fault("no_such_day", sentence, suggestion=f"{month:02d}/{year}"))


def _month_first(shown: str, year: int, month: int, day: int) -> Reading:
    try:
        meant = PartialDate(year, month, day).words
    except ValueError:
        return Reading(fault=_no_date(shown))
    sentence = f"“{shown.strip()[:40]}” viết tháng trước ngày. Nếu đúng là {meant} thì hãy sửa lại."
    return Reading(fault=Fault("month_first", sentence, suggestion=meant))


def check_birth(
    birth: PartialDate,
    *,
    on: dt.date,
    mother_birth: PartialDate | None = None,
    father_birth: PartialDate | None = None,
    registered_on: dt.date | None = None,
) -> list[Fault]:
    """What cannot be, and what is to be asked about, when a child with that birth stands on the register on a day."""
    if birth.earliest > on:
        return [Fault("future", f"Ngày sinh {birth.words} ở tương lai.")]
    faults = []
    ages = birth.age_on(on) or (0, 0)
    if ages[0] >= 18:
        faults.append(
            Fault("adult", f"Sinh {birth.words} thì đã {ages[0]} tuổi, không phải trẻ em. Hãy xem lại năm sinh.")
        )
    elif ages[0] >= CHILD_UNDER:
        sentence = f"Sinh {birth.words} thì đã đủ {ages[0]} tuổi; trẻ em là người dưới 16 tuổi (Điều 1 Luật Trẻ em)."
        faults.append(Fault("over_16", sentence, sure=False))
    if registered_on is not None and registered_on < birth.earliest:
        faults.append(
            Fault(
                "registered_before_birth",
                f"Đăng ký khai sinh ngày {registered_on:%d/%m/%Y}, trước ngày sinh {birth.words}.",
            )
        )
    for parent, who, born in (("mother", "Mẹ", mother_birth), ("father", "Cha", father_birth)):
        if born is not None:
            faults += _parent_faults(birth, parent, who, born)
    return faults


def _parent_faults(birth: PartialDate, parent: str, who: str, born: PartialDate) -> list[Fault]:
    """Ages of parents at the birth, in favour of what is possible; only what cannot be is sure."""
    ages = born.age_on(birth.latest)
    if ages is None or ages[1] < 1:
        return [Fault(f"{parent}_not_born", f"{who} sinh {born.words}, không trước con (sinh {birth.words}).")]
    greatest, least = ages[1], max(0, age(born.latest, birth.earliest))
    if greatest < YOUNGEST_MOTHER:
        sentence = f"{who} mới {greatest} tuổi khi sinh con. Hãy xem lại ngày sinh của {who.lower()} và của con."
        return [Fault(f"{parent}_too_young", sentence, sure=False)]
    if parent == "mother" and least > OLDEST_MOTHER:
        return [Fault("mother_too_old", f"Mẹ đã {least} tuổi khi sinh con; có thể là bà của trẻ.", sure=False)]
    return []
