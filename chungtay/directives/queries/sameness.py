"""Is this document here already? Asked within the actor's scope only, so that nobody learns of others' drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Length

from chungtay.directives import likeness
from chungtay.directives.models import Document, DocumentState
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold

TEXT, NUMBER, NEAR = "text", "number", "near"
WORDS = {
    TEXT: "Nội dung giống hệt văn bản đã có.",
    NUMBER: "Cùng số, cùng ngày và cùng cơ quan ban hành với văn bản đã có.",
    NEAR: "Nội dung gần như giống văn bản đã có.",
}
_CANDIDATES = 200
_SIZE = 0.7  # a text that contains the other many times, or only in part, is not “nearly the same”


@dataclass(frozen=True)
class Same:
    document: Document
    why: str


def find(*, actor: Actor, text: str, reading: dict[str, Any]) -> Same | None:
    """The first document with the same text, else the same number, date and issuer, else nearly the same text."""
    here = Document.objects.exclude(state=DocumentState.CANCELLED).order_by("id").defer("text", "reading")
    same = here.filter(text_digest=likeness.digest(text)).first()
    if same is not None:
        return Same(same, TEXT)
    header = reading.get("header", {})
    value = {name: (header.get(name) or {}).get("value") or "" for name in ("number", "date", "issuer")}
    key = likeness.number_key(value["number"])
    if key and value["date"]:
        for one in here.filter(number_key=key, issued_on=value["date"]):
            if fold(one.issuer) == fold(value["issuer"]):
                return Same(one, NUMBER)
    mine = likeness.sketch(text)
    low, high = int(len(text) * _SIZE), int(len(text) / _SIZE)
    alike = here.annotate(size=Length("text")).filter(sketch__overlap=mine, size__gte=low, size__lte=high)
    nearest = max(
        alike.order_by("-id")[:_CANDIDATES],
        key=lambda one: likeness.likeness(mine, one.sketch),
        default=None,
    )
    if nearest is not None and likeness.likeness(mine, nearest.sketch) >= likeness.NEAR:
        return Same(nearest, NEAR)
    return None


def with_same_number(document: Document) -> list[Document]:
    """Other documents that bear this number: to be told apart by issuer and date."""
    if not document.number_key:
        return []
    rows = (
        Document.objects.filter(number_key=document.number_key)
        .exclude(pk=document.pk)
        .exclude(state=DocumentState.CANCELLED)
    )
    return list(rows.defer("text", "reading", "sketch").order_by("issued_on", "id")[:10])
