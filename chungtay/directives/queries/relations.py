"""Edges of one document and the lines of work given from it, ready for its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet

from chungtay.directives.models import Document, DocumentLink, DocumentState, Task, TaskState
from chungtay.directives.queries.effects import touches_tasks
from chungtay.foundation.access import Actor


@dataclass(frozen=True)
class Edge:
    """A cited document. `target` only when the actor may open it; else what the text says of it."""

    link: DocumentLink
    target: Document | None

    @property
    def words(self) -> str:
        return self.link.get_kind_display()

    @property
    def changes_tasks(self) -> bool:
        return touches_tasks(self.link)


def links_of(document: Document) -> list[Edge]:
    """Two statements: the edges, and which of their ends are in the actor's scope."""
    rows = list(document.links.select_related("confirmed_by"))
    ends = {link.target_id for link in rows if link.target_id}
    seen = Document.objects.defer("text", "reading", "sketch").in_bulk(ends) if ends else {}
    return [Edge(link, seen.get(link.target_id or 0)) for link in rows]


def backlinks_of(document: Document) -> list[tuple[DocumentLink, Document]]:
    """Documents in the actor's scope that cite this one."""
    rows = DocumentLink.objects.filter(target=document).order_by("source_id", "pk")
    links = list(rows)
    seen = (
        Document.objects.exclude(state=DocumentState.CANCELLED)
        .defer("text", "reading", "sketch")
        .in_bulk({link.source_id for link in links})
    )
    return [(link, seen[link.source_id]) for link in links if link.source_id in seen]


@dataclass(frozen=True)
class GivenLine:
    """One task of the directive as given to one or many agencies."""

    act: str
    ordinal: str
    title: str
    units: int
    done: int
    due_on: dt.date | None
    task_id: int


def given_lines(document: Document) -> list[GivenLine]:
    """The directive's own tasks (not those broken down further), one line an act; one statement."""
    rows = (
        Task.objects.filter(document=document, parent=None)
        .exclude(state=TaskState.RECALLED)
        .order_by()
        .values("act")
        .annotate(
            n=Count("pk"),
            name=Min("title"),
            mark=Min("ordinal"),
            due=Max("due_on"),
            least=Min("pk"),
            done=Count("pk", filter=Q(state=TaskState.DONE)),
        )
        .order_by("least")
    )
    return [
        GivenLine(str(row["act"] or ""), row["mark"], row["name"], row["n"], row["done"], row["due"], row["least"])
        for row in rows
    ]


def unapplied(actor: Actor) -> QuerySet[DocumentLink]:
    """Issued documents of mine that replace, amend or recall an earlier one whose tasks were not yet dealt with."""
    rows = DocumentLink.objects.filter(
        source__owner__in=actor.agency_ids, source__state=DocumentState.ISSUED, confirmed=True, applied_at=None,
        kind__in=["replaces", "amends", "recalls"],
    ).exclude(target=None)  # fmt: skip
    return rows.select_related("source").order_by("pk")
