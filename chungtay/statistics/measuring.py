"""Formulas put to the counts of units: which counts a set of formulas needs, asked once, and the value that comes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chungtay.foundation.access import Actor
from chungtay.statistics import catalogue, evaluating, formulas, reading, sources
from chungtay.statistics.evaluating import BREAK_OF
from chungtay.statistics.formulas import Lookup, Outcome, Quantity, Tree
from chungtay.statistics.periods import Period
from chungtay.statistics.reading import Geography
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Result:
    """A value with what it came of. `why_missing` says why there is none."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    why_missing: str = ""


@dataclass
class Counts:
    """Counts by the breaks under which they were asked; `day` decides which bands are meant."""

    day: dt.date
    asked: dict[tuple[str, ...], reading.Counted] = field(default_factory=dict)

    def lookup(self, unit: Unit) -> Lookup:
        return lambda term: self.value(term, unit)

    def value(self, term: Quantity, unit: Unit) -> Decimal | None:
        """None where nothing is known: no return accepted, or not for the eyes of who asks. A count of records may be 0."""
        found = {
            breaks: n
            for (code, pk, breaks), n in self.asked.get(breaks_of(term), {}).items()
            if code == term.code and pk == unit.pk
        }
        counted = sources.find(term.code) is not None and (term.code, unit.pk, ()) in self.asked.get((), {})
        return evaluating.chosen(found if found or counted else None, term, (), self.day)


def breaks_of(term: Quantity) -> tuple[str, ...]:
    return tuple(BREAK_OF[name] for name, _ in term.filters)


def collect(
    *,
    actor: Actor | None,
    trees: Iterable[Tree | None],
    units: Sequence[Unit],
    period: Period,
    as_of: dt.date | None = None,
    geography: Geography | dt.date = Geography.REPORTED,
) -> Counts:
    """All counts that these (expanded) formulas need, for all the units: one question for each kind of break."""
    wanted: dict[tuple[str, ...], dict[str, None]] = {(): {}}
    for tree in trees:
        for term in formulas.terms(tree) if tree is not None else ():
            wanted[()][term.code] = None  # the plain count tells whether it is known at all
            wanted.setdefault(breaks_of(term), {})[term.code] = None
    counts = Counts(period.last)
    for by, codes in wanted.items():
        counts.asked[by] = reading.quantities(
            actor=actor, codes=list(codes), units=units, period=period, by=by, as_of=as_of, geography=geography
        )
    return counts


def result(above: Tree | None, below: Tree | None, multiplier: int, lookup: Lookup) -> Result:
    """What a measure amounts to; not rounded."""
    if above is None:
        return Result(None, None, None, "chưa có công thức")
    top = _said(formulas.evaluate(above, lookup))
    bottom = _said(formulas.evaluate(below, lookup)) if below is not None else None
    outcome = formulas.ratio(top, bottom, multiplier)
    return Result(outcome.value, top.value, bottom.value if bottom else None, outcome.why_missing)


def filtered(tree: Tree, filters: dict[str, str]) -> Tree:
    """The formula with these filters on every count of it; what a count says itself wins."""
    if isinstance(tree, Quantity):
        own = {**filters, **dict(tree.filters)}
        return Quantity(tree.code, tuple((name, own[name]) for name in BREAK_OF if name in own))
    if isinstance(tree, formulas.Sum):
        return formulas.Sum(tuple((plus, filtered(part, filters)) for plus, part in tree.parts))
    if isinstance(tree, formulas.Product):
        return formulas.Product(tree.factor, filtered(tree.of, filters))
    return tree


def _said(outcome: Outcome) -> Outcome:
    """The reason in the words of who reads it."""
    if outcome.value is not None:
        return outcome
    code = outcome.why_missing.removeprefix("chưa có số liệu ").partition("{")[0]
    quantity = sources.find(code)
    if quantity is not None and quantity.sealed:
        return Outcome(None, f"số liệu bí mật, vị trí của anh/chị không được xem: {quantity.label.lower()}")
    return Outcome(None, f"chưa có số liệu: {catalogue.label_of(code)}")
