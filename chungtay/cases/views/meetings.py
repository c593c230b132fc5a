"""The agenda of a meeting of the child-protection board: choose cases, print or take as Word."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from chungtay.cases.forms.plans import MeetingForm
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.meetings import Open, open_cases
from chungtay.cases.services import meetings
from chungtay.cases.services.meetings import Meeting
from chungtay.cases.views.plan_loading import page, tried
from chungtay.foundation.documents import OfficialDocument, to_docx, to_html
from chungtay.foundation.requests import ActorRequest, asks

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CRUMBS = [("Vụ việc", "/vu-viec/")]


@asks(CasePermission.SUPERVISE)
def agenda(request: ActorRequest) -> HttpResponse:
    found = open_cases(request.actor)
    choices = [(str(one.case.pk), _words(one)) for one in found]
    form = MeetingForm(request.POST or None, choices=choices, initial={"on": timezone.localdate()})
    context: dict[str, Any] = {"form": form, "found": found, "crumbs": CRUMBS}
    made: list[OfficialDocument] = []

    def make() -> str:
        made.append(meetings.agenda(actor=request.actor, meeting=_meeting(form)))
        return "made"

    if request.method == "POST" and form.is_valid() and tried(form, context, make):
        return _paper(request, made[0], form)
    return page(request, "agenda", context)


def _words(one: Open) -> str:
    said = (one.case.code, one.kind, one.case.get_state_display(), f"nguy cơ: {one.risk.lower()}", one.due, one.lines)
    return " · ".join(part for part in said if part)


def _meeting(form: MeetingForm) -> Meeting:
    data = form.cleaned_data
    return Meeting(
        on=data["on"], time=data["time"], place=data["place"], cases=tuple(int(pk) for pk in data["cases"]),
        chair=data["chair"], members=tuple(line.strip() for line in data["members"].splitlines() if line.strip()),
        names=data["names"],
    )  # fmt: skip


def _paper(request: ActorRequest, document: OfficialDocument, form: MeetingForm) -> HttpResponse:
    if "word" in request.POST:
        name = f"chuong-trinh-hop-{form.cleaned_data['on']:%Y%m%d}.docx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(to_docx(document), content_type=WORD, headers=headers)
    chosen = {int(pk) for pk in form.cleaned_data["cases"]}
    rows = [one for one in open_cases(request.actor) if one.case.pk in chosen]
    context = {"paper": to_html(document), "found": rows, "crumbs": [*CRUMBS, ("Chương trình họp", "/vu-viec/hop/")]}
    return page(request, "agenda_paper", context, status=200)
