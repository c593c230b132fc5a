"""Before a dangerous act (export of people, grant of a role, reset of a password) the person proves who he is again."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from chungtay.accounts import idle

View = TypeVar("View", bound=Callable[..., HttpResponse])


def sudo(view: View) -> View:
    """Asks the password when it was not asked in the last `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds; keeps what was
    being sent. Put it under `@asks`, so that nobody is asked for a password only to be refused."""

    @functools.wraps(view)
    def inner(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        if recently_proved(request):
            return view(request, *args, **kwargs)
        return idle.lead(request, reverse("account_reauthenticate"))

    return cast(View, inner)


def recently_proved(request: HttpRequest) -> bool:
    """Signed in, or asked again, within the time."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)
