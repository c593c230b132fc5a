"""Scope: a query on a scoped model outside `acting_as(actor)` or `as_system("why")` raises.

A scoped model has `objects = ScopedManager()` and a class method `scope(actor) -> Q` that says which rows the actor may
see. The filter is put on by the manager, so that forgetting it is an error instead of a leak.
"""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models

from chungtay.foundation.access import Actor


class OutsideScope(RuntimeError):
    """A scoped model was queried without saying for whom."""


@dataclass(frozen=True)
class Scope:
    actor: Actor | None
    reason: str = ""


_current: contextvars.ContextVar[Scope | None] = contextvars.ContextVar("scope", default=None)


def current() -> Scope | None:
    return _current.get()


def current_actor() -> Actor | None:
    scope = _current.get()
    return scope.actor if scope else None


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Inside the block every scoped query answers only with what `actor` may see."""
    token = _current.set(Scope(actor))
    try:
        yield actor
    finally:
        _current.reset(token)


@contextmanager
def as_system(reason: str) -> Iterator[None]:
    """Inside the block scoped queries see everything. `reason` says why, for whoever reads the code."""
    if not reason:
        raise ValueError("as_system needs a reason")
    token = _current.set(Scope(None, reason))
    try:
        yield
    finally:
        _current.reset(token)


_Model = TypeVar("_Model", bound=models.Model)


class ScopedManager(models.Manager[_Model]):
    """The default manager of a scoped model; its rows depend on who asks."""

    def get_queryset(self) -> models.QuerySet[_Model]:
        scope = _current.get()
        if scope is None:
            raise OutsideScope(f"{self.model.__name__} queried outside acting_as() or as_system()")
        rows = super().get_queryset()
        if scope.actor is None:
            return rows
        condition: models.Q = self.model.scope(scope.actor)  # type: ignore[attr-defined]
        return rows.filter(condition)


class _IsOneOf(models.Func):
    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def one_of(field: str, ids: models.QuerySet[Any, Any]) -> models.Q:
    """Rows whose `field` is among `ids` (one column, not correlated), as an array worked out once.

    EXISTS or IN (SELECT …) beside an OR make PostgreSQL read the whole table; an array lets the index on `field` be
    joined with the indexes of the other conditions.
    """
    return models.Q(_IsOneOf(models.F(field), ArraySubquery(ids.order_by())))


def path_condition(field: str, actor: Actor) -> models.Q:
    """Rows whose unit path lies under one of the actor's prefixes, as plain ranges that an index can serve."""
    condition: Any = models.Q(pk__in=[])
    for prefix in actor.unit_paths:
        condition |= models.Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "~"})
    return models.Q(condition)
