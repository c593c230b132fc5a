"""What a view receives: the request with its actor, and the decorator that asks before the view runs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from chungtay.foundation.access import Actor, require

P = ParamSpec("P")
R = TypeVar("R")


class ActorRequest(HttpRequest):
    """A request of a signed-in person in one chosen post; scoped queries inside it answer for that post."""

    actor: Actor


View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]


def asks(permission: StrEnum) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Sign-in, a chosen post and `permission` are needed. The permission stays readable on the view for the matrix."""

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if actor is None:
                return redirect("accounts:choose_post")
            require(actor, permission)
            return view(cast(ActorRequest, request), *args, **kwargs)

        cast(Any, inner).permission = str(permission)
        return inner

    return wrap


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view that needs no post (sign-in pages, health): said aloud so that the access matrix covers it."""
    cast(Any, view).permission = "public"
    return view
