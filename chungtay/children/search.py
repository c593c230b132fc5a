"""Children in the one search box."""

from __future__ import annotations

from chungtay.children.policies import ChildPermission
from chungtay.children.queries.search import Found, search_children
from chungtay.foundation.access import Actor
from chungtay.foundation.looking import looked
from chungtay.foundation.models import Look
from chungtay.foundation.searching import Hit, register
from chungtay.territory.models import Unit


@register("Trẻ em")
def find_children(actor: Actor, text: str, most: int) -> list[Hit]:
    """What was shown is written down as a look, like any list of children."""
    if str(ChildPermission.READ) not in actor.permissions:
        return []
    found = search_children(actor=actor, text=text, limit=most)
    if found:
        looked(
            actor, Look.Kind.SEARCH, "children.child", unit_path=actor.unit_paths[0], object_ids=[one.child_id for one in found],
            what=f"Ô tìm kiếm: {text.strip()}",
        )  # fmt: skip
    places = _places(found) if actor.level != "commune" else {}
    return [Hit(one.name, f"/tre-em/{one.child_id}/", _detail(one, places.get(one.unit_path, ""))) for one in found]


def _places(found: list[Found]) -> dict[str, str]:
    return dict(Unit.objects.filter(path__in={one.unit_path for one in found}).values_list("path", "name"))


def _detail(one: Found, place: str) -> str:
    mother = f"mẹ {one.mother_name}" if one.mother_name else ""
    parts = (born(one.birth), mother if "mẹ:" not in one.why else "", place, one.why)
    return "; ".join(part for part in parts if part)


def born(birth: str) -> str:
    """“sinh 12/05/2019”, “sinh 05/2019”, “sinh 2019”: as much as is known."""
    return "sinh " + "/".join(reversed(birth.split("-"))) if birth else ""
