"""Vietnamese, or English for the words of the shell and of the components, as the person chose on this machine.

The browser's own language is not asked: old office laptops come in English. What people wrote stays as written.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext

COOKIE = "ngon_ngu"


class LanguageMiddleware:
    """The language of the cookie for this request; Vietnamese without one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def chosen(request: HttpRequest) -> str:
    code = request.COOKIES.get(COOKIE, "")
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def said(words: object) -> str:
    """Words of ours in the language of the request; what the catalogue does not know stays as it is."""
    text = str(words)
    return gettext(text) if text else ""  # the empty key holds the catalogue's own header
