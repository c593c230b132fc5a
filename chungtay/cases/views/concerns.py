"""/tin-bao/: the inbox, one report, its print."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import concern_page
from chungtay.cases.queries import concerns as queries
from chungtay.cases.services.concern_printing import print_form
from chungtay.cases.views.concern_loading import INBOX, load_concern, note_look
from chungtay.foundation.access import Actor, require
from chungtay.foundation.looking import looked
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.templatetags.components_lists import Chip

EACH_PAGE = 50


@require_http_methods(["GET", "POST"])
@never_cache
@asks(CasePermission.REPORT)
def inbox(request: ActorRequest) -> HttpResponse:
    """Codes, roads, places and time left. What is searched for comes by POST: a name belongs in no address."""
    actor, allowed = request.actor, queries.chips_of(request.actor)
    which = request.GET.get("loai", allowed[0])
    which = which if which in allowed else allowed[0]
    words = request.POST.get("q", "").strip()[:100]
    rows = queries.inbox(actor, "tat-ca" if words and len(allowed) > 1 else which)
    if words:
        rows, inside = queries.search(actor, rows, words)
        if inside:
            what = "Tìm trong nội dung tin báo"
            looked(actor, "search", "cases.concern", unit_path=actor.unit_paths[0], object_ids=inside, what=what)
    shown = Paginator(rows, EACH_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": shown, "q": words, "chips": _chips(actor, allowed, which, bool(words)),
        "lines": queries.lines(actor, list(shown), timezone.now(), queries.grouped(actor)),
        "may_paste": CasePermission.READ in actor.permissions, "may_clients": CasePermission.CLIENTS in actor.permissions,
    }  # fmt: skip
    return render(request, "cases/concerns/inbox.html", context)


def _chips(actor: Actor, allowed: list[str], which: str, searching: bool) -> list[Chip]:
    counts = queries.counts(actor) if len(allowed) > 1 else {}
    return [
        Chip(queries.CHIPS[code], f"?loai={code}", code == which and not searching, counts.get(code))
        for code in allowed
    ]


@require_GET
@never_cache
@asks(CasePermission.REPORT)
def concern(request: ActorRequest, pk: int) -> HttpResponse:
    """One report as far as this actor may read it; each look is written down."""
    found = load_concern(pk)
    context: dict[str, Any] = {"crumbs": INBOX, **concern_page.of(request.actor, found, timezone.now())}
    if context["reading"] != queries.ROW:
        note_look(request, found, "Tin báo")
    return render(request, "cases/concerns/concern.html", context)


@require_GET
@never_cache
@asks(CasePermission.OPEN)
def of_case(request: ActorRequest, pk: int) -> HttpResponse:
    """What was reported in one case, for who may open it; never who reported."""
    case: Case = get_object_or_404(Case.objects.select_related("unit"), pk=pk)
    require(request.actor, CasePermission.OPEN, case)
    looked(request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Tin báo của vụ việc")
    told = [(one, queries.body_of(one) or {}) for one in queries.of_case(case)]
    shown = [(one, body.get("event", ""), concern_page.facts(body)) for one, body in told]
    crumbs = [("Vụ việc", "/vu-viec/"), (case.code, case.get_absolute_url())]
    return render(request, "cases/concerns/of_case.html", {"case": case, "reports": shown, "crumbs": crumbs})


@require_GET
@never_cache
@asks(CasePermission.RECEIVE)
def printed(request: ActorRequest, pk: int) -> HttpResponse:
    """Form 01 as .docx, without who reported."""
    found = load_concern(pk)
    require(request.actor, CasePermission.RECEIVE, found)
    name, content = print_form(actor=request.actor, concern=found)
    answer = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
