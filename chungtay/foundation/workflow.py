"""A machine is a table of transitions; `apply()` is the one door through which a state changes.

`apply` locks the row, checks the source state, asks `can()`, runs the guards, saves and audits in one transaction;
`available` draws the buttons from the same table, and so does the diagram in the docs.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models, transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, Decision, can
from chungtay.foundation.errors import NotPossible, UserError

Guard = Callable[[Actor, Any], Decision]
_Model = TypeVar("_Model", bound=models.Model)


@dataclass(frozen=True)
class Transition:
    """One arrow: from any of `sources` to `target`; `label` is the word on the button."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: StrEnum
    label: str
    guards: tuple[Guard, ...] = ()
    legal_basis: str = ""
    needs_reason: bool = False


@dataclass(frozen=True)
class Machine:
    """All arrows of one field of one model."""

    model: type[models.Model]
    field: str
    states: dict[str, str]
    transitions: tuple[Transition, ...]
    by_name: dict[str, Transition] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        for transition_ in self.transitions:
            unknown = {*transition_.sources, transition_.target} - self.states.keys()
            if unknown:
                raise ValueError(f"{transition_.name}: unknown states {unknown}")
        object.__setattr__(self, "by_name", {transition_.name: transition_ for transition_ in self.transitions})

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {code}: {words}" for code, words in self.states.items()]
        for arrow in self.transitions:
            lines += [f"    {source} --> {arrow.target}: {arrow.label}" for source in arrow.sources]
        return "\n".join(lines)


def check(machine: Machine, name: str, obj: models.Model, actor: Actor) -> Decision:
    """May this arrow be taken now, by this actor? Answers without changing anything."""
    arrow = machine.by_name[name]
    state = getattr(obj, machine.field)
    if state not in arrow.sources:
        return Decision(False, f"Không thể “{arrow.label}” khi đang ở trạng thái “{machine.states[state]}”.")
    allowed = can(actor, arrow.permission, obj)
    if not allowed:
        return allowed
    for guard in arrow.guards:
        answer = guard(actor, obj)
        if not answer:
            return answer
    return Decision(True)


def available(machine: Machine, obj: models.Model, actor: Actor) -> list[Transition]:
    """The arrows this actor can take now, in the order of the table."""
    return [arrow for arrow in machine.transitions if check(machine, arrow.name, obj, actor)]


@functools.cache
def kept_by_trigger(model: type[models.Model]) -> tuple[str, ...]:
    """Columns of folded words, written by the database alone: a row is changed without reading or sending them."""
    return tuple(field.name for field in model._meta.concrete_fields if isinstance(field, SearchVectorField))


def _values(row: models.Model) -> dict[str, Any]:
    loaded = row.__dict__
    return {field.name: loaded[field.attname] for field in row._meta.concrete_fields if field.attname in loaded}


def _save_changes(row: models.Model, before: dict[str, Any]) -> None:
    """Sends the columns that changed, what may have been changed in place, and the moment of the change."""
    now = _values(row)
    changed = [name for name, value in now.items() if value != before.get(name) or isinstance(value, list | dict)]
    row.save(update_fields={*changed, *_moments(type(row))})


@functools.cache
def _moments(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.concrete_fields if getattr(field, "auto_now", False))


def apply(
    machine: Machine,
    name: str,
    obj: _Model,
    *,
    actor: Actor,
    reason: str = "",
    effect: Callable[[_Model], None] | None = None,
    data: dict[str, Any] | None = None,
) -> _Model:
    """Takes the arrow on a freshly locked row and returns that row.

    `effect` changes further fields before saving, inside the same transaction. Raises NotPossible when the state has
    moved on or a guard refuses, UserError when the needed reason is missing.
    """
    arrow = machine.by_name[name]
    if arrow.needs_reason and not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    with transaction.atomic():
        rows = type(obj)._base_manager.select_for_update(of=("self",)).defer(*kept_by_trigger(type(obj)))
        locked: _Model = rows.get(pk=obj.pk)
        decision = check(machine, name, locked, actor)
        if not decision:
            raise NotPossible(decision.reason)
        before, values = getattr(locked, machine.field), _values(locked)
        setattr(locked, machine.field, arrow.target)
        if hasattr(locked, "version"):
            locked.version += 1
        if effect is not None:
            effect(locked)
        _save_changes(locked, values)
        audit.record(actor, name, locked, reason=reason, data={"from": before, "to": arrow.target, **(data or {})})
    return locked
