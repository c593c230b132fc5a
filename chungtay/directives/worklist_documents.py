"""Lines of My day from documents: what waits for review, what could not be read, what a later document changes."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from chungtay.directives.models import Document, DocumentLink, Intake
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries.documents import stopped_intakes, waiting_for_review
from chungtay.directives.queries.relations import unapplied
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.worklist import Act, Lines, WorkItem, register

_FIRST = 6
_MOST = 20


def _reviews(actor: Actor) -> bool:
    return str(DocumentPermission.REVIEW) in actor.permissions


def _drafts(actor: Actor, today: dt.date) -> QuerySet[Document] | None:
    return waiting_for_review(actor) if _reviews(actor) else None


@register("documents", when=_drafts)
def documents(actor: Actor, today: dt.date) -> dict[str, Lines]:
    drafts = waiting_for_review(actor)
    items = [_draft(document.pk, str(document), document.created_at.date()) for document in drafts[:_FIRST]]
    return _waiting(items, len(items) if len(items) < _FIRST else drafts.count())


def _stopped(actor: Actor, today: dt.date) -> QuerySet[Intake] | None:
    return stopped_intakes(actor) if _reviews(actor) else None


@register("intakes", when=_stopped)
def intakes(actor: Actor, today: dt.date) -> dict[str, Lines]:
    items = [_intake(intake) for intake in stopped_intakes(actor)[:_MOST]]
    return _waiting(items, len(items))


def _links(actor: Actor, today: dt.date) -> QuerySet[DocumentLink] | None:
    return unapplied(actor) if _reviews(actor) else None


@register("document_links", when=_links)
def changed_documents(actor: Actor, today: dt.date) -> dict[str, Lines]:
    items = []
    for link in unapplied(actor)[:_MOST]:
        url = reverse("directives:link_effects", args=[link.source_id, link.pk])
        title = f"{link.source.number or link.source} {link.get_kind_display()} {link.number}"
        detail = "Chưa chọn cách xử lý nhiệm vụ của văn bản trước"
        items.append(
            WorkItem("waiting", title, url, detail, kind="Văn bản", acts=(Act("Chọn cách xử lý", url, post=False),))
        )
    return _waiting(items, len(items))


def _waiting(items: list[WorkItem], total: int) -> dict[str, Lines]:
    return {"waiting": Lines(tuple(items), total, reverse("directives:document_list") + "?loc=ra-soat")}


def _draft(pk: int, title: str, day: dt.date) -> WorkItem:
    url = reverse("directives:document_review", args=[pk])
    return WorkItem(
        "waiting", title, url, f"Chờ rà soát từ {vn_date(day)}", kind="Văn bản", acts=(Act("Rà soát", url, post=False),)
    )


def _intake(intake: Intake) -> WorkItem:
    url = reverse("directives:document_intake", args=[intake.pk])
    return WorkItem(
        "waiting",
        str(intake)[:120],
        url,
        intake.get_state_display(),
        kind="Văn bản",
        acts=(Act("Quyết định", url, post=False),),
    )
