"""/ban-nhap/: drafts saved by the page while somebody types. Each person reaches his own only."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chungtay.foundation.drafts import MOST_BYTES, drop_draft, find_draft, save_draft, storable
from chungtay.foundation.requests import public


@public
@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """GET `?key=` gives {data, at}, 204 when there is none; POST `key`, `data` (JSON) keeps it, empty data drops it.

    410: the record it belongs to was erased for good, so that nothing more is kept about it.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    user_id = request.user.pk
    key = (request.POST.get("key") or request.GET.get("key") or "").strip()
    if not key or key.startswith("held:"):
        return HttpResponse(status=400)
    if request.method == "GET":
        draft = find_draft(user_id, key)
        if draft is None:
            return HttpResponse(status=204)
        at = timezone.localtime(draft.updated_at).strftime("%H:%M ngày %d/%m/%Y")
        return JsonResponse({"data": draft.data, "at": at})
    data = _read(request.POST.get("data", ""))
    if data is None:
        return HttpResponse(status=400)
    if data:
        if save_draft(user_id, key, storable(data)) is None:
            return HttpResponse(status=410)
    else:
        drop_draft(user_id, key)
    return HttpResponse(status=204)


def _read(text: str) -> dict[str, Any] | None:
    """The fields; {} when nothing was sent; None when it is no such thing or too much."""
    if not text.strip():
        return {}
    if len(text) > MOST_BYTES:
        return None
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
