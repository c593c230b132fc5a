"""The growth chart: how far a child is from the WHO median, measurement by measurement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chungtay.children.births import months
from chungtay.children.models import Child, Growth
from chungtay.foundation.charts import WIDTH, picture
from chungtay.foundation.vietnamese import number

_LINES = (
    ("height_for_age", "Chiều cao theo tuổi", "#2f7d4f"),
    ("weight_for_age", "Cân nặng theo tuổi", "#2a5db0"),
    ("weight_for_height", "Cân nặng theo chiều cao", "#8a5a00"),
)
_LIMITS = ((-2, "-2 SD: suy dinh dưỡng vừa"), (-3, "-3 SD: suy dinh dưỡng nặng"), (2, "+2 SD: thừa cân"))


def growth_chart(child: Child, rows: Sequence[Growth]) -> dict[str, str] | None:
    """Address of the picture and its words; None when fewer than two z-scores can be told."""
    if child.birth_date is None:
        return None
    points = [
        {"age": months(child.birth_date, row.on), "z": float(score), "line": label}
        for row in rows
        for name, label, _ in _LINES
        if (score := getattr(row, name)) is not None
    ]
    if len(points) < 2:
        return None
    title = _finding(rows)
    return {"url": picture(_spec(points, title)), "title": title}


def _finding(rows: Sequence[Growth]) -> str:
    last = max(rows, key=lambda row: row.on)
    told = [
        f"{label.lower()} {number(score, 1)} SD"
        for name, label, _ in _LINES
        if (score := getattr(last, name)) is not None
    ]
    return f"Lần đo {last.on:%d/%m/%Y}: {', '.join(told)}" if told else "Tăng trưởng so với chuẩn WHO"


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
