"""A number opened: the formula with its numbers, units beneath, breaks, the maps of different days, and what changed since.

What costs time (maps of other days, the bridge to another period) is read only when it is asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from chungtay.foundation.access import Actor, can
from chungtay.foundation.errors import UserError
from chungtay.statistics import bands, catalogue, formulas, periods, reading, sources
from chungtay.statistics.catalogue import Indicator, Measure
from chungtay.statistics.evaluating import BREAK_OF
from chungtay.statistics.geography import last_change
from chungtay.statistics.periods import Period
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import looking, targets
from chungtay.statistics.queries.looking import Named
from chungtay.statistics.queries.overview import Card, Row
from chungtay.statistics.reading import Geography, Value
from chungtay.statistics.sentences import said
from chungtay.territory.models import Coverage, Level, Unit
from chungtay.territory.queries import partly_covered

NOT_SAID = "Chưa ghi"
BREAK_WORDS = {
    "sex": ("Giới tính", {"male": "Nam", "female": "Nữ", "": NOT_SAID}),
    "band": ("Tuổi", {}),
    "minority": ("Dân tộc", {"k": "Kinh", "m": "Dân tộc thiểu số", "": NOT_SAID}),
    "area": ("Thành thị, nông thôn", {"urban": "Thành thị", "rural": "Nông thôn", "": "Chưa phân loại"}),
}


@dataclass(frozen=True)
class Term:
    """One count of a formula with its number. `records_url` leads to the records, for who may open them."""

    label: str
    code: str
    filters: str
    number: Decimal | None
    records_url: str
    sealed: bool


@dataclass(frozen=True)
class Side:
    """The numerator or denominator: in words, as written, what it amounts to, and the counts in it."""

    words: str
    written: str
    number: Decimal | None
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Opened:
    """One measure of the indicator with its formula."""

    named: Named
    value: Value
    above: Side | None
    below: Side | None


@dataclass(frozen=True)
class Break:
    """One break of the indicator's main measure: (value in words, numerator, value)."""

    title: str
    rows: tuple[tuple[str, Decimal | None, Decimal | None], ...]
    differs: Decimal | None  # what the parts add up to, less the whole; None where they need not


def opened(actor: Actor, indicator: Indicator, unit: Unit, period: Period) -> list[Opened]:
    """Every measure of the indicator, each with its formula and the numbers put in."""
    found = looking.values(actor, [indicator.id], [unit], period)
    counts = _counts(actor, indicator.measures, unit, period)
    may = bool(can(actor, FigurePermission.OPEN, unit))
    result = []
    for measure in indicator.measures:
        value = found.get((measure.code, unit.pk))
        if value is None:
            continue
        above = _side(measure, "above", value.numerator, counts, unit, period, may)
        below = _side(measure, "below", value.denominator, counts, unit, period, may)
        result.append(Opened(Named(indicator, measure), value, above, below))
    return result


def _counts(
    actor: Actor, measures: Iterable[Measure], unit: Unit, period: Period
) -> dict[formulas.Quantity, Decimal | None]:
    """Each count of the formulas by itself, filters and all: one question for each kind of break."""
    terms = list(dict.fromkeys(term for measure in measures for term in measure.quantities))
    by_breaks: dict[tuple[str, ...], set[str]] = {}
    for term in terms:
        by_breaks.setdefault(_breaks(term), set()).add(term.code)
    read = {
        by: reading.quantities(actor=actor, codes=sorted(codes), units=[unit], period=period, by=by)
        for by, codes in by_breaks.items()
    }
    return {term: _chosen(read[_breaks(term)], term, unit, period, actor) for term in terms}


def _breaks(term: formulas.Quantity) -> tuple[str, ...]:
    wanted = {BREAK_OF[name] for name, _ in term.filters}
    return tuple(name for name in reading.BREAKS if name in wanted)


def _chosen(
    counted: reading.Counted, term: formulas.Quantity, unit: Unit, period: Period, actor: Actor
) -> Decimal | None:
    allowed = {
        BREAK_OF[name]: catalogue.atoms_of(value, period.last) if name == "age" else frozenset([value])
        for name, value in term.filters
    }
    fitting = [
        number
        for (code, pk, breaks), number in counted.items()
        if code == term.code and pk == unit.pk and all(dict(breaks).get(dim, "") in ok for dim, ok in allowed.items())
    ]
    if fitting:
        return sum(fitting, Decimal(0))
    quantity = sources.find(term.code)
    return Decimal(0) if quantity is not None and looking.readable(actor, quantity) else None


def _side(
    measure: Measure,
    part: str,
    number: Decimal | None,
    counts: dict[formulas.Quantity, Decimal | None],
    unit: Unit,
    period: Period,
    may: bool,
) -> Side | None:
    tree = measure.above if part == "above" else measure.below
    if tree is None:
        return None
    terms = tuple(_term(term, counts.get(term), unit, period, may) for term in formulas.terms(tree))
    words, written = (measure.counts, measure.numerator) if part == "above" else (measure.over, measure.denominator)
    return Side(words, written, number, terms)


def _term(term: formulas.Quantity, number: Decimal | None, unit: Unit, period: Period, may: bool) -> Term:
    source, quantity = sources.source_of(term.code), sources.find(term.code)
    sealed = quantity is not None and quantity.sealed
    leads = (
        source.records_url(term.code, unit.path, period.code)
        if source is not None and may and number is not None
        else None
    )
    return Term(catalogue.label_of(term.code), term.code, _filter_words(term, period.last), number, leads or "", sealed)


def _filter_words(term: formulas.Quantity, on: dt.date) -> str:
    words = []
    for name, value in term.filters:
        if name == "age":
            words.append(catalogue.bands(on)[value][0].lower())
        else:
            words.append(BREAK_WORDS[BREAK_OF[name]][1].get(value, value).lower())
    return ", ".join(words)


def units_beneath(
    actor: Actor, named: Named, unit: Unit, period: Period, better: str = "neither"
) -> tuple[Card, list[Row]]:
    """The measure in every unit below, the largest first; the card carries the unit's own number and target."""
    below = looking.beneath(unit, period)
    found = looking.values(actor, [named.code], [unit, *below], period)
    rates = frozenset([named.code]) if named.is_rate else frozenset[str]()
    aims = targets.aims([unit, *below], [named.code], period.last.year, rates=rates)
    rows = [
        Row(one, found[(named.code, one.pk)], aims.get((one.pk, named.code)))
        for one in below
        if (named.code, one.pk) in found
    ]
    rows.sort(key=lambda row: (row.number is None, -(row.number or 0), row.unit.order_key))
    own = found.get((named.code, unit.pk))
    return Card(named, named.title, better, own, None, aims.get((unit.pk, named.code)), None), rows


def breaks_of(actor: Actor, named: Named, unit: Unit, period: Period) -> list[Break]:
    """By sex, age and ethnicity, where the counts know them. Only records do; a return tells what its form asks."""
    whole = looking.values(actor, [named.code], [unit], period).get((named.code, unit.pk))
    if whole is None or whole.value is None:
        return []
    found = []
    for by, (title, words) in BREAK_WORDS.items():
        values = reading.figures(actor=actor, indicators=[named.code], units=[unit], period=period, by=(by,))
        rows = tuple(
            (break_words(by, dict(one.breaks)[by], words), one.numerator, one.value)
            for one in values
            if one.numerator or one.denominator
        )
        if sum(bool(label != NOT_SAID) for label, _, _ in rows) < 2:
            continue
        parts = sum((number for _, number, _ in rows if number is not None), Decimal(0))
        differs = parts - whole.numerator if whole.numerator is not None else None
        found.append(Break(title, rows, differs or None))
    return found


def break_words(by: str, value: str, words: dict[str, str]) -> str:
    if by != "band":
        return words.get(value, value)
    if not value:
        return NOT_SAID
    place = bands.ATOMS.index(value)
    if place + 1 == len(bands.ATOMS):
        return f"Từ {value} tuổi"
    last = bands.EDGES[place + 1] - 1
    return f"{value} tuổi" if last == int(value) else f"{value}–{last} tuổi"


@dataclass(frozen=True)
class View:
    """The same area under the map of one day: its units then, with numerator, denominator and value."""

    title: str
    day: dt.date
    rows: tuple[tuple[Unit, Value], ...]
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True)
class Geographies:
    """As reported then, under the old units, under today's; `lines` say what lies between them."""

    views: tuple[View, ...]
    lines: tuple[str, ...]
    same: bool  # the area has had the same borders all along


def geographies(actor: Actor, named: Named, unit: Unit, period: Period) -> Geographies:
    """Three maps of one area. Units of another day that are not of the post's territory are named, their numbers not read."""
    today = timezone.localdate()
    then = period.counted_on(today)
    changed = last_change()
    days = {"Đơn vị tại ngày chốt kỳ (như đã báo cáo)": then, "Đơn vị hiện nay": today}
    if changed is not None:
        days = {
            "Đơn vị tại ngày chốt kỳ (như đã báo cáo)": then,
            f"Đơn vị cũ (trước {changed:%d/%m/%Y})": changed - dt.timedelta(days=1),
            "Đơn vị hiện nay": today,
        }
    maps = {title: _units_on(unit, day) for title, day in days.items()}
    if all([one.pk for one in units] == [unit.pk] for units in maps.values()):
        return Geographies((), (), same=True)
    views = []
    for title, units in maps.items():
        mine = [one for one in units if actor.covers(one.path)]
        geography: Geography | dt.date = days[title]
        values = (
            reading.figures(actor=actor, indicators=[named.code], units=mine, period=period, geography=geography)
            if mine
            else []
        )
        rows = tuple((one.unit, one) for one in values)
        views.append(View(title, days[title], rows, _sum(values, "numerator"), _sum(values, "denominator")))
    return Geographies(tuple(views), tuple(_reconciled(views, unit)), same=False)


def _units_on(unit: Unit, day: dt.date) -> list[Unit]:
    """The units of the same level that held this area on a day: itself when it existed, else what went whole into it."""
    if unit.level == Level.COUNTRY or unit.exists_on(day):
        return [unit]
    inside = Coverage.objects.filter(ancestor=unit, whole=True, descendant__level=unit.level).select_related(
        "descendant"
    )
    return [row.descendant for row in inside.order_by("descendant__order_key") if row.descendant.exists_on(day)]


def _sum(values: Sequence[Value], part: str) -> Decimal | None:
    numbers = [number for one in values if (number := getattr(one, part)) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _reconciled(views: Sequence[View], unit: Unit) -> list[str]:
    """What is the same, and what lies between the sums."""
    today = views[-1]
    lines = []
    for view in views[:-1]:
        if view.numerator is None or today.numerator is None:
            lines.append(f"{view.title}: chưa có đủ số để đối chiếu với đơn vị hiện nay.")
            continue
        gap = today.numerator - view.numerator
        both = f"{len(view.rows)} đơn vị cộng lại {said(view.numerator)}; đơn vị hiện nay {said(today.numerator)}"
        if gap:
            lines.append(f"{view.title}: {both}; chênh lệch {said(gap)}.")
        else:
            lines.append(f"{view.title}: {both}; khớp.")
    parts = partly_covered(unit)
    if parts:
        names = ", ".join(sorted({one.name for one in parts})[:6])
        lines.append(
            f"Chỉ một phần của {names} vào {unit.name}: trẻ em ở đó tính theo nơi cư trú ghi trong sổ, nên có thể chênh."
        )
    return lines


def other_period(period: Period, text: str) -> Period:
    """The period to compare with: the one asked for, else the one before."""
    try:
        return periods.parse(text) if text else periods.previous(period)
    except UserError:
        return periods.previous(period)
