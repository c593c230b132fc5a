"""A map of units as SVG: areas in classes (rates) or circles by size (counts), with legend, names of the archipelagos, source.

Pure: places come in degrees, points go out in tenths of a pixel. Neighbours stay joined because a point of both is rounded
to the same place. Only presentation attributes are used: the page's security policy takes no style attributes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from chungtay.foundation.charts import FONT
from chungtay.foundation.vietnamese import fold, number
from chungtay.statistics.maps.archipelagos import Archipelago
from chungtay.statistics.maps.classes import Class, class_of, classes
from chungtay.statistics.maps.geojson import STEP, Ring

WIDTH = 640
MOST_HEIGHT = 760
_MARGIN = 26  # as wide as the largest circle
_SMALLEST = 1.6  # half a width below which an islet is drawn as a dot, so that it does not vanish
_NOTHING, _BORDER, _INK, _SOFT = "#ffffff", "#6f757b", "#1d2125", "#55595e"
_CIRCLE = "#0072b2"


@dataclass(frozen=True)
class Place:
    """A unit on the map. `value` None: not known. `rings` may be empty: then only its centre is drawn (a circle)."""

    name: str
    value: float | None
    words: str  # the value as it is said: “3,4 %”, “chưa có số liệu”
    url: str = ""
    rings: tuple[tuple[tuple[int, int], ...], ...] = ()
    centre: tuple[float, float] | None = None


@dataclass(frozen=True)
class Drawing:
    """`svg` for the page or a file; `classes` for the legend in words beside it; `missing` could not be put on the map."""

    svg: str
    classes: list[Class]
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Frame:
    """From degrees to pixels: equirectangular, true in the middle of what is shown."""

    west: float
    north: float
    scale: float
    squeeze: float
    top: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - self.west) * self.squeeze * self.scale + _MARGIN
        y = (self.north - latitude) * self.scale + _MARGIN + self.top
        return round(x, 1), round(y, 1)


def draw(
    places: Sequence[Place],
    *,
    title: str,
    unit: str,
    source: str,
    proportional: bool,
    archipelagos: Iterable[Archipelago] = (),
    linked: bool = False,
) -> Drawing:
    """`proportional`: counts as circles by area; else rates as coloured areas. `linked`: names lead to their pages."""
    shown = [place for place in places if place.rings or place.centre]
    marks = list(archipelagos)
    found = [] if proportional else classes([place.value for place in shown if place.value is not None])
    heading = textwrap.wrap(title, WIDTH // 8)
    frame, height = _frame(shown, marks, 20.0 * len(heading))
    parts = [_area(place, frame, found, proportional, linked) for place in shown if place.rings]
    parts += _circles([place for place in shown if proportional or not place.rings], frame, found, linked, proportional)
    parts += [_archipelago(mark, frame, _fill_of(mark, shown, found)) for mark in marks]
    below, extra = _legend(found, shown, unit, height, proportional)
    footer = textwrap.wrap(source, WIDTH // 6)
    whole = height + extra + 16 * len(footer) + 10
    lines = [*_lines(heading, _MARGIN, 18, 14, _INK, bold=True), *parts, *below]
    lines += _lines(footer, _MARGIN, height + extra + 6, 11, _SOFT)
    # A group, not an image: what it holds can be walked and clicked; keyboards use the table beside it.
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {whole:.0f}" width="{WIDTH}" height="{whole:.0f}" '
        f'role="{"group" if linked else "img"}" aria-label={quoteattr(title)} font-family={quoteattr(FONT)}>'
        f'<rect width="{WIDTH}" height="{whole:.0f}" fill="#ffffff"/>{"".join(lines)}</svg>'
    )
    return Drawing(svg, found, [place.name for place in places if not (place.rings or place.centre)])


def _frame(places: Sequence[Place], marks: Sequence[Archipelago], top: float) -> tuple[_Frame, float]:
    points = [(x / STEP, y / STEP) for place in places for ring in place.rings for x, y in ring]
    points += [place.centre for place in places if place.centre]
    points += [island for mark in marks for island in mark.islands]
    points = points or [(102.0, 8.0), (110.0, 23.5)]
    west, east = min(x for x, _ in points) - 0.05, max(x for x, _ in points) + 0.05
    south, north = min(y for _, y in points) - 0.05, max(y for _, y in points) + 0.05
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * _MARGIN) / ((east - west) * squeeze or 1), (MOST_HEIGHT - 2 * _MARGIN) / ((north - south) or 1)
    )
    room = (WIDTH - 2 * _MARGIN) / (squeeze * scale) - (east - west)  # a narrow territory stands in the middle
    return _Frame(west - room / 2, north, scale, squeeze, top), (north - south) * scale + 2 * _MARGIN + top


def _area(place: Place, frame: _Frame, found: Sequence[Class], proportional: bool, linked: bool) -> str:
    outline, dots = _path(place.rings, frame)
    known = place.value is not None and not proportional
    fill = found[class_of(place.value, found)].colour if known and place.value is not None else _NOTHING
    fill = "#f3f1ea" if proportional else fill
    dash = "" if place.value is not None else ' stroke-dasharray="2 2"'
    drawn = f'<path d="{outline}" fill="{fill}" fill-rule="evenodd" stroke="{_BORDER}" stroke-width="0.6"{dash}/>'
    drawn += "".join(
        f'<circle cx="{x}" cy="{y}" r="{_SMALLEST}" fill="{fill}" stroke="{_BORDER}" stroke-width="0.5"/>'
        for x, y in dots
    )
    return _named(place, drawn, linked)


def _named(place: Place, drawn: str, linked: bool) -> str:
    inner = f"<title>{escape(f'{place.name}: {place.words}')}</title>{drawn}"
    if linked and place.url:
        return f'<a href={quoteattr(place.url)} tabindex="-1">{inner}</a>'
    return f"<g>{inner}</g>"


def _path(rings: Iterable[Iterable[tuple[int, int]]], frame: _Frame) -> tuple[str, list[tuple[float, float]]]:
    """The outline with what falls together left out, and the islets too small for one."""
    pieces, dots = [], set()
    for ring in rings:
        points: list[tuple[float, float]] = []
        for x, y in ring:
            here = frame.at(x / STEP, y / STEP)
            here = (round(here[0] * 2) / 2, round(here[1] * 2) / 2)
            if not points or points[-1] != here:
                points.append(here)
        points = _straightened(points)
        wide = max(x for x, _ in points) - min(x for x, _ in points)
        high = max(y for _, y in points) - min(y for _, y in points)
        if len(points) < 3 or max(wide, high) < 2 * _SMALLEST:
            dots.add(points[0])
            continue
        pieces.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(pieces), sorted(dots)


def _straightened(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points on the straight line between their neighbours are left out."""
    kept: list[tuple[float, float]] = []
    for point in points:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) == 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _circles(
    places: Sequence[Place], frame: _Frame, found: Sequence[Class], linked: bool, proportional: bool
) -> list[str]:
    """The largest first, so that a small one is never hidden."""
    most = max((place.value or 0 for place in places), default=0) or 1
    drawn = []
    for place in sorted(places, key=lambda one: -(one.value or 0)):
        if place.centre is None:
            continue
        x, y = frame.at(*place.centre)
        if place.value is None:
            look = f'r="4" fill="{_NOTHING}" stroke="{_BORDER}" stroke-dasharray="2 2"'
        elif proportional:
            look = f'r="{_radius(place.value, most)}" fill="{_CIRCLE}" fill-opacity="0.55" stroke="#003f66"'
        else:
            look = f'r="8" fill="{found[class_of(place.value, found)].colour}" stroke="{_BORDER}"'
        drawn.append(_named(place, f'<circle cx="{x}" cy="{y}" {look}/>', linked))
    return drawn


def _radius(value: float, most: float) -> float:
    return round(max(1.5, 24 * math.sqrt(max(0.0, value) / most)), 1)


def _fill_of(mark: Archipelago, places: Sequence[Place], found: Sequence[Class]) -> str:
    """The colour of the unit the archipelago belongs to, when it is on this map in classes."""
    for place in places:
        if place.value is not None and found and _owns(place.name, mark):
            return found[class_of(place.value, found)].colour
    return _NOTHING


def _owns(name: str, mark: Archipelago) -> bool:
    return fold(name).endswith(fold(mark.owner)) or fold(name) == fold(mark.commune_name)


def _archipelago(mark: Archipelago, frame: _Frame, fill: str) -> str:
    spots = [frame.at(*island) for island in mark.islands]
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="2" fill="{fill}" stroke="{_BORDER}" stroke-width="0.8"/>' for x, y in spots
    )
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    low = max(y for _, y in spots)
    middle = min(max((left + right) / 2, 95), WIDTH - 95)
    words = (
        f'<text x="{middle:.1f}" y="{low + 16:.1f}" font-size="11" text-anchor="middle" fill="{_INK}" '
        f'paint-order="stroke" stroke="#ffffff" stroke-width="3">{mark.name}</text>'
    )
    return f"<g><title>{escape(mark.name)}</title>{dots}{words}</g>"


def _legend(
    found: Sequence[Class], places: Sequence[Place], unit: str, top: float, proportional: bool
) -> tuple[list[str], float]:
    """What the colours or sizes mean, with numbers; (pieces, height)."""
    y = top + 12
    pieces = _lines([unit[:1].upper() + unit[1:]], _MARGIN, y, 12, _INK)
    without = sum(place.value is None for place in places)
    if proportional:
        most = max((place.value or 0 for place in places), default=0)
        x = float(_MARGIN)
        for value in _rounds(most):
            radius = _radius(value, most)
            pieces.append(
                f'<circle cx="{x + radius:.1f}" cy="{y + 34}" r="{radius}" fill="{_CIRCLE}" fill-opacity="0.55" stroke="#003f66"/>'
            )
            said = number(value if value % 1 else int(value))
            pieces += _lines([said], x + 2 * radius + 6, y + 38, 12, _INK)
            x += 2 * radius + 20 + 8 * len(said)
        y += 64
    else:
        for one in found:
            y += 20
            said = (
                f"{number(one.low)} – {number(one.high)}: {one.number} đơn vị"
                if one.low != one.high
                else f"{number(one.low)}: {one.number} đơn vị"
            )
            pieces.append(
                f'<rect x="{_MARGIN}" y="{y - 11}" width="22" height="14" fill="{one.colour}" stroke="{_BORDER}"/>'
            )
            pieces += _lines([said], _MARGIN + 30, y, 12, _INK)
        y += 10
    if without:
        y += 12
        pieces.append(
            f'<rect x="{_MARGIN}" y="{y - 11}" width="22" height="14" fill="{_NOTHING}" stroke="{_BORDER}" stroke-dasharray="2 2"/>'
        )
        pieces += _lines([f"Chưa có số liệu: {without} đơn vị"], _MARGIN + 30, y, 12, _INK)
        y += 10
    return pieces, y - top + 12


def _rounds(most: float) -> list[float]:
    """Two or three round sizes for the legend of circles."""
    if most <= 0:
        return []
    power = 10 ** math.floor(math.log10(most))
    largest = math.floor(most / power) * power
    return sorted({largest, largest / 2, largest / 10} if largest >= 10 else {largest, max(1.0, largest / 2)})


def _lines(texts: Sequence[str], x: float, y: float, size: int, colour: str, *, bold: bool = False) -> list[str]:
    weight = ' font-weight="bold"' if bold else ""
    return [
        f'<text x="{x:g}" y="{y + place * (size + 5):.1f}" font-size="{size}" fill="{colour}"{weight}>{escape(text)}</text>'
        for place, text in enumerate(texts)
    ]


def rings_of(stored: Sequence[Ring]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Rings as they stand in the database (JSON lists) as tuples."""
    return tuple(tuple((int(x), int(y)) for x, y in ring) for ring in stored)
