"""Messages to the holders of posts: in the product at once, by e-mail as one digest outside the quiet hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from chungtay.foundation.models import Notice


@dataclass(frozen=True)
class Holder:
    """Who stands behind a post today; `email` may be empty."""

    post_id: int
    user_id: int
    name: str
    email: str


_holders: Callable[[Iterable[int], dt.date], list[Holder]] | None = None


def register_holders(finder: Callable[[Iterable[int], dt.date], list[Holder]]) -> None:
    """Accounts says who holds the posts: the holder himself, and a delegate while there is one."""
    global _holders
    _holders = finder


def notify(post_ids: Iterable[int], kind: str, title: str, url: str, key: str) -> int:
    """One message to each holder of the posts; the same `key` for the same person goes out once, however often it is
    called (a reminder run twice reminds once). Returns how many messages are new. Two queries, whatever the number."""
    if _holders is None:
        return 0
    rows = [
        Notice(
            post_id=holder.post_id,
            user_id=holder.user_id,
            kind=kind,
            title=title[:400],
            url=url[:300],
            key=f"{key}:{holder.post_id}:{holder.user_id}"[:160],
        )
        for holder in _holders(set(post_ids), timezone.localdate())
    ]
    before = Notice.objects.filter(key__in=[row.key for row in rows]).count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows) - before


def is_quiet(moment: dt.datetime) -> bool:
    """Inside `settings.QUIET_HOURS` (from hour, to hour; may go over midnight), in Vietnam's time."""
    begin, end = settings.QUIET_HOURS
    hour = timezone.localtime(moment).hour
    return begin <= hour or hour < end if begin > end else begin <= hour < end


def send_digests(now: dt.datetime, most: int = 500) -> int:
    """One e-mail to each person with what is new since the last; returns how many were sent.

    A failed e-mail stays to be sent and the error is raised after the others went out, so that the queue tries again.
    """
    if is_quiet(now):
        return 0
    waiting = Notice.objects.filter(emailed_at=None, read_at=None, user__is_active=True).exclude(user__email="")
    people = list(waiting.order_by("user_id").values_list("user_id", flat=True).distinct()[:most])
    failures: list[Exception] = []
    sent = 0
    for user_id in people:
        try:
            sent += _send_one(user_id)
        except OSError as error:  # SMTPException is one
            failures.append(error)
    if failures:
        raise failures[0]
    return sent


@transaction.atomic
def _send_one(user_id: int) -> int:
    """Locks the rows first: two workers never send the same digest."""
    rows = list(
        Notice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("user")
        .filter(user_id=user_id, emailed_at=None, read_at=None)
        .order_by("id")[:50]
    )
    if not rows:
        return 0
    lines = [
        f"– {row.title}" + (f"\n  {settings.PUBLIC_ADDRESS.rstrip('/')}{row.url}" if row.url else "") for row in rows
    ]
    user = rows[0].user
    body = "\n".join(
        [f"Kính gửi anh/chị {user},", "", *lines, "", "Thư tự động của Chung Tay, xin không trả lời thư này."]
    )
    subject = rows[0].title if len(rows) == 1 else f"Chung Tay: {len(rows)} việc mới"
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(emailed_at=timezone.now())
    send_mail(" ".join(subject.split())[:150], body, None, [user.email])
    return 1
