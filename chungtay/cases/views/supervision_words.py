"""Rows of supervision in words: a case by its code, how long nobody saw the child, what is due next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from chungtay.cases.models import Case
from chungtay.cases.queries.supervision_cases import (
    BAND_WORDS,
    BANDS,
    DUTIES,
    DUTY_WORDS,
    RISK_WORDS,
    RISKS,
    Asked,
    Grid,
)
from chungtay.foundation.vietnamese import date
from chungtay.law.clocks import time_left


@dataclass(frozen=True)
class CaseRow:
    case: Case
    contact: str
    duty: str
    left: str
    late: bool
    officer: str


def with_words(case: Case, laws: Mapping[str, Mapping[str, str]], now: dt.datetime, today: dt.date) -> CaseRow:
    due = case.next_due_at
    duty = laws.get(case.next_code, {}).get("title", "")
    return CaseRow(
        case, contact_words(case.last_contact_on, today), duty, time_left(due, now) if due is not None else "",
        due is not None and due < now, str(case.officer.user) if case.officer is not None else "",
    )  # fmt: skip


def contact_words(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return "chưa gặp lần nào"
    days = (today - day).days
    return "hôm nay" if days <= 0 else f"{days} ngày trước ({date(day)})"


@dataclass(frozen=True)
class GridCell:
    number: int
    url: str
    words: str


@dataclass(frozen=True)
class GridLine:
    """`first`: this line begins a risk; `cells` in the order of DUTIES."""

    risk: str
    band: str
    cells: list[GridCell]
    total: int
    first: bool


def grid_rows(grid: Grid, chosen: str) -> list[GridLine]:
    """Rows that hold a case: on a phone each becomes a slip, and empty ones would bury them."""
    base = reverse("case_clocks:cases")

    def cell(risk: str, band: str, duty: str) -> GridCell:
        words = {"nguy-co": risk, "gap": band, "viec": duty, **({"xa": chosen} if chosen else {})}
        said = f"Nguy cơ {RISK_WORDS[risk].lower()}, gặp trẻ {BAND_WORDS[band].lower()}, {DUTY_WORDS[duty].lower()}"
        return GridCell(grid.of(risk, band, duty), f"{base}?{urlencode(words)}", said)

    lines: list[GridLine] = []
    for risk in RISKS:
        bands = [band for band in BANDS if grid.of(risk, band)]
        for place, band in enumerate(bands):
            cells = [cell(risk, band, duty) for duty in DUTIES]
            lines.append(GridLine(RISK_WORDS[risk], BAND_WORDS[band], cells, grid.of(risk, band), place == 0))
    return lines


def chosen_words(asked: Asked) -> str:
    """What the list is narrowed to, as a sentence; empty when it is not."""
    parts = [
        f"nguy cơ {RISK_WORDS[asked.risk].lower()}" if asked.risk else "",
        f"gặp trẻ {BAND_WORDS[asked.band].lower()}" if asked.band else "",
        f"việc tiếp theo {DUTY_WORDS[asked.duty].lower()}" if asked.duty else "",
        "được báo lại trong 12 tháng" if asked.again else "",
        "đang khẩn cấp" if asked.emergency else "",
        "của một cán bộ" if asked.officer is not None else "",
    ]
    return ", ".join(part for part in parts if part)
