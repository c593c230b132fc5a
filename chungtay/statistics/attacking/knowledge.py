"""What an outsider has in hand: every release of every level and year, and what anybody knows about such figures.

Parts are no more than their wholes, events of a year are those of its pieces, a stock has one value on a day, places add up to
what lies above them, everybody is a boy or a girl. A rate is printed with both its numbers, so that its rounding tells nothing.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chungtay.statistics import sources
from chungtay.statistics.attacking.seen import Rule, Seen, Term, Terms
from chungtay.statistics.models.releases import Hidden, Release, ReleaseCell
from chungtay.statistics.publishing.columns import (
    BANDS,
    MINORITIES,
    SEXES,
    Column,
    Part,
    Slice,
    manner_of,
    terms,
    wholes_of,
)
from chungtay.statistics.sources import Manner

_UNKNOWN = ((1, ""), (2, ""), (2, "16"), (3, ""))  # (axis, value) of sex, age, ethnic group
Shape = tuple[frozenset[str], ...]
Span = tuple[str, str]  # first and last day


@dataclass
class Knowledge:
    """`cells`: per hidden cell what it stands on. `figures`: what is printed of each sum, None where it has dots only."""

    figures: dict[Terms, int | None] = field(default_factory=dict)
    cells: dict[int, list[Terms]] = field(default_factory=dict)
    small: int = 0  # cells hidden because they are small themselves
    shown: int = 0
    limits: dict[Terms, int] = field(default_factory=dict)  # up to which number such a count is small
    rules: list[Rule] = field(default_factory=list)
    empty: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def seen(self) -> list[Seen]:
        return [Seen(key, key, number) for key, number in self.figures.items()]


def knowledge(releases: Sequence[Release]) -> Knowledge:
    """Reads the releases as they are printed; the reason of a dot is used for counting alone."""
    known = Knowledge()
    places = _places(releases)
    for release in releases:
        _read(known, release, places)
    shapes = _by_role(known.figures)
    known.rules += [*_wholes(known, shapes), *_spans(shapes)]
    known.empty = list(_nobody(known.figures, shapes))
    return known


def _places(releases: Sequence[Release]) -> dict[str, frozenset[str]]:
    """Every unit that is shown as the smallest ones beneath it and a rest."""
    paths = set(ReleaseCell.objects.filter(release__in=releases).values_list("unit_path", flat=True).distinct())
    beneath = {path: [one for one in paths if one != path and one.startswith(path and path + "/")] for path in paths}
    return {
        path: frozenset([path, *(one for one in inside if not beneath[one])]) if inside else frozenset([path])
        for path, inside in beneath.items()
    }


def _read(known: Knowledge, release: Release, places: dict[str, frozenset[str]]) -> None:
    columns = {data["code"]: Column.from_data(data) for data in release.measures}
    smalls = {sealed: int(release.rules["sealed" if sealed else "plain"]["small"]) for sealed in (True, False)}
    for cell in ReleaseCell.objects.filter(release=release).exclude(hidden=Hidden.NONE).order_by("place"):
        column, piece = columns[cell.measure], Slice(cell.break_of, cell.break_value)
        figures = [
            (told, number)
            for parts, number in ((column.above, cell.numerator), (column.below, cell.denominator))
            if parts is not None and (told := _terms(parts, release.period, places[cell.unit_path], piece))
        ]
        for told, number in figures:
            known.limits[told] = min(smalls[column.sealed], known.limits.get(told, smalls[column.sealed]))
            if number is not None or told not in known.figures:
                known.figures[told] = None if number is None else round(number)
        if cell.hidden:
            known.cells[cell.pk] = [told for told, _ in figures]
            known.small += cell.hidden == Hidden.SMALL
        else:
            known.shown += 1
        if column.share and len(figures) == 2:
            known.rules.append(Rule((*figures[0][0], *_minus(figures[1][0])), at_most=True))


def _terms(parts: Iterable[Part], period: str, units: frozenset[str], piece: Slice) -> Terms:
    made = terms(parts, period, units, piece)
    return tuple((one.factor, one.role, one.units, one.sexes, one.bands, one.minorities) for one in made)


def _term(factor: int, role: str, sets: Shape) -> Term:
    return (factor, role, *sets)


def _minus(told: Terms) -> Terms:
    return tuple(_term(-one[0], one[1], one[2:]) for one in told)


def _by_role(figures: Iterable[Terms]) -> dict[str, set[Shape]]:
    found: dict[str, set[Shape]] = defaultdict(set)
    for told in figures:
        if len(told) == 1 and told[0][0] == 1:
            found[told[0][1]].add(told[0][2:])
    return found


def _wholes(known: Knowledge, shapes: dict[str, set[Shape]]) -> Iterator[Rule]:
    for role, own in shapes.items():
        code, _, day = role.partition("@")
        for whole in wholes_of(role):
            for shape in own & shapes.get(whole, set()):
                yield Rule(((1, role, *shape), (-1, whole, *shape)), at_most=True)
        found = sources.find(code)
        if found is not None and found.split:
            parts = [f"{part}@{day}" for part in found.split]
            for shape in own.intersection(*(shapes.get(part, set()) for part in parts)):
                yield Rule(((1, role, *shape), *(_term(-1, part, shape) for part in parts)))


def _spans(shapes: dict[str, set[Shape]]) -> Iterator[Rule]:
    """Periods that lie in one another: events add up by place and sex (not by age, which a child changes meanwhile); to whom
    a thing applied in a part of the year, it applied in the year."""
    by_code: dict[str, list[Span]] = defaultdict(list)
    for role in shapes:
        code, _, days = role.partition("@")
        if "/" in days:
            first, _, last = days.partition("/")
            by_code[code].append((first, last))
    for code, spans in by_code.items():
        if len(spans) < 2:
            continue
        places = _places_and_sexes(shapes[f"{code}@{first}/{last}"] for first, last in spans)
        if manner_of(code) == Manner.EVER:
            yield from _nested(code, spans, places)
        else:
            yield from _pieces(code, spans, places)


def _places_and_sexes(shapes: Iterable[set[Shape]]) -> list[Shape]:
    found = {(units, sexes) for one in shapes for units, sexes, _, _ in one if len(units) == 1}
    return [(units, frozenset([sex]), BANDS, MINORITIES) for units, _ in found for sex in sorted(SEXES)]


def _nested(code: str, spans: Sequence[Span], places: Sequence[Shape]) -> Iterator[Rule]:
    for short, long in itertools.permutations(spans, 2):
        if long[0] <= short[0] and short[1] <= long[1]:
            for shape in places:
                yield Rule(
                    ((1, f"{code}@{short[0]}/{short[1]}", *shape), (-1, f"{code}@{long[0]}/{long[1]}", *shape)), True
                )


def _pieces(code: str, spans: Sequence[Span], places: Sequence[Shape]) -> Iterator[Rule]:
    """A piece begins where some period begins, or the day after one ends; its name says first day and the day it ends before."""
    edges = sorted({(first, 0) for first, _ in spans} | {(last, 1) for _, last in spans})
    for first, last in spans:
        inside = [edge for edge in edges if (first, 0) <= edge <= (last, 1)]
        if len(inside) > 2:
            pieces = [f"{code}@piece/{one}/{other}" for one, other in itertools.pairwise(inside)]
            for shape in places:
                yield Rule(((1, f"{code}@{first}/{last}", *shape), *(_term(-1, one, shape) for one in pieces)))


def _nobody(figures: dict[Terms, int | None], shapes: dict[str, set[Shape]]) -> Iterator[tuple[str, int, str]]:
    """Everybody takes for granted that sex and place are known of whoever counts, unless printed numbers say otherwise."""
    for role, own in shapes.items():
        unknown = [*_UNKNOWN, *((0, place) for place in _rests({shape[0] for shape in own}))]
        numbers = {shape: figures.get(((1, role, *shape),)) for shape in own}
        left = {axis for axis in range(4) if _left_over(numbers, axis)}
        yield from ((role, axis, value) for axis, value in unknown if axis not in left)


def _rests(units: set[frozenset[str]]) -> set[str]:
    """Places within a unit that is shown with its parts, but within none of the parts."""
    found: set[str] = set()
    for whole in units:
        parts = [one for one in units if one < whole]
        if parts:
            found |= whole.difference(*parts)
    return found


def _left_over(numbers: dict[Shape, int | None], axis: int) -> bool:
    """Some whole is printed with all its parts, and they are less."""
    groups: dict[tuple[Hashable, ...], list[Shape]] = defaultdict(list)
    for shape in numbers:
        groups[tuple(one for place, one in enumerate(shape) if place != axis)].append(shape)
    for group in groups.values():
        whole = max(group, key=lambda shape: len(shape[axis]))
        inside = [shape for shape in group if shape[axis] < whole[axis]]
        parts = [one for one in inside if not any(one[axis] < other[axis] for other in inside)]
        total, printed = numbers[whole], [numbers[part] for part in parts]
        if len(parts) > 1 and total is not None and total > sum(math.inf if one is None else one for one in printed):
            return True
    return False
