"""The one address of the minimal pages; `CURRENT` is the page that answers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path

CURRENT: Callable[[HttpRequest], HttpResponse] = lambda _request: HttpResponse()  # noqa: E731

urlpatterns = [path("", lambda request: CURRENT(request))]
