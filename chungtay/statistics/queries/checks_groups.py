"""Warnings put together for the page: by kind or by unit, the worst first, so that what is alike stands together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chungtay.statistics.checks.finding import LABELS, Kind
from chungtay.statistics.queries.checks import Warned

# What cannot be at all before what is only unusual.
ORDER = (
    Kind.PART, Kind.RATE, Kind.SAME, Kind.SUM, Kind.PERCENTAGE, Kind.RECORDS, Kind.JUMP, Kind.NEIGHBOURS,
)  # fmt: skip
BY_KIND, BY_UNIT = "loai", "don-vi"
ORDERS = (("Theo loại", BY_KIND), ("Theo đơn vị", BY_UNIT))


@dataclass
class Group:
    """The warnings of one kind, or of one unit, that stand on this page; `count`: of the whole list."""

    key: str
    title: str
    count: int
    rows: list[Warned] = field(default_factory=list)

    @property
    def advice(self) -> list[str]:
        return list(dict.fromkeys(row.finding.advice for row in self.rows))


def kinds(found: Iterable[Warned]) -> list[tuple[Kind, str, int]]:
    """(kind, words, how many), the worst kind first; none that has no warning."""
    counted = Counter(one.finding.kind for one in found)
    return [(kind, LABELS[kind], counted[kind]) for kind in ORDER if counted[kind]]


def units(found: Iterable[Warned]) -> list[tuple[str, str, int]]:
    """(path, name, how many), who has most first."""
    counted = Counter(one.unit for one in found)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].order_key))
    return [(unit.path, unit.name, number) for unit, number in ordered]


def arranged(found: Sequence[Warned], by: str) -> list[Warned]:
    """In the order of the page. By kind: kinds, then the same figure of several units together, each worst first."""
    if by == BY_UNIT:
        place = {path: number for number, (path, _, _) in enumerate(units(found))}
        return sorted(found, key=lambda one: (place[one.unit.path], ORDER.index(one.finding.kind), -one.finding.size))
    worst: dict[tuple[str, tuple[str, ...]], float] = {}
    for one in found:
        worst[_alike(one)] = max(worst.get(_alike(one), 0.0), one.finding.size)
    return sorted(
        found,
        key=lambda one: (ORDER.index(one.finding.kind), -worst[_alike(one)], one.finding.about, -one.finding.size),
    )


def _alike(one: Warned) -> tuple[str, tuple[str, ...]]:
    return one.finding.kind, one.finding.about


def groups(page: Iterable[Warned], found: Iterable[Warned], by: str) -> list[Group]:
    """The rows of one page under their headings."""
    counted = {kind: number for kind, _, number in kinds(found)} | {path: number for path, _, number in units(found)}
    made: list[Group] = []
    for one in page:
        key, title = (one.unit.path, one.unit.name) if by == BY_UNIT else (one.finding.kind, one.finding.title)
        if not made or made[-1].key != key:
            made.append(Group(key, title, counted[key]))
        made[-1].rows.append(one)
    return made
