"""The official tables (forms 601–605/TE): rows and columns of the law file, filled for a unit and a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from chungtay.foundation.access import Actor
from chungtay.law import queries as law
from chungtay.law.models import LawFile
from chungtay.statistics import catalogue, formulas, measuring
from chungtay.statistics.formulas import FormulaError, Reference, Tree
from chungtay.statistics.periods import Period
from chungtay.statistics.reading import Geography
from chungtay.territory.models import Unit

KIND = "figure_table"


@dataclass(frozen=True)
class Column:
    key: str
    number: str
    title: str
    under: str
    numerator: Tree | None
    denominator: Tree | None
    multiplier: int
    places: int


@dataclass(frozen=True)
class Row:
    key: str
    number: str
    title: str
    level: int
    filters: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True)
class FigureTable:
    id: str
    number: str
    title: str
    about: str
    unit_word: str
    reckoning: str
    article: str
    note: str
    sender: str
    receiver: str
    due: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def trees(self) -> Iterator[Tree]:
        for row in self.rows:
            for column in self.columns:
                yield from (tree for tree in parts(row, column) if tree is not None)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term.code for tree in self.trees() for term in formulas.terms(tree)))

    @property
    def source(self) -> str:
        return catalogue.source_of_all(self.codes)

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """Headings over the columns with how many each covers; "" for columns without."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if found and column.under and found[-1][0] == column.under:
                found[-1] = (column.under, found[-1][1] + 1)
            else:
                found.append((column.under, 1))
        return tuple(found)


@dataclass(frozen=True)
class Cell:
    """`value` is rounded to the places of its column. A rate without anybody in the denominator has none."""

    column: Column
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    why_missing: str


@dataclass(frozen=True)
class Filled:
    table: FigureTable
    unit: Unit
    period: Period
    lines: tuple[tuple[Row, tuple[Cell, ...]], ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Why cells are empty, each reason once; a rate over nobody is no gap."""
        reasons = (cell.why_missing for _, cells in self.lines for cell in cells)
        return tuple(dict.fromkeys(reason for reason in reasons if reason and reason != "mẫu số bằng 0"))

    def cell(self, row: str, column: str) -> Cell:
        """Raises KeyError."""
        for line, cells in self.lines:
            for cell in cells:
                if (line.key, cell.column.key) == (row, column):
                    return cell
        raise KeyError(f"{row}/{column}")


def parts(row: Row, column: Column) -> tuple[Tree | None, Tree | None]:
    """Numerator and denominator of one cell, with the filters of its row."""
    filters = dict(row.filters)
    own = dict(row.cells).get(column.key)
    above = own if own is not None else column.numerator
    below = None if own is not None else column.denominator
    return (
        measuring.filtered(above, filters) if above is not None else None,
        measuring.filtered(below, filters) if below is not None else None,
    )


def tables(on: dt.date | None = None) -> list[FigureTable]:
    rows = sorted(law.all_in_force(KIND, on), key=lambda row: row.code)
    return [_table(row.digest, law.law_version(), on) for row in rows]


def find(code: str, on: dt.date | None = None) -> FigureTable | None:
    """By its id, or by its number as people say it: 603 or 603/TE."""
    for table in tables(on):
        if code in (
            table.id,
            table.number,
            *table.number.removesuffix("/TE").split("-"),
            table.number.removesuffix("/TE"),
        ):
            return table
    return None


def fill(
    *,
    actor: Actor | None,
    table: FigureTable,
    unit: Unit,
    period: Period,
    as_of: dt.date | None = None,
    geography: Geography | dt.date = Geography.REPORTED,
) -> Filled:
    """The table for one unit. Raises NotPossible for a unit outside the actor's territory."""
    counts = measuring.collect(
        actor=actor, trees=table.trees(), units=[unit], period=period, as_of=as_of, geography=geography
    )
    lookup = counts.lookup(unit)
    lines = []
    for row in table.rows:
        cells = []
        for column in table.columns:
            above, below = parts(row, column)
            found = measuring.result(above, below, column.multiplier if below is not None else 1, lookup)
            value = formulas.rounded(found.value, column.places) if found.value is not None else None
            cells.append(Cell(column, value, found.numerator, found.denominator, found.why_missing))
        lines.append((row, tuple(cells)))
    return Filled(table, unit, period, tuple(lines))


@lru_cache(maxsize=32)
def _table(digest: str, version: str, on: dt.date | None) -> FigureTable:
    """Kept for the law that is loaded (`version`) and the day asked about."""
    row = next(row for row in law.all_versions(KIND) if row.digest == digest)
    return _read(row, catalogue.written(on))


def _read(file: LawFile, written: Mapping[Reference, Mapping[str, Any]]) -> FigureTable:
    def tree(text: str | None) -> Tree | None:
        return formulas.expand(formulas.parse(text), resolve) if text else None

    def resolve(reference: Reference) -> Tree:
        found = written.get(reference)
        if found is None or "numerator" not in found:
            raise FormulaError(f"{reference} không có trong danh mục")
        return formulas.parse(found["numerator"])

    content = file.content
    columns = [
        Column(
            key=one["key"], number=one.get("number", ""), title=one["title"], under=one.get("under", ""),
            numerator=tree(one.get("numerator")), denominator=tree(one.get("denominator")),
            multiplier=one.get("multiplier", 1), places=one.get("places", 0),
        )
        for one in content["columns"]
    ]  # fmt: skip
    rows = [
        Row(
            key=one["key"], number=one.get("number", ""), title=one["title"], level=one.get("level", 0),
            filters=tuple(one.get("filters", {}).items()),
            cells=tuple((key, found) for key, text in one.get("cells", {}).items() if (found := tree(text)) is not None),
        )
        for one in content["rows"]
    ]  # fmt: skip
    return FigureTable(
        id=file.code,
        number=content["number"],
        title=file.title,
        about=content.get("about", ""),
        unit_word=content["unit_word"],
        reckoning=content["reckoning"],
        article=content["article"],
        note=content.get("note", ""),
        sender=content.get("sender", ""),
        receiver=content.get("receiver", ""),
        due=content.get("due", ""),
        columns=tuple(columns),
        rows=tuple(rows),
    )
