"""Errors that carry a sentence become a page with that sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chungtay.foundation.errors import UserError


class ErrorsMiddleware:
    """A `UserError` nobody caught is shown with its sentence (422); a refusal with its reason (403)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """No text of ours holds a NUL and PostgreSQL takes none: whoever sends one is told so, once for all views."""
        sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
        if not any("\x00" in value for values in sent for _, given in values.lists() for value in given):
            return None
        sentence = "Nội dung gửi lên có ký tự không đọc được. Hãy gõ lại hoặc dán lại dưới dạng chữ thuần túy."
        return render(request, "foundation/refused.html", {"sentence": sentence, "back": request.path}, status=400)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, UserError):
            back = request.META.get("HTTP_REFERER", "/")
            return render(request, "foundation/refused.html", {"sentence": error.sentence, "back": back}, status=422)
        if isinstance(error, PermissionDenied):
            return render(request, "foundation/forbidden.html", {"sentence": str(error)}, status=403)
        return None


def tell(request: HttpRequest, sentence: str) -> None:
    """Says what was done, on the next page."""
    messages.success(request, sentence)
