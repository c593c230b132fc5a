"""People and posts as an administrator sees them: those of his own territory."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from chungtay.accounts.models import Delegation, Post, User
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.vietnamese import fold


def current_posts(user: User) -> QuerySet[Post]:
    """Posts held today, newest first."""
    return (
        Post.objects.on(timezone.localdate())
        .filter(user=user)
        .select_related("agency", "unit", "user")
        .order_by("-valid_from", "id")
    )


def people(*, actor: Actor, text: str = "", role: str = "", state: str = "", unit_path: str = "") -> QuerySet[User]:
    """Everybody who holds or held a post in the actor's territory, by given name.

    `text`: part of name, sign-in name, phone or agency, with or without accents.
    `state`: active, disabled, without_post.
    """
    today = timezone.localdate()
    here = Post.objects.filter(path_condition("unit__path", actor), user=OuterRef("pk"))
    rows = User.objects.filter(Exists(here))
    if unit_path:
        rows = rows.filter(Exists(here.on(today).filter(unit__path__startswith=unit_path)))
    if role:
        rows = rows.filter(Exists(here.on(today).filter(role=role)))
    if state == "active":
        rows = rows.filter(is_active=True)
    elif state == "disabled":
        rows = rows.filter(is_active=False)
    elif state == "without_post":
        rows = rows.exclude(Exists(here.on(today)))
    for word in fold(text).split():
        agency = Exists(here.filter(agency__folded__contains=word))
        rows = rows.filter(Q(folded__contains=word) | Q(username__icontains=word) | Q(phone__contains=word) | agency)
    posts = Post.objects.on(today).select_related("agency", "unit").order_by("-valid_from", "id")
    return rows.prefetch_related(Prefetch("posts", posts, to_attr="posts_today")).order_by("order_key", "pk")


def person(*, actor: Actor, pk: int) -> User | None:
    """One person of the actor's territory; None outside of it."""
    here = Post.objects.filter(path_condition("unit__path", actor), user=OuterRef("pk"))
    return User.objects.filter(Exists(here), pk=pk).first()


def posts_of(user: User) -> QuerySet[Post]:
    """All posts, past ones too, newest first."""
    return user.posts.select_related("agency", "unit", "user").order_by("-valid_from", "id")


def delegations_of(user: User) -> QuerySet[Delegation]:
    """Given and received, newest first."""
    return (
        Delegation.objects.filter(Q(post__user=user) | Q(to_user=user))
        .select_related("post__user", "post__agency", "post__unit", "to_user")
        .order_by("-first_day", "-id")
    )


def colleagues(*, actor: Actor, today: dt.date) -> QuerySet[User]:
    """Whom one may delegate to: active people with a post today in an agency of the same unit or of one above it."""
    path = Post.objects.filter(pk=actor.post_id).values_list("unit__path", flat=True).first() or ""
    parts = path.split("/")
    above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    held = Post.objects.on(today).filter(user=OuterRef("pk"), unit__path__in=above)
    return User.objects.filter(Exists(held), is_active=True).exclude(pk=actor.user_id).order_by("order_key", "pk")
