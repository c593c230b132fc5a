"""The report of a re-survey as a document."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.children.models import Round
from chungtay.children.papers.rounds import survey_report
from chungtay.children.policies import ChildPermission
from chungtay.children.services.resurvey import outcome
from chungtay.children.views.rounds import round_of
from chungtay.children.views.rounds_files import WORD, attachment
from chungtay.foundation import audit
from chungtay.foundation.requests import ActorRequest, asks


@require_GET
@asks(ChildPermission.EXPORT)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """For who sees the whole sample: from a part of it nothing can be said of the whole."""
    round_ = round_of(request, pk)
    if round_.kind != Round.Kind.RESURVEY or not request.actor.covers(round_.unit_path):
        raise Http404
    content = survey_report(
        round_, outcome(round_), agency=request.actor.agency_name, place=round_.unit.short_name, actor=request.actor,
        today=timezone.localdate(),
    )  # fmt: skip
    audit.record(request.actor, "round_printed", round_, data={"as": "docx"})
    return attachment(content, f"phuc-tra-{pk}.docx", WORD)
