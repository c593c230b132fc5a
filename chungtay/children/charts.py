"""The growth chart: how far a child is from the WHO median, measurement by measurement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chungtay.children.births import months
from chungtay.children.growth import Assessment, Index
from chungtay.children.models import Child
from chungtay.foundation.charts import WIDTH, picture

_LINES = (
    (Index.HEIGHT_FOR_AGE, "Chiều cao theo tuổi", "#2f7d4f"),
    (Index.WEIGHT_FOR_AGE, "Cân nặng theo tuổi", "#2a5db0"),
    (Index.WEIGHT_FOR_HEIGHT, "Cân nặng theo chiều cao", "#8a5a00"),
)
_LIMITS = ((-2, "-2 SD: suy dinh dưỡng vừa"), (-3, "-3 SD: suy dinh dưỡng nặng"), (2, "+2 SD: thừa cân"))


def growth_chart(child: Child, told: Sequence[tuple[dt.date, Assessment]]) -> dict[str, str] | None:
    """Address of the picture and its words; None when fewer than two z-scores can be told."""
    if child.birth_date is None:
        return None
    points = [
        {"age": months(child.birth_date, day), "z": float(one.z[index]), "line": label}
        for day, one in told
        for index, label, _ in _LINES
        if index in one.z
    ]
    if len({point["age"] for point in points}) < 2:
        return None
    title = _finding(*max(told, key=lambda pair: pair[0]))
    return {"url": picture(_spec(points, title)), "title": title}


def _finding(day: dt.date, last: Assessment) -> str:
    """The title states what was found at the last measurement."""
    return f"Lần đo {day:%d/%m/%Y}: {last.words.lower()}" if last.words else "Tăng trưởng so với chuẩn WHO"


def _spec(points: list[dict[str, Any]], title: str) -> dict[str, Any]:
    labels = [label for _, label, _ in _LINES if any(point["line"] == label for point in points)]
    colours = [colour for _, label, colour in _LINES if label in labels]
    shape = {"strokeDash": [4, 4], "color": "#b3261e", "strokeWidth": 1}
    limits = [
        {"data": {"values": [{"z": z, "said": said}]},
         "layer": [{"mark": {"type": "rule", **shape}, "encoding": {"y": {"field": "z", "type": "quantitative"}}},
                   {"mark": {"type": "text", "align": "left", "dx": 4, "dy": -6, "fontSize": 11, "color": "#5b5b5b"},
                    "encoding": {"y": {"field": "z", "type": "quantitative"}, "x": {"value": 0}, "text": {"field": "said"}}}]}
        for z, said in _LIMITS
    ]  # fmt: skip
    line = {
        "data": {"values": points},
        "mark": {"type": "line", "point": {"size": 45, "filled": True}, "strokeWidth": 2},
        "encoding": {
            "x": {"field": "age", "type": "quantitative", "title": "Tháng tuổi", "scale": {"zero": False, "nice": True}},
            "y": {"field": "z", "type": "quantitative", "title": "Độ lệch so với trung vị (SD)", "scale": {"domain": [-5, 4]}},
            "color": {
                "field": "line", "type": "nominal", "title": None, "scale": {"domain": labels, "range": colours},
                "legend": {"orient": "bottom"},
            },
        },
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": 260,
        "background": "white",
        "title": {"text": title, "anchor": "start", "fontSize": 14},
        "layer": [*limits, line],
        "config": {
            "font": "Be Vietnam Pro, Noto Sans, DejaVu Sans, sans-serif",
            "view": {"stroke": None},
            "axis": {"labelFontSize": 12, "titleFontSize": 12},
            "legend": {"labelFontSize": 12},
        },
    }
