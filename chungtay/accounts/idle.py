"""The idle lock: after a quarter of an hour away the password is asked again, and what was being sent is kept."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from chungtay.accounts import restoring
from chungtay.accounts.models import User
from chungtay.foundation.drafts import drop_draft, load_draft, save_draft, storable

SEEN, LOCKED, HELD = "seen_at", "locked", "held"
_TOLD = "Nội dung anh/chị đã nhập vẫn còn đây. Hãy xem lại rồi bấm gửi."


def is_exempt(request: HttpRequest) -> bool:
    """Pages that must answer while locked: the lock itself, sign-out, the health page."""
    open_pages = {reverse("accounts:locked"), reverse("account_logout"), "/healthz"}
    return request.path in open_pages or request.path.startswith(settings.STATIC_URL)


def is_locked(request: HttpRequest) -> bool:
    seen = request.session.get(SEEN)
    late = seen is not None and time.time() - seen > settings.IDLE_LOCK_SECONDS
    return bool(late or request.session.get(LOCKED))


def takes_draft(request: HttpRequest) -> bool:
    """What the page saves by itself while somebody types is taken in also behind the lock: nothing is shown."""
    return request.method == "POST" and request.path == reverse("foundation:drafts")


def note(request: HttpRequest) -> None:
    """The person is here. Written at most twice a minute, and not for what a page asks by itself."""
    if request.headers.get("X-Background"):
        return
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= min(30, settings.IDLE_LOCK_SECONDS // 3):
        request.session[SEEN] = now
        _seen(cast(User, request.user))


def _seen(user: User) -> None:
    """The account is in use: written at most once an hour."""
    now = timezone.now()
    if user.last_seen_at is None or now - user.last_seen_at > dt.timedelta(hours=1):
        User.objects.filter(pk=user.pk).update(last_seen_at=now)


def unlock(request: HttpRequest) -> None:
    request.session.pop(LOCKED, None)
    request.session[SEEN] = int(time.time())


def hold(request: HttpRequest) -> HttpResponse:
    """Locks the session and leads to the lock page; what was being sent becomes a draft."""
    request.session[LOCKED] = True
    return lead(request, reverse("accounts:locked"))


def lead(request: HttpRequest, page: str) -> HttpResponse:
    """To `page` (which asks the password), and afterwards back to where the person was, with the form as it was."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        back = request.get_full_path()
    else:
        back = _page_of(request)
        if request.method == "POST":
            _keep(request, back)
    target = f"{page}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(came_from)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _key(action: str) -> str:
    return f"held:{action}"


def _keep(request: HttpRequest, page: str) -> None:
    data = dict(request.POST.lists())
    files = [upload.name or "" for uploads in request.FILES.lists() for upload in uploads[1]]
    save_draft(cast(int, request.user.pk), _key(request.path), {"fields": storable(data), "files": files})
    request.session[HELD] = {"action": request.path, "page": page}


def held(request: HttpRequest) -> dict[str, Any] | None:
    """What waits to be sent again: `action`, `page`, `fields`, `files`."""
    waiting = request.session.get(HELD)
    if not waiting:
        return None
    draft = load_draft(cast(int, request.user.pk), _key(waiting["action"]))
    return {**waiting, **draft} if draft else None


def _asked_again(response: HttpResponse) -> bool:
    """The person was led away once more to prove who he is: the form did not go through yet."""
    return response.get("Location", "").startswith((reverse("accounts:locked"), reverse("account_reauthenticate")))


def drop(request: HttpRequest) -> None:
    waiting = request.session.pop(HELD, None)
    if waiting:
        drop_draft(cast(int, request.user.pk), _key(waiting["action"]))


def told(kept: dict[str, Any]) -> str:
    files = kept.get("files")
    return _TOLD + (f" Tệp cần chọn lại: {', '.join(files)}." if files else "")


def waiting(request: HttpRequest) -> dict[str, str] | None:
    """The form that was put aside: its `action` and its `page`."""
    put_aside: dict[str, str] | None = request.session.get(HELD)
    return put_aside


def restored(request: HttpRequest, response: HttpResponse, waiting: dict[str, str]) -> HttpResponse:
    """The response with the kept form filled in; once the form went through, the draft is dropped."""
    if request.method == "POST":
        went_through = response.status_code in {204, 302, 303} and request.session.get(HELD) == waiting
        if request.path == waiting["action"] and went_through and not _asked_again(response):
            drop(request)
        return response
    is_page = request.get_full_path() == waiting["page"] and "text/html" in response.get("Content-Type", "")
    if not is_page or response.streaming or response.status_code != 200:
        return response
    kept = held(request)
    if kept is None:
        del request.session[HELD]
        return response
    filled = restoring.refill(response.content, request.path, kept["action"], kept["fields"], told(kept))
    if filled is None:
        messages.warning(request, told(kept))
        return redirect("accounts:send_again")
    response.content = filled
    return response
