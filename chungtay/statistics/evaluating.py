"""From counts to the value of a measure: filters applied, sums made, numerator over denominator. No database here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chungtay.statistics import catalogue, formulas
from chungtay.statistics.catalogue import Measure

Breaks = tuple[tuple[str, str], ...]
Counts = Mapping[str, Mapping[Breaks, Decimal]]  # code → breaks → count, for one unit
# A filter of a formula and the break of the counts it chooses from.
BREAK_OF = {"sex": "sex", "age": "band", "minority": "minority"}


@dataclass(frozen=True)
class Evaluated:
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    why_missing: str = ""


def needed(measures: Iterable[Measure], by: Sequence[str]) -> dict[tuple[str, ...], set[str]]:
    """The breaks with which each code has to be counted: those asked for and those its filters choose by."""
    dims: dict[str, set[str]] = {}
    for measure in measures:
        for term in measure.quantities:
            dims.setdefault(term.code, set(by)).update(BREAK_OF[name] for name, _ in term.filters)
    groups: dict[tuple[str, ...], set[str]] = {}
    for code, wanted in dims.items():
        groups.setdefault(tuple(name for name in ("sex", "band", "minority", "area") if name in wanted), set()).add(
            code
        )
    return groups


def evaluated(measure: Measure, counts: Counts, breaks: Breaks, on: dt.date) -> Evaluated:
    """The measure for one unit and one break; `counts` holds each code with at least the breaks its filters need."""

    def lookup(term: formulas.Quantity) -> Decimal | None:
        return chosen(counts.get(term.code), term, breaks, on)

    if measure.unavailable or measure.above is None:
        return Evaluated(None, None, None, measure.why_missing or "chưa có công thức")
    above = formulas.evaluate(measure.above, lookup)
    below = formulas.evaluate(measure.below, lookup) if measure.below is not None else None
    result = formulas.ratio(above, below, measure.multiplier)
    return Evaluated(above.value, below.value if below is not None else None, result.value, result.why_missing)


def chosen(
    found: Mapping[Breaks, Decimal] | None, term: formulas.Quantity, breaks: Breaks, on: dt.date
) -> Decimal | None:
    """The sum over the breaks that fit the filters of the term and the break asked for. None: nothing is known."""
    if found is None:
        return None
    allowed: dict[str, frozenset[str]] = {name: frozenset([value]) for name, value in breaks}
    for name, value in term.filters:
        dim = BREAK_OF[name]
        values = catalogue.atoms_of(value, on) if name == "age" else frozenset([value])
        allowed[dim] = allowed[dim] & values if dim in allowed else values
    fitting = [
        value for given, value in found.items() if all(dict(given).get(dim, "") in ok for dim, ok in allowed.items())
    ]
    return sum(fitting, Decimal(0))
