"""The report periods that law/ publishes, as instances of a year. The only place that knows how law/ words them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from chungtay.law import queries


@dataclass(frozen=True)
class Instance:
    """One report period of one year, ready to be opened."""

    code: str
    period: str
    title: str
    period_from: dt.date
    period_to: dt.date
    due_on: dt.date
    opens_on: dt.date
    headings: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    law_version: str = ""
    annexes: list[str] = field(default_factory=list)  # ids of law/tables
    due_above_on: dt.date | None = None  # when the province's own report is due one level up, if later


def of_year(year: int) -> list[Instance]:
    """Every published period with a report due in `year`."""
    return [
        Instance(
            code=f"{period.code}-{year}",
            period=period.code,
            title=period.title,
            period_from=period.period_from,
            period_to=period.period_to,
            due_on=period.due_on,
            opens_on=period.opens_on,
            headings=period.headings,
            figures=period.figures,
            annexes=period.annexes,
            law_version=period.law_version,
            due_above_on=period.due_above_on,
        )
        for period in queries.periods(year)
    ]


def instances(today: dt.date) -> list[Instance]:
    """Periods open or about to open on `today`: due at most 60 days ago."""
    found = [*of_year(today.year), *of_year(today.year + 1)]
    return [item for item in found if item.opens_on <= today <= item.due_on + dt.timedelta(days=60)]
