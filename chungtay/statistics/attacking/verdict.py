"""What came of an attack, in numbers: hidden by the primary rule, hidden in all, told in spite of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chungtay.statistics.attacking.knowledge import Knowledge, knowledge
from chungtay.statistics.attacking.ranges import Ranges, attack, told
from chungtay.statistics.attacking.seen import Terms
from chungtay.statistics.models.releases import Release, ReleaseCell


@dataclass
class Verdict:
    """`derived`: hidden cells whose number follows. `narrowed`: not known, but that it is small. `contradicting`: hidden figures
    about which what is published contradicts itself, so that nothing follows."""

    releases: int
    shown: int
    primary: int
    hidden: int
    derived: list[str] = field(default_factory=list)
    narrowed: list[str] = field(default_factory=list)
    contradicting: int = 0

    @property
    def ratio(self) -> float:
        return self.hidden / self.primary if self.primary else 1.0


def verdict(releases: Sequence[Release], tell: Callable[[int, int], None] = lambda done, of: None) -> Verdict:
    known = knowledge(releases)
    found = attack(known.seen, known.rules, empty=known.empty, tell=tell)
    made = Verdict(len(releases), known.shown, known.small, len(known.cells), contradicting=len(found.contradicting))
    derived = [pk for pk in known.cells if _is_derived(pk, known, found)]
    narrowed = [pk for pk in known.cells if pk not in set(derived) and _is_narrowed(pk, known, found)]
    names = _names([*derived, *narrowed])
    made.derived, made.narrowed = [names[pk] for pk in derived], [names[pk] for pk in narrowed]
    return made


def _is_derived(pk: int, known: Knowledge, found: Ranges) -> bool:
    """All numbers of the cell are known; or one of them, printed nowhere, and it is small."""
    ranges = [_range(figure, known, found) for figure in known.cells[pk]]
    if all(low >= high for low, high in ranges):
        return True
    return any(low == high and 1 <= abs(low) <= known.limits[figure] for low, high, figure in _dark(pk, known, found))


def _is_narrowed(pk: int, known: Knowledge, found: Ranges) -> bool:
    return any(low >= 1 and high <= known.limits[figure] for low, high, figure in _dark(pk, known, found))


def _dark(pk: int, known: Knowledge, found: Ranges) -> list[tuple[float, float, Terms]]:
    return [
        (*_range(figure, known, found), figure) for figure in known.cells[pk] if known.figures[figure] is None
    ]  # fmt: skip


def _range(figure: Terms, known: Knowledge, found: Ranges) -> tuple[float, float]:
    number = known.figures[figure]
    if number is not None:
        return number, number
    return told(found.of[figure]) if figure in found.of else (0, float("inf"))


def _names(keys: Sequence[int]) -> dict[int, str]:
    cells = ReleaseCell.objects.select_related("release").in_bulk(keys)
    return {
        pk: f"{cell.release_id}: {cell.measure}, {cell.unit_name}, {cell.release.period}"
        + (f", {cell.break_of} {cell.break_value}" if cell.break_of else "")
        for pk, cell in cells.items()
    }
