"""The main navigation: apps register their entry; a post sees the entries it may open.

What a post needs first stands open in the bar; the rest lies in a few menus under one word each. A post with few entries
has them all open.
"""

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
    `menu`: the menu it lies in, one of those below; empty: it stands open.
    """

    label: str
    url_name: str
    permission: StrEnum | None
    icon: str
    order: int
    menu: str = ""


CARE, LOOK_UP, RUN = "Bảo vệ, chăm sóc", "Tra cứu", "Quản trị"
MENUS = (CARE, LOOK_UP, RUN)
ALL_OPEN = 8  # so many entries fit into the bar without any menu


@dataclass(frozen=True)
class NavLink:
    """An entry ready to be drawn."""

    label: str
    url: str
    icon: str
    current: bool
    menu: str = ""


@dataclass(frozen=True)
class NavMenu:
    """Entries under one word. `current`: the page lies under one of them."""

    label: str
    links: tuple[NavLink, ...]

    @property
    def current(self) -> bool:
        return any(link.current for link in self.links)


@dataclass(frozen=True)
class NavBar:
    links: tuple[NavLink, ...] = ()
    menus: tuple[NavMenu, ...] = ()


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
    return [NavLink(said(item.label), url, item.icon, url == here, item.menu) for item, url in allowed]


def bar(actor: Actor | None, path: str) -> NavBar:
    """The entries as they are drawn. A menu of one entry is no menu: the entry stands open."""
    found = links(actor, path)
    if len(found) <= ALL_OPEN:
        return NavBar(tuple(found))
    lying = {name: tuple(link for link in found if link.menu == name) for name in MENUS}
    menus = {name: inside for name, inside in lying.items() if len(inside) > 1}
    opened = tuple(link for link in found if link.menu not in menus)
    return NavBar(opened, tuple(NavMenu(said(name), inside) for name, inside in menus.items()))


def _within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
