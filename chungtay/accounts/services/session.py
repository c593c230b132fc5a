"""Acts of a person on his own session."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.foundation import audit
from chungtay.foundation.access import Actor


def today() -> dt.date:
    return timezone.localdate()


@transaction.atomic
def note_switch(*, actor: Actor, post: Post) -> None:
    """Somebody begins to act in another's post: that is remembered. One's own posts need no row."""
    if actor.on_behalf_of:
        audit.record(actor, "delegation.used", post, unit_path=post.unit.path)
