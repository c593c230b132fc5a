"""The main navigation: apps register their entry; a post sees the entries it may open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.urls import NoReverseMatch, reverse

from chungtay.foundation.access import Actor
from chungtay.foundation.language import said


@dataclass(frozen=True)
class NavItem:
    """`url_name` may belong to an app that is not installed: the entry is then left out. Lower `order` comes first.

    Orders in use: 10 my day, 20 documents, 30 tasks, 40 reports, 50 overview, 60 units, 90 administration.
    """

    label: str
    url_name: str
    permission: StrEnum | None
    icon: str
    order: int


@dataclass(frozen=True)
class NavLink:
    """An entry ready to be drawn."""

    label: str
    url: str
    icon: str
    current: bool


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> NavItem:
    _items[item.url_name] = item
    return item


def links(actor: Actor | None, path: str) -> list[NavLink]:
    """The entries of this post. It reads the grants directly: drawing a menu is not asking for access."""
    if actor is None:
        return []
    allowed: list[tuple[NavItem, str]] = []
    for item in sorted(_items.values(), key=lambda item: item.order):
        if item.permission is not None and str(item.permission) not in actor.permissions:
            continue
        try:
            allowed.append((item, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    here = max((url for _, url in allowed if _within(path, url)), key=len, default="")
    return [NavLink(said(item.label), url, item.icon, url == here) for item, url in allowed]


def _within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
