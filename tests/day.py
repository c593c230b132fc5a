"""My day as a test looks at it: the lines of one kind of work."""

from __future__ import annotations

import datetime as dt

from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as


def lines_of(kind: str, actor: Actor, day: dt.date) -> dict[str, list[worklist.WorkItem]]:
    """By group; a group without such a line is left out."""
    with acting_as(actor):
        groups = worklist.lines(actor, day).items()
    told = {group: [item for item in lines.items if item.kind == kind] for group, lines in groups}
    return {group: items for group, items in told.items() if items}
