"""Lines of My day about reports: to write, returned, waiting for my acceptance, to consolidate."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from chungtay.directives.models import Report, ReportState
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import reports
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 20
SOON = 14  # days before the deadline from which a report is "soon due" rather than "being done"


def _open(actor: Actor, today: dt.date) -> QuerySet[Report] | None:
    if str(ReportPermission.WRITE) not in actor.permissions:
        return None
    return reports.own_reports(actor).filter(state__in=[ReportState.DRAFTING, ReportState.RETURNED])


@worklist.register("reports", when=_open)
def to_write(actor: Actor, today: dt.date) -> dict[str, Lines]:
    groups: dict[str, list[WorkItem]] = {}
    rows = _open(actor, today)
    for report in rows.order_by("duty__due_on", "pk") if rows is not None else ():
        group, item = _item(report, today)
        groups.setdefault(group, []).append(item)
    return {
        group: Lines(tuple(items[:SHOWN]), len(items), reverse("directives:report_list"))
        for group, items in groups.items()
    }


def _item(report: Report, today: dt.date) -> tuple[str, WorkItem]:
    when = reports.timeliness(report, report.duty, today)
    verb = "Tổng hợp" if report.consolidates_id else "Soạn"
    url = reverse("directives:report", args=[report.pk])
    item = WorkItem(
        group="",
        title=report.duty.title,
        url=url,
        detail=f"{when.words} · gửi {report.duty.receiver}",
        due_on=report.duty.due_on,
        kind="Báo cáo",
        acts=(Act(verb, url, post=False),),
    )
    if report.state == ReportState.RETURNED:
        return "returned", _as(item, "returned", f"Bị trả lại: {report.returned_reason[:150]}")
    if when.code == "late":
        return "late", _as(item, "late", item.detail)
    group = "due" if when.days <= SOON else "running"
    return group, _as(item, group, item.detail)


def _as(item: WorkItem, group: str, detail: str) -> WorkItem:
    return WorkItem(group, item.title, item.url, detail, item.due_on, item.kind, item.acts)


def _sent(actor: Actor, today: dt.date) -> QuerySet[Report] | None:
    if str(ReportPermission.RECEIVE) not in actor.permissions:
        return None
    return Report.objects.filter(duty__receiver__in=actor.agency_ids, state=ReportState.SUBMITTED)


@worklist.register("reports_received", when=_sent)
def to_accept(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _sent(actor, today)
    if rows is None:
        return {}
    items = tuple(
        WorkItem(
            "waiting",
            f"{report.agency}: {report.duty.title}",
            reverse("directives:report", args=[report.pk]),
            f"Gửi ngày {vn_date(report.submitted_on)}, chờ tiếp nhận",
            report.duty.due_on,
            "Báo cáo",
            (Act("Tiếp nhận", reverse("directives:report_accept", args=[report.pk])),),
        )
        for report in rows.select_related("duty", "agency").order_by("submitted_at", "pk")[:SHOWN]
    )
    total = len(items) if len(items) < SHOWN else rows.count()
    return {"waiting": Lines(items, total, reverse("directives:report_list"))}
