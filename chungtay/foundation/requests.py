"""What a view receives: the request with its actor, and the decorator that asks before the view runs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from chungtay.foundation.access import Actor, require

P = ParamSpec("P")
R = TypeVar("R")


def whole_number(text: str) -> int | None:
    """A number of a request that a database key can hold; None for everything else: “²” is a digit but no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are numbers."""
    return [number for text in texts if (number := whole_number(text)) is not None]


def address_here(request: HttpRequest, wanted: str, usual: str = "/") -> str:
    """The address a page asked to go on to when it lies on this site, else `usual`. Ready for `redirect`."""
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here and (wanted.startswith("/") or "://" in wanted) else usual


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
