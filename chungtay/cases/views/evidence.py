"""Files of a case: the list, one file shown page by page with a mark on its face, video and sound played in place.

Nothing is given to be kept: answers carry `no-store`, and every opening is a look.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chungtay.cases.forms.evidence import EvidenceForm, RemovalForm
from chungtay.cases.models import Case, Evidence
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import evidence as queries
from chungtay.cases.services import evidence as services
from chungtay.cases.views.sending import sent
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
_MINUTES = 600  # seconds within which the pieces of one look at one page are one look
Answer = TypeVar("Answer", bound=HttpResponseBase)
no_store = cache_control(no_store=True, private=True)


def load_case(request: ActorRequest, pk: int) -> Case:
    """Out of scope is 404; a content that this person may not open is 403 with the reason."""
    case: Case = get_object_or_404(Case.objects.select_related("unit"), pk=pk)
    require(request.actor, CasePermission.OPEN, case)
    return case


def _load(request: ActorRequest, pk: int, row: int) -> Evidence:
    found: Evidence = get_object_or_404(Evidence.objects.select_related("case__unit", "file_key"), pk=row, case_id=pk)
    require(request.actor, CasePermission.OPEN, found)
    return found


def crumbs_of(case: Case) -> list[tuple[str, str]]:
    return [("Vụ việc", "/vu-viec/"), (case.code, case.get_absolute_url())]


def _seen(actor: Actor, row: Evidence, what: str) -> None:
    """A page that comes in pieces, or is drawn again at once, is one look."""
    mark = hashlib.sha256(what.encode()).hexdigest()[:16]
    if cache.add(f"evidence:{actor.user_id}:{actor.post_id}:{row.pk}:{mark}", True, _MINUTES):
        _look(actor, row.case, what)


def _look(actor: Actor, case: Case, what: str) -> None:
    looked(actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what=what)


@no_store
@require_http_methods(["GET", "POST"])
@asks(CasePermission.OPEN)
def evidence_list(request: ActorRequest, pk: int) -> HttpResponse:
    case = load_case(request, pk)
    may_add = bool(can(request.actor, CasePermission.WORK, case))
    classes = queries.classes_for(request.actor, case)
    form = EvidenceForm(request.POST or None, request.FILES or None, classes=classes, usual=case.secrecy)
    context: dict[str, Any] = {"case": case, "form": form, "may_add": may_add, "refusal": "", "crumbs": crumbs_of(case)}
    if request.method == "POST":
        require(request.actor, CasePermission.WORK, case)
        if url := sent(request, form, context, lambda: _add(request, case, form)):
            tell(request, "Đã cất tài liệu, mã hóa bằng khóa riêng.")
            return redirect(url)
    _look(request.actor, case, "Danh sách tài liệu")
    context["lines"] = queries.lines_of(request.actor, case)
    return render(request, "cases/evidence/list.html", context, status=422 if request.method == "POST" else 200)


def _add(request: ActorRequest, case: Case, form: EvidenceForm) -> str:
    data = form.cleaned_data
    services.add(actor=request.actor, case=case, upload=data["file"], secrecy=data["secrecy"], note=data["note"])
    return reverse("case_evidence:list", args=[case.pk])


@no_store
@require_GET
@asks(CasePermission.OPEN)
def evidence(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    found = _load(request, pk, row)
    return _page(request, found)


def _page(request: ActorRequest, found: Evidence, *, status: int = 200, **more: Any) -> HttpResponse:
    _look(request.actor, found.case, f"Tài liệu số {found.pk}")
    context = {
        "line": queries.line_of(found, opened=True), "case": found.case, "pages": range(1, (found.pages or 0) + 1),
        "sort": found.media_type.split("/", 1)[0], "now": timezone.localtime(), "form": RemovalForm(),
        "refusal": "", "opened": False,
        "may_remove": bool(found.path and can(request.actor, CasePermission.DECIDE, found)),
        "crumbs": [*crumbs_of(found.case), ("Tài liệu", reverse("case_evidence:list", args=[found.case_id]))],
    }  # fmt: skip
    return render(request, "cases/evidence/one.html", {**context, **more}, status=status)


@no_store
@require_GET
@asks(CasePermission.OPEN)
def page(request: ActorRequest, pk: int, row: int, number: int) -> HttpResponse:
    """One page as a picture with who, when and which case on its face."""
    found = _load(request, pk, row)
    try:
        picture = services.page_picture(actor=request.actor, row=found, number=number, at=timezone.now())
    except UserError:
        raise Http404 from None
    _seen(request.actor, found, f"Tài liệu số {found.pk}, trang {number}")
    return _shut(HttpResponse(picture, content_type="image/jpeg"))


@no_store
@require_GET
@asks(CasePermission.OPEN)
def play(request: ActorRequest, pk: int, row: int) -> HttpResponseBase:
    """Video and sound for the player of the page, whole or the part it asks for."""
    found = _load(request, pk, row)
    if not found.path or found.pages is not None:
        raise Http404
    part = _part(request.headers.get("Range", ""), found.size)
    start, stop = part or (0, found.size)
    _seen(request.actor, found, f"Tài liệu số {found.pk}, phát")
    response = StreamingHttpResponse(
        services.stream(found, start, stop), status=206 if part else 200, content_type=found.media_type
    )
    if part:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{found.size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(stop - start)
    response["Content-Encoding"] = "identity"  # a part of a file that was made smaller on the way would not fit
    return _shut(response)


def _part(header: str, size: int) -> tuple[int, int] | None:
    """(first byte, byte after the last) of a request for a part; None: the whole."""
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        return max(0, size - int(asked[2])), size
    start, stop = int(asked[1]), min(size, int(asked[2]) + 1 if asked[2] else size)
    return (start, stop) if start < stop else None


def _shut(response: Answer) -> Answer:
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@asks(CasePermission.DECIDE)
def remove(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    found = _load(request, pk, row)
    require(request.actor, CasePermission.DECIDE, found)
    form = RemovalForm(request.POST)
    context: dict[str, Any] = {"form": form}

    def take() -> str:
        services.remove(actor=request.actor, row=found, why=form.cleaned_data["why"])
        return reverse("case_evidence:list", args=[pk])

    if url := sent(request, form, context, take):
        tell(request, "Đã xóa tài liệu. Khóa của tài liệu đã hủy, vết xóa còn trong danh sách.")
        return redirect(url)
    return _page(request, found, status=422, opened=True, **context)
