"""After five wrong passwords: how long the account stays locked, whom to call, and how an administrator opens it."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset as axes_reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chungtay.accounts.models import Post, User
from chungtay.accounts.roles import RoleCode


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page shown while locked (429). It is the same whether or not the name exists."""
    username = str((credentials or {}).get("username") or "")
    until = locked_until(username)
    left = until - timezone.now() if until else _cool_off()
    context = {
        "limit": settings.AXES_FAILURE_LIMIT,
        "until": until,
        "minutes": max(1, math.ceil(left.total_seconds() / 60)),
        "administrators": administrators_of(username),
    }
    return render(request, "accounts/locked_out.html", context, status=429)


def _cool_off() -> dt.timedelta:
    cool_off = get_cool_off()
    return cool_off if isinstance(cool_off, dt.timedelta) else dt.timedelta(minutes=15)


def locked_until(username: str) -> dt.datetime | None:
    """When the lock of this name ends; None when it is not locked."""
    return locked_names([username]).get(username)


def locked_names(usernames: list[str]) -> dict[str, dt.datetime]:
    """The locked ones among these names, with the moment each opens by itself; one query."""
    since = timezone.now() - _cool_off()
    failed = AccessAttempt.objects.filter(
        username__in=usernames, failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since
    )
    ends: dict[str, dt.datetime] = {}
    for username, moment in failed.order_by("attempt_time").values_list("username", "attempt_time"):
        ends[username] = moment + _cool_off()
    return ends


def unlock(username: str) -> None:
    axes_reset(username=username)


def administrators_of(username: str) -> list[User]:
    """Whom to call, at most three: the administrators of this installation when they are few (then the page tells
    nothing about the name), else those of the person's province."""
    today = timezone.localdate()
    chiefs = (
        Post.objects.on(today).filter(role=RoleCode.PROVINCE_ADMINISTRATOR, user__is_active=True).select_related("user")
    )
    few = list(chiefs.order_by("user__order_key", "id")[:4])
    if len(few) > 3:
        place = (
            Post.objects.on(today)
            .filter(user__username=username)
            .select_related("unit")
            .order_by("-valid_from", "id")
            .first()
        )
        top = place.unit.path.split("/", 1)[0] if place else None
        few = list(chiefs.filter(unit__path=top).order_by("user__order_key", "id")[:3])
    return [post.user for post in few]
