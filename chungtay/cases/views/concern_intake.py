"""/tin-bao/moi/: a report is written down in three minutes, on a phone as well."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from chungtay.cases.forms.concerns import IntakeForm
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.concerns import agency_kind, sees
from chungtay.cases.services.concerns import Received, receive
from chungtay.cases.views.concern_loading import INBOX, attempt, page
from chungtay.children.views.loading import done_already, done_once
from chungtay.foundation.drafts import drop_draft
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Hamlet, Level
from chungtay.territory.queries import hamlets_of, unit_by_path

DRAFT = "tin-bao-moi"


@asks(CasePermission.REPORT)
def new(request: ActorRequest) -> HttpResponse:
    """Six answers are needed. Danger shows the emergency card at once and starts the twelve hours on saving."""
    actor = request.actor
    form = IntakeForm(request.POST or None, actor=actor, hamlets=hamlets_here(request), agency_kind=agency_kind(actor))
    context: dict[str, Any] = {"form": form, "crumbs": INBOX, "draft": DRAFT}
    if request.method == "POST" and form.is_valid():
        url = done_already(request, form) or attempt(form, context, lambda: _save(request, form))
        if url:
            drop_draft(actor.user_id, DRAFT)
            return redirect(url)
    return page(request, "new", context)


def _save(request: ActorRequest, form: IntakeForm) -> str:
    def save() -> str:
        got = receive(actor=request.actor, report=form.report(), sure=form.cleaned_data["sure"])
        tell(request, _said(request, got))
        return got.concern.get_absolute_url() if got.new or sees(got.concern) else "/tin-bao/"

    return done_once(request, form, save)


def _said(request: ActorRequest, got: Received) -> str:
    code, unit = got.concern.code, got.concern.unit
    if not got.new:
        return f"Số này của nơi gửi đã được ghi trước: tin báo {code}. Không ghi thêm tin mới."
    here = request.actor.level == Level.COMMUNE and request.actor.covers(unit.path) and request.actor.territory
    return f"Đã ghi tin báo {code}." if here else f"Đã ghi tin báo {code} và chuyển ngay đến {unit.name}."


def hamlets_here(request: ActorRequest) -> list[Hamlet]:
    actor = request.actor
    unit = unit_by_path(actor.unit_paths[0]) if actor.level == Level.COMMUNE and actor.unit_paths else None
    return hamlets_of(unit, timezone.localdate()) if unit is not None else []
