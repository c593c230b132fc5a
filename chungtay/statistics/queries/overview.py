"""The leader's page: a few figures of one unit against the period before, its target and its peers; who is behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chungtay.foundation.access import Actor
from chungtay.law import queries as law
from chungtay.statistics import bands, periods, reading, sources
from chungtay.statistics.periods import Period
from chungtay.statistics.queries import looking, targets
from chungtay.statistics.queries.looking import Named
from chungtay.statistics.queries.targets import Aim
from chungtay.statistics.reading import Value
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Card:
    """One of the few figures. `better`: higher, lower or neither."""

    named: Named
    label: str
    better: str
    value: Value | None
    before: Decimal | None
    aim: Aim | None
    middle: Decimal | None  # of the peers

    @property
    def number(self) -> Decimal | None:
        return self.value.value if self.value else None

    @property
    def met(self) -> bool | None:
        """None when there is no target or no number."""
        return self.aim.met(self.number) if self.aim is not None and self.number is not None else None


@dataclass(frozen=True)
class Row:
    """One unit beneath, in one measure."""

    unit: Unit
    value: Value
    aim: Aim | None

    @property
    def number(self) -> Decimal | None:
        return self.value.value

    @property
    def behind(self) -> bool:
        return self.aim is not None and self.number is not None and not self.aim.met(self.number)


@dataclass(frozen=True)
class Overview:
    unit: Unit
    period: Period
    cards: list[Card]
    chosen: Card | None  # the figure that the trend and the ranking are about
    trend: list[tuple[Period, Decimal | None]]
    not_kept: list[Period]  # periods of the trend that would take too long to count here
    rows: list[Row]  # units beneath, those to look at first
    ages: dict[tuple[str, str], Decimal]  # (band, sex) → children
    parts: list[tuple[str, Decimal]]
    composition: dict[str, Any]

    @property
    def behind(self) -> list[Row]:
        return [row for row in self.rows if row.behind]


def overview(actor: Actor, unit: Unit, period: Period, wanted: str = "") -> Overview:
    """`wanted`: the measure of the trend and ranking; without one the first that ranks. SQL does not grow with the units."""
    content = _content(period)
    shown = [(one, row) for row in content["shown"] if (one := looking.named(row["measure"], period.last)) is not None]
    measures = [one for one, _ in shown]
    below = looking.beneath(unit, period)
    codes = [one.code for one in measures]
    extra = looking.named(wanted, period.last) if wanted and wanted not in codes else None
    now = looking.values(actor, [*codes, *([extra.code] if extra else [])], [unit, *below], period)
    last = periods.previous(period)
    kept = looking.kept_periods()
    known = looking.can_wait_for(unit, last, kept)
    before = looking.values(actor, codes, [unit], last) if known else {}
    aims = _aims([unit, *below], [*measures, *([extra] if extra else [])], period)
    middles = looking.peer_medians(unit, measures, period, kept)
    cards = [
        Card(one, row["label"], row["better"], now.get((one.code, unit.pk)), _number(before.get((one.code, unit.pk))),
             aims.get((unit.pk, one.code)), middles.get(one.code))
        for one, row in shown
    ]  # fmt: skip
    chosen = _chosen(cards, wanted)
    if extra is not None:
        chosen = Card(
            extra, extra.title, "neither", now.get((extra.code, unit.pk)), None, aims.get((unit.pk, extra.code)), None
        )
    line, not_kept = _trend(actor, unit, period, chosen, content["periods"], kept)
    return Overview(
        unit=unit,
        period=period,
        cards=cards,
        chosen=chosen,
        trend=line,
        not_kept=not_kept,
        rows=_rows(below, chosen, now, aims),
        ages=_ages(actor, unit, period, content.get("pyramid", "")) if looking.can_wait_for(unit, period, kept) else {},
        parts=_parts(actor, unit, period, content) if looking.can_wait_for(unit, period, kept) else [],
        composition=content.get("composition", {}),
    )


def reckoning() -> str:
    """The kind of period the page opens with."""
    row = law.in_force("overview", "leader")
    return str(row.content["reckoning"]) if row else "year"


def usual(period: Period) -> str:
    """The measure that pages open with when none is asked for: the first that ranks."""
    shown = _content(period)["shown"]
    ranking = [row["measure"] for row in shown if row["better"] != "neither"]
    return str((ranking or [row["measure"] for row in shown] or [""])[0])


def _content(period: Period) -> dict[str, Any]:
    row = law.in_force("overview", "leader", period.last) or law.in_force("overview", "leader")
    return dict(row.content) if row else {"shown": [], "periods": 5}


def _chosen(cards: Sequence[Card], wanted: str) -> Card | None:
    named = next((card for card in cards if card.named.code == wanted), None)
    return named or next((card for card in cards if card.better != "neither"), None) or next(iter(cards), None)


def _number(value: Value | None) -> Decimal | None:
    return value.value if value is not None else None


def _aims(units: Sequence[Unit], measures: Sequence[Named], period: Period) -> dict[tuple[int, str], Aim]:
    rates = frozenset(one.code for one in measures if one.is_rate)
    return targets.aims(units, [one.code for one in measures], period.last.year, rates=rates)


def _trend(
    actor: Actor, unit: Unit, period: Period, chosen: Card | None, length: int, kept: frozenset[str]
) -> tuple[list[tuple[Period, Decimal | None]], list[Period]]:
    """The oldest first. A period that is neither kept nor small is left out, and said."""
    if chosen is None:
        return [], []
    line, not_kept, one = [], [], period
    for place in range(length):
        if place == 0:
            line.append((one, chosen.number))
        elif not looking.can_wait_for(unit, one, kept):
            not_kept.append(one)
        else:
            found = (
                looking.values(actor, [chosen.named.code], [unit], one)
                if looking.named(chosen.named.code, one.last)
                else {}
            )
            line.append((one, _number(found.get((chosen.named.code, unit.pk)))))
        one = periods.previous(one)
    while len(line) > 1 and line[-1][1] in (None, 0):  # before the records begin nothing is known
        line.pop()
    return line[::-1], not_kept[::-1]


def _rows(
    below: Sequence[Unit], chosen: Card | None, now: dict[tuple[str, int], Value], aims: dict[tuple[int, str], Aim]
) -> list[Row]:
    """The worst first where one way is better, else the largest first; what is not known last."""
    if chosen is None:
        return []
    code = chosen.named.code
    rows = [Row(unit, now[(code, unit.pk)], aims.get((unit.pk, code))) for unit in below if (code, unit.pk) in now]
    sign = 1 if chosen.better == "higher" else -1
    return sorted(rows, key=lambda row: (row.number is None, sign * (row.number or 0), row.unit.order_key))


def _ages(actor: Actor, unit: Unit, period: Period, code: str) -> dict[tuple[str, str], Decimal]:
    """Children by age and sex, "" where one is not known; without those of sixteen and more."""
    if not code:
        return {}
    counted = reading.quantities(actor=actor, codes=[code], units=[unit], period=period, by=("sex", "band"))
    found: dict[tuple[str, str], Decimal] = {}
    for (_, _, breaks), value in counted.items():
        given = dict(breaks)
        if given["band"] != bands.ATOMS[-1]:
            found[(given["band"], given["sex"])] = found.get((given["band"], given["sex"]), Decimal(0)) + value
    return found


def _parts(actor: Actor, unit: Unit, period: Period, content: dict[str, Any]) -> list[tuple[str, Decimal]]:
    """Quantities of the composition that this post may read, the largest first."""
    composed = content.get("composition")
    if not composed:
        return []
    counted = reading.quantities(actor=actor, codes=composed["parts"], units=[unit], period=period)
    rows = [
        (found.label, value)
        for code in composed["parts"]
        if (found := sources.find(code)) is not None and (value := reading.total(counted, code, unit)) is not None
    ]
    return sorted((row for row in rows if row[1]), key=lambda row: -row[1])
