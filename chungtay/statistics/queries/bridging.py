"""From one period to another: how a number came to be the other one, count by count of its formula."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible
from chungtay.statistics import bridges, catalogue, reading
from chungtay.statistics.periods import Period
from chungtay.statistics.queries.looking import Named, values
from chungtay.territory.models import Unit

_AREA_THEN = "Tính lại kỳ trước theo đơn vị hiện nay"
_AREA_NOW = "Kỳ này tính theo đơn vị lúc chốt kỳ"


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
    totals = {code: (reading.total(counted[0], code, unit), reading.total(counted[1], code, unit)) for code in codes}
    steps = tuple(
        Step(
            catalogue.label_of(code),
            *totals[code],
            tuple(_parts(actor, code, unit, then, now, totals[code])),
        )
        for code in codes
    )
    before, after = (one.value if one is not None else None for one in both)
    return Bridge(then, now, before, after, steps)


def _parts(
    actor: Actor, code: str, unit: Unit, then: Period, now: Period, reported: tuple[Decimal | None, Decimal | None]
) -> list[tuple[str, Decimal]]:
    """What came in, left and changed, where the records can tell: stocks of kept periods, not what is returned.

    The lines are told under today's units; what that alone changes of the reported number has a line of its own.
    """
    try:
        found = bridges.bridge(actor=actor, code=code, unit=unit, first=then, second=now)
    except NotPossible:
        return []
    if found is None or None in reported:
        return []
    first, second = (Decimal(number or 0) for number in reported)
    moved = [
        (_AREA_THEN, found.before - first),
        *((label, Decimal(n)) for label, n in found.lines),
        (_AREA_NOW, second - found.after),
    ]
    return [(label, number) for label, number in moved if number]
