"""Acts on a report. Each loads, asks, calls one service and goes back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.directives import papers
from chungtay.directives.forms.report import ReasonForm, ReportForm, SignatureForm
from chungtay.directives.models import Report, ReportSection
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import reports as reads
from chungtay.directives.queries import reports_tasks as report_tasks
from chungtay.directives.services import reports as services
from chungtay.directives.services import reports_draft
from chungtay.directives.states_reports import REPORT_MACHINE
from chungtay.directives.views.reports import duty_of, page, report_of, writing_page
from chungtay.foundation.access import require
from chungtay.foundation.documents import to_html
from chungtay.foundation.drafts import drop_draft
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.foundation.workflow import check

P = ReportPermission


def _back(found: Report, anchor: str = "") -> HttpResponse:
    response = redirect("directives:report", found.pk)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


@require_POST
@asks(P.WRITE)
def save(request: ActorRequest, pk: int) -> HttpResponse:
    """Saves the whole page; the button pressed may also insert a task's sentence or go on to sending."""
    found = report_of(pk)
    require(request.actor, P.WRITE, found)
    form = ReportForm(found, request.POST)
    if not form.is_valid():
        return render(request, "directives/reports/write.html", writing_page(request, found, form), status=422)
    try:
        services.save(
            actor=request.actor,
            report=found,
            sections=form.section_edits(),
            numbers=form.figure_edits(),
            changes=form.figure_changes(),
        )
    except services.Conflicts as error:
        return _conflicts(request, found, error)
    except UserError as error:
        return render(
            request,
            "directives/reports/write.html",
            writing_page(request, found, form, refused=error.sentence),
            status=422,
        )
    drop_draft(request.actor.user_id, f"report-{pk}")
    return _after_saving(request, found)


def _after_saving(request: ActorRequest, found: Report) -> HttpResponse:
    first, _, second = request.POST.get("insert", "").partition(":")
    section_id, task_id = whole_number(first), whole_number(second)
    if section_id is not None and task_id is not None:
        section = get_object_or_404(found.sections, pk=section_id)
        task = get_object_or_404(report_tasks.counted(found, timezone.localdate()), pk=task_id)
        services.insert_task(actor=request.actor, report=found, section=section, task=task, today=timezone.localdate())
        tell(request, f"Đã chèn kết quả “{task.title[:100]}” vào mục “{section.title}”.")
        return _back(found, f"muc-{section.pk}")
    more = whole_number(request.POST.get("more", ""))
    if more is not None:
        return redirect("directives:report_tasks", found.pk, get_object_or_404(found.sections, pk=more).pk)
    drafted = _draft(request, found)
    if drafted is not None:
        return drafted
    if "send" in request.POST:
        return redirect("directives:report_send", found.pk)
    tell(request, "Đã lưu báo cáo.")
    return _back(found)


_DRAFTING: dict[str, tuple[Callable[..., ReportSection], str]] = {
    "draft": (reports_draft.compose, "Đã soạn thảo mục “{}” từ số liệu. Hãy đọc lại và sửa cho vừa ý."),
    "draft_take": (reports_draft.take, "Đã đưa đoạn soạn từ số liệu vào cuối mục “{}”."),
    "draft_drop": (reports_draft.drop, "Đã bỏ đoạn soạn từ số liệu của mục “{}”."),
}


def _draft(request: ActorRequest, found: Report) -> HttpResponse | None:
    """The buttons under a heading that can be drafted from figures; what was typed is saved by then."""
    for name, (service, said) in _DRAFTING.items():
        pk = whole_number(request.POST.get(name, ""))
        if pk is not None:
            section = service(actor=request.actor, report=found, section=get_object_or_404(found.sections, pk=pk))
            tell(request, said.format(section.title))
            return _back(found, f"muc-{section.pk}")
    return None


def _conflicts(request: ActorRequest, found: Report, error: services.Conflicts) -> HttpResponse:
    """Both versions side by side; what I typed stays in the form, now over the newer version."""
    fresh = report_of(found.pk)
    data: Any = request.POST.copy()
    for section_id, stale in error.sections.items():
        data[f"version-{section_id}"] = stale.theirs["version"]
    for section in fresh.sections.all():
        if section.pk not in error.sections:
            data[f"version-{section.pk}"] = section.version
    context = writing_page(request, fresh, ReportForm(fresh, data), refused=error.sentence, conflicts=error.sections)
    for view, _, _ in context["sections"]:
        stale_one = error.sections.get(view.section.pk)
        view.conflict = {**stale_one.theirs, "sentence": stale_one.sentence} if stale_one else None
    return render(request, "directives/reports/write.html", context, status=409)


@asks(P.SUBMIT)
def send(request: ActorRequest, pk: int) -> HttpResponse:
    """The page before sending: what is missing, who signs, the paper as it will look."""
    found = report_of(pk)
    require(request.actor, P.SUBMIT, found)
    today = timezone.localdate()
    problems = reads.problems_before_sending(request.actor, found, today)
    form = SignatureForm(
        request.POST or None, problems=bool(problems), initial=reads.signature_before(request.actor, found)
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.submit(actor=request.actor, report=found, signature=form.signature())
        except UserError as error:
            refused = error.sentence
        else:
            tell(request, f"Đã gửi báo cáo đến {found.duty.receiver}. Anh/chị có thể rút lại khi chưa được tiếp nhận.")
            return _back(found)
    context = {
        **page(request, found),
        "form": form,
        "problems": problems,
        "refused": refused,
        "paper": to_html(papers.official(found, today)),
        "why_not": check(REPORT_MACHINE, "report_submit", found, request.actor).reason,
    }
    return render(request, "directives/reports/send.html", context, status=422 if form.errors or refused else 200)


@require_POST
@asks(P.SUBMIT)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        P.SUBMIT,
        services.withdraw,
        "Đã rút báo cáo. Anh/chị sửa rồi gửi lại; ngày gửi tính theo lần gửi mới.",
    )


@require_POST
@asks(P.RECEIVE)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    return _act(request, pk, P.RECEIVE, services.accept, "Đã tiếp nhận báo cáo.")


def _act(request: ActorRequest, pk: int, permission: P, service: Callable[..., Report], said: str) -> HttpResponse:
    found = report_of(pk)
    require(request.actor, permission, found)
    service(actor=request.actor, report=found)
    tell(request, said)
    target = request.POST.get("next", "")
    if target == "/":  # one tap on My day, and still on My day
        return redirect("foundation:my_day")
    return redirect("directives:report_duty", found.duty_id) if target == "duty" else _back(found)


@require_POST
@asks(P.RECEIVE)
def send_back(request: ActorRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.send_back, "Đã trả lại báo cáo kèm lý do. Đơn vị đã được báo.")


@require_POST
@asks(P.RECEIVE)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.reopen, "Đã mở lại báo cáo. Bản đã gửi trước vẫn được lưu.")


def _with_reason(request: ActorRequest, pk: int, service: Callable[..., Report], said: str) -> HttpResponse:
    found = report_of(pk)
    require(request.actor, P.RECEIVE, found)
    form = ReasonForm(request.POST, auto_id="ly-do-%s")
    if not form.is_valid():
        context = {**page(request, found), "reason_form": form}
        return render(request, "directives/reports/read.html", context, status=422)
    service(actor=request.actor, report=found, reason=form.cleaned_data["reason"])
    tell(request, said)
    return _back(found)


@require_POST
@asks(P.URGE)
def urge(request: ActorRequest, pk: int) -> HttpResponse:
    """Đôn đốc all who have not sent, in one act."""
    found = duty_of(request, pk)
    told = services.urge(actor=request.actor, duty=found)
    if told:
        tell(request, f"Đã đôn đốc {told} đơn vị chưa gửi.")
    else:
        messages.info(request, "Hôm nay các đơn vị chưa gửi đều đã được đôn đốc.")
    return redirect("directives:report_duty", pk)
