"""Accounts nobody used for `settings.UNUSED_ACCOUNT_DAYS` days are disabled: each night, and again at the door."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Greatest

from chungtay.accounts.models import User
from chungtay.foundation import audit


def reason() -> str:
    return f"Tài khoản không được sử dụng trong {settings.UNUSED_ACCOUNT_DAYS} ngày."


def unused_accounts(now: dt.datetime) -> QuerySet[User]:
    """Active accounts last seen, enabled or made before the limit."""
    limit = now - dt.timedelta(days=settings.UNUSED_ACCOUNT_DAYS)
    moments = [Coalesce(field, "date_joined") for field in ("enabled_at", "last_login", "last_seen_at")]
    return (
        User.objects.filter(is_active=True)
        .annotate(last=Greatest("date_joined", *moments))
        .filter(last__lt=limit)
        .order_by("pk")
    )


@transaction.atomic
def disable_unused(now: dt.datetime) -> int:
    """Disables them all; returns how many."""
    found = list(unused_accounts(now).values_list("pk", flat=True))
    for user in User.objects.select_for_update(of=("self",)).filter(pk__in=found).order_by("pk"):
        _disable(user)
    return len(found)


@transaction.atomic
def disable_if_unused(user: User, now: dt.datetime) -> None:
    if user.is_active and unused_accounts(now).filter(pk=user.pk).exists():
        _disable(user)


def _disable(user: User) -> None:
    user.is_active = False
    user.disabled_reason = reason()
    user.save(update_fields=["is_active", "disabled_reason"])
    audit.record(None, "user.disabled", user, reason=user.disabled_reason)
