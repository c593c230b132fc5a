"""How often one sender may ask in a time, without any service outside. Counted in the memory of each server process.

Addresses are kept as a keyed digest and only for the time of the window.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.encoding import force_bytes


def too_often(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Counts this asking; True when it is one too many within the window."""
    key = f"limit:{what}:{_digest(who)}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # the window ended between the two
        cache.set(key, 1, seconds)
        return False


def address_of(request: HttpRequest) -> str:
    """The sender's address as the server sees it. Behind a proxy the last hop it named is taken, which only it can set."""
    if settings.SECURE_PROXY_SSL_HEADER:
        passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if passed:
            return str(passed)
    return str(request.META.get("REMOTE_ADDR", ""))


def _digest(who: str) -> str:
    return hmac.new(force_bytes(settings.SECRET_KEY), who.encode(), hashlib.sha256).hexdigest()[:24]
