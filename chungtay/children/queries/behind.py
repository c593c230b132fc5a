"""The children behind a number: those that statistics counted, as far as the wall shows them to the actor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from chungtay.children.models import Child
from chungtay.children.queries.child_list import sees_sealed
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.statistics import behind, sources
from chungtay.statistics.periods import Period, parse
from chungtay.statistics.sources import Quantity
from chungtay.territory.models import Unit
from chungtay.territory.queries import unit_by_path

PER_PAGE = 100


@dataclass(frozen=True)
class Behind:
    quantity: Quantity
    unit: Unit
    period: Period
    counted: int
    cut: bool
    children: list[Child]
    elsewhere: int  # counted here then, kept by another commune today
    page: int
    pages: int


def children_behind(actor: Actor, code: str, path: str, period_code: str, page: int, today: dt.date) -> Behind:
    """Raises UserError for an unknown quantity, unit or period; PermissionDenied outside the territory or behind the seal."""
    source, quantity = sources.source_of(code), sources.find(code)
    unit = unit_by_path(path)
    if source is None or quantity is None or source.name != "children" or unit is None:
        raise UserError("Không có số liệu này trong sổ trẻ em. Hãy mở lại từ trang số liệu.")
    if not actor.covers(path) or (quantity.sealed and not sees_sealed(actor)):
        raise PermissionDenied
    period = parse(period_code)
    found = behind.subjects(code=code, path=path, period=period, today=today)
    seen = Child.objects.filter(pk__in=found.ids)
    total = seen.count()
    start = (page - 1) * PER_PAGE
    rows = seen.select_related("hamlet", "unit").order_by("name_key", "id")[start : start + PER_PAGE]
    return Behind(
        quantity, unit, period, len(found.ids), found.cut, list(rows), len(found.ids) - total, page,
        max(1, -(-total // PER_PAGE)),
    )  # fmt: skip
