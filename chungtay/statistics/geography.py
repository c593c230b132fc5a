"""Units through time under a figure: where a place of then counts today, on a day, or under an older map.

An area that went whole into another is followed; one that was split is not guessed: its subjects go by their own records
(`next_path`), and what even these do not tell stands under UNKNOWN, so that the country still adds up.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable

from chungtay.territory.models import Level, Succession, Unit
from chungtay.territory.queries import today_of_many

REPORTED = "reported"
CURRENT = "current"
UNKNOWN = "?"


def gone(day: dt.date) -> list[Unit]:
    """Communes of every time that do not exist on the day."""
    communes = Unit.objects.filter(level=Level.COMMUNE)
    return [unit for unit in communes.only("id", "path", "level", "valid_from", "valid_to", "parent_id", "order_key")
            if not unit.exists_on(day)]  # fmt: skip


def followed(units: Iterable[Unit], day: dt.date) -> dict[str, str]:
    """path → path of the one unit that holds its area on `day`, forward or back; "" where there are several."""
    units = list(units)
    ended = [unit for unit in units if unit.valid_to is not None and unit.valid_to <= day]
    later = [unit for unit in units if unit.valid_from > day]
    forward = today_of_many(ended, day) if ended else {}
    found = {unit.path: _one([after.path for after in forward[unit.pk]]) for unit in ended}
    found.update(_backward(later, day))
    return found


def _one(paths: list[str]) -> str:
    return paths[0] if len(paths) == 1 else ""


def _backward(units: list[Unit], day: dt.date) -> dict[str, str]:
    """The unit of an older map that held all of this area: the one predecessor, or the unit above all of them."""
    before: dict[int, list[Unit]] = {}
    wanted = {unit.pk for unit in units}
    known = {unit.pk: unit for unit in units}
    while wanted:
        found: set[int] = set()
        for row in Succession.objects.filter(successor__in=wanted).select_related("predecessor"):
            before.setdefault(row.successor_id, []).append(row.predecessor)
            known[row.predecessor_id] = row.predecessor
            if not row.predecessor.exists_on(day):
                found.add(row.predecessor_id)
        wanted = found - before.keys()
    return {unit.path: _common(_roots(unit.pk, before, known, day)) for unit in units}


def _roots(pk: int, before: dict[int, list[Unit]], known: dict[int, Unit], day: dt.date) -> list[str]:
    waiting, seen, roots = [pk], {pk}, []
    while waiting:
        unit = known[waiting.pop()]
        if unit.exists_on(day):
            roots.append(unit.path)
            continue
        for earlier in before.get(unit.pk, []):
            if earlier.pk not in seen:
                seen.add(earlier.pk)
                waiting.append(earlier.pk)
    return roots


def _common(paths: list[str]) -> str:
    """The path all of them lie under, by whole steps; "" when nothing but the country."""
    if not paths:
        return ""
    return os.path.commonpath(paths)


def last_change() -> dt.date | None:
    """The day from which the units are today's."""
    return Succession.objects.order_by("-effective_on").values_list("effective_on", flat=True).first()
