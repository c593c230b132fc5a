"""One question for access: `can(actor, permission, obj)` answers yes or no, with the reason in Vietnamese.

Deny by default. An app declares its permissions as a `StrEnum`, grants them to roles and may add a predicate for one of
them; what nobody granted is refused. An object out of the actor's scope does not exist for that actor (404).
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404

_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Actor:
    """Who acts, in which post. Made by accounts from one chosen post; the only thing policies look at.

    `unit_paths`: prefixes of the units this post covers today (its own and, after a merger, its predecessors').
    `agency_ids`: its agency and the agencies it has succeeded.
    `territory`: True when the role sees all work in its units, False when only its own agency's.
    """

    user_id: int
    name: str
    post_id: int
    role: str
    agency_id: int
    agency_name: str
    unit_id: int
    unit_name: str
    level: str
    unit_paths: tuple[str, ...] = ()
    agency_ids: frozenset[int] = frozenset()
    territory: bool = False
    on_behalf_of: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)

    def covers(self, path: str) -> bool:
        return any(path.startswith(prefix) for prefix in self.unit_paths)


@dataclass(frozen=True)
class Decision:
    """Yes or no and the sentence to show. Truthy when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)


def no(reason: str) -> Decision:
    return Decision(False, reason)


Predicate = Callable[[Actor, Any], Decision]

_grants: dict[str, set[str]] = {}
_predicates: dict[str, Predicate] = {}
_known: dict[str, str] = {}
_asked: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("access_asked", default=None)


def declare(permissions: type[StrEnum], labels: dict[Any, str]) -> None:
    """Makes an app's permissions known, each with the Vietnamese words of the access matrix."""
    missing = [permission for permission in permissions if permission not in labels]
    if missing:
        raise ValueError(f"permissions without words: {missing}")
    _known.update({str(permission): labels[permission] for permission in permissions})


def grant(role: str, permissions: Iterable[StrEnum]) -> None:
    names = {str(permission) for permission in permissions}
    unknown = names - _known.keys()
    if unknown:
        raise ValueError(f"unknown permissions: {unknown}")
    _grants.setdefault(role, set()).update(names)


def predicate(permission: StrEnum) -> Callable[[Predicate], Predicate]:
    """Registers the condition under which a granted permission holds for an object."""

    def register(function: Predicate) -> Predicate:
        _predicates[str(permission)] = function
        return function

    return register


def granted(role: str) -> frozenset[str]:
    return frozenset(_grants.get(role, ()))


def known() -> dict[str, str]:
    """Every permission with its words, for the access matrix."""
    return dict(sorted(_known.items()))


def can(actor: Actor | None, permission: StrEnum, obj: Any = None) -> Decision:
    """May this actor do this (to this object)? The reason of a refusal is a sentence for the person."""
    asked = _asked.get()
    if asked is not None:
        asked.append(str(permission))
    if str(permission) not in _known:
        raise ValueError(f"permission never declared: {permission}")
    if actor is None:
        return no("Anh/chị cần đăng nhập và chọn chức vụ.")
    if str(permission) not in actor.permissions:
        return no(f"Vai trò của anh/chị không có quyền “{_known[str(permission)]}”.")
    condition = _predicates.get(str(permission))
    if condition is None or obj is None:
        return YES
    return condition(actor, obj)


def require(actor: Actor | None, permission: StrEnum, obj: Any = None) -> None:
    """Raises PermissionDenied (403, with the reason) when the answer is no."""
    decision = can(actor, permission, obj)
    if not decision:
        raise PermissionDenied(decision.reason)


def found(obj: _Thing | None) -> _Thing:
    """The object, or 404: what a person may not see does not exist for that person."""
    if obj is None:
        raise Http404
    return obj


class watching:
    """Collects the permissions asked inside the block: the suite uses it to find views that asked nothing."""

    def __enter__(self) -> list[str]:
        self.asked: list[str] = []
        self._token = _asked.set(self.asked)
        return self.asked

    def __exit__(self, *error: object) -> None:
        _asked.reset(self._token)
