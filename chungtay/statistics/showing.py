"""Exhibits of the pages of figures: which chart, which finding above it, which sentence and table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from chungtay.foundation import charts_figures as charts
from chungtay.statistics import bands, sentences
from chungtay.statistics.exhibits import Exhibit
from chungtay.statistics.maps import drawing
from chungtay.statistics.periods import Period
from chungtay.statistics.queries.looking import Named, chart_number, rounded, source_words
from chungtay.statistics.queries.maps import Mapped
from chungtay.statistics.queries.opened import NOT_SAID, Break
from chungtay.statistics.queries.overview import Card, Overview, Row
from chungtay.territory.models import Unit

SEXES = (("male", "Nam"), ("female", "Nữ"))
MOST_BARS = 12  # more cannot be read; the table beside has all
_WIDTHS = {low: high - low for low, high in zip(bands.EDGES, bands.EDGES[1:], strict=False)}


def of_overview(found: Overview) -> list[Exhibit | None]:
    return [
        trend(found.chosen, found.trend, found.unit.name, found.period) if found.chosen else None,
        ranking(found.chosen, found.rows, found.period) if found.chosen else None,
        ages(found.ages, found.period),
        parts(found.parts, found.composition, found.period),
    ]


def trend(card: Card, line: Sequence[tuple[Period, Decimal | None]], place: str, period: Period) -> Exhibit | None:
    """One measure over periods; nothing when there is but one."""
    points = [(one.title, rounded(value)) for one, value in line]
    if sum(value is not None for _, value in points) < 2:
        return None
    sentence = sentences.of_trend(card.named.title, points, card.named.unit)
    rows = [{"period": title, "line": place, "number": chart_number(value)} for title, value in points]
    aim = float(card.aim.value) if card.aim is not None else None
    source = source_words(card.named, period)

    def spec(width: int) -> dict[str, Any]:
        return charts.trend(
            rows, title=_finding(sentence), unit=card.named.unit, source=source, width=width, target=aim
        )

    header = ("Kỳ", f"{card.named.title} ({card.named.unit})")
    return Exhibit("xu-huong", _finding(sentence), sentence, header, tuple(points), source, spec)


def ranking(card: Card, rows: Sequence[Row], period: Period, key: str = "xep-hang") -> Exhibit | None:
    """The units beneath in one measure; bars of the first ones, which are those to look at."""
    if not rows:
        return None
    named = card.named
    sentence = sentences.of_ranking([(row.unit.name, rounded(row.number)) for row in rows], named.unit)
    drawn = [row for row in rows if row.number is not None][:MOST_BARS]
    if len(rows) > len(drawn):
        sentence += f" Hình vẽ {len(drawn)} đơn vị đầu bảng; bảng có đủ."
    bars = [{"label": row.unit.name, "number": chart_number(row.number)} for row in drawn]
    aims = {row.aim.value for row in rows if row.aim is not None}
    aim = float(aims.pop()) if len(aims) == 1 else None
    source = source_words(named, period)

    def spec(width: int) -> dict[str, Any]:
        return charts.ranking(bars, title=_finding(sentence), unit=named.unit, source=source, width=width, target=aim)

    header = ("Đơn vị", f"{named.title} ({named.unit})", *_of_what(named), "Chỉ tiêu", "Ghi chú")
    table = tuple(_row(named, row) for row in rows)
    links = tuple(_link(named, row.unit, period) for row in rows)
    title = f"{named.title}: {_finding(sentence)}"
    return Exhibit(key, title, sentence, header, table, source, spec if bars else None, links=links)


def _link(named: Named, unit: Unit, period: Period) -> str:
    """The same number of a unit beneath."""
    query = urlencode({"don-vi": unit.path, "ky": period.code, "cach-tinh": named.measure.key})
    return f"{reverse('statistics:figure', args=[named.indicator.id])}?{query}"


def of_breaks(named: Named, found: Sequence[Break], period: Period) -> list[Exhibit]:
    """Each break as a table with its picture; parts that do not add up are said to."""
    shown = []
    for place, one in enumerate(found):
        numbers = [(label, rounded(value)) for label, _, value in one.rows if label != NOT_SAID]
        sentence = sentences.of_ranking(numbers, named.unit)
        if one.differs:
            sentence += f" Các phần cộng lại khác tổng {sentences.said(one.differs)}."
        bars = [{"label": label, "number": chart_number(value)} for label, _, value in one.rows if value is not None]
        shown.append(_break_exhibit(named, one, bars, sentence, source_words(named, period), place))
    return shown


def _break_exhibit(
    named: Named, one: Break, bars: list[dict[str, Any]], sentence: str, source: str, place: int
) -> Exhibit:
    def spec(width: int) -> dict[str, Any]:
        return charts.ranking(bars, title=_finding(sentence), unit=named.unit, source=source, width=width)

    header = (one.title, *(("Tử số",) if named.is_rate else ()), f"{named.measure.title} ({named.unit})")
    rows = tuple((label, *((number,) if named.is_rate else ()), rounded(value)) for label, number, value in one.rows)
    return Exhibit(f"phan-to-{place}", f"{named.title} theo {one.title.lower()}", sentence, header, rows, source, spec)


def _of_what(named: Named) -> tuple[str, ...]:
    """What stands above and below the line of a rate."""
    return ("Tử số", "Mẫu số") if named.is_rate else ()


def _row(named: Named, row: Row) -> tuple[Any, ...]:
    counts = (row.value.numerator, row.value.denominator) if named.is_rate else ()
    note = row.value.why_missing or ("Chưa đạt chỉ tiêu" if row.behind else "")
    return (row.unit.name, rounded(row.number), *counts, row.aim.value if row.aim else None, note)


def ages(counted: dict[tuple[str, str], Decimal], period: Period) -> Exhibit | None:
    """A pyramid. Bands are not equally wide, so that bars are children for each year of age; the table has the counts."""
    if not any(counted.values()):
        return None
    known = [atom for atom in bands.ATOMS if any((atom, sex) in counted for sex, _ in SEXES)]
    unknown = sum((n for (atom, sex), n in counted.items() if not atom or not sex), Decimal(0))
    totals = {sex: sum((counted.get((atom, sex), Decimal(0)) for atom in known), Decimal(0)) for sex, _ in SEXES}
    by_band = [
        (_band(atom), sum((counted.get((atom, sex), Decimal(0)) for sex, _ in SEXES), Decimal(0))) for atom in known
    ]
    sentence = sentences.of_pyramid(totals["male"], totals["female"], by_band, unknown=unknown)
    bars = [
        {"band": _band(atom), "sex": words, "number": round(float(counted.get((atom, sex), 0)) / _WIDTHS[int(atom)], 1)}
        for atom in known
        for sex, words in SEXES
    ]
    source = source_words(None, period)

    def spec(width: int) -> dict[str, Any]:
        title, unit = _finding(sentence), "trẻ em, bình quân mỗi năm tuổi"
        return charts.pyramid(bars, title=title, unit=unit, source=source, width=width)

    table = tuple((_band(atom), *(counted.get((atom, sex), Decimal(0)) for sex, _ in SEXES)) for atom in known)
    header = ("Tuổi", *(words for _, words in SEXES))
    return Exhibit("thap-tuoi", _finding(sentence), sentence, header, table, source, spec)


def _band(atom: str) -> str:
    low = int(atom)
    return atom if _WIDTHS[low] == 1 else f"{low}–{low + _WIDTHS[low] - 1}"


def parts(rows: Sequence[tuple[str, Decimal]], composed: dict[str, Any], period: Period) -> Exhibit | None:
    """Of what a whole is made; what overlaps is drawn side by side and never added up."""
    if not rows:
        return None
    overlap, unit = bool(composed.get("overlap")), str(composed["unit"])
    sentence = sentences.of_composition(rows, unit, overlap=overlap)
    source = source_words(None, period)
    bars = [{"label": label, "number": float(value)} for label, value in rows]
    shares = [{"label": period.title, "part": label, "number": float(value)} for label, value in rows]

    def spec(width: int) -> dict[str, Any]:
        title = _finding(sentence)
        if overlap:
            return charts.ranking(bars, title=title, unit=unit, source=source, width=width)
        return charts.composition(shares, title=title, unit=unit, source=source, width=width)

    title = f"{composed['title']}: {_finding(sentence)}"
    return Exhibit("co-cau", title, sentence, ("Nhóm", f"Số {unit}"), tuple(rows), source, spec)


def of_map(named: Named, found: Mapped, unit: Unit, period: Period) -> tuple[Exhibit, str]:
    """The map as an exhibit, and the same as SVG whose units lead to their own numbers."""
    numbers = [(row.unit.name, rounded(row.number)) for row in found.rows]
    sentence = sentences.of_ranking(numbers, named.unit)
    source = " ".join([source_words(named, period), *(f"Ranh giới: {one}." for one in found.sources)])
    title = f"{named.title}, {unit.name}: {_finding(sentence)}"
    flat, linked = (
        drawing.draw(
            found.places, title=title, unit=f"{named.measure.title} ({named.unit})", source=source,
            proportional=not named.is_rate, archipelagos=found.archipelagos, linked=one,
        )
        for one in (False, True)
    )  # fmt: skip
    if flat.missing:
        sentence += f" Không có trên bản đồ vì chưa biết vị trí: {', '.join(flat.missing[:5])}."
    header = ("Đơn vị", f"{named.measure.title} ({named.unit})", *_of_what(named), "Ghi chú")
    rows = tuple(_map_row(named, row) for row in found.rows)
    links = tuple(_link(named, row.unit, period) for row in found.rows)
    exhibit = Exhibit(
        "ban-do", title, sentence, header, rows, source, svg=flat.svg if found.placed else "", links=links
    )
    return exhibit, linked.svg if found.placed else ""


def _map_row(named: Named, row: Row) -> tuple[Any, ...]:
    counts = (row.value.numerator, row.value.denominator) if named.is_rate else ()
    return (row.unit.name, rounded(row.number), *counts, row.value.why_missing)


def _finding(sentence: str) -> str:
    """The first sentence, without its full stop: what a reader is to take away."""
    return sentence.partition(". ")[0].rstrip(".")
