"""The list of documents, the page of one, its original file, its graph, and the steps of its life."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.directives.codes import kind_words, kinds
from chungtay.directives.forms.documents import LinkForm, ReasonForm
from chungtay.directives.models import Document, DocumentLink, Task
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import documents as queries
from chungtay.directives.queries import graph as graphs
from chungtay.directives.queries import relations as relation_queries
from chungtay.directives.queries import sameness
from chungtay.directives.queries.tasks import status_counts
from chungtay.directives.readings import spans
from chungtay.directives.services import documents as service
from chungtay.directives.states_documents import DOCUMENT_MACHINE
from chungtay.foundation import files
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.foundation.workflow import available

_PAGE = 30


@asks(DocumentPermission.READ)
@require_GET
def document_list(request: ActorRequest) -> HttpResponse:
    text, chip, kind = (request.GET.get(name, "").strip() for name in ("tim", "loc", "loai"))
    year = whole_number(request.GET.get("nam", ""))
    rows = queries.document_list(request.actor, text=text, chip=chip, kind=kind, year=year)
    counts = queries.chip_counts(request.actor)
    context = {
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("trang")),
        "chips": [
            (words, f"?loc={code}" if code else "?", code == chip, counts[code])
            for code, words in queries.CHIPS.items()
        ],
        "text": text,
        "kind": kind,
        "year": year,
        "kinds": kinds(),
        "intakes": queries.open_intakes(request.actor),
        "may_receive": can(request.actor, DocumentPermission.RECEIVE),
        "narrowed": bool(text or kind or year or chip),
    }
    return render(request, "directives/documents/list.html", context)


@asks(DocumentPermission.READ)
@require_GET
def document(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Document.objects.select_related("owner", "file", "issued_by", "created_by", "version_of"), pk=pk
    )
    require(request.actor, DocumentPermission.READ, found)
    given = Task.objects.filter(document=found)
    context = {
        "crumbs": [("Văn bản", reverse("directives:document_list"))],
        "document": found,
        "kind": kind_words(found.kind),
        "spans": spans(found.reading, list(found.proposals.all())),
        "counts": status_counts(given.filter(parent=None), timezone.localdate()),
        "acts": relation_queries.given_lines(found),
        "links": relation_queries.links_of(found),
        "backlinks": relation_queries.backlinks_of(found),
        "facts": queries.facts_of(found),
        "twins": sameness.with_same_number(found),
        "arrows": [arrow.name for arrow in available(DOCUMENT_MACHINE, found, request.actor)],
        "may_review": can(request.actor, DocumentPermission.REVIEW, found),
        "reason_form": ReasonForm(prefix="huy"),
        "link_form": LinkForm(prefix="lien"),
        "link_kinds": DocumentLink.Kind.choices,
        "tasks_url": reverse("directives:task_list"),
    }
    return render(request, "directives/documents/document.html", context)


@asks(DocumentPermission.READ)
@require_GET
def original(request: ActorRequest, pk: int) -> HttpResponse:
    """The file as received; that it was fetched is kept."""
    found = get_object_or_404(Document.objects.select_related("file"), pk=pk)
    require(request.actor, DocumentPermission.READ, found)
    if found.file is None:
        raise Http404
    service.note_download(actor=request.actor, document=found)
    return cast(HttpResponse, files.file_response(found.file))


@asks(DocumentPermission.READ)
@require_GET
def graph(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Document.objects.defer("text", "reading", "sketch"), pk=pk)
    require(request.actor, DocumentPermission.READ, found)
    up, down = graphs.chain_up(found), graphs.chain_down(found)
    crumbs = [
        ("Văn bản", reverse("directives:document_list")),
        (str(found)[:80], reverse("directives:document", args=[pk])),
    ]
    context = {"crumbs": crumbs, "document": found, "up": up, "down": down, "drawing": graphs.draw(found, up, down)}
    return render(request, "directives/documents/graph.html", context)


_SAID = {
    "keep": "Đã lưu văn bản để tham khảo. Bấm “Rà soát lại” nếu cần lấy nhiệm vụ từ văn bản này.",
    "review_again": "Văn bản đã trở lại bước rà soát.",
    "restore": "Đã khôi phục bản rà soát.",
    "cancel": "Đã hủy bản rà soát. Văn bản vẫn ở mục “Đã hủy” và khôi phục được.",
}


@asks(DocumentPermission.REVIEW)
@require_POST
def step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """keep, review_again, restore or cancel (with a reason)."""
    found = get_object_or_404(Document, pk=pk)
    require(request.actor, DocumentPermission.REVIEW, found)
    if step == "cancel":
        service.cancel(actor=request.actor, document=found, reason=request.POST.get("huy-reason", ""))
    elif step in _SAID:
        {"keep": service.keep, "review_again": service.review_again, "restore": service.restore}[step](
            actor=request.actor, document=found
        )
    else:
        raise UserError("Không có bước này.")
    tell(request, _SAID[step])
    target = "directives:document_review" if step in ("review_again", "restore") else "directives:document"
    return redirect(target, pk=pk)
