"""My day names children: that is a look at them, written down once an hour while the same lines stand there."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache

from chungtay.foundation.access import Actor
from chungtay.foundation.looking import looked

HOUR = 3600


def named(actor: Actor, part: str, children: Iterable[int]) -> None:
    """`part`: which lines; they are told in the log as My day alone, not by what they say of the child."""
    ids = sorted(set(children))
    if not ids or not actor.unit_paths:
        return
    key = f"my-day:{part}:{actor.user_id}:{actor.post_id}:{'-'.join(map(str, ids))}"
    if cache.add(key, True, HOUR):
        looked(
            actor, "list", "children.child", unit_path=actor.unit_paths[0], object_ids=ids, what="Việc hôm nay"
        )  # fmt: skip
