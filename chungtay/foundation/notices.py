"""Notices of one post: what is unread, what there was, marking as read. Sending them: `notify`."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from chungtay.foundation.access import Actor
from chungtay.foundation.models import Notice


def of(actor: Actor) -> QuerySet[Notice]:
    """Notices to this person in this post: a delegate has his own copy, the holder's stays with the holder."""
    return Notice.objects.filter(post_id=actor.post_id, user_id=actor.user_id).order_by("-id")


def unread(actor: Actor) -> QuerySet[Notice]:
    return of(actor).filter(read_at=None)


def mark_read(*, actor: Actor, notice_id: int | None = None) -> int:
    """Marks one notice, or all when none is named, as read; the number that were not read before.

    Reading one's own notices changes no record of anybody's work, so nothing is written into the audit chain.
    """
    rows = unread(actor)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    return rows.update(read_at=timezone.now())
