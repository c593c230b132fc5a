"""Numbers of the records in a report: which keys they are, of which unit and period, and what they amount to.

A key is a measure of the catalogue (`I-0301.rate`) or a count (`figure:poor`). The numbers of a report are those of its unit,
the same for whoever may read the report; a sealed one is held back from a post that may not read sealed rows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from django.urls import reverse

from chungtay.directives.models import Report, ReportDuty
from chungtay.foundation import wall
from chungtay.foundation.access import Actor, can
from chungtay.foundation.scoping import as_system, current_actor
from chungtay.statistics import catalogue, periods, reading, sources
from chungtay.statistics.periods import Period
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries.looking import Named, named
from chungtay.territory.models import Unit

COUNT = "figure:"
NOBODY = "mẫu số bằng 0"  # a rate over nobody is no gap in the records
SEALED_WORDS = "Số liệu mật: vị trí của anh/chị không được xem."
_MEASURE = re.compile(r"[A-Z]+(-[0-9A-Z]+)+\.[a-z][a-z0-9_]*")
_WHY = "the numbers of a report are those of its unit, for whoever may read it; sealed ones are held back when shown"


@dataclass(frozen=True)
class Number:
    """What the records say under one key: rounded to two decimals, with its counts where it is a rate."""

    value: Decimal | None
    why_missing: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def is_figure(key: str) -> bool:
    return key.startswith(COUNT) or _MEASURE.fullmatch(key) is not None


def span_of(first: dt.date, last: dt.date) -> Period:
    """The kind of period that has these very days, so that kept figures are used; else the two days themselves."""
    for kind, _ in periods.kinds():
        for year in {last.year, first.year}:
            found = periods.of_kind(kind, year)
            if (found.starts, found.last) == (first, last):
                return found
    return periods.parse(f"{first.isoformat()}/{last.isoformat()}")


def period_of(duty: ReportDuty) -> Period:
    return span_of(duty.period_from, duty.period_to)


def unit_of(report: Report) -> Unit | None:
    """The unit an agency answers for; None for one that belongs to no unit."""
    return report.agency.unit


def measure_of(key: str, on: dt.date) -> Named | None:
    return None if key.startswith(COUNT) else named(key, on)


def label_of(key: str, on: dt.date) -> str:
    """In Vietnamese, for a key that stands in a drafted sentence or a page of its own."""
    if key.startswith(COUNT):
        return catalogue.label_of(key.removeprefix(COUNT))
    found = named(key, on)
    return found.title if found is not None else key


def is_sealed(key: str, on: dt.date) -> bool:
    """Whether the number, or one of the counts in it, is read with the mark of sealed rows only."""
    if key.startswith(COUNT):
        quantity = sources.find(key.removeprefix(COUNT))
        return quantity is not None and quantity.sealed
    found = measure_of(key, on) if is_figure(key) else None
    return found is not None and found.sealed


def reads_sealed(actor: Actor | None = None) -> bool:
    """Whether the post that reads now (or `actor`) may read sealed numbers; a job without a reader may not."""
    reader = actor or current_actor()
    return reader is not None and reading.SEAL in wall.wall_of(reader).marks.split()


def numbers(unit: Unit | None, period: Period, keys: Iterable[str]) -> dict[str, Number]:
    """All keys of one unit: one reading of measures and one of counts, however many there are."""
    wanted = list(dict.fromkeys(key for key in keys if is_figure(key)))
    if unit is None:
        return {key: Number(None, "cơ quan báo cáo không gắn với một địa bàn") for key in wanted}
    found = of_units([unit], period, [key for key in wanted if measure_of(key, period.last) is not None])
    answer = {key: found[(key, unit.pk)] for key in wanted if (key, unit.pk) in found}
    answer |= _counts(unit, period, [key for key in wanted if key.startswith(COUNT)])
    missing = Number(None, "chỉ tiêu này không có trong danh mục của kỳ")
    return {key: answer.get(key, missing) for key in wanted}


def of_units(units: Sequence[Unit], period: Period, measures: Sequence[str]) -> dict[tuple[str, int], Number]:
    """(measure, unit) → its number, in one reading."""
    if not measures or not units:
        return {}
    with as_system(_WHY):
        values = reading.figures(actor=None, indicators=list(measures), units=units, period=period)
    return {
        (f"{one.indicator}.{one.measure}", one.unit.pk): Number(
            rounded(one.value), one.why_missing, one.numerator, one.denominator
        )
        for one in values
    }


def _counts(unit: Unit, period: Period, keys: Sequence[str]) -> dict[str, Number]:
    codes = [key.removeprefix(COUNT) for key in keys]
    if not codes:
        return {}
    with as_system(_WHY):
        counted = reading.quantities(actor=None, codes=codes, units=[unit], period=period)
    return {
        key: Number(value, "" if value is not None else "chưa có số liệu")
        for key, code in zip(keys, codes, strict=True)
        for value in [reading.total(counted, code, unit)]
    }


def rounded(value: Decimal | None) -> Decimal | None:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP) if value is not None else None


@dataclass(frozen=True)
class Origin:
    """Where a number can be opened further: its page among the figures, and the records behind a count."""

    figure: str = ""
    records: str = ""
    article: str = ""


def origin(actor: Actor, key: str, unit: Unit | None, period: Period) -> Origin:
    """Only what the actor may open; empty for who sees no figures of the unit."""
    if unit is None or not actor.territory or not actor.covers(unit.path):
        return Origin()
    if not can(actor, FigurePermission.READ):
        return Origin()
    if not key.startswith(COUNT):
        found = measure_of(key, period.last)
        if found is None:
            return Origin()
        query = urlencode({"don-vi": unit.path, "ky": period.code, "cach-tinh": found.measure.key})
        address = reverse("statistics:figure", args=[found.indicator.id])
        return Origin(figure=f"{address}?{query}", article=found.indicator.article)
    code = key.removeprefix(COUNT)
    source, quantity = sources.source_of(code), sources.find(code)
    records = source.records_url(code, unit.path, period.code) if source and can(actor, FigurePermission.OPEN) else None
    return Origin(records=records or "", article=quantity.article if quantity else "")
