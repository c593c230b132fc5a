"""What every page knows: the actor, the navigation, the look the person chose. Queries are made only when shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chungtay.foundation import navigation
from chungtay.foundation.models import Notice

CONTRASTS = ("thuong", "cao")
DENSITIES = ("thoang", "gon")


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the page shell. `actor` is None on signed-out pages and before a post is chosen."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "shell_demo": settings.DEMO,
        "shell_fonts": getattr(settings, "FONTS", False),
        "shell_contrast": _chosen(request, "giao_dien", CONTRASTS),
        "shell_density": _chosen(request, "mat_do", DENSITIES),
        "shell_nav": navigation.links(actor, request.path),
        "shell_notices": SimpleLazyObject(lambda: unread(actor)),
        "shell_idle_seconds": settings.IDLE_LOCK_SECONDS,
        "crumbs": (),
    }


def unread(actor: Any) -> int:
    """Unread notices of the post; one query, at most 100 are counted."""
    if actor is None:
        return 0
    return Notice.objects.filter(post_id=actor.post_id, user_id=actor.user_id, read_at=None)[:100].count()


def _chosen(request: HttpRequest, cookie: str, allowed: tuple[str, ...]) -> str:
    value = request.COOKIES.get(cookie, "")
    return value if value in allowed else allowed[0]
