"""Reads for the pages of imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from chungtay.children.models import Child, ImportBatch, ImportRow
from chungtay.children.policies import ChildPermission
from chungtay.children.sheets import faults, written
from chungtay.children.sheets.cross import shown
from chungtay.children.sheets.fields import DELICATE
from chungtay.foundation.access import Actor

State = ImportBatch.State
RUNNING = (State.READING, State.CHECKING, State.APPLYING, State.UNDOING)


@dataclass(frozen=True)
class Line:
    """A row as the list shows it."""

    row: ImportRow
    name: str
    born: str
    cells: tuple[tuple[str, str], ...]  # (label, text) of the cells with a fault


def batches(actor: Actor) -> QuerySet[ImportBatch]:
    rows: QuerySet[ImportBatch] = ImportBatch.objects.select_related("unit").order_by("-id")
    return rows


def rows_shown(batch: ImportBatch, what: str) -> QuerySet[ImportRow]:
    """`what`: a fault's code, or loi (errors), canh-bao, bo (left out), trung (seem known), tat-ca."""
    rows: QuerySet[ImportRow] = batch.rows.order_by("number")
    here = rows.exclude(decision=ImportRow.Decision.SKIP)
    if what == "loi":
        return here.filter(severity=2)
    if what == "canh-bao":
        return here.filter(severity=1)
    if what == "bo":
        return rows.filter(decision=ImportRow.Decision.SKIP)
    if what == "trung":
        return rows.filter(match_id__isnull=False)
    if what in faults.KINDS:
        return here.filter(severity__gt=0, faults__contains=[{"code": what}])
    return rows


def hidden(actor: Actor) -> frozenset[str]:
    """Columns that a post without the mark works around: staging knows no seal, so they are left out whole."""
    return frozenset() if str(ChildPermission.SENSITIVE) in actor.permissions else DELICATE


def columns_shown(batch: ImportBatch, actor: Actor) -> dict[str, Any]:
    """What the page of columns quotes from the file, without cells of hidden columns."""
    out = hidden(actor)
    places = {int(index) for index, key in batch.mapping.items() if key in out}
    places |= {one["index"] for one in batch.about.get("columns", ()) if one["key"] in out}
    columns = [
        {**one, "sample": [] if one["index"] in places else one["sample"]} for one in batch.about.get("columns", ())
    ]
    top = [
        (number, ["" if place in places else cell for place, cell in enumerate(cells)])
        for number, cells in batch.about.get("top", ())
    ]
    return {"columns": columns, "top": top}


def line(row: ImportRow, out: frozenset[str] = frozenset()) -> Line:
    """`out`: columns that are not shown (`hidden`)."""
    told = [one for one in row.faults if one["column"] not in out]
    texts = written.texts_of(row.values, told, [one["column"] for one in told])
    cells = tuple((one["sentence"], texts[one["column"]]) for one in told)
    return Line(row, str(row.values.get("full_name") or ""), shown(str(row.values.get("birth_date") or "")), cells)


def fault_chips(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """(code, words, how many), errors before warnings, the most frequent first."""
    kinds = batch.counts.get("faults", {})
    order = sorted(
        kinds, key=lambda code: (faults.KINDS[code][0] != "error" if code in faults.KINDS else True, -kinds[code])
    )
    return [(code, faults.words(code), kinds[code]) for code in order]


def matches(
    batch: ImportBatch, rows: list[ImportRow], out: frozenset[str] = frozenset()
) -> list[tuple[ImportRow, Line, Child | None]]:
    """Each row beside the child it seems to be."""
    children = Child.objects.in_bulk([row.match_id for row in rows if row.match_id])
    return [(row, line(row, out), children.get(row.match_id)) for row in rows]


def percent(batch: ImportBatch) -> int:
    return min(100, 100 * batch.done_rows // batch.total_rows) if batch.total_rows else 0
