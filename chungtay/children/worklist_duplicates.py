"""A line of My day: pairs of records that wait for a word of this post."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from chungtay.children import worklist_looks
from chungtay.children.models import Pair
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import duplicates as queries
from chungtay.foundation.access import Actor
from chungtay.foundation.worklist import Act, Lines, WorkItem, register

_FIRST, _COUNTED = 2, 100


def _open(actor: Actor, today: dt.date) -> QuerySet[Pair] | None:
    return queries.waiting(actor) if str(ChildPermission.MERGE) in actor.permissions else None


@register("children_duplicates", when=_open)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """The likeliest pairs; two statements, and one an hour for the look. Counting stops at a hundred."""
    found = list(queries.waiting(actor)[: _COUNTED + 1])
    if not found:
        return {}
    items = []
    rows = queries.rows(found[:_FIRST], places=False)
    sides = [side for row in rows for side in (row.first, row.second)]
    worklist_looks.named(actor, "pairs", (side.key for side in sides if side.child is not None))
    for row in rows:
        url = reverse("children_duplicates:pair", args=[row.pair.pk])
        items.append(
            WorkItem(
                "waiting",
                f"{row.name}: có hai hồ sơ?",
                url,
                f"{row.likely} là một trẻ",
                kind="Trẻ em",
                acts=(Act("So hai hồ sơ", url, post=False),),
            )
        )
    return {"waiting": Lines(tuple(items), len(found), reverse("children_duplicates:list"))}
