"""Official tables as annexes of a report: filled for its unit and period while it is written, as sent from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from chungtay.directives.models import Report, ReportDuty
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.states_reports import WRITABLE
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.statistics import formulas, sources, tables
from chungtay.statistics.periods import Period
from chungtay.statistics.tables import Column, FigureTable, Row
from chungtay.territory.models import Unit

HIDDEN = "mật"


@dataclass(frozen=True)
class AnnexCell:
    """`hidden`: sealed, and not for the eyes of who reads."""

    value: Decimal | None
    hidden: bool = False

    @property
    def shown(self) -> Decimal | int | str:
        """A number, or the sign for a sealed or missing one."""
        if self.hidden:
            return HIDDEN
        if self.value is None:
            return "–"
        return int(self.value) if self.value == self.value.to_integral_value() else self.value


@dataclass(frozen=True)
class AnnexRow:
    number: str
    title: str
    level: int
    cells: tuple[AnnexCell, ...]


@dataclass(frozen=True)
class AnnexColumn:
    number: str
    title: str
    under: str


@dataclass(frozen=True)
class Annex:
    """One table, ready to be shown. `fixed`: as it was sent. `day`: the day of its stocks, in words."""

    table: str
    number: str
    title: str
    about: str
    unit_word: str
    article: str
    columns: tuple[AnnexColumn, ...]
    rows: tuple[AnnexRow, ...]
    missing: tuple[str, ...]
    day: str
    fixed: bool = False

    @property
    def heads(self) -> list[tuple[str, int, AnnexColumn]]:
        """Heads of the upper row: (group, how many columns it covers, its first column); a column without group has ""."""
        found: list[tuple[str, int, AnnexColumn]] = []
        for column in self.columns:
            if found and column.under and found[-1][0] == column.under:
                found[-1] = (column.under, found[-1][1] + 1, found[-1][2])
            else:
                found.append((column.under, 1, column))
        return found

    @property
    def grouped(self) -> bool:
        return any(column.under for column in self.columns)

    @property
    def notes(self) -> list[str]:
        """Sentences under the table."""
        said = [f"Đơn vị tính: {self.unit_word}. Số có đến {self.day}. {self.article}."]
        if self.has_hidden:
            said.append(f"Ô “{HIDDEN}” là số liệu mật, vị trí của người in không được xem.")
        if self.has_gaps:
            said.append(f"Dấu “–”: {'; '.join(self.missing) or 'mẫu số bằng 0 nên không có tỷ lệ'}.")
        return said

    @property
    def has_gaps(self) -> bool:
        return any(cell.value is None and not cell.hidden for row in self.rows for cell in row.cells)

    @property
    def has_hidden(self) -> bool:
        return any(cell.hidden for row in self.rows for cell in row.cells)


def titles(duty: ReportDuty) -> list[tuple[str, str]]:
    """(id, name) of the tables a duty asks for, in its order; one that the law does not know is passed over."""
    known = {table.id: table for table in tables.tables(duty.period_to)} if duty.annexes else {}
    return [(code, f"Biểu {known[code].number}: {known[code].title}") for code in duty.annexes if code in known]


def annexes(report: Report, *, actor: Actor | None = None, only: str = "") -> list[Annex]:
    """All annexes of a report (or the one table), without what the reader may not see."""
    eyes = statistics.reads_sealed(actor)
    wanted = [code for code, _ in titles(report.duty) if not only or code == only]
    if report.state not in WRITABLE:
        kept = {row.table: row.content for row in report.annexes.all()}
        return [_read(code, kept[code], eyes, fixed=True) for code in wanted if code in kept]
    return [_read(code, content, eyes, fixed=False) for code, content in live(report, wanted).items()]


def live(report: Report, wanted: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    """Table → its content as JSON holds it, sealed cells marked; nothing for an agency that belongs to no unit."""
    unit = statistics.unit_of(report)
    codes = [code for code, _ in titles(report.duty)] if wanted is None else wanted
    if unit is None or not codes:
        return {}
    period = statistics.period_of(report.duty)
    known = {table.id: table for table in tables.tables(period.last)}
    return {code: _content(known[code], unit, period) for code in codes if code in known}


def _content(table: FigureTable, unit: Unit, period: Period) -> dict[str, Any]:
    with as_system(
        "an annex is that of the report's unit, for whoever may read it; sealed cells are held back when shown"
    ):
        filled = tables.fill(actor=None, table=table, unit=unit, period=period)
    return {
        "number": table.number,
        "title": table.title,
        "about": table.about,
        "unit_word": table.unit_word,
        "article": table.article,
        "day": vn_date(period.counted_on(timezone.localdate())),
        "columns": [{"number": one.number, "title": one.title, "under": one.under} for one in table.columns],
        "rows": [
            {
                "number": row.number,
                "title": row.title,
                "level": row.level,
                "cells": [
                    {"value": None if cell.value is None else str(cell.value), "sealed": _sealed(row, cell.column)}
                    for cell in cells
                ],
            }
            for row, cells in filled.lines
        ],
        "missing": list(filled.missing),
    }


def _sealed(row: Row, column: Column) -> bool:
    codes = {term.code for tree in tables.parts(row, column) if tree is not None for term in formulas.terms(tree)}
    return any((found := sources.find(code)) is not None and found.sealed for code in codes)


def holds_sealed(content: dict[str, Any]) -> bool:
    """Whether a table has a sealed number in it."""
    return any(cell["sealed"] and cell["value"] is not None for row in content["rows"] for cell in row["cells"])


def _read(code: str, content: dict[str, Any], eyes: bool, *, fixed: bool) -> Annex:
    def cell(one: dict[str, Any]) -> AnnexCell:
        if one["sealed"] and not eyes:
            return AnnexCell(None, hidden=True)
        return AnnexCell(Decimal(one["value"]) if one["value"] is not None else None)

    rows = tuple(
        AnnexRow(row["number"], row["title"], row["level"], tuple(cell(one) for one in row["cells"]))
        for row in content["rows"]
    )
    columns = tuple(AnnexColumn(one["number"], one["title"], one["under"]) for one in content["columns"])
    return Annex(
        code, content["number"], content["title"], content["about"], content["unit_word"], content["article"], columns,
        rows, tuple(content["missing"]), content["day"], fixed,
    )  # fmt: skip
