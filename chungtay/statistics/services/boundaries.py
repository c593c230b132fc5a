"""Boundaries of units from a GeoJSON file: matched by code or name, looked through first, then stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold
from chungtay.statistics.maps import geojson
from chungtay.statistics.maps.geojson import Area
from chungtay.statistics.models import Boundary
from chungtay.statistics.policies import FigurePermission
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import units_on

MATCHES = {"auto": "Mã, rồi tên", "code": "Mã đơn vị", "name": "Tên đơn vị"}
LEVELS = (Level.PROVINCE, Level.COMMUNE)


@dataclass
class Matching:
    """Areas with their unit, those that fit no unit (or several), and units left without an area."""

    pairs: list[tuple[Unit, Area]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    missing: list[Unit] = field(default_factory=list)


def matched(content: bytes, *, level: str, on: dt.date, by: str = "auto", within: Unit | None = None) -> Matching:
    """What a file would bring. Raises UserError for a file that cannot be read or fits no unit at all.

    `by` "auto": a property that is the code of a unit, else one that is its name (with or without the word for its kind).
    """
    if level not in LEVELS:
        raise UserError("Chỉ nạp ranh giới cấp tỉnh hoặc cấp xã.", field="level")
    units = units_on(on, level, within)
    codes = {unit.code: unit for unit in units}
    names = _names(units)
    result, taken = Matching(), set[int]()
    for place, area in enumerate(geojson.read(content), 1):
        unit = _unit_of(area, codes if by != "name" else {}, names if by != "code" else {})
        if unit is None:
            result.strange.append(_called(area, place))
        elif unit.pk in taken:
            result.twice.append(unit.name)
        else:
            taken.add(unit.pk)
            result.pairs.append((unit, area))
    result.missing = [unit for unit in units if unit.pk not in taken]
    if not result.pairs:
        where = f" của {within.name}" if within is not None else ""
        raise UserError(
            f"Không vùng nào trong tệp khớp với đơn vị{where} ngày {on:%d/%m/%Y}. Chưa nạp gì.", field="file"
        )
    return result


def _names(units: Sequence[Unit]) -> dict[str, Unit | None]:
    """Folded full and short names; a name that two units bear stands for neither."""
    found: dict[str, Unit | None] = {}
    for unit in units:
        for name in {fold(unit.name), fold(unit.short_name)}:
            found[name] = None if name in found else unit
    return found


def _unit_of(area: Area, codes: dict[str, Unit], names: dict[str, Unit | None]) -> Unit | None:
    words = list(geojson.names_of(area))
    for word in words:
        for code in (word, word.zfill(2), word.zfill(5)):  # spreadsheets drop the zeros in front
            if code in codes:
                return codes[code]
    return next((unit for word in words if (unit := names.get(fold(word))) is not None), None)


def _called(area: Area, place: int) -> str:
    words = [word for word in geojson.names_of(area) if not word.replace(".", "").isdigit()]
    return words[0][:80] if words else f"vùng thứ {place}"


@transaction.atomic
def load(
    *, actor: Actor | None, content: bytes, level: str, on: dt.date, source: str, by: str = "auto", within: Unit | None = None
) -> Matching:  # fmt: skip
    """Stores the boundaries, in place of earlier ones of the same units. `actor` None: from the console."""
    if actor is not None:
        require(actor, FigurePermission.DEFINE)
    if not source.strip():
        raise UserError("Hãy ghi nguồn của ranh giới: bản đồ nào, của ai, năm nào.", field="source")
    result = matched(content, level=level, on=on, by=by, within=within)
    outside = [unit for unit, _ in result.pairs if actor is not None and not actor.covers(unit.path)]
    if outside:
        raise UserError(
            f"Tệp có {len(outside)} đơn vị ngoài địa bàn của anh/chị, ví dụ {outside[0].name}. Chưa nạp gì.",
            field="file",
        )
    Boundary.objects.filter(unit__in=[unit for unit, _ in result.pairs]).delete()
    Boundary.objects.bulk_create([_row(unit, area, source.strip()[:300], actor) for unit, area in result.pairs])
    about = within or result.pairs[0][0]
    data = {"level": level, "units": len(result.pairs), "strange": len(result.strange), "source": source[:300]}
    audit.record(
        actor,
        "figures.boundaries_loaded",
        about,
        label=f"{len(result.pairs)} ranh giới",
        unit_path=about.path,
        data=data,
    )
    return result


def _row(unit: Unit, area: Area, source: str, actor: Actor | None) -> Boundary:
    longitude, latitude = geojson.centre(area.rings)
    rings = [[list(point) for point in ring] for ring in area.rings]
    by = actor.user_id if actor is not None else None
    return Boundary(unit=unit, rings=rings, longitude=longitude, latitude=latitude, source=source, imported_by_id=by)
