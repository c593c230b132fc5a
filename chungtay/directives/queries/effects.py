"""Which tasks of an earlier document a replacing, amending or recalling one touches: 450 tasks are 10 groups."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import CharField, Count, Max, Min, QuerySet
from django.db.models.functions import Cast, Coalesce

from chungtay.directives.models import DocumentLink, Task, TaskState
from chungtay.foundation.access import Actor

KEEP, RECALL, CARRY, CHANGE = "keep", "recall", "carry", "change"
DO_WORDS = {
    KEEP: "Giữ nguyên",
    RECALL: "Thu hồi",
    CARRY: "Chuyển sang thực hiện theo văn bản mới",
    CHANGE: "Điều chỉnh hạn hoặc nội dung",
}
CHOICES = {
    DocumentLink.Kind.REPLACES: (RECALL, CARRY, KEEP),
    DocumentLink.Kind.AMENDS: (KEEP, CHANGE, RECALL),
    DocumentLink.Kind.RECALLS: (RECALL, KEEP),
}


def touches_tasks(link: DocumentLink) -> bool:
    """Confirmed by a person, of a kind that changes tasks, and the earlier document is here."""
    return link.confirmed and link.target_id is not None and link.kind in CHOICES


@dataclass(frozen=True)
class Group:
    """The tasks given in one line of one act: the same work at many agencies."""

    key: str
    ordinal: str
    title: str
    count: int
    due_first: dt.date | None
    due_last: dt.date | None
    do: str = ""
    due_on: str = ""
    new_title: str = ""
    new_what: str = ""


# Tasks given in one line of one act share it; a task given alone stands for itself.
_LINE = Coalesce(Cast("act", CharField()), Cast("pk", CharField()))


def open_tasks(actor: Actor, link: DocumentLink, key: str = "") -> QuerySet[Task]:
    """Open tasks of the earlier document that the actor's agency gave; with `key` those of one group."""
    rows = Task.objects.filter(document=link.target_id, giver__in=actor.agency_ids)
    rows = rows.exclude(state__in=[TaskState.DONE, TaskState.RECALLED]).order_by("pk")
    if not key:
        return rows
    return rows.filter(pk=int(key), act=None) if key.isdigit() else rows.filter(act=key)


def groups(actor: Actor, link: DocumentLink) -> list[Group]:
    """Two queries at most, whatever the number of units. What was planned before is filled in."""
    planned = link.plan.get("groups", {})
    usual = CHOICES[DocumentLink.Kind(link.kind)][0]
    rows = (
        open_tasks(actor, link)
        .order_by()
        .values(line=_LINE)
        .annotate(
            n=Count("pk"),
            name=Min("title"),
            mark=Min("ordinal"),
            first=Min("due_on"),
            last=Max("due_on"),
            least=Min("pk"),
        )
        .order_by("least")
    )
    found = []
    for row in rows:
        choice = planned.get(row["line"], {})
        found.append(
            Group(
                row["line"], row["mark"], row["name"], row["n"], row["first"], row["last"], choice.get("do", usual),
                choice.get("due_on", ""), choice.get("title", ""), choice.get("what", ""),
            )
        )  # fmt: skip
    return found
