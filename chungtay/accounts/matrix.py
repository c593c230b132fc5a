"""The access matrix: every address and every permission against every role, read from the code itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from chungtay.accounts.roles import ROLES, Role
from chungtay.foundation.access import granted, known
from chungtay.foundation.spreadsheets import Sheet, to_xlsx

PUBLIC, SIGNED_IN = "public", "signed_in"
# Views of the library carry no mark of ours; each is named here, so that a new one is missed by the suite.
_LIBRARY = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}
_WORDS = {PUBLIC: "Không cần quyền riêng", SIGNED_IN: "Người đã đăng nhập"}


@dataclass(frozen=True)
class Address:
    """One URL pattern. `permission` is a declared permission, PUBLIC, SIGNED_IN, or "" when nobody said (an error)."""

    route: str
    name: str
    permission: str
    pattern: URLPattern
    outer: tuple[dict[str, Any], ...] = ()  # converters of the prefixes it is included under

    @property
    def words(self) -> str:
        return _WORDS.get(self.permission) or known().get(self.permission, self.permission)

    def allows(self, role: str) -> bool:
        return self.permission in _WORDS or self.permission in granted(role)


def addresses() -> list[Address]:
    """Every address of the product, in the order of the URL configuration."""
    return list(_walk(get_resolver().url_patterns, "/", "", ()))


def _walk(patterns: list[Any], route: str, namespace: str, outer: tuple[dict[str, Any], ...]) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner, (*outer, pattern.pattern.converters))
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            permission = getattr(pattern.callback, "permission", "") or _LIBRARY.get(name, "")
            yield Address(here, name, str(permission), pattern, outer)


@dataclass(frozen=True)
class Line:
    """A line of the matrix: what, and for each role whether it may."""

    label: str
    detail: str
    marks: tuple[bool, ...]


def roles() -> list[Role]:
    return list(ROLES.values())


def by_permission() -> list[Line]:
    return [Line(words, code, tuple(code in granted(role.code) for role in roles())) for code, words in known().items()]


def by_address() -> list[Line]:
    return [
        Line(address.route, address.words, tuple(address.allows(role.code) for role in roles()))
        for address in sorted(addresses(), key=lambda address: address.route)
    ]


def to_spreadsheet() -> bytes:
    names = [role.name for role in roles()]
    widths = (52, 40, *(14 for _ in names))

    def rows(lines: list[Line]) -> list[list[str]]:
        return [[line.label, line.detail, *("x" if mark else "" for mark in line.marks)] for line in lines]

    return to_xlsx(
        [
            Sheet("Quyền theo vai trò", [["Quyền", "Mã", *names]], rows(by_permission()), widths),
            Sheet("Trang theo vai trò", [["Địa chỉ", "Cần quyền", *names]], rows(by_address()), widths),
        ]
    )
