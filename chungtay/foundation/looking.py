"""`looked()` writes down that somebody read personal records; `looks_at()` tells the people of the unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    Look.objects.bulk_create(
        [
            Look(
                kind=kind,
                object_type=object_type,
                object_id=object_id,
                object_ids=list(object_ids[start : start + IDS]),
                count=0 if start else number,
                unit_path=unit_path,
                user_id=actor.user_id,
                post_id=actor.post_id,
                actor_name=actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else ""),
                agency_name=actor.agency_name,
                what=what[:300],
                purpose=purpose[:300],
            )
            for start in range(0, len(object_ids) or 1, IDS)
        ]
    )


def looks_at(object_type: str, object_id: int) -> models.QuerySet[Look]:
    """Looks at this one record, the latest first."""
    return Look.objects.filter(object_type=object_type, object_id=object_id)


def looks_in(paths: Iterable[str]) -> models.QuerySet[Look]:
    """Looks at records of these units (path prefixes), the latest first."""
    condition = models.Q(pk__in=[])
    for path in paths:
        condition |= models.Q(unit_path__gte=path, unit_path__lt=path + "~")
    return Look.objects.filter(condition)
