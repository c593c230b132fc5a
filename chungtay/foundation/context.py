"""What every page knows: the actor, the navigation, the look the person chose. Queries are made only when shown."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chungtay.foundation import navigation, notices
from chungtay.foundation.access import Actor
from chungtay.foundation.language import chosen

CONTRASTS = ("thuong", "cao")
DENSITIES = ("thoang", "gon")


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the page shell. `actor` is None on signed-out pages and before a post is chosen."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "shell_demo": settings.DEMO,
        "shell_fonts": settings.FONTS,
        "shell_contrast": _chosen(request, "giao_dien", CONTRASTS),
        "shell_density": _chosen(request, "mat_do", DENSITIES),
        "shell_language": chosen(request),
        "shell_languages": settings.LANGUAGES,
        "shell_nav": partial(navigation.drawn, actor, request.path),
        "shell_post_key": getattr(getattr(request, "post_choice", None), "key", ""),
        "shell_posts": getattr(request, "post_choices", []),
        "shell_notices": SimpleLazyObject(lambda: unread(actor)),
        "shell_idle_seconds": settings.IDLE_LOCK_SECONDS,
        "crumbs": (),
    }


def unread(actor: Actor | None) -> int:
    """Unread notices of the post; one query, at most 100 are counted."""
    return notices.unread(actor)[:100].count() if actor is not None else 0


def _chosen(request: HttpRequest, cookie: str, allowed: tuple[str, ...]) -> str:
    value = request.COOKIES.get(cookie, "")
    return value if value in allowed else allowed[0]
