"""Relations between documents: confirm, add, remove, and what they do to the tasks of the earlier one."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from chungtay.directives.forms.documents import EffectsForm, LinkForm
from chungtay.directives.models import Document, DocumentLink, DocumentState
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import effects as queries
from chungtay.directives.services import relations as service
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks


def _load(request: ActorRequest, pk: int, link: int) -> tuple[Document, DocumentLink]:
    document = get_object_or_404(Document.objects.defer("text", "reading", "sketch"), pk=pk)
    require(request.actor, DocumentPermission.REVIEW, document)
    return document, get_object_or_404(
        DocumentLink.objects.select_related("source", "target"), pk=link, source=document
    )


def _back(document: Document) -> HttpResponse:
    page = "document_review" if document.state == DocumentState.IN_REVIEW else "document"
    return redirect(reverse(f"directives:{page}", args=[document.pk]) + "#quan-he")


@asks(DocumentPermission.REVIEW)
@require_POST
def add(request: ActorRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document, pk=pk)
    require(request.actor, DocumentPermission.REVIEW, document)
    form = LinkForm(request.POST, prefix="lien")
    if not form.is_valid():
        raise UserError("Hãy nhập số, ký hiệu và chọn quan hệ; ngày (nếu có) ghi như 15/11/2026.")
    day: dt.date | None = form.cleaned_data["issued_on"]
    link = service.add(
        actor=request.actor,
        document=document,
        number=form.cleaned_data["number"],
        kind=form.cleaned_data["kind"],
        issued_on=day,
    )
    tell(
        request,
        f"Đã thêm quan hệ với {link.number}."
        + ("" if link.target_id else " Văn bản này chưa có trong hệ thống; khi có sẽ tự nối."),
    )
    return _back(document)


@asks(DocumentPermission.REVIEW)
@require_POST
def confirm(request: ActorRequest, pk: int, link: int) -> HttpResponse:
    document, found = _load(request, pk, link)
    made = service.confirm(actor=request.actor, link=found, kind=request.POST.get("kind", ""))
    tell(request, f"Đã xác nhận: {made.get_kind_display()} {made.number}.")
    if queries.touches_tasks(made):
        return redirect("directives:link_effects", pk=pk, link=link)
    return _back(document)


@asks(DocumentPermission.REVIEW)
@require_POST
def remove(request: ActorRequest, pk: int, link: int) -> HttpResponse:
    document, found = _load(request, pk, link)
    service.remove(actor=request.actor, link=found)
    tell(request, f"Đã bỏ {found.number} khỏi danh sách quan hệ.")
    return _back(document)


@asks(DocumentPermission.ISSUE)
def effects(request: ActorRequest, pk: int, link: int) -> HttpResponse:
    """Which tasks of the earlier document are touched, and what shall happen to each."""
    document, found = _load(request, pk, link)
    require(request.actor, DocumentPermission.ISSUE, document)
    if not queries.touches_tasks(found):
        raise UserError(_NOT_YET)
    form = _effects_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.plan(
                actor=request.actor, link=found, choices=form.plan(), reason=form.cleaned_data["reason"]
            )
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            tell(request, _APPLIED if made.applied_at else _PLANNED)
            return _back(document)
    context = {"crumbs": _crumbs(document), "document": document, "link": found, "form": form, "rows": form.rows()}
    return render(request, "directives/documents/effects.html", context, status=422 if form.errors else 200)


_NOT_YET = "Hãy xác nhận quan hệ thay thế, sửa đổi hoặc thu hồi trước; văn bản trước phải có trong hệ thống."
_APPLIED = "Đã áp dụng vào các nhiệm vụ của văn bản trước."
_PLANNED = "Đã ghi. Việc của văn bản trước được xử lý khi văn bản này đã giao việc."


def _effects_form(request: ActorRequest, link: DocumentLink) -> EffectsForm:
    groups = queries.groups(request.actor, link)
    choices = [(code, queries.DO_WORDS[code]) for code in queries.CHOICES[DocumentLink.Kind(link.kind)]]
    initial = {"reason": link.plan.get("reason", "")}
    return EffectsForm(request.POST or None, groups=groups, choices=choices, initial=initial)


def _crumbs(document: Document) -> list[tuple[str, str]]:
    here = reverse("directives:document", args=[document.pk])
    return [("Văn bản", reverse("directives:document_list")), (str(document)[:80], here)]
