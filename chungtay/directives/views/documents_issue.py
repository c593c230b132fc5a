"""From reviewed proposals to tasks: the “5 rõ” summary, filling what is missing, giving, and report duties."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.directives.forms.documents import FillForm, IssueForm
from chungtay.directives.models import Document, DocumentState
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import issuing
from chungtay.directives.queries.reports_duties import propose
from chungtay.directives.services import documents as service
from chungtay.directives.services.reports_duties import duty_from_document
from chungtay.directives.views.documents_review import back, load, trail
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import number, parse_date


@asks(DocumentPermission.ISSUE)
def summary(request: ActorRequest, pk: int) -> HttpResponse:
    """What would be given to whom, what is not clear yet; a POST gives it all in one act."""
    document = load(request, pk)
    require(request.actor, DocumentPermission.ISSUE, document)
    if document.state != DocumentState.IN_REVIEW:
        return redirect("directives:document", pk=pk)
    initial = {"given_on": timezone.localdate(), "version": document.version}
    form, sentence = IssueForm(request.POST or None, initial=initial), ""
    if request.method == "POST" and form.is_valid():
        try:
            return _issue(request, document, form)
        except UserError as error:
            sentence = error.sentence
    context = {
        **trail(document),
        "summary": issuing.summary(request.actor, document, timezone.localdate()),
        "form": form,
        "fill_form": FillForm(prefix="dien"),
        "sentence": sentence,
        "version": Document.objects.values_list("version", flat=True).get(pk=pk),
    }
    return render(request, "directives/documents/issue.html", context, status=422 if sentence or form.errors else 200)


def _issue(request: ActorRequest, document: Document, form: IssueForm) -> HttpResponse:
    data = form.cleaned_data
    act = service.issue(actor=request.actor, document=document, version=data["version"], given_on=data["given_on"])
    if act.state == act.State.FINISHED:
        tell(request, f"Đã giao {number(act.total)} nhiệm vụ trong một lần. Các đơn vị đã được báo.")
        return redirect("directives:document", pk=document.pk)
    tell(request, f"Đang giao {number(act.total)} nhiệm vụ. Anh/chị có thể rời trang này, việc vẫn tiếp tục.")
    return redirect("directives:giving_act", act_id=act.pk)


@asks(DocumentPermission.REVIEW)
@require_POST
def fill(request: ActorRequest, pk: int) -> HttpResponse:
    """The same result, responsibility or deadline for every accepted task that has none."""
    document = load(request, pk)
    form = FillForm(request.POST, prefix="dien")
    if not form.is_valid():
        raise UserError("; ".join(str(error) for errors in form.errors.values() for error in errors))
    count = service.fill_missing(actor=request.actor, document=document, values=form.cleaned_data)
    tell(request, f"Đã điền cho {count} nhiệm vụ còn thiếu.")
    return redirect("directives:document_issue", pk=pk)


@asks(DocumentPermission.REVIEW)
@require_POST
def duty(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirms one reporting duty the text asks for; the units below owe the report from then on."""
    document = load(request, pk)
    wanted = next((one for one in propose(document) if one.code == request.POST.get("code")), None)
    due_on = parse_date(request.POST.get("due_on", ""))
    if wanted is None or due_on is None:
        raise UserError("Hãy ghi hạn gửi báo cáo như 15/11/2026.")
    made = duty_from_document(
        actor=request.actor, document=document, proposed=wanted, due_on=due_on, title=request.POST.get("title", "")
    )
    tell(request, f"Đã mở chế độ báo cáo “{made.title}”.")
    return back(pk, "bao-cao")
