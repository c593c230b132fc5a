"""Charts drawn on the server: one declarative specification, SVG for the page (without JavaScript), PNG for Word.

The page shows the SVG as a picture (`<img src="data:…">`): inside the page its style attributes would need a hole in
the content security policy. The caller sets the table with the same figures beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.core.cache import cache

FONT = "Be Vietnam Pro, Noto Sans, DejaVu Sans, sans-serif"
WIDTH = 640  # points; the page scales the picture down on a phone
KEEP_SECONDS = 3600

Row = Mapping[str, Any]


def stacked_bars(values: Sequence[Row], *, title: str, colours: Mapping[str, str], unit: str = "nhiệm vụ") -> str:
    """Bars of `label`, stacked by `state`, `number` long. Returns the address of a picture for <img>."""
    return picture(_stacked_bars(values, title=title, colours=colours, unit=unit))


def cumulative_lines(values: Sequence[Row], *, title: str, unit: str = "nhiệm vụ") -> str:
    """Step lines of `line` over `day` (ISO), `number` high. Returns the address of a picture for <img>."""
    return picture(_cumulative_lines(values, title=title, unit=unit))


def _stacked_bars(values: Sequence[Row], *, title: str, colours: Mapping[str, str], unit: str) -> dict[str, Any]:
    labels = list(dict.fromkeys(row["label"] for row in values))
    return _spec(
        values,
        title,
        height=max(60, 26 * len(labels)),
        mark={"type": "bar", "height": 16},
        encoding={
            "y": {"field": "label", "type": "nominal", "sort": labels, "title": None, "axis": {"labelLimit": 220}},
            "x": {"field": "number", "type": "quantitative", "title": f"Số {unit}", "axis": {"tickMinStep": 1}},
            "color": {
                "field": "state",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(colours), "range": list(colours.values())},
                "legend": {"orient": "bottom", "columns": 4},
            },
            "order": {"field": "place", "type": "quantitative"},
        },
        transform=[
            {"calculate": f"indexof({json.dumps(list(colours), ensure_ascii=False)}, datum.state)", "as": "place"}
        ],
    )


def _cumulative_lines(values: Sequence[Row], *, title: str, unit: str) -> dict[str, Any]:
    # the first line is drawn full and green, the second dashed
    lines = list(dict.fromkeys(row["line"] for row in values))
    return _spec(
        values,
        title,
        height=220,
        mark={"type": "line", "interpolate": "step-after", "strokeWidth": 2.5},
        encoding={
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "axis": {"format": "%d/%m/%Y", "labelAngle": 0, "tickCount": 6},
            },
            "y": {
                "field": "number",
                "type": "quantitative",
                "title": f"Số {unit}, cộng dồn",
                "scale": {"zero": True},
                "axis": {"tickMinStep": 1},
            },
            "color": {
                "field": "line",
                "type": "nominal",
                "title": None,
                "sort": lines,
                "scale": {"domain": lines, "range": ["#2f7d4f", "#6b6f76"]},
                "legend": {"orient": "bottom"},
            },
            "strokeDash": {
                "field": "line",
                "type": "nominal",
                "sort": lines,
                "scale": {"domain": lines, "range": [[1, 0], [5, 4]]},
            },
        },
    )


def _spec(
    values: Sequence[Row], title: str, *, height: int, mark: Any, encoding: Any, transform: Sequence[Any] = ()
) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "background": "white",
        "title": {"text": title, "anchor": "start", "fontSize": 14},
        "data": {"values": list(values)},
        "transform": list(transform),
        "mark": mark,
        "encoding": encoding,
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 12, "titleFontSize": 12},
            "legend": {"labelFontSize": 12},
        },
    }


def picture(spec: Mapping[str, Any]) -> str:
    """The chart as the address of an SVG picture; drawn once for the same data (about 65 ms)."""
    return address(drawn(spec))


def address(svg: str) -> str:
    """An SVG as an address for <img> and for srcset, which is why it holds no space. Not base64: gzip sees through it."""
    return "data:image/svg+xml," + quote(svg, safe="/:;=,.()?!*+")


def drawn(spec: Mapping[str, Any]) -> str:
    """The chart as SVG text, kept an hour for the same data.

    Without the labels Vega puts on every mark: the picture is one image with a sentence and a table beside it, and the
    labels are a third of its bytes.
    """
    spec = {**spec, "config": {**spec.get("config", {}), "aria": False}}
    key = "chart:" + hashlib.sha256(json.dumps(spec, sort_keys=True, default=str).encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        import vl_convert

        found = vl_convert.vegalite_to_svg(json.dumps(spec, default=str))
        cache.set(key, found, KEEP_SECONDS)
    return str(found)


def png(spec: Mapping[str, Any]) -> bytes:
    """The chart as a PNG at twice the size, for a Word document or a presentation."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(json.dumps(spec, default=str), scale=2))


def png_stacked_bars(values: Sequence[Row], *, title: str, colours: Mapping[str, str], unit: str = "nhiệm vụ") -> bytes:
    """The same bars as a PNG at twice the size, for a Word document."""
    return png(_stacked_bars(values, title=title, colours=colours, unit=unit))
