"""The two charts of the overview, as picture addresses for <img> (the table with the same figures stands beside each)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from chungtay.directives.queries.overview import Point
from chungtay.directives.queries.tasks import Counts
from chungtay.foundation import charts

COLOURS = {
    "Hoàn thành đúng hạn": "#2f7d4f",
    "Hoàn thành quá hạn": "#c7702a",
    "Trong hạn": "#5b8db8",
    "Quá hạn": "#b3261e",
}


def states_chart(title: str, rows: Sequence[tuple[str, Counts]]) -> str:
    """Stacked bars of the four leaves for each row; empty text when there is nothing to draw."""
    if not any(counts.total for _, counts in rows):
        return ""
    values = [
        {"label": label[:60], "state": state, "number": number}
        for label, counts in rows
        for state, number in zip(
            COLOURS, (counts.done_on_time, counts.done_late, counts.open_in_time, counts.open_overdue), strict=True
        )
    ]
    return charts.stacked_bars(values, title=title, colours=COLOURS)


def progress_chart(points: Sequence[Point], until: dt.date) -> str:
    """Planned against done, cumulative; what is done is known only up to `until`, the plan goes on."""
    if len(points) < 2:
        return ""
    past = [point for point in points if point.day <= until]
    last = past[-1] if past else points[0]
    finding = f"Đến {until:%d/%m/%Y}: đã hoàn thành {last.done} nhiệm vụ; theo hạn phải xong {last.planned}"
    values = [{"day": point.day.isoformat(), "line": "Đã hoàn thành", "number": point.done} for point in past]
    values += [{"day": point.day.isoformat(), "line": "Theo hạn", "number": point.planned} for point in points]
    return charts.cumulative_lines(values, title=finding)
