"""Traps that turn whole classes of mistakes into red tests."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from chungtay.foundation import access

_ASK_THEMSELVES = (
    "allauth.",
    "django.contrib.staticfiles",
    "django.views.static",
    "django.views.i18n",
    "django.views.generic.base",
)


class UndefinedVariable(AssertionError):
    """A template used a variable nobody gave it."""


class LoudWhenMissing(str):
    """Django's `string_if_invalid`: instead of printing nothing it fails."""

    def __contains__(self, part: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise UndefinedVariable(f"undefined template variable: {variable}")


class AskedMiddleware:
    """A view that answered without asking for a permission, and is not marked @public, fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with access.watching() as asked:
            response = self.get_response(request)
        view = getattr(request, "watched_view", None)
        if view is None or response.status_code >= 400 or asked or getattr(view, "permission", None):
            return response
        module = getattr(view, "__module__", "")
        if not module.startswith(_ASK_THEMSELVES):
            raise AssertionError(
                f"{module}.{getattr(view, '__name__', view)} answered {request.path} without asking anything"
            )
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        request.watched_view = view  # type: ignore[attr-defined]


def no_network(patch: pytest.MonkeyPatch) -> None:
    """Only this machine may be talked to."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in {"127.0.0.1", "::1", "localhost"}
        )
        if not local:
            raise AssertionError(f"network call in a test: {address}")
        connect(self, address)

    patch.setattr(socket.socket, "connect", guarded)
