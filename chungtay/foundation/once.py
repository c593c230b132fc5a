"""A form sent twice is one act: the page draws a number with the form, and the second sending gets the first one's answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.models import Draft

_PREFIX = "once-"
KEEP = dt.timedelta(days=2)


def once(user_id: int, act: uuid.UUID | None, do: Callable[[], str], *, said: str = "") -> str:
    """The address that `do` gives back, done once for this number. A second click at the same moment waits for the first.

    `said`: what the form says. A page gone back to and sent with other words is another act, though its number is old.
    What `do` refuses leaves nothing behind, so that the corrected form may be sent again.
    """
    if act is None:
        return do()
    with transaction.atomic():
        mark, first = Draft.objects.get_or_create(user_id=user_id, key=_key(act, said))
        if not first:
            return str(mark.data.get("answer") or "/")
        answer = do()
        mark.data = {"answer": answer}
        mark.save(update_fields=["data"])
        return answer


def answered(user_id: int, act: uuid.UUID | None, *, said: str = "") -> str:
    """The address this act gave back when it was done; empty when it was not. For what is asked before the act itself."""
    mark = Draft.objects.filter(user_id=user_id, key=_key(act, said)).first() if act is not None else None
    return str(mark.data.get("answer") or "") if mark is not None else ""


def _key(act: uuid.UUID, said: str) -> str:
    return f"{_PREFIX}{act}-{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def forget_old() -> int:
    """Marks of acts long done; nobody clicks twice after two days."""
    gone, _ = Draft.objects.filter(key__startswith=_PREFIX, updated_at__lt=timezone.now() - KEEP).delete()
    return gone
