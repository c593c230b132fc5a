"""Open warnings of a unit and the units beneath it, in one period: what the pure checks say of the figures as read now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from chungtay.foundation.access import Actor
from chungtay.statistics import catalogue, periods, reading
from chungtay.statistics.catalogue import Measure
from chungtay.statistics.checks import (
    Finding,
    against_records,
    among_neighbours,
    jump,
    rate_over_hundred,
)
from chungtay.statistics.models import KeptPeriod
from chungtay.statistics.models.releases import FindingReason
from chungtay.statistics.models.returns import Return, ReturnState, ReturnValue
from chungtay.statistics.periods import Period
from chungtay.statistics.publishing.truth import beneath
from chungtay.statistics.queries.returns import typed_values, visible, without
from chungtay.statistics.queries.returns_forms import form_of
from chungtay.statistics.queries.returns_last import last_values
from chungtay.statistics.queries.returns_prefill import hidden
from chungtay.statistics.reading import Value
from chungtay.statistics.returns.differences import doubts
from chungtay.statistics.returns.forms import Key, ReturnForm
from chungtay.territory.models import Unit

_YEARS_BACK = 4
Row = tuple[int, str]  # unit, measure


@dataclass(frozen=True)
class Warned:
    """A finding about one unit, with the reason given for it, if any."""

    unit: Unit
    finding: Finding
    reason: FindingReason | None = None

    @property
    def key(self) -> str:
        """How a form names it: the mark of its numbers and its unit."""
        return f"{self.finding.mark}|{self.unit.path}"


def warnings(actor: Actor, unit: Unit, period: Period) -> list[Warned]:
    """Those without a reason first, unit by unit. One thing told by two rules in the same words is told once."""
    units = [unit, *beneath(unit, min(period.last, timezone.localdate()))]
    measures = [
        measure
        for indicator in catalogue.indicators(period.last).values()
        for measure in indicator.measures
        if not measure.why_missing
    ]
    names = {measure.code: _name(measure) for measure in measures}
    measured = {code for measure in measures for code in measure.codes}
    now = _read(actor, measures, units, period)
    found = [*_rates(measures, names, units, now), *_jumps(actor, measures, names, units, period, now)]
    found += [*_neighbours(measures, names, units[1:], now), *_of_returns(actor, units, period, measured)]
    reasons = {(row.unit_id, row.mark): row for row in FindingReason.objects.filter(unit__in=units, period=period.code)}
    once = {(one.pk, finding.mark): (one, finding) for one, finding in found}
    warned = [Warned(one, finding, reasons.get(key)) for key, (one, finding) in once.items()]
    place = {one.pk: number for number, one in enumerate(units)}
    return sorted(warned, key=lambda one: (one.reason is not None, place[one.unit.pk], one.finding.kind))


def _read(actor: Actor, measures: Sequence[Measure], units: Sequence[Unit], period: Period) -> dict[Row, Value]:
    codes = [measure.code for measure in measures]
    values = reading.figures(actor=actor, indicators=codes, units=units, period=period)
    return {(value.unit.pk, f"{value.indicator}.{value.measure}"): value for value in values}


def _name(measure: Measure) -> str:
    indicator = catalogue.indicator(measure.indicator)
    return f"{indicator.name} ({measure.title.lower()})" if indicator is not None else measure.title


def _rates(
    measures: Iterable[Measure], names: dict[str, str], units: Iterable[Unit], now: dict[Row, Value]
) -> Iterable[tuple[Unit, Finding]]:
    """Shares in percent above 100, and a numerator over nothing."""
    for measure in measures:
        if measure.below is None or measure.may_pass:  # the numerator is no part of the denominator
            continue
        for unit in units:
            one = now[unit.pk, measure.code]
            if one.numerator is None or one.denominator is None:
                continue
            may_pass = measure.multiplier != 100
            told = rate_over_hundred(
                names[measure.code], one.numerator, one.denominator, may_pass=may_pass, about=(measure.code,)
            )
            if told is not None:
                yield unit, told


def _jumps(
    actor: Actor,
    measures: Sequence[Measure],
    names: dict[str, str],
    units: Sequence[Unit],
    period: Period,
    now: dict[Row, Value],
) -> Iterable[tuple[Unit, Finding]]:
    """Counts against the same periods of earlier years, as far back as cells are kept."""
    if period.ends > timezone.localdate():
        return  # a running period is no whole one to compare with
    counts = [measure for measure in measures if measure.below is None]
    past: list[dict[Row, Value]] = []
    before = period
    for _ in range(_YEARS_BACK):
        before = periods.previous(before)
        if not KeptPeriod.objects.filter(code=before.code).exists():
            break
        there = [unit for unit in units if unit.exists_on(before.last)]
        past.append(_read(actor, counts, there, before) if there else {})
    for measure in counts:
        for unit in units:
            row = unit.pk, measure.code
            earlier = [_whole(one[row].numerator) for one in past if row in one]
            known = [value for value in earlier if value is not None]
            present = _whole(now[row].numerator)
            if present is None or len(known) < len(earlier):
                continue
            told = jump(names[measure.code], present, known, about=(measure.code,))
            if told is not None:
                yield unit, told


def _neighbours(
    measures: Iterable[Measure], names: dict[str, str], units: Sequence[Unit], now: dict[Row, Value]
) -> Iterable[tuple[Unit, Finding]]:
    """Units of one kind (communes with communes, wards with wards) under one roof."""
    for measure in measures:
        if measure.below is None:
            continue
        found = {unit.pk: _pair(now[unit.pk, measure.code]) for unit in units}
        for unit in units:
            own = found[unit.pk]
            peers = [pair for one in units if one.pk != unit.pk and one.kind == unit.kind and (pair := found[one.pk])]
            told = among_neighbours(names[measure.code], *own, peers, about=(measure.code,)) if own else None
            if told is not None:
                yield unit, told


def _pair(value: Value) -> tuple[int, int] | None:
    above, below = _whole(value.numerator), _whole(value.denominator)
    return (above, below) if above is not None and below is not None else None


def _whole(value: Decimal | None) -> int | None:
    return int(value) if value is not None and value == value.to_integral_value() and value >= 0 else None


def _of_returns(
    actor: Actor, units: Sequence[Unit], period: Period, measured: set[str]
) -> Iterable[tuple[Unit, Finding]]:
    """What was handed in: beside what the records said, and by the rules of its form. A draft is nobody's word yet."""
    rows = visible().filter(unit__in=units, dataset__period=period.code).exclude(state=ReturnState.DRAFT)
    sets: dict[int, list[Return]] = {}
    for owner in rows.order_by("dataset_id", "pk"):
        sets.setdefault(owner.dataset_id, []).append(owner)
    over = period.ends <= timezone.localdate()  # a running period is no whole one to compare with
    for returns in sets.values():
        whole = form_of(returns[0].dataset)
        form, stored = without(whole, hidden(actor, whole)), typed_values(returns)
        last = last_values(returns[0].dataset, whole, returns) if over else {}
        for owner in returns:
            cells = [row for key, row in stored.get(owner.pk, {}).items() if key in form.words]
            before = last[owner.pk].values if over else {}
            for told in _of_return(form, cells, {key: n for key, n in before.items() if key.quantity not in measured}):
                yield owner.unit, told


def _of_return(form: ReturnForm, cells: Sequence[ReturnValue], before: dict[Key, Decimal]) -> Iterable[Finding]:
    """`before`: of quantities that no measure compares through the years already."""
    for row in cells:
        if row.value is not None and row.computed is not None:
            told = against_records(form.words[row.key], row.value, row.computed, about=(row.key.text,))
            if told is not None:
                yield told
    yield from (doubt.finding for doubt in doubts(form, {row.key: row.value for row in cells}, before))
