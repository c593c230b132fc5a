"""Children in the one search box."""

from __future__ import annotations

from chungtay.children.names.typing import read
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.search import Found, search_children
from chungtay.foundation.access import Actor
from chungtay.foundation.looking import looked_each
from chungtay.foundation.models import Look
from chungtay.foundation.searching import Hit, register
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Unit

SHORT = 3  # letters


@register("Trẻ em", hint="tên trẻ, tên cha mẹ, số định danh", needs=ChildPermission.READ)
def find_children(actor: Actor, text: str, most: int) -> list[Hit]:
    """What was shown is written down as a look, like any list of children."""
    if str(ChildPermission.READ) not in actor.permissions:
        return []
    meant = _short(text)
    found = [one for one in search_children(actor=actor, text=text) if not meant or _stands(one, meant)][:most]
    seen = [(one.child_id, one.unit_path) for one in found]
    looked_each(actor, Look.Kind.SEARCH, "children.child", seen, what=f"Ô tìm kiếm: {text.strip()}")
    places = _places(found) if actor.level != "commune" else {}
    return [Hit(one.name, f"/tre-em/{one.child_id}/", _detail(one, places.get(one.unit_path, ""))) for one in found]


def _short(text: str) -> set[str]:
    """The beginnings one of which must stand in a name, when little was typed; empty: slips are welcome.

    In the box for everything “hiv” is no name, and a word of three letters is one slip away from half the names there are.
    """
    words = read(text).words
    if len(words) > 2 or all(len(word.folded) > SHORT for word in words):
        return set()
    return {meaning.folded for word in words for meaning in word.meanings}


def _stands(one: Found, meant: set[str]) -> bool:
    """In the child's own name, or in the parent's or the name at home that the reason tells."""
    told = fold(f"{one.name} {one.why.partition(': ')[2]}").split()
    return one.score == 1 or any(word.startswith(begun) for word in told for begun in meant)


def _places(found: list[Found]) -> dict[str, str]:
    return dict(Unit.objects.filter(path__in={one.unit_path for one in found}).values_list("path", "name"))


def _detail(one: Found, place: str) -> str:
    mother = f"mẹ {one.mother_name}" if one.mother_name else ""
    parts = (born(one.birth), mother if "mẹ:" not in one.why else "", place, one.why)
    return "; ".join(part for part in parts if part)


def born(birth: str) -> str:
    """“sinh 12/05/2019”, “sinh 05/2019”, “sinh 2019”: as much as is known."""
    return "sinh " + "/".join(reversed(birth.split("-"))) if birth else ""
