"""The main navigation: apps register their entry; a post sees the entries it may open.

What a post needs first stands open in the bar; the rest lies in a few menus under one word each. A post with few entries
has them all open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
    _allowed.cache_clear()
    _drawn.cache_clear()
    return item


def links(actor: Actor | None, path: str) -> list[NavLink]:
    """The entries of this post. It reads the grants directly: drawing a menu is not asking for access."""
    if actor is None:
        return []
    return _links(_allowed(actor.permissions, settings.ROOT_URLCONF), _here(actor, path))


def bar(actor: Actor | None, path: str) -> NavBar:
    """The entries as they are drawn. A menu of one entry is no menu: the entry stands open."""
    return _bar(links(actor, path))


def drawn(actor: Actor | None, path: str) -> SafeString:
    """The bar as HTML. It is the same for all who have these permissions on all pages under one entry, so it is kept."""
    if actor is None:
        return SafeString()
    return _drawn(actor.permissions, settings.ROOT_URLCONF, _here(actor, path), get_language())


@lru_cache(maxsize=512)
def _drawn(permissions: frozenset[str], urls: str, here: str, _language: str | None) -> SafeString:
    found = _bar(_links(_allowed(permissions, urls), here))
    return render_to_string("foundation/parts/navigation.html", {"bar": found})


@lru_cache(maxsize=128)
def _allowed(permissions: frozenset[str], _urls: str) -> tuple[tuple[NavItem, str], ...]:
    """Entries with their addresses, in order."""
    allowed: list[tuple[NavItem, str]] = []
    for item in sorted(_items.values(), key=lambda item: item.order):
        if item.permission is not None and str(item.permission) not in permissions:
            continue
        try:
            allowed.append((item, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    return tuple(allowed)


def _here(actor: Actor, path: str) -> str:
    """The address of the entry under which the page lies; empty: under none."""
    urls = (url for _, url in _allowed(actor.permissions, settings.ROOT_URLCONF))
    return max((url for url in urls if _within(path, url)), key=len, default="")


def _links(allowed: tuple[tuple[NavItem, str], ...], here: str) -> list[NavLink]:
    return [NavLink(said(item.label), url, item.icon, url == here, item.menu) for item, url in allowed]


def _bar(found: list[NavLink]) -> NavBar:
    if len(found) <= ALL_OPEN:
        return NavBar(tuple(found))
    lying = {name: tuple(link for link in found if link.menu == name) for name in MENUS}
    menus = {name: inside for name, inside in lying.items() if len(inside) > 1}
    opened = tuple(link for link in found if link.menu not in menus)
    return NavBar(opened, tuple(NavMenu(said(name), inside) for name, inside in menus.items()))


def _within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
