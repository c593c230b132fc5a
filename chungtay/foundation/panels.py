"""Panels: an app lends a piece of its own to the page of a thing beneath it, without being imported by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from chungtay.foundation.access import Actor


@dataclass(frozen=True)
class Panel:
    """`template` is rendered with `context` inside the page of the thing."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Builder = Callable[[Actor, Any], Panel | None]
_builders: dict[str, list[Builder]] = {}


def register(model_label: str) -> Callable[[Builder], Builder]:
    """`model_label` such as "territory.unit"."""

    def keep(builder: Builder) -> Builder:
        _builders.setdefault(model_label.lower(), []).append(builder)
        return builder

    return keep


def panels(actor: Actor, obj: models.Model) -> list[Panel]:
    built = (builder(actor, obj) for builder in _builders.get(obj._meta.label_lower, []))
    return [panel for panel in built if panel is not None]
