"""`looked()` writes down that somebody read personal records; `looks_at()` tells the people of the unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from chungtay.foundation.access import Actor
from chungtay.foundation.models import Look

IDS = 200  # keys in one row of the log


def looked(
    actor: Actor,
    kind: str,
    object_type: str,
    *,
    unit_path: str,
    object_id: int | None = None,
    object_ids: Sequence[int] = (),
    count: int | None = None,
    what: str = "",
    purpose: str = "",
) -> None:
    """`object_ids`: the lines as shown; `count` how many records it was in all.

    A row holds IDS of them; what is longer goes on in further rows that count none.
    """
    number = len(object_ids) or 1 if count is None else count
    one = _Told(actor, kind, object_type, what, purpose)
    Look.objects.bulk_create(_rows(one, unit_path, list(object_ids), number, object_id))


def looked_each(
    actor: Actor, kind: str, object_type: str, seen: Iterable[tuple[int, str]], *, what: str = "", purpose: str = ""
) -> None:
    """A list of records of several units, as (key, unit path): each unit reads in its own log which of its own were shown.

    `seen` is one page of a list, so that the rows written are bounded by its lines.
    """
    by_unit: dict[str, list[int]] = {}
    for key, path in seen:
        by_unit.setdefault(path, []).append(key)
    one = _Told(actor, kind, object_type, what, purpose)
    Look.objects.bulk_create(
        [
            row
            for path, ids in sorted(by_unit.items())
            for row in _rows(one, path, list(dict.fromkeys(ids)), len(set(ids)))
        ]
    )


@dataclass(frozen=True)
class _Told:
    """What every row of one look says."""

    actor: Actor
    kind: str
    object_type: str
    what: str
    purpose: str


def _rows(one: _Told, unit_path: str, ids: list[int], number: int, object_id: int | None = None) -> list[Look]:
    actor = one.actor
    return [
        Look(
            kind=one.kind,
            object_type=one.object_type,
            object_id=object_id,
            object_ids=ids[start : start + IDS],
            count=0 if start else number,
            unit_path=unit_path,
            user_id=actor.user_id,
            post_id=actor.post_id,
            actor_name=actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else ""),
            agency_name=actor.agency_name,
            what=one.what[:300],
            purpose=one.purpose[:300],
        )
        for start in range(0, len(ids) or 1, IDS)
    ]


def looks_at(object_type: str, object_id: int) -> models.QuerySet[Look]:
    """Looks at this one record, the latest first."""
    return Look.objects.filter(object_type=object_type, object_id=object_id)


def looks_in(paths: Iterable[str]) -> models.QuerySet[Look]:
    """Looks at records of these units (path prefixes), the latest first."""
    condition = models.Q(pk__in=[])
    for path in paths:
        condition |= models.Q(unit_path__gte=path, unit_path__lt=path + "~")
    return Look.objects.filter(condition)
