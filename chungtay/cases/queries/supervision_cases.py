"""The grid (risk × days since somebody saw the child × next duty) and the lists of cases and clocks behind its numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from django.db.models import Case as Choose
from django.db.models import CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from chungtay.cases.models import Case, CasePerson, Clock, PersonRole, Risk, Sanction
from chungtay.cases.queries.supervision import Place, late, open_cases, running_clocks
from chungtay.foundation.requests import whole_number

PAGE = 50
_FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)

RISKS = {"cao": Risk.HIGH, "trung-binh": Risk.MEDIUM, "thap": Risk.LOW, "chua": ""}
RISK_WORDS = {"cao": "Cao", "trung-binh": "Trung bình", "thap": "Thấp", "chua": "Chưa đánh giá"}
# Days since somebody saw the child: from, to (both included); None: never.
BANDS: dict[str, tuple[int, int] | None] = {
    "0-7": (0, 7),
    "8-30": (8, 30),
    "31-90": (31, 90),
    "90": (91, 36_500),
    "chua": None,
}
BAND_WORDS = {
    "0-7": "Trong 7 ngày", "8-30": "8–30 ngày", "31-90": "31–90 ngày", "90": "Trên 90 ngày", "chua": "Chưa gặp lần nào",
}  # fmt: skip
DUTIES = ("qua-han", "3-ngay", "sau", "khong")
DUTY_WORDS = {"qua-han": "Quá hạn", "3-ngay": "Trong 3 ngày", "sau": "Sau 3 ngày", "khong": "Không có hạn"}
_SOON = dt.timedelta(days=3)


def band_condition(code: str, today: dt.date) -> Q:
    days = BANDS[code]
    if days is None:
        return Q(last_contact_on=None)
    newest, oldest = today - dt.timedelta(days=days[0]), today - dt.timedelta(days=days[1])
    return Q(last_contact_on__gte=oldest) & (Q() if days[0] == 0 else Q(last_contact_on__lte=newest))


def duty_condition(code: str, now: dt.datetime) -> Q:
    return {
        "qua-han": Q(next_due_at__lt=now),
        "3-ngay": Q(next_due_at__gte=now, next_due_at__lt=now + _SOON),
        "sau": Q(next_due_at__gte=now + _SOON),
        "khong": Q(next_due_at=None),
    }[code]


@dataclass
class Grid:
    """Open cases by risk, band of days and state of the next duty; codes of RISKS, BANDS, DUTIES."""

    numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def of(self, risk: str = "", band: str = "", duty: str = "") -> int:
        """How many in one cell, or in a whole row or column where nothing is chosen."""
        return sum(
            number
            for (one, other, third), number in self.numbers.items()
            if risk in ("", one) and band in ("", other) and duty in ("", third)
        )


def grid(place: Place, now: dt.datetime, today: dt.date) -> Grid:
    """One query over the open cases."""
    band = Choose(*(When(band_condition(code, today), then=Value(code)) for code in BANDS), output_field=CharField())
    duty = Choose(*(When(duty_condition(code, now), then=Value(code)) for code in DUTIES), output_field=CharField())
    rows = open_cases(place).order_by().annotate(band=band, duty=duty).values_list("risk", "band", "duty")
    named = {risk: code for code, risk in RISKS.items()}
    return Grid({(named[risk], seen, next_): number for risk, seen, next_, number in rows.annotate(number=Count("pk"))})


@dataclass(frozen=True)
class Asked:
    """What the address of a list says; what is malformed is left out. `after`: the case to go on from."""

    risk: str = ""
    band: str = ""
    duty: str = ""
    again: bool = False
    emergency: bool = False
    officer: int | None = None
    after: int | None = None


def asked_from(words: Mapping[str, str]) -> Asked:
    def one_of(name: str, known: Container[str]) -> str:
        value = words.get(name, "")
        return value if value in known else ""

    return Asked(
        risk=one_of("nguy-co", RISKS), band=one_of("gap", BANDS), duty=one_of("viec", DUTIES),
        again=words.get("bao-lai") == "1", emergency=words.get("khan-cap") == "1",
        officer=whole_number(words.get("can-bo", "")), after=whole_number(words.get("sau", "")),
    )  # fmt: skip


@dataclass
class CasePage:
    cases: list[Case]
    total: int
    bounded: bool
    after: int | None = None


MOST = 1000


def case_list(place: Place, asked: Asked, now: dt.datetime, today: dt.date) -> CasePage:
    """Fifty cases, the one whose next duty ends first at the head. Counts stop at a bound."""
    rows = _asked_rows(place, asked, now, today)
    total = rows.order_by()[: MOST + 1].values("pk").count()
    ordered = rows.annotate(due=Coalesce("next_due_at", Value(_FAR))).order_by("due", "pk")
    if asked.after is not None:
        last = rows.filter(pk=asked.after).values_list("next_due_at", flat=True).first()
        due = last or _FAR
        ordered = ordered.filter(Q(due__gt=due) | Q(due=due, pk__gt=asked.after))
    found: list[Case] = [*ordered.select_related("unit", "officer__user").defer("sealed")[: PAGE + 1]]
    more = len(found) > PAGE
    shown = found[:PAGE]
    return CasePage(shown, min(total, MOST), total > MOST, shown[-1].pk if more else None)


def _asked_rows(place: Place, asked: Asked, now: dt.datetime, today: dt.date) -> QuerySet[Case]:
    rows = open_cases(place)
    if asked.risk:
        rows = rows.filter(risk=RISKS[asked.risk])
    if asked.band:
        rows = rows.filter(band_condition(asked.band, today))
    if asked.duty:
        rows = rows.filter(duty_condition(asked.duty, now))
    if asked.again:
        rows = rows.filter(reported_again=True)
    if asked.emergency:
        rows = rows.filter(emergency=True)
    if asked.officer is not None:
        rows = rows.filter(officer=asked.officer or None)
    return rows


def late_clocks(place: Place, code: str, now: dt.datetime, *, only_late: bool, most: int = PAGE) -> list[Clock]:
    """Running clocks of one step, or of all, the first to end first; with the case."""
    rows = running_clocks(place)
    if code:
        rows = rows.filter(code=code)
    if only_late:
        rows = rows.filter(late(now))
    return list(rows.select_related("case").defer("case__sealed").order_by("due_at", "pk")[:most])


def reported_again(place: Place, today: dt.date) -> tuple[list[Case], int]:
    """The latest such cases of the last twelve months, closed ones too, and how many (up to a bound)."""
    since = today - dt.timedelta(days=365)
    rows = Case.objects.filter(place.within(), reported_again=True, opened_at__date__gte=since)
    found = rows.select_related("unit").defer("sealed").order_by("-opened_at", "-pk")[:PAGE]
    return list(found), rows.order_by()[: MOST + 1].values("pk").count()


SANCTION_WORDS = {"": "Chưa ghi nhận", **dict(Sanction.choices)}


def sanctions(place: Place) -> dict[str, int]:
    """How offenders are dealt with (Circular 13/2021, 0201): state → number, over all cases not erased."""
    rows = _suspects(place).order_by().values_list("sanction").annotate(number=Count("pk"))
    found = dict(rows)
    return {code: found.get(code, 0) for code in SANCTION_WORDS}


def _suspects(place: Place) -> QuerySet[CasePerson]:
    rows: QuerySet[CasePerson] = CasePerson.objects.filter(place.within(), role=PersonRole.SUSPECT, void_at=None)
    return rows


def suspects(place: Place, sanction: str, most: int = PAGE) -> list[CasePerson]:
    """The longest waiting first. No name, no word of the child: the code of the case, who deals with it, since when."""
    rows = _suspects(place).filter(sanction=sanction).select_related("case__unit").defer("sealed", "case__sealed")
    return list(rows.order_by("case__received_at", "pk")[:most])
