"""Reminders of reports: before the deadline, on the day, after it; then the chair, then the receiver. Run daily."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.directives.models import Report, ReportDuty, ReportState
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.services.reports_telling import posts_of
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system

BEFORE = (7, 3, 1, 0)
AFTER = (1, 3, 7, 14, 30)
CHAIR_ON = (0, -1, -7)  # days left when the chair of the commune is told too


@dataclass(frozen=True)
class Reminder:
    """One sentence to some posts; `key` makes it go out once."""

    post_ids: tuple[int, ...]
    kind: str
    title: str
    url: str
    key: str


def report_reminders(today: dt.date) -> list[Reminder]:
    """What is to be told today. Pure reading: `remind_all` sends it."""
    with as_system("reminders go to every unit that owes a report"):
        found: list[Reminder] = []
        for duty in ReportDuty.objects.filter(
            opened_at__isnull=False, due_on__gte=today - dt.timedelta(days=max(AFTER))
        ).order_by("pk"):
            left = (duty.due_on - today).days
            if left in BEFORE or -left in AFTER:
                found += _to_units(duty, left, today)
            if -left in AFTER:
                found += _to_receiver(duty, -left, today)
        return found


def _when(left: int) -> str:
    if left == 0:
        return "Hôm nay là hạn gửi"
    return f"Còn {left} ngày" if left > 0 else f"Đã quá hạn {-left} ngày"


def _to_units(duty: ReportDuty, left: int, today: dt.date) -> list[Reminder]:
    """The writers on every step; the chair on the day itself and when it is late."""
    owing = Q(submitted_on=None) | Q(state=ReportState.RETURNED)
    reports = list(Report.objects.filter(owing, duty=duty).order_by("pk"))
    agencies = [report.agency_id for report in reports]
    posts = posts_of(agencies, ReportPermission.WRITE, today)
    chairs = set(
        Post.objects.on(today).filter(role=RoleCode.COMMUNE_CHAIR, agency__in=agencies).values_list("pk", flat=True)
    )
    found = []
    for report in reports:
        url = reverse("directives:report", args=[report.pk])
        told = posts.get(report.agency_id, [])
        writers = tuple(post for post in told if post not in chairs)
        heads = tuple(post for post in told if post in chairs) if left in CHAIR_ON else ()
        tail = f"{report.pk}-{duty.due_on}-{today}"
        if writers:
            found.append(Reminder(writers, "report_due", f"{_when(left)}: {duty.title}", url, f"report-due-{tail}"))
        if heads:
            title = f"{_when(left)}, đề nghị Chủ tịch chỉ đạo gửi: {duty.title}"
            found.append(Reminder(heads, "report_escalated", title, url, f"report-chair-{tail}"))
    return found


def _to_receiver(duty: ReportDuty, late: int, today: dt.date) -> list[Reminder]:
    counts = Report.objects.filter(duty=duty).aggregate(
        total=Count("pk"), missing=Count("pk", filter=Q(submitted_on=None))
    )
    posts = posts_of([duty.receiver_id], ReportPermission.RECEIVE, today).get(duty.receiver_id, [])
    if not counts["missing"] or not posts:
        return []
    title = f"{counts['missing']}/{counts['total']} đơn vị chưa gửi, quá hạn {late} ngày: {duty.title}"
    url = reverse("directives:report_duty", args=[duty.pk]) + "?xem=missing"
    return [Reminder(tuple(posts), "report_escalated", title, url, f"report-receiver-{duty.pk}-{duty.due_on}-{today}")]


def remind_all(today: dt.date) -> int:
    """Sends today's reminders; a second run the same day sends nothing new. Returns the number of messages."""
    reminders = report_reminders(today)
    for reminder in reminders:
        notify(list(reminder.post_ids), kind=reminder.kind, title=reminder.title, url=reminder.url, key=reminder.key)
    return sum(len(reminder.post_ids) for reminder in reminders)
