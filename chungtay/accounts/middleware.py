"""Per request: the gates a person passes first, the idle lock, the chosen post, the scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from chungtay.accounts import actors, gates, idle
from chungtay.foundation.scoping import acting_as

Handler = Callable[[HttpRequest], HttpResponse]
POST_KEY = "post"


class IdleLockMiddleware:
    """After `settings.IDLE_LOCK_SECONDS` without a request the password is asked again; nothing typed is lost."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or idle.is_exempt(request):
            return self.get_response(request)
        if idle.is_locked(request):
            return self.get_response(request) if idle.takes_draft(request) else idle.hold(request)
        idle.note(request)
        waiting = idle.waiting(request)  # before the view: what it puts aside itself must not be taken as sent
        response = self.get_response(request)
        return idle.restored(request, response, waiting) if waiting else response


class PostMiddleware:
    """Sets `request.actor` and `request.post_choices`, and runs the request inside the actor's scope."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        carrier = cast(Any, request)
        carrier.actor = None
        carrier.post_choices = []
        if not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        today = timezone.localdate()
        carrier.post_choices = actors.choices(user, today)
        carrier.post_choice = chosen(request, carrier.post_choices)
        sent_away = gates.first_step(request, user, carrier.post_choices)
        if sent_away is not None:
            return sent_away
        if carrier.post_choice is None:
            return self.get_response(request)
        carrier.actor = carrier.post_choice.actor(user, today)
        with acting_as(carrier.actor):
            return self.get_response(request)


def chosen(request: HttpRequest, choices: list[actors.Choice]) -> actors.Choice | None:
    """The post of the session if it still holds; the only post when there is one."""
    key = request.session.get(POST_KEY)
    for choice in choices:
        if choice.key == key:
            return choice
    if key is not None:
        del request.session[POST_KEY]
    if len(choices) != 1:
        return None
    # Kept, so that a delegation which begins meanwhile does not take the post away in the middle of a form.
    request.session[POST_KEY] = choices[0].key
    return choices[0]
