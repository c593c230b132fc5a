"""Where the middle of a unit is, for maps: from the package that brings the national list. Not good for more than a mark.

Provinces and communes of today, and provinces, districts and communes of before 1 July 2025; a few have none.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable

from chungtay.territory.models import Level, Unit
from chungtay.territory.sources import package_folder

_NEW = "SELECT '{level}', {code}, {prefix}Lat, {prefix}Lon FROM admin_units GROUP BY {code}"
_OLD = "SELECT '{level}', {code}, {prefix}Lat, {prefix}Lon FROM admin_units_legacy GROUP BY {code}"
_PREFIXES = {Level.PROVINCE: "province", Level.DISTRICT: "district", Level.COMMUNE: "ward"}


def centres(units: Iterable[Unit]) -> dict[int, tuple[float, float]]:
    """(longitude, latitude) by key of the unit; who has none is left out. Reads the package once for each process."""
    today, before = _read()
    found = {}
    for unit in units:
        table = before if unit.valid_to is not None else today
        place = table.get((unit.level, unit.code))
        if place is not None:
            found[unit.pk] = place
    return found


@functools.cache
def _read() -> tuple[dict[tuple[str, str], tuple[float, float]], dict[tuple[str, str], tuple[float, float]]]:
    with sqlite3.connect(f"file:{package_folder() / 'dataset.db'}?mode=ro", uri=True) as source:
        today, before = (
            {
                (level, code): (longitude, latitude)
                for kind, prefix in _PREFIXES.items()
                if not (statement is _NEW and kind == Level.DISTRICT)
                for level, code, latitude, longitude in source.execute(
                    statement.format(level=kind.value, prefix=prefix, code=f"{prefix}Code")
                )
                if latitude is not None and longitude is not None
            }
            for statement in (_NEW, _OLD)
        )
    return today, before
