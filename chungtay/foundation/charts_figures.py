"""Charts of statistics as specifications: population pyramid, trend, ranking, composition.

Each function takes plain rows and gives back a Vega-Lite specification for `charts.drawn`, `charts.picture` and
`charts.png`. The title states the finding; bars begin at zero; numbers are written the Vietnamese way; the source stands
under the picture, so that a picture pasted elsewhere still says where it is from. `width` in points: WIDE for a desk,
NARROW for a phone (drawn anew, since a picture scaled down cannot be read).
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import Any

from chungtay.foundation.charts import FONT, Row

WIDE, NARROW = 640, 320
GREEN, BLUE, GREY, ORANGE = "#2f7d4f", "#2a5db0", "#8b8f94", "#b8560f"
# Okabe and Ito's colours, told apart by the colour-blind; the lightest is left out (contrast of marks at least 3).
PALETTE = ("#0072b2", "#d55e00", "#00805f", "#9a4a7d", "#5b5f66", "#7a5c00", "#3f4aa0", "#2f7d4f")
_NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đ"]}
_INK_SOFT = "#55595e"


def pyramid(
    rows: Sequence[Row], *, title: str, unit: str = "trẻ em", source: str = "", width: int = WIDE
) -> dict[str, Any]:
    """Boys to the left, girls to the right. Rows: `band` (in their order, the youngest first), `sex` (Nam, Nữ), `number`."""
    bands = list(dict.fromkeys(str(row["band"]) for row in rows))
    values = [{**row, "side": -row["number"] if row["sex"] == "Nam" else row["number"]} for row in rows]
    most = max((row["number"] for row in rows), default=0) or 1
    bars = {
        "mark": {"type": "bar"},
        "encoding": {
            "y": {
                "field": "band", "type": "nominal", "sort": bands[::-1], "title": "Tuổi",
                "axis": {"ticks": False, "domain": False},
            },
            "x": {
                "field": "side", "type": "quantitative", "title": f"Số {unit}",
                "scale": {"domain": [-most, most], "nice": True},
                "axis": {"labelExpr": "format(abs(datum.value), ',')", "tickCount": 5 if width < WIDE else 9, "tickMinStep": 1},
            },
            "color": {
                "field": "sex", "type": "nominal", "title": None, "legend": {"orient": "bottom"},
                "scale": {"domain": ["Nam", "Nữ"], "range": [BLUE, ORANGE]},
            },
        },
    }  # fmt: skip
    return _spec(values, bars, title, source, width - _beside(bands, width), max(80, 24 * len(bands)))


def trend(
    rows: Sequence[Row], *, title: str, unit: str, source: str = "", width: int = WIDE, target: float | None = None
) -> dict[str, Any]:
    """Lines over periods. Rows: `period` (in their order), `line`, `number` (None where it is not known: a gap)."""
    periods = list(dict.fromkeys(str(row["period"]) for row in rows))
    names = list(dict.fromkeys(str(row["line"]) for row in rows))
    legend = {"orient": "bottom", "columns": 1 if width < WIDE else 3, "labelLimit": width} if len(names) > 1 else None
    line = {
        "mark": {"type": "line", "point": {"size": 50, "filled": True}, "strokeWidth": 2.5},
        "encoding": {
            "x": {"field": "period", "type": "ordinal", "sort": periods, "title": None, "axis": _labels(periods, width)},
            "y": {
                "field": "number", "type": "quantitative", "title": _short(unit), "scale": {"zero": True},
                "axis": {"format": ",~r" if _whole(rows) else ",~f", "tickCount": 5},
            },
            "color": {
                "field": "line", "type": "nominal", "sort": names, "title": None,
                "scale": {"domain": names, "range": list(PALETTE[: len(names)])},
                "legend": legend,
            },
            "strokeDash": {"field": "line", "type": "nominal", "sort": names, "legend": None},
        },
    }  # fmt: skip
    layers = [line, *_rule(target, "y", unit)]
    return _spec(list(rows), {"layer": layers}, title, source, width - 90, 220)


def ranking(
    rows: Sequence[Row],
    *,
    title: str,
    unit: str,
    source: str = "",
    width: int = WIDE,
    target: float | None = None,
    own: str = "",
) -> dict[str, Any]:
    """Bars of `label`, `number` long, in the order given; `own` is drawn in the product's green, the others in grey."""
    labels = [str(row["label"]) for row in rows]
    value = {"field": "number", "type": "quantitative"}
    bars = {
        "mark": {"type": "bar", "height": 14},
        "encoding": {
            "y": {
                "field": "label", "type": "nominal", "sort": labels, "title": None,
                "axis": {"labelLimit": _limit(width), "ticks": False},
            },
            "x": {
                **value, "title": _short(unit), "scale": {"zero": True},
                "axis": {"format": ",~f", "tickCount": 4 if width < WIDE else 8},
            },
            "color": {
                "condition": {"test": f"datum.label == {json.dumps(own, ensure_ascii=False)}", "value": GREEN},
                "value": GREY if own else GREEN,
            },
        },
    }  # fmt: skip
    said = {
        "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": labels},
            "x": value,
            "text": {**value, "format": ",~f" if not _whole(rows) else ",d"},
        },
    }
    layers = [bars, said, *_rule(target, "x", unit)]
    inside = width - _beside(labels, width) - 30  # the longest bar has its number behind it
    return _spec(list(rows), {"layer": layers}, title, source, inside, max(60, 24 * len(labels)))


def composition(
    rows: Sequence[Row], *, title: str, unit: str, source: str = "", width: int = WIDE, overlap: bool = False
) -> dict[str, Any]:
    """Of what a whole is made. Rows: `label` (a unit or period), `part`, `number`.

    Parts that make up the whole are stacked to 100 %. With `overlap` (one child may be in several parts) nothing is added
    up: each part has a bar of its own, side by side.
    """
    labels = list(dict.fromkeys(str(row["label"]) for row in rows))
    parts = list(dict.fromkeys(str(row["part"]) for row in rows))
    colour = {
        "field": "part", "type": "nominal", "sort": parts, "title": None,
        "scale": {"domain": parts, "range": [PALETTE[place % len(PALETTE)] for place in range(len(parts))]},
        "legend": {"orient": "bottom", "columns": 1 if width < WIDE else 2, "labelLimit": width},
    }  # fmt: skip
    name = {
        "field": "label", "type": "nominal", "sort": labels, "title": None,
        "axis": {"labelLimit": _limit(width), "ticks": False},
    }  # fmt: skip
    number = {"field": "number", "type": "quantitative"}
    if overlap:
        one = {"y": name, "x": {**number, "title": _short(unit), "axis": {"format": ",~f"}}, "color": colour}
        one["yOffset"] = {"field": "part", "sort": parts}
        height = max(60, 14 * len(labels) * len(parts))
        bars = {"mark": {"type": "bar"}, "encoding": one}
        return _spec(list(rows), bars, title, source, width - _beside(labels, width), height)
    stacked = {
        "y": name,
        "x": {**number, "stack": "normalize", "title": f"Phần trăm {unit}", "axis": {"format": ".0%", "tickCount": 5}},
        "color": colour,
        "order": {"field": "place", "type": "quantitative"},
    }
    values = [{**row, "place": parts.index(str(row["part"]))} for row in rows]
    bars = {"mark": {"type": "bar", "height": 20, "stroke": "white", "strokeWidth": 1}, "encoding": stacked}
    return _spec(values, bars, title, source, width - _beside(labels, width), max(40, 30 * len(labels)))


def _rule(target: float | None, channel: str, unit: str) -> list[dict[str, Any]]:
    """The target as a dashed line with its number."""
    if target is None:
        return []
    data = {"values": [{"target": target}]}
    where = {channel: {"field": "target", "type": "quantitative"}}
    words = {"type": "text", "align": "left", "dx": 4, "dy": -6, "fontSize": 11, "color": "#8a1f17"}
    if channel == "x":
        words |= {"y": 0, "baseline": "bottom", "dy": -2, "dx": 0, "align": "center"}
    else:
        words |= {"x": 0}
    label = {"value": f"Chỉ tiêu: {target:,.1f}".replace(",", " ").replace(".", ",").removesuffix(",0")}
    return [
        {"data": data, "mark": {"type": "rule", "strokeDash": [5, 4], "color": "#8a1f17", "strokeWidth": 1.5}, "encoding": where},
        {"data": data, "mark": words, "encoding": {**where, "text": label}},
    ]  # fmt: skip


def _whole(rows: Sequence[Row]) -> bool:
    return all(row["number"] is None or float(row["number"]).is_integer() for row in rows)


def _labels(names: Sequence[str], width: int) -> dict[str, Any]:
    """Labels of a horizontal axis: tilted when they would run into each other."""
    crowded = sum(len(name) + 2 for name in names) * 6.5 > width
    return {"labelAngle": -40 if crowded else 0, "labelLimit": 160}


def _short(unit: str) -> str:
    return unit[:1].upper() + unit[1:]


def _limit(width: int) -> int:
    """The longest label of a bar, in points; a longer one is cut, its full name stands in the table."""
    return 110 if width < WIDE else 220


def _beside(labels: Sequence[str], width: int) -> int:
    """What labels beside the plot take from its width."""
    return min(_limit(width), 7 * max((len(label) for label in labels), default=0)) + 50


def _spec(values: list[Any], main: dict[str, Any], title: str, source: str, inside: int, height: int) -> dict[str, Any]:
    whole = WIDE if inside > NARROW else NARROW
    chart = {"width": inside, "height": height, "data": {"values": values}, **main}
    below = {
        "width": inside, "height": 14, "data": {"values": [{}]},
        "mark": {"type": "text", "align": "left", "x": 0, "fontSize": 11, "color": _INK_SOFT, "lineHeight": 14},
        "encoding": {"text": {"value": textwrap.wrap(source, inside // 6)}},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "title": {"text": textwrap.wrap(title, whole // 8), "anchor": "start", "fontSize": 14, "frame": "bounds"},
        "vconcat": [chart, *([below] if source else [])],
        "resolve": {"legend": {"color": "independent"}},  # beside its chart, above the source
        "spacing": 8,
        "config": {
            "font": FONT,
            "locale": {"number": _NUMBERS},
            "view": {"stroke": None},
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
            "legend": {"labelFontSize": 12},
        },
    }
