"""The desk: My day, search, notices, the look of the pages, the catalogue of components, error pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.foundation import catalogue, notices, searching, worklist
from chungtay.foundation.context import CONTRASTS, DENSITIES
from chungtay.foundation.language import COOKIE, said
from chungtay.foundation.policies import DeskPermission
from chungtay.foundation.requests import ActorRequest, address_here, asks, public, whole_number

TONES = {"late": "late", "returned": "late", "due": "soon"}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class DayGroup:
    """One group of My day, ready to be drawn."""

    code: str
    title: str
    lines: worklist.Lines

    @property
    def anchor(self) -> str:
        return f"nhom-{self.code}"

    @property
    def tone(self) -> str:
        return TONES.get(self.code, "")

    @property
    def rest(self) -> int:
        return self.lines.total - len(self.lines.items)


@require_GET
@asks(DeskPermission.MY_DAY)
def my_day(request: ActorRequest) -> HttpResponse:
    """What this post must do: late, returned, waiting for my word, new, due, running."""
    today = timezone.localdate()
    groups = worklist.lines(request.actor, today)
    waiting = notices.unread(request.actor)[:5]
    shown = [DayGroup(code, said(worklist.GROUPS[code]), lines) for code, lines in groups.items()]
    return render(request, "foundation/my_day.html", {"groups": shown, "today": today, "news": waiting})


@require_GET
@asks(DeskPermission.SEARCH)
def search(request: ActorRequest) -> HttpResponse:
    """One box; each group of hits is already within the scope of the post."""
    text = request.GET.get("q", "").strip()[:200]
    found = searching.search(request.actor, text)
    context = {"text": text, "found": found, "total": sum(map(len, found.values()))}
    return render(request, "foundation/search.html", {**context, "hints": searching.hints(request.actor)})


@require_GET
@asks(DeskPermission.NOTICES)
def notice_list(request: ActorRequest) -> HttpResponse:
    """All notices of the post, the newest first."""
    page = Paginator(notices.of(request.actor), 50).get_page(request.GET.get("trang"))
    return render(request, "foundation/notices.html", {"page": page})


@require_POST
@asks(DeskPermission.NOTICES)
def read_notices(request: ActorRequest) -> HttpResponse:
    """One notice (`id`) or all of them are marked as read; from one the person goes on to what it is about."""
    wanted = whole_number(request.POST.get("id", ""))
    if wanted is None:
        notices.mark_read(actor=request.actor)
        return redirect("foundation:notices")
    notice = get_object_or_404(notices.of(request.actor), pk=wanted)
    notices.mark_read(actor=request.actor, notice_id=notice.pk)
    return redirect(address_here(request, notice.url, "foundation:notices"))


@public
def display(request: HttpRequest) -> HttpResponse:
    """Language, contrast and density, kept in the browser for a year; needs no account and no JavaScript."""
    if request.method != "POST":
        return render(
            request, "foundation/display.html", {"back": address_here(request, request.META.get("HTTP_REFERER", "/"))}
        )
    response = redirect(address_here(request, request.POST.get("tiep", "/")))
    for name, allowed in (("giao_dien", CONTRASTS), ("mat_do", DENSITIES), (COOKIE, dict(settings.LANGUAGES))):
        if request.POST.get(name) in allowed:
            response.set_cookie(
                name, request.POST[name], max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True
            )
    return response


@public
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its code; for those who build pages, so only in development and the demo."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(
        request, "foundation/catalogue.html", {"parts": catalogue.parts(request), "form": catalogue.SampleForm()}
    )
