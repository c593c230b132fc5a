"""The review page: source on the left, proposals on the right, and every decision about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.directives.forms.documents import AddForm, HeaderForm, LinkForm, ProposalForm, ReasonForm
from chungtay.directives.models import Document, DocumentLink, DocumentState, TaskProposal
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import agency_choice, sameness
from chungtay.directives.queries import documents as document_queries
from chungtay.directives.queries import relations as relation_queries
from chungtay.directives.queries import review as queries
from chungtay.directives.queries.reports_duties import opened_from, propose
from chungtay.directives.readings import SURE, header_words, spans
from chungtay.directives.services import agencies as agency_service
from chungtay.directives.services import documents as document_service
from chungtay.directives.services import review as service
from chungtay.directives.services.intake import title_of
from chungtay.foundation.access import require
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number, whole_numbers


def load(request: ActorRequest, pk: int) -> Document:
    """The document in the actor's scope (else 404) that this actor may review (else 403)."""
    document = get_object_or_404(Document.objects.select_related("owner", "file", "header_by"), pk=pk)
    require(request.actor, DocumentPermission.REVIEW, document)
    return document


def trail(document: Document) -> dict[str, Any]:
    """The way back from a page beneath the review: crumbs and the address of the review itself."""
    here = reverse("directives:document_review", args=[document.pk])
    words = f"Rà soát {document.number}" if document.number else "Rà soát văn bản"
    crumbs = [("Văn bản", reverse("directives:document_list")), (words, here)]
    return {"document": document, "review_url": here, "crumbs": crumbs}


def back(pk: int, anchor: str = "") -> HttpResponse:
    return redirect(reverse("directives:document_review", args=[pk]) + (f"#{anchor}" if anchor else ""))


@asks(DocumentPermission.REVIEW)
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole page; a POST saves the header fields."""
    document = load(request, pk)
    if document.state != DocumentState.IN_REVIEW:
        return redirect("directives:document", pk=pk)
    form, stale = HeaderForm(request.POST or None, instance=document, initial={"version": document.version}), None
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            document_service.save_header(actor=request.actor, document=document, version=version, values=form.values())
        except StaleEdit as error:
            stale = error
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            tell(request, "Đã lưu thông tin văn bản.")
            return back(pk)
    context = {
        **_page(document),
        "header_form": form,
        "stale": stale,
        "stale_rows": side_by_side(stale),
        "version": _version(document.pk),
    }
    return render(request, "directives/documents/review.html", context, status=422 if form.errors or stale else 200)


def side_by_side(stale: StaleEdit | None) -> list[tuple[str, Any, Any]]:
    """Each field that differs: theirs and mine."""
    if stale is None:
        return []
    return [
        (name, theirs, stale.mine.get(name, ""))
        for name, theirs in stale.theirs.items()
        if theirs != stale.mine.get(name, "")
    ]


def _version(pk: int) -> int:
    return Document.objects.values_list("version", flat=True).get(pk=pk)


def _page(document: Document) -> dict[str, Any]:
    items, merged = queries.items(document, timezone.localdate())
    proposals = [item.proposal for item in items]
    counts = document_queries.review_counts(proposals, SURE)
    return {
        **trail(document),
        "crumbs": [("Văn bản", reverse("directives:document_list"))],
        "items": items,
        "merged": merged,
        "spans": spans(document.reading, proposals),
        "header_words": header_words(document.reading),
        "header_unsure": not all(sure for _, sure, _ in header_words(document.reading)),
        "counts": counts,
        "sure_label": f"Nhận mọi mục chắc chắn ({counts.sure})",
        "names": queries.unsettled_names(items),
        "gone": queries.gone_agencies(items),
        "links": relation_queries.links_of(document),
        "link_form": LinkForm(prefix="lien"),
        "link_kinds": DocumentLink.Kind.choices,
        "twins": sameness.with_same_number(document),
        "duties": propose(document),
        "opened": opened_from(document),
        "notices": document.reading.get("notices", []),
        "contacts": document.reading.get("contacts", []),
        "reason_form": ReasonForm(prefix="huy"),
    }


@asks(DocumentPermission.REVIEW)
@require_POST
def accept_sure(request: ActorRequest, pk: int) -> HttpResponse:
    count = service.accept_sure(actor=request.actor, document=load(request, pk))
    tell(request, f"Đã nhận {count} nhiệm vụ chắc chắn. Những mục “nên xem lại” vẫn chờ anh/chị.")
    return back(pk, "de-xuat")


_STEPS: dict[str, tuple[Callable[..., TaskProposal], str]] = {
    "nhan": (service.accept, "Đã nhận."),
    "bo": (service.drop, "Đã bỏ; bấm “Khôi phục” nếu cần lấy lại."),
    "khoi-phuc": (service.restore, "Đã khôi phục."),
    "ban-dau": (service.reset, "Đã trở về bản đề xuất ban đầu."),
    "gop": (service.merge, "Đã gộp với mục trước; mục bị gộp nằm ở cuối trang và khôi phục được."),
}


@asks(DocumentPermission.REVIEW)
@require_POST
def decide(request: ActorRequest, pk: int, proposal: int, step: str) -> HttpResponse:
    """nhan, bo, khoi-phuc, ban-dau, gop, len or xuong."""
    document = load(request, pk)
    found = get_object_or_404(TaskProposal, pk=proposal, document=document)
    if step in ("len", "xuong"):
        service.move(actor=request.actor, proposal=found, up=step == "len")
        return back(pk, f"nhiem-vu-{proposal}")
    if step not in _STEPS:
        raise Http404
    act, words = _STEPS[step]
    result = act(actor=request.actor, proposal=found, version=_sent_version(request))
    tell(request, f"“{result.title[:60]}”: {words}")
    return back(pk, f"nhiem-vu-{result.pk}")


@asks(DocumentPermission.REVIEW)
def edit(request: ActorRequest, pk: int, proposal: int) -> HttpResponse:
    document = load(request, pk)
    found = get_object_or_404(TaskProposal, pk=proposal, document=document)
    form, stale = ProposalForm(request.POST or None, instance=found, initial={"version": found.version}), None
    if request.method == "POST" and form.is_valid():
        version, take = form.cleaned_data["version"] or 0, "take" in request.POST
        try:
            service.correct(actor=request.actor, proposal=found, version=version, values=form.values(), take=take)
        except StaleEdit as error:
            stale = error
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            tell(request, "Đã lưu và nhận nhiệm vụ." if take else "Đã lưu nhiệm vụ.")
            return back(pk, f"nhiem-vu-{proposal}")
    shown = {"proposal": found, "form": form, "stale": stale, "stale_rows": side_by_side(stale)}
    # A second save goes over theirs, knowingly: the form carries the version as it stands now.
    version = TaskProposal.objects.values_list("version", flat=True).get(pk=proposal)
    context = {**trail(document), **shown, "version": version}
    return render(request, "directives/documents/proposal.html", context, status=422 if form.errors or stale else 200)


@asks(DocumentPermission.REVIEW)
def add(request: ActorRequest, pk: int) -> HttpResponse:
    document = load(request, pk)
    form = AddForm(request.POST or None, initial=_passage(request, document))
    if request.method == "POST" and form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
        try:
            made = service.add(actor=request.actor, document=document, values=form.values(), start=start, end=end)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            tell(request, "Đã thêm nhiệm vụ.")
            return back(pk, f"nhiem-vu-{made.pk}")
    context: dict[str, Any] = {
        **trail(document),
        "proposal": None,
        "form": form,
        "stale": None,
        "stale_rows": [],
        "version": 0,
    }
    return render(request, "directives/documents/proposal.html", context, status=422 if form.errors else 200)


def _sent_version(request: ActorRequest) -> int:
    """Of the proposal as the person saw it; -1 (never current) when it was not sent."""
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


def _passage(request: ActorRequest, document: Document) -> dict[str, Any]:
    """The passage of the source chosen on the review page (?tu=…&den=…), as the first words of the form."""
    start, end = whole_number(request.GET.get("tu", "")), whole_number(request.GET.get("den", ""))
    if start is None or end is None or not start < end <= len(document.text):
        return {"rhythm": "once", "weight": 1}
    text = document.text[start:end].strip()
    before = document.proposals.filter(start__lte=start).order_by("-start").first()
    return {
        "start": start,
        "end": end,
        "text": text,
        "title": title_of(text),
        "lead": before.lead
        if before
        else [],  # the passage usually speaks to the same agencies as what stands before it
        "rhythm": "once",
        "weight": 1,
    }


@asks(DocumentPermission.REVIEW)
def split(request: ActorRequest, pk: int, proposal: int) -> HttpResponse:
    document = load(request, pk)
    found = get_object_or_404(TaskProposal, pk=proposal, document=document)
    sentence = ""
    if request.method == "POST":
        offsets = whole_numbers(request.POST.getlist("offsets"))
        try:
            made = service.split(actor=request.actor, proposal=found, version=_sent_version(request), offsets=offsets)
        except UserError as error:
            sentence = error.sentence
        else:
            tell(request, f"Đã tách thành {len(made)} nhiệm vụ. Muốn ghép lại: bấm “Gộp với mục trước”.")
            return back(pk, f"nhiem-vu-{proposal}")
    context = {**trail(document), "proposal": found, "cuts": queries.cuts(found.text), "sentence": sentence}
    return render(request, "directives/documents/split.html", context, status=422 if sentence else 200)


@asks(DocumentPermission.REVIEW)
def agencies(request: ActorRequest, pk: int, proposal: int) -> HttpResponse:
    """Which agencies lead this task, or what one written name means wherever it stands (?ten=)."""
    document = load(request, pk)
    found = get_object_or_404(TaskProposal, pk=proposal, document=document)
    choice = agency_choice.build(request.actor, document, found, request.GET)
    sentence = ""
    if request.method == "POST":
        ids = whole_numbers(request.POST.getlist("ids"))
        try:
            service.choose_agencies(
                actor=request.actor,
                proposal=found,
                version=_sent_version(request),
                ids=None if "names" in request.POST else ids,
            )
        except UserError as error:
            sentence = error.sentence
        else:
            tell(request, "Đã ghi cơ quan chủ trì cho nhiệm vụ này.")
            return back(pk, f"nhiem-vu-{proposal}")
    context = {**trail(document), "proposal": found, "choice": choice, "sentence": sentence}
    return render(request, "directives/documents/agencies.html", context, status=422 if sentence else 200)


@asks(DocumentPermission.REVIEW)
@require_POST
def name(request: ActorRequest, pk: int) -> HttpResponse:
    """A written name means these agencies, in every task of the document."""
    written = request.POST.get("name", "")
    ids = whole_numbers(request.POST.getlist("ids"))
    if not ids or not written:
        raise UserError("Hãy chọn ít nhất một cơ quan.")
    agency_service.choose_name(actor=request.actor, document=load(request, pk), name=written, ids=ids)
    tell(request, f"“{written}” nay được hiểu là {len(ids)} cơ quan đã chọn, trong mọi nhiệm vụ của văn bản này.")
    return back(pk, "de-xuat")


@asks(DocumentPermission.REVIEW)
@require_POST
def successors(request: ActorRequest, pk: int) -> HttpResponse:
    count = agency_service.use_successors(actor=request.actor, document=load(request, pk))
    tell(request, f"Đã thay {count} cơ quan không còn tồn tại bằng cơ quan kế tục hiện nay.")
    return back(pk, "de-xuat")
