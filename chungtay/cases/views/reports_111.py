"""Reports as hotline 111 sends them: pasted, or a file of several."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from chungtay.cases.forms.clients import FileForm, PasteForm
from chungtay.cases.forms.concerns import IntakeForm
from chungtay.cases.messages_111 import Message, labels_said, read_text
from chungtay.cases.models import Road
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import reports_111 as services
from chungtay.cases.views.concern_intake import DRAFT, hamlets_here
from chungtay.cases.views.concern_loading import INBOX, attempt, page
from chungtay.foundation.access import found
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks


@asks(CasePermission.READ)
def paste(request: ActorRequest) -> HttpResponse:
    """The text becomes the intake form, filled in; a person looks it over and sends that."""
    form = PasteForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "crumbs": INBOX, "labels": labels_said()}
    if request.method == "POST" and form.is_valid():
        told = read_text(form.cleaned_data["text"])
        filled = IntakeForm(actor=request.actor, hamlets=hamlets_here(request), initial=_initial(told))
        answer = page(request, "new", {"form": filled, "crumbs": INBOX, "draft": DRAFT, "told": told})
        answer.status_code = 200
        return answer
    return page(request, "paste", context)


def _initial(told: Message) -> dict[str, Any]:
    initial: dict[str, Any] = {**told.values, "road": Road.HOTLINE, "danger": told.values.get("danger", "")}
    if told.commune:
        initial["commune"] = told.commune
    if told.moment is not None:
        local = timezone.localtime(told.moment)
        initial |= {"received_day": local.date(), "received_hour": local.time()}
    return initial


@asks(CasePermission.READ)
def file(request: ActorRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "crumbs": INBOX, "labels": labels_said()}

    def take() -> str:
        stage = services.read_file(actor=request.actor, upload=form.cleaned_data["file"])
        return reverse("case_concerns:staged", args=[stage.key])

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, take)
        if url:
            return redirect(url)
    return page(request, "file", context)


@asks(CasePermission.READ)
def staged(request: ActorRequest, stage: uuid.UUID) -> HttpResponse:
    """Each row with what is wrong with it; one button enters those that are right."""
    held: services.Stage = found(services.staged(actor=request.actor, key=stage))
    if request.method == "POST":
        before = sum(bool(row.done) for row in held.rows)
        held = services.enter(actor=request.actor, key=stage)
        entered = sum(bool(row.done) for row in held.rows) - before
        again = sum(row.again for row in held.rows)
        tell(
            request,
            f"Đã ghi {entered} tin báo." + (f" Trong đó {again} tin đã có từ trước, không ghi thêm." if again else ""),
        )
        return redirect(request.path)
    return page(request, "staged", {"stage": held, "crumbs": INBOX})
