"""Reads of documents: the list, one document's roll-up, the review page. All inside the actor's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import Count, F, Q, QuerySet

from chungtay.directives.models import Document, DocumentState, Intake, TaskProposal
from chungtay.directives.queries.tasks import words_query
from chungtay.foundation.access import Actor

HEAVY = ("text", "reading", "sketch")

# Chips of the list: code → (words, condition builder)
CHIPS = {
    "": "Tất cả",
    "ra-soat": "Đang rà soát",
    "da-giao": "Đã giao việc",
    "luu": "Lưu tham khảo",
    "thay-the": "Đã thay thế, thu hồi",
    "tinh": "Của tỉnh",
    "trung-uong": "Của trung ương",
    "huy": "Đã hủy",
}
_SETTLED = (DocumentState.ISSUED, DocumentState.KEPT, DocumentState.REPLACED, DocumentState.RECALLED)


def _chip(code: str) -> Q:
    conditions = {
        "ra-soat": Q(state=DocumentState.IN_REVIEW),
        "da-giao": Q(state=DocumentState.ISSUED),
        "luu": Q(state=DocumentState.KEPT),
        "thay-the": Q(state__in=[DocumentState.REPLACED, DocumentState.RECALLED]),
        "tinh": Q(owner__level="province") & ~Q(state=DocumentState.CANCELLED),
        "trung-uong": Q(owner__level="country") & ~Q(state=DocumentState.CANCELLED),
        "huy": Q(state=DocumentState.CANCELLED),
    }
    return conditions.get(code, ~Q(state=DocumentState.CANCELLED))


def document_list(
    actor: Actor, *, text: str = "", chip: str = "", kind: str = "", year: int | None = None
) -> QuerySet[Document]:
    """The list with the number of proposals to be decided; newest first, or best match first when words are given."""
    rows = Document.objects.filter(_chip(chip)).select_related("owner").defer(*HEAVY)
    if kind:
        rows = rows.filter(kind=kind)
    if year and year < 9999:  # later ones have no last day
        rows = rows.filter(issued_on__year=year)
    waiting = Count("proposals", filter=Q(proposals__state=TaskProposal.State.PROPOSED), distinct=True)
    rows = rows.annotate(waiting=waiting)
    query = words_query(text)
    if query is None:
        return rows.order_by(F("issued_on").desc(nulls_first=True), "-pk")
    return rows.filter(search=query).annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "-pk")


def chip_counts(actor: Actor) -> dict[str, int]:
    """How many documents each chip holds, in one statement."""
    counted = {f"n{place}": Count("pk", filter=_chip(code)) for place, code in enumerate(CHIPS)}
    found = Document.objects.order_by().aggregate(**counted)
    return {code: int(found[f"n{place}"]) for place, code in enumerate(CHIPS)}


def open_intakes(actor: Actor, most: int = 10) -> list[Intake]:
    """What was given by this agency and still waits: being read, unreadable, without tasks, or here already."""
    running = Q(state__in=[Intake.State.WAITING, Intake.State.READING])
    return list(_intakes(actor, running | _STOPPED)[:most])


def stopped_intakes(actor: Actor) -> QuerySet[Intake]:
    """What was given by this agency and did not become a document by itself: it waits for a person."""
    return _intakes(actor, _STOPPED)


_STOPPED = Q(state__in=[Intake.State.FAILED, Intake.State.NO_TASK, Intake.State.SAME])


def _intakes(actor: Actor, which: Q) -> QuerySet[Intake]:
    rows = Intake.objects.filter(which, owner__in=actor.agency_ids)
    return rows.select_related("created_by").defer("text", "reading")


@dataclass(frozen=True)
class ReviewCounts:
    """How far the review of one document is."""

    proposed: int = 0
    sure: int = 0
    accepted: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        return self.proposed + self.accepted + self.dropped


def review_counts(proposals: list[TaskProposal], sure: float) -> ReviewCounts:
    states = [proposal.state for proposal in proposals]
    return ReviewCounts(
        proposed=states.count(TaskProposal.State.PROPOSED),
        sure=sum(p.state == TaskProposal.State.PROPOSED and p.confidence >= sure for p in proposals),
        accepted=states.count(TaskProposal.State.ACCEPTED),
        dropped=states.count(TaskProposal.State.DROPPED),
    )


def waiting_for_review(actor: Actor) -> QuerySet[Document]:
    return (
        Document.objects.filter(state=DocumentState.IN_REVIEW, owner__in=actor.agency_ids).defer(*HEAVY).order_by("pk")
    )


def facts_of(document: Document) -> dict[str, Any]:
    """Contacts, deadlines and recipients of the reading, for the page of the document."""
    reading = document.reading or {}
    return {
        name: reading.get(name, []) for name in ("contacts", "deadlines", "recipients", "notices", "reporting_duties")
    }
