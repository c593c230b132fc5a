"""Documents in the one search box."""

from __future__ import annotations

from django.urls import reverse

from chungtay.directives.codes import kind_words
from chungtay.directives.models import Document
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries.documents import document_list
from chungtay.foundation.access import Actor, can
from chungtay.foundation.searching import Hit, register
from chungtay.foundation.vietnamese import date as vn_date


def _detail(document: Document) -> str:
    parts = (kind_words(document.kind), vn_date(document.issued_on), document.get_state_display())
    return " · ".join(part for part in parts if part)


@register("Văn bản")
def find_documents(actor: Actor, text: str, most: int) -> list[Hit]:
    """By number, subject, issuer or words of the text, with or without accents; the best first."""
    if not can(actor, DocumentPermission.READ):
        return []
    return [
        Hit(
            str(document), reverse("directives:document", args=[document.pk]),
            _detail(document),
        )
        for document in document_list(actor, text=text)[:most]
    ]  # fmt: skip
