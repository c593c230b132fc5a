"""A document arrives: upload or paste, watch the reading, decide what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from chungtay.directives.forms.documents import IntakeForm
from chungtay.directives.models import Document, Intake
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import sameness
from chungtay.directives.services import intake as service
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks

State = Intake.State


@asks(DocumentPermission.RECEIVE)
def receive(request: ActorRequest) -> HttpResponse:
    form = IntakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            intake = service.receive(
                actor=request.actor, upload=form.cleaned_data["file"], text=form.cleaned_data["text"]
            )
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            return _next(request, intake)
    context = {"form": form, "most_mb": settings.MAX_UPLOAD_BYTES // 1024 // 1024}
    return render(request, "directives/documents/receive.html", context, status=422 if form.errors else 200)


def _next(request: ActorRequest, intake: Intake) -> HttpResponse:
    if intake.state == State.MADE and intake.document_id:
        count = intake.document.proposals.count() if intake.document else 0
        tell(request, f"Đã đọc xong: tìm thấy {count} nhiệm vụ. Chưa giao gì cho đến khi anh/chị xác nhận.")
        return redirect("directives:document_review", pk=intake.document_id)
    return redirect("directives:document_intake", pk=intake.pk)


@asks(DocumentPermission.RECEIVE)
def outcome(request: ActorRequest, pk: int) -> HttpResponse:
    """Progress while it is being read, then what was found; reloading is enough, nothing is lost by leaving."""
    intake = get_object_or_404(Intake.objects.select_related("file", "document", "same_as"), pk=pk)
    if intake.state == State.MADE:
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": request.build_absolute_uri()})
        return _next(request, intake)
    same = (
        Document.objects.filter(pk=intake.same_as_id).defer("text", "reading", "sketch").first()
        if intake.same_as_id
        else None
    )
    header = intake.reading.get("header", {}) if intake.reading else {}
    context = {
        "crumbs": [("Văn bản", reverse("directives:document_list"))],
        "intake": intake,
        "waiting": intake.state in (State.WAITING, State.READING),
        "percent": 100 * intake.done // intake.total if intake.total else 0,
        "same": same,
        "same_words": sameness.WORDS.get(intake.same_why, ""),
        "header": {name: (part or {}).get("value") or "" for name, part in header.items()},
        "form": IntakeForm(initial={"text": intake.text if not intake.file_id else ""}),
    }
    return render(request, "directives/documents/intake.html", context)


_STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "luu": (service.keep_for_reference, "Đã lưu văn bản để tham khảo, không tạo nhiệm vụ nào."),
    "tu-them": (service.review_by_hand, "Đã mở bản rà soát. Anh/chị chọn đoạn văn bản và thêm nhiệm vụ."),
    "ban-khac": (service.keep_as_version, "Đã giữ thêm như một bản khác của văn bản."),
    "bo": (service.drop, "Đã bỏ qua. Không có văn bản hay nhiệm vụ nào được tạo."),
    "doc-lai": (service.read, "Đã đọc lại."),
}


@asks(DocumentPermission.RECEIVE)
@require_POST
def decide(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """luu, tu-them, ban-khac, bo or doc-lai."""
    if step not in _STEPS:
        raise Http404
    act, words = _STEPS[step]
    intake = get_object_or_404(Intake, pk=pk)
    result = act(actor=request.actor, intake=intake)
    if isinstance(result, Document):
        tell(request, words)
        return redirect("directives:document" if step == "luu" else "directives:document_review", pk=result.pk)
    if step == "doc-lai" and isinstance(result, Intake):
        return _next(request, result)
    tell(request, words)
    return redirect("directives:document_list")
