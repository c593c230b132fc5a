"""Earlier releases as an attacker has them: what they show stays shown, what they hide must stay hidden, and periods that lie
in one another tell of each other."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chungtay.statistics.disclosure import Standing, Term
from chungtay.statistics.disclosure.figures import Equation, Fine
from chungtay.statistics.models.releases import Hidden, Release, ReleaseCell
from chungtay.statistics.periods import Period, parse
from chungtay.statistics.publishing.columns import (
    BANDS,
    MINORITIES,
    SEXES,
    Column,
    Slice,
    is_sealed,
    manner_of,
    role_of,
    terms,
)
from chungtay.statistics.publishing.truth import Places, atoms
from chungtay.statistics.sources import Manner
from chungtay.territory.models import Level

if TYPE_CHECKING:
    from chungtay.statistics.publishing.draft import Wanted

Key = tuple[Term, ...]


@dataclass(frozen=True)
class Shown:
    standing: Standing
    sealed: bool


@dataclass
class Earlier:
    """Every figure of earlier releases that is still true, and their rates of a part in its whole."""

    figures: dict[Key, Shown] = field(default_factory=dict)
    shares: list[tuple[Key, Key]] = field(default_factory=list)


@dataclass
class Linked:
    """Periods of events that lie in one another, with the counts of the spans between their ends."""

    equations: list[Equation] = field(default_factory=list)
    truth: dict[Fine, int] = field(default_factory=dict)


def related(wanted: Wanted, codes: Iterable[str]) -> list[Release]:
    """Releases whose period touches this one, that share a count with it, and of which one lies in the territory of the
    other. With the country among them, the other provinces' too."""
    touching = Release.objects.filter(starts__lt=wanted.period.ends, ends__gt=wanted.period.starts)
    sharing = [one for one in touching.select_related("unit").order_by("id") if _codes(one) & set(codes)]
    of_country = wanted.unit.level == Level.COUNTRY or any(one.unit.level == Level.COUNTRY for one in sharing)
    return [one for one in sharing if of_country or one.unit_path == wanted.unit.path]


def _codes(release: Release) -> set[str]:
    return {part.code for data in release.measures for part in Column.from_data(data).parts}


def of_releases(before: Sequence[Release], places: Places, truth: Mapping[Fine, int]) -> Earlier:
    """A figure that was corrected since constrains nothing any more."""
    found = Earlier()
    by_pk = {one.pk: one for one in before}
    columns = {one.pk: {data["code"]: Column.from_data(data) for data in one.measures} for one in before}
    for cell in ReleaseCell.objects.filter(release_id__in=by_pk).exclude(hidden=Hidden.NONE).order_by("id"):
        release, column = by_pk[cell.release_id], columns[cell.release_id][cell.measure]
        leaves = places.leaves.get(cell.unit_path)
        if leaves is None:
            continue
        piece = Slice(cell.break_of, cell.break_value)
        numbers = ((column.above, cell.numerator), (column.below, cell.denominator))
        keys = [(terms(parts, release.period, leaves, piece), value) for parts, value in numbers if parts is not None]
        for key, value in keys:
            if key and cell.hidden:
                found.figures.setdefault(key, Shown(Standing.HIDDEN, is_sealed(key)))
            elif key and value is not None and round(value) == _total(key, truth):
                found.figures[key] = Shown(Standing.PUBLIC, is_sealed(key))
        if column.share and all(key for key, _ in keys):
            found.shares.append((keys[0][0], keys[1][0]))
    return found


def _total(key: Key, truth: Mapping[Fine, int]) -> int:
    return sum(
        term.factor * truth.get((term.role, unit, sex, band, minority), 0)
        for term in key
        for unit in term.units
        for sex in term.sexes
        for band in term.bands
        for minority in term.minorities
    )


def years_and_halves(period: Period, before: Sequence[Release], codes: Sequence[str], places: Places) -> Linked:
    """The counts of earlier periods, and for events the equations between periods that are made of the same days."""
    others = {one.period: _period(one) for one in before if one.period != period.code}
    linked = Linked()
    for code, other in others.items():
        shared = sorted(set().union(*(_codes(one) for one in before if one.period == code)))
        linked.truth |= atoms(places, shared, other)
    events = [code for code in codes if manner_of(code) == Manner.EVENT]
    if not events or not others:
        return linked
    every = [period, *others.values()]
    spans = _spans(every)
    names = {(one.starts, one.ends): one.code for one in every}
    for starts, ends in spans:
        if (starts, ends) not in names:
            last = ends - dt.timedelta(days=1)
            names[starts, ends] = f"{starts.isoformat()}/{last.isoformat()}"
            linked.truth |= atoms(places, events, parse(names[starts, ends]))
    for one in every:
        within = [span for span in spans if one.starts <= span[0] and span[1] <= one.ends]
        if len(within) > 1:
            linked.equations += _equations(one.code, [names[span] for span in within], events, places)
    return linked


def _equations(whole: str, pieces: Sequence[str], codes: Sequence[str], places: Places) -> list[Equation]:
    """By place and sex; not by age, which a child changes within the year."""
    leaves = sorted(set().union(*places.leaves.values()))
    return [
        Equation(tuple(
            Term(role_of(code, name), frozenset([leaf]), frozenset([sex]), BANDS, MINORITIES, factor)
            for name, factor in ((whole, 1), *((piece, -1) for piece in pieces))
        ))
        for code in codes for leaf in leaves for sex in sorted(SEXES)
    ]  # fmt: skip


def _spans(every: Iterable[Period]) -> list[tuple[dt.date, dt.date]]:
    """The stretches between all first days and ends, those that some period covers."""
    every = list(every)
    edges = sorted({edge for one in every for edge in (one.starts, one.ends)})
    pairs = itertools.pairwise(edges)
    return [(first, last) for first, last in pairs if any(one.starts <= first and last <= one.ends for one in every)]


def _period(release: Release) -> Period:
    return Period(release.starts, release.ends, release.period, release.period_title)
