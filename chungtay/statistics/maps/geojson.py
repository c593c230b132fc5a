"""Boundary files (GeoJSON, RFC 7946) read and checked: areas with their rings in degrees, ready to be matched to units.

The order in which a ring is walked does not matter here (drawing fills by even and odd), so that files made for d3, which
walk the other way round than the standard says, are read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.errors import UserError

MOST_BYTES = 60_000_000
MOST_FEATURES = 20_000
STEP = 10_000  # stored whole numbers a degree: about 11 m, finer than any map of figures is drawn

Ring = list[tuple[int, int]]  # (longitude, latitude) in 1/STEP degrees; closed: the first point is not said again


@dataclass(frozen=True)
class Area:
    """One feature: what the file says of it, and its rings (holes are rings too)."""

    properties: dict[str, Any]
    rings: list[Ring]


def read(content: bytes) -> list[Area]:
    """The areas of a file. Raises UserError for what is no GeoJSON, holds no areas, or is not in degrees (WGS 84)."""
    if len(content) > MOST_BYTES:
        raise UserError("Tệp ranh giới lớn hơn 60 MB. Hãy đơn giản hóa đường ranh giới rồi nạp lại.", field="file")
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise UserError("Tệp này không phải GeoJSON. Hãy xuất lại dạng .geojson, mã UTF-8.", field="file") from None
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or parsed.get("type") != "FeatureCollection":
        raise UserError("Tệp này không có danh sách vùng (FeatureCollection). Chưa nạp gì.", field="file")
    if len(features) > MOST_FEATURES:
        raise UserError(f"Tệp có {len(features)} vùng, nhiều hơn số đơn vị của cả nước.", field="file")
    areas = [area for place, feature in enumerate(features, 1) if (area := _area(feature, place)) is not None]
    if not areas:
        raise UserError("Tệp không có vùng nào (Polygon, MultiPolygon). Chưa nạp gì.", field="file")
    return areas


def _area(feature: Any, place: int) -> Area | None:
    if not isinstance(feature, dict):
        raise UserError(f"Vùng thứ {place} không đọc được. Chưa nạp gì.", field="file")
    geometry = feature.get("geometry") or {}
    properties = feature.get("properties")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"}:
        return None
    polygons: Any = [coordinates] if kind == "Polygon" else coordinates
    try:
        rings = [ring for polygon in polygons for given in polygon if len(ring := _ring(given)) >= 3]
    except (TypeError, ValueError, IndexError, OverflowError):
        raise UserError(f"Tọa độ của vùng thứ {place} không đọc được. Chưa nạp gì.", field="file") from None
    if any(not (abs(x) <= 180 * STEP and abs(y) <= 90 * STEP) for ring in rings for x, y in ring):
        raise UserError(
            f"Tọa độ của vùng thứ {place} không phải kinh độ, vĩ độ. Hãy chuyển tệp về hệ WGS 84 (EPSG:4326).",
            field="file",
        )
    return Area(properties if isinstance(properties, dict) else {}, rings) if rings else None


def _ring(points: Any) -> Ring:
    """Whole steps, points that fall together said once, the closing point left out."""
    ring: Ring = []
    for point in points:
        here = (round(float(point[0]) * STEP), round(float(point[1]) * STEP))
        if not ring or ring[-1] != here:
            ring.append(here)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring


def names_of(area: Area) -> Iterator[str]:
    """Every text or number of the feature that may name its unit."""
    for value in area.properties.values():
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield str(value)


def centre(rings: list[Ring]) -> tuple[float, float]:
    """(longitude, latitude) of the middle of the largest ring, so that far islets do not pull it out to sea."""
    best = max(rings, key=lambda ring: abs(_doubled(ring)))
    doubled = _doubled(best)
    if not doubled:
        return best[0][0] / STEP, best[0][1] / STEP
    x = y = 0.0
    for (ax, ay), (bx, by) in zip(best, [*best[1:], best[0]], strict=True):
        cross = ax * by - bx * ay
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    return x / (3 * doubled) / STEP, y / (3 * doubled) / STEP


def _doubled(ring: Ring) -> int:
    """Twice the signed area, in square steps."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True))
