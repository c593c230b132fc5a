"""Reports in the one search box."""

from __future__ import annotations

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Concat
from django.urls import reverse

from chungtay.directives.models import Report
from chungtay.directives.policies_reports import ReportPermission
from chungtay.foundation.access import Actor, can
from chungtay.foundation.searching import Hit, register
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.vietnamese import fold

_BLANK = Value(" ")
_WORDS = Func(
    Concat("duty__title", _BLANK, "agency__name", _BLANK, F("number"), output_field=CharField()),
    function="foundation_fold",
    output_field=CharField(),
)


@register("Báo cáo")
def find_reports(actor: Actor, text: str, most: int) -> list[Hit]:
    """By the title of the period, the agency that owes it or its number: every word must be there. The latest first."""
    words = fold(text).split()[:12]
    if not words or not can(actor, ReportPermission.READ):
        return []
    reports = Report.objects.alias(words=_WORDS).select_related("duty", "agency")
    for word in words:
        reports = reports.filter(words__contains=word)
    return [
        Hit(
            report.duty.title,
            reverse("directives:report", args=[report.pk]),
            f"{report.agency} · hạn {vn_date(report.duty.due_on)} · {report.get_state_display()}",
        )
        for report in reports.order_by("-duty__due_on", "pk")[:most]
    ]
