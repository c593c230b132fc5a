"""Reading releases: for posts, for the public, for machines. Nothing here can show a hidden number: it is not kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import number
from chungtay.statistics.disclosure import Rule, Rules
from chungtay.statistics.models.releases import DisclosureRule, Hidden, Release, ReleaseCell
from chungtay.statistics.publishing.columns import BREAK_TITLES, Column, slices


def rules_on(day: dt.date) -> Rules:
    """What counts as small on a day: the rule set last, else the usual one."""
    row = DisclosureRule.objects.filter(valid_from__lte=day).first()
    if row is None:
        return Rules()
    return Rules(Rule(small=row.small), Rule(small=row.sealed_small, down=2))


def releases() -> QuerySet[Release]:
    """All, the latest first; every one of them is public."""
    hidden = Q(cells__hidden__in=[Hidden.SMALL, Hidden.KEEPS])
    counted = Release.objects.annotate(hidden_cells=Count("cells", filter=hidden), all_cells=Count("cells"))
    return counted.select_related("corrects", "unit").order_by("-published_on", "-id")


def of_territory(actor: Actor) -> QuerySet[Release]:
    """Those of one's own territory and of the units above it."""
    paths = [path for path in actor.unit_paths if path]
    within = Q(unit_path="") | Q(unit_path__in=[path.split("/")[0] for path in paths])
    for path in paths:
        within |= Q(unit_path__gte=path, unit_path__lt=path + "~")
    return releases() if "" in actor.unit_paths else releases().filter(within)


@dataclass
class Table:
    """One measure of a release: a row per unit, a column per break."""

    column: Column
    headers: list[str]
    rows: list[tuple[str, list[ShownCell]]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.column.title} ({self.column.unit})"


@dataclass(frozen=True)
class ShownCell:
    """`text`: the number as it is read, or dots."""

    text: str
    hidden: str = ""
    why: str = ""


def tables(
    columns: Sequence[Column], by: Iterable[str], cells: Iterable[tuple[str, str, Decimal | None, str, str]]
) -> list[Table]:
    """`cells`: (measure, unit name, value, hidden, why) in the order of the release: unit by unit, measure by measure."""
    pieces = slices(by)
    headers = [piece.label or "Chung" for piece in pieces]
    found = {column.code: Table(column, headers) for column in columns}
    line: list[ShownCell] = []
    for code, unit, value, hidden, why in cells:
        line.append(shown(found[code].column, value, hidden, why))
        if len(line) == len(pieces):
            found[code].rows.append((unit, line))
            line = []
    return list(found.values())


def numbered(
    cells: Iterable[tuple[str, str, str | None, str, str]],
) -> Iterator[tuple[str, str, Decimal | None, str, str]]:
    """Cells as JSON kept them."""
    for code, unit, value, hidden, why in cells:
        yield code, unit, Decimal(value) if value is not None else None, hidden, why


def shown(column: Column, value: Decimal | None, hidden: str, why: str) -> ShownCell:
    if hidden == "none":
        return ShownCell("–", hidden, why)
    if hidden or value is None:
        return ShownCell("…", hidden, why)
    return ShownCell(number(value, 2) if column.below is not None else number(int(value)))


def columns_of(release: Release) -> list[Column]:
    return [Column.from_data(data) for data in release.measures]


def tables_of(release: Release) -> list[Table]:
    cells = release.cells.order_by("place").values_list("measure", "unit_name", "value", "hidden", "why")
    return tables(columns_of(release), release.by, cells)


def cells_of(release: Release) -> QuerySet[ReleaseCell]:
    return release.cells.order_by("place")


def break_words(by: Iterable[str]) -> str:
    return ", ".join(BREAK_TITLES[axis].lower() for axis in by)


def rule_history() -> QuerySet[DisclosureRule]:
    """The latest first."""
    return DisclosureRule.objects.order_by("-valid_from")
