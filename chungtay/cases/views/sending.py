"""A form that was sent: taken once, or put back on its page with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from chungtay.children.views.loading import attempt, done_once
from chungtay.foundation.requests import ActorRequest


def sent(request: ActorRequest, form: forms.Form, context: dict[str, Any], act: Callable[[], str]) -> str:
    """The address to go on to, once for one click; empty when nothing was sent, or it was refused (`context` says why)."""
    if request.method != "POST" or not form.is_valid():
        return ""
    return attempt(form, context, lambda: done_once(request, form, act))
