"""Periods: opening one from a directive's words, moving the deadline."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chungtay.directives.forms.report import DutyForm, FromDocumentForm
from chungtay.directives.models import Document
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import reports_duties as reads
from chungtay.directives.services import reports_duties as services
from chungtay.directives.views.reports import duty_of
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import date as vn_date

P = ReportPermission


@asks(P.OPEN)
def from_document(request: ActorRequest, document_id: int) -> HttpResponse:
    """Reports the directive asks for, each to be confirmed by a person."""
    document = get_object_or_404(Document.objects.all(), pk=document_id)
    opened = reads.opened_from(document)
    rows = []
    for proposed in reads.propose(document):
        initial = {
            "title": proposed.title,
            "due_on": proposed.due_on,
            "period_from": proposed.period_from,
            "period_to": proposed.period_to,
        }
        bound = request.method == "POST" and request.POST.get("code") == proposed.code
        form = FromDocumentForm(request.POST if bound else None, initial=initial, auto_id=f"{proposed.code}-%s")
        if bound and form.is_valid():
            try:
                duty = services.duty_from_document(
                    actor=request.actor, document=document, proposed=proposed, **form.cleaned_data
                )
            except UserError as error:
                form.add_error(error.field or None, error.sentence)
            else:
                tell(request, f"Đã mở kỳ báo cáo, hạn gửi {vn_date(duty.due_on)}. Các đơn vị đã được báo.")
                return redirect("directives:report_duty", duty.pk)
        rows.append((proposed, form, opened.get(proposed.code), reads.day_off_words(proposed.due_on)))
    return render(request, "directives/reports/from_document.html", {"document": document, "rows": rows})


@require_POST
@asks(P.OPEN)
def change_due(request: ActorRequest, pk: int) -> HttpResponse:
    duty = duty_of(request, pk)
    require(request.actor, P.OPEN, duty)
    form = DutyForm(request.POST)
    if not form.is_valid():
        raise UserError(" ".join(str(error) for errors in form.errors.values() for error in errors))
    services.change_due(actor=request.actor, duty=duty, **form.cleaned_data)
    tell(request, f"Hạn gửi là {vn_date(form.cleaned_data['due_on'])}. Các đơn vị chưa gửi đã được báo.")
    return redirect("directives:report_duty", pk)
