"""From one period to another: how a number came to be the other one, count by count of its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec

from chungtay.foundation.access import Actor
from chungtay.statistics import catalogue, reading, sources
from chungtay.statistics.periods import Period
from chungtay.statistics.queries.looking import Named, values
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Step:
    """One count of the formula: then, now, and what lies between where the records tell."""

    label: str
    then: Decimal | None
    now: Decimal | None
    parts: tuple[tuple[str, Decimal], ...]

    @property
    def difference(self) -> Decimal | None:
        return self.now - self.then if self.now is not None and self.then is not None else None

    @property
    def unexplained(self) -> Decimal | None:
        """What the parts leave open; None when there are no parts or nothing is left."""
        if self.difference is None or not self.parts:
            return None
        return (self.difference - sum((number for _, number in self.parts), Decimal(0))) or None


@dataclass(frozen=True)
class Bridge:
    then: Period
    now: Period
    value_then: Decimal | None
    value_now: Decimal | None
    steps: tuple[Step, ...]


def between(actor: Actor, named: Named, unit: Unit, then: Period, now: Period) -> Bridge:
    """The measure in both periods, and each count of its formula with what came in and what left."""
    both = [values(actor, [named.code], [unit], period).get((named.code, unit.pk)) for period in (then, now)]
    codes = list(named.measure.codes)
    counted = [reading.quantities(actor=actor, codes=codes, units=[unit], period=period) for period in (then, now)]
    steps = tuple(
        Step(
            catalogue.label_of(code),
            reading.total(counted[0], code, unit),
            reading.total(counted[1], code, unit),
            tuple(_parts(actor, code, unit, then, now)),
        )
        for code in codes
    )
    before, after = (one.value if one is not None else None for one in both)
    return Bridge(then, now, before, after, steps)


def _parts(actor: Actor, code: str, unit: Unit, then: Period, now: Period) -> Sequence[tuple[str, Decimal]]:
    """What came in, left and changed, where a source of records can tell; nothing for what is returned."""
    if sources.find(code) is None or find_spec("chungtay.statistics.bridges") is None:
        return ()
    found = import_module("chungtay.statistics.bridges").bridge(
        actor=actor, code=code, unit=unit, first=then, second=now
    )
    return list(found)
