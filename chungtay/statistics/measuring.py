"""Formulas put to the counts of units: which counts a set of formulas needs, asked once, and the value that comes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chungtay.foundation.access import Actor
from chungtay.statistics import catalogue, formulas, reading, sources
from chungtay.statistics.catalogue import Measure
from chungtay.statistics.formulas import Lookup, Outcome, Quantity, Tree
from chungtay.statistics.periods import Period
from chungtay.statistics.reading import Geography
from chungtay.territory.models import Unit

# The filter of a formula → the break of a count.
_BREAK = {"sex": "sex", "age": "band", "minority": "minority"}


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
        plain = self.asked.get((), {})
        if not term.filters:
            return plain.get((term.code, unit.pk, ()))
        by = breaks_of(term)
        found = [
            n
            for (code, pk, breaks), n in self.asked.get(by, {}).items()
            if code == term.code and pk == unit.pk and self._within(term, dict(breaks))
        ]
        if found:
            return sum(found, Decimal(0))
        return Decimal(0) if sources.find(term.code) and (term.code, unit.pk, ()) in plain else None

    def _within(self, term: Quantity, breaks: dict[str, str]) -> bool:
        for name, wanted in term.filters:
            given = breaks[_BREAK[name]]
            if given not in catalogue.atoms_of(wanted, self.day) if name == "age" else given != wanted:
                return False
        return True


def breaks_of(term: Quantity) -> tuple[str, ...]:
    return tuple(_BREAK[name] for name, _ in term.filters)


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


def measured(measure: Measure, counts: Counts, unit: Unit) -> Result:
    if measure.unavailable:
        return Result(None, None, None, measure.unavailable)
    return result(measure.above, measure.below, measure.multiplier, counts.lookup(unit))


def filtered(tree: Tree, filters: dict[str, str]) -> Tree:
    """The formula with these filters on every count of it; what a count says itself wins."""
    if isinstance(tree, Quantity):
        own = {**filters, **dict(tree.filters)}
        return Quantity(tree.code, tuple((name, own[name]) for name in _BREAK if name in own))
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
