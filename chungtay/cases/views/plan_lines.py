"""A line as the officer follows it: what the agency answered, what was told by telephone, its links, taking it back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.cases.forms.plans import AnswerForm, LinkForm, ReasonForm
from chungtay.cases.models import LineLink, LineState, PlanLine
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import plans as queries
from chungtay.cases.services import lines, links
from chungtay.cases.services.plans import may_draft
from chungtay.cases.states_lines import TOLD
from chungtay.cases.views.plan_loading import crumbs_of, load_line, page, sent_before, tried
from chungtay.children.views.loading import done_once
from chungtay.foundation.access import can
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import date

P = CasePermission
SAID = {"opened": "Mở liên kết", "answered": "Trả lời", "again": "Trả lời thêm lần nữa, không được ghi"}


def line_url(line: PlanLine) -> str:
    return f"/vu-viec/{line.case_id}/ke-hoach/{line.pk}/"


@require_GET
@asks(P.OPEN)
def line(request: ActorRequest, pk: int, line: int) -> HttpResponse:
    return _line_page(request, load_line(request, pk, line))


def _line_page(request: ActorRequest, found: PlanLine, **more: Any) -> HttpResponse:
    works = bool(can(request.actor, P.WORK, found))
    made = list(LineLink.objects.filter(line=found).order_by("-id")[:20])
    context = {
        "case": found.case, "row": queries.rows_of([found])[0], "works": works,
        "running": found.state in lines.RUNNING, "drafting": works and found.state == LineState.DRAFT
        and may_draft(found.case, found.plan), "links": [_shown(link) for link in made], "link_form": LinkForm(),
        "told_form": AnswerForm(line=found, signed_in=False, auto_id="told_%s"), "cancel_form": ReasonForm(auto_id="off_%s"),
        "opened": "", "crumbs": crumbs_of(found.case),
    }  # fmt: skip
    return page(request, "line", {**context, **more})


def _shown(link: LineLink) -> dict[str, Any]:
    """A link with its condition in words and its log, the latest first."""
    live = link.used_at is None and link.revoked_at is None and link.expires_at > timezone.now()
    if link.used_at is not None:
        words = "Đã dùng để trả lời"
    elif link.revoked_at is not None:
        words = "Đã thu hồi"
    else:
        words = (
            f"Dùng được đến {timezone.localtime(link.expires_at):%H:%M} ngày {date(link.expires_at)}"
            if live
            else "Đã hết hạn"
        )
    log = [(queries.moment(entry["at"]), SAID.get(entry["what"], "")) for entry in reversed(link.log)]
    return {"link": link, "words": words, "live": live, "log": log}


@require_POST
@asks(P.WORK)
def told(request: ActorRequest, pk: int, line: int) -> HttpResponse:
    """What the agency said by telephone or on paper."""
    found = load_line(request, pk, line, P.WORK)
    form = AnswerForm(request.POST, line=found, signed_in=False, auto_id="told_%s")
    context: dict[str, Any] = {"told_form": form, "opened": "told"}
    if first := sent_before(request, form):
        return redirect(first)

    def write() -> str:
        lines.answer(actor=request.actor, line=found, given=form.given(), way=TOLD)
        return line_url(found)

    if form.is_valid() and (url := tried(form, context, lambda: done_once(request, form, write))):
        tell(request, "Đã ghi câu trả lời của cơ quan.")
        return redirect(url)
    return _line_page(request, found, **context)


@require_POST
@asks(P.WORK)
def cancel(request: ActorRequest, pk: int, line: int) -> HttpResponse:
    found = load_line(request, pk, line, P.WORK)
    form = ReasonForm(request.POST, auto_id="off_%s")
    context: dict[str, Any] = {"cancel_form": form, "opened": "cancel"}

    def write() -> str:
        lines.cancel(actor=request.actor, line=found, reason=form.cleaned_data["reason"])
        return line_url(found)

    if form.is_valid() and (url := tried(form, context, lambda: done_once(request, form, write))):
        tell(request, "Đã bỏ phần việc. Cơ quan thực hiện đã được báo.")
        return redirect(url)
    return _line_page(request, found, **context)


@require_POST
@asks(P.WORK)
def link_make(request: ActorRequest, pk: int, line: int) -> HttpResponse:
    """The slip with the link, shown this once: no page and no table keeps it."""
    found = load_line(request, pk, line, P.WORK)
    form = LinkForm(request.POST)
    days = form.cleaned_data["days"] if form.is_valid() else links.DAYS
    link, path = links.make(actor=request.actor, line=found, days=days)
    context = {
        "case": found.case, "row": queries.rows_of([found])[0], "link": link, "contact": lines.contact_of(found.case),
        "address": settings.PUBLIC_ADDRESS.rstrip("/") + path, "back": line_url(found), "crumbs": crumbs_of(found.case),
    }  # fmt: skip
    return page(request, "slip", context, status=200)


@require_POST
@asks(P.WORK)
def link_revoke(request: ActorRequest, pk: int, line: int, link: int) -> HttpResponse:
    found = load_line(request, pk, line, P.WORK)
    chosen: LineLink = get_object_or_404(LineLink.objects.select_related("case"), pk=link, line=found)
    links.revoke(actor=request.actor, link=chosen)
    tell(request, "Đã thu hồi liên kết. Mở liên kết này không còn thấy gì.")
    return redirect(line_url(found))
