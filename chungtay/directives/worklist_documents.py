"""Lines of My day from documents: what waits for review, what could not be read, what a later document changes."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from chungtay.directives.models import Intake
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries.documents import open_intakes, waiting_for_review
from chungtay.directives.queries.relations import unapplied
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.worklist import Act, Lines, WorkItem, register

_FIRST = 6


@register("documents")
def document_lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Four statements, whatever the number of documents."""
    if str(DocumentPermission.REVIEW) not in actor.permissions:
        return {}
    drafts = waiting_for_review(actor)
    total = drafts.count()
    items = (
        [_draft(document.pk, str(document), document.created_at.date()) for document in drafts[:_FIRST]]
        if total
        else []
    )
    intakes = [
        intake for intake in open_intakes(actor) if intake.state not in (Intake.State.WAITING, Intake.State.READING)
    ]
    items += [_intake(intake) for intake in intakes]
    links = unapplied(actor)
    for link in links:
        url = reverse("directives:link_effects", args=[link.source_id, link.pk])
        title = f"{link.source.number or link.source} {link.get_kind_display()} {link.number}"
        detail = "Chưa chọn cách xử lý nhiệm vụ của văn bản trước"
        items.append(
            WorkItem("waiting", title, url, detail, kind="Văn bản", acts=(Act("Chọn cách xử lý", url, post=False),))
        )
    count = total + len(intakes) + len(links)
    return (
        {"waiting": Lines(tuple(items), count, reverse("directives:document_list") + "?loc=ra-soat")} if count else {}
    )


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
