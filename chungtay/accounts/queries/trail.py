"""The audit trail as an administrator or inspector reads it: the acts in his own territory."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from chungtay.accounts.audit_words import actions_like
from chungtay.foundation.access import Actor
from chungtay.foundation.audit import hidden_prefixes
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import path_condition


def trail(
    *, actor: Actor, who: str = "", what: str = "", first_day: dt.date | None = None, last_day: dt.date | None = None
) -> QuerySet[AuditEntry]:
    """Newest first. `what` is part of the act's words, of its code or of the thing's name, where the actor may read it."""
    rows = AuditEntry.objects.filter(path_condition("unit_path", actor), ~Q(unit_path=""))
    rows = rows.filter(~Q(data__has_key="needs") | Q(data__needs__in=sorted(actor.permissions)))
    if who.strip():
        rows = rows.filter(actor_name__icontains=who.strip())
    if what.strip():
        text = what.strip()
        named = Q(object_label__icontains=text)
        for prefix in hidden_prefixes(actor):
            named &= ~Q(object_type__startswith=prefix)
        rows = rows.filter(Q(action__in=actions_like(text)) | Q(action__icontains=text) | named)
    if first_day:
        rows = rows.filter(at__gte=_midnight(first_day))
    if last_day:
        rows = rows.filter(at__lt=_midnight(last_day + dt.timedelta(days=1)))
    return rows.order_by("-id")


def told(actor: Actor, entry: AuditEntry) -> tuple[str, str]:
    """Name of the thing and reason, as this actor may read them: an administrator sees that, not on which child."""
    if entry.object_type.startswith(tuple(hidden_prefixes(actor))):
        return f"Hồ sơ số {entry.object_id}", ""
    return entry.object_label, entry.reason


def about_person(*, user_id: int) -> QuerySet[AuditEntry]:
    """What was done to this account."""
    return AuditEntry.objects.filter(object_type="accounts.user", object_id=str(user_id)).order_by("-id")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
