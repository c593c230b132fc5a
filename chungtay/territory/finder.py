"""Units in the one search box."""

from __future__ import annotations

from chungtay.foundation.access import Actor
from chungtay.foundation.searching import Hit, register
from chungtay.territory.policies import TerritoryPermission
from chungtay.territory.search import UnitHit, search_units


@register("Đơn vị")
def find_units(actor: Actor, text: str, most: int) -> list[Hit]:
    """The list of units is open to whoever may browse it, wherever the unit lies."""
    if str(TerritoryPermission.BROWSE) not in actor.permissions:
        return []
    return [Hit(hit.name, hit.unit.get_absolute_url(), _detail(hit)) for hit in search_units(text, limit=most)]


def _detail(hit: UnitHit) -> str:
    return "; ".join(part for part in (hit.place, hit.note) if part)
