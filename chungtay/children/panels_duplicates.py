"""On the child's page: what became part of this record, and what may be the same child once more."""

from __future__ import annotations

from chungtay.children.dependents import LABELS
from chungtay.children.models import Child
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import duplicates as queries
from chungtay.foundation.access import Actor
from chungtay.foundation.panels import Panel, register


@register("children.child")
def duplicates(actor: Actor, child: Child) -> Panel | None:
    """Two statements; nothing for who may not decide about duplicates."""
    if str(ChildPermission.MERGE) not in actor.permissions:
        return None
    merges = [
        (done, ", ".join(f"{LABELS[name].lower()} {len(keys)}" for name, keys in done.moved.get("stayed", {}).items()))
        for done in queries.merged_into(child)
    ]
    pairs = list(queries.of_child(child))
    if not merges and not pairs:
        return None
    return Panel("Hồ sơ trùng", "children/duplicates/panel.html", {"merges": merges, "pairs": pairs})
