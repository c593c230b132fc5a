"""Ways on from the list and from a child's page to the other parts of the register, each for who may go there."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from chungtay.children.policies import ChildPermission
from chungtay.foundation.access import Actor

_FROM_LIST = (
    ("Chờ xác nhận", "children:proposals", ChildPermission.DECIDE),
    ("Nhập từ tệp", "children_imports:list", ChildPermission.IMPORT),
    ("Hồ sơ trùng", "children_duplicates:list", ChildPermission.MERGE),
    ("Chuyển hồ sơ", "children_moves:list", ChildPermission.MOVE),
    ("In sổ, in danh sách", "children_papers:papers", ChildPermission.EXPORT),
    ("Nhật ký xem hồ sơ", "children_papers:looks", ChildPermission.LOOKS),
)
_FROM_CHILD = (
    ("Chuyển hồ sơ đến xã khác", "children_moves:release", ChildPermission.MOVE),
    ("In phiếu của trẻ", "children_papers:sheet", ChildPermission.EXPORT),
)


def from_list(actor: Actor) -> list[tuple[str, str]]:
    """(words, address); a part that is not installed is left out."""
    return _reached(actor, _FROM_LIST)


def from_child(actor: Actor, pk: int, *, keeps: bool) -> list[tuple[str, str]]:
    """`keeps`: the actor's commune keeps the record; only it can let the child go."""
    places = _FROM_CHILD if keeps else _FROM_CHILD[1:]
    return _reached(actor, places, pk)


def _reached(
    actor: Actor, places: tuple[tuple[str, str, ChildPermission], ...], pk: int | None = None
) -> list[tuple[str, str]]:
    found = []
    for words, name, permission in places:
        if str(permission) not in actor.permissions:
            continue
        try:
            found.append((words, reverse(name, args=[pk] if pk else [])))
        except NoReverseMatch:
            continue
    return found
