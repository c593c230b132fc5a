"""Messages about reports: who is told what, once. The texts live here; foundation.notify carries them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.directives.models import Report, ReportDuty
from chungtay.directives.policies_reports import ReportPermission
from chungtay.foundation.access import granted
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date as vn_date

BATCH = 1000


def posts_of(agency_ids: Iterable[int], permission: ReportPermission, day: dt.date) -> dict[int, list[int]]:
    """Post ids by agency, of the posts in force on `day` whose role holds `permission`.

    A committee is also reached through the posts of its own offices (the child worker sits in one of them).
    """
    ids = set(agency_ids)
    rows = Post.objects.on(day).filter(user__is_active=True)
    found: dict[int, list[int]] = {}
    own = rows.filter(agency__in=ids).values_list("agency_id", "pk", "role")
    offices = rows.filter(agency__parent__in=ids, agency__level="commune").values_list(
        "agency__parent_id", "pk", "role"
    )
    for agency_id, post_id, role in [*own, *offices]:
        if agency_id is not None and str(permission) in granted(role):
            found.setdefault(agency_id, []).append(post_id)
    return found


def tell_receiver(report: Report) -> None:
    """“Xã … đã gửi báo cáo …” to those who receive it."""
    receiver = report.duty.receiver_id
    posts = posts_of([receiver], ReportPermission.RECEIVE, timezone.localdate()).get(receiver, [])
    title = f"{report.agency} đã gửi: {report.duty.title}"
    notify(
        posts,
        kind="report_sent",
        title=title,
        url=reverse("directives:report", args=[report.pk]),
        key=f"report-sent-{report.pk}-{report.version}",
    )


def tell_writers(reports: Sequence[Report], title: str, key: str) -> None:
    """The same sentence to the writers of every report; the address is the report's own when there is one."""
    posts = posts_of([report.agency_id for report in reports], ReportPermission.WRITE, timezone.localdate())
    if len(reports) == 1:
        url = reverse("directives:report", args=[reports[0].pk])
        notify(posts.get(reports[0].agency_id, []), kind="report", title=title, url=url, key=key)
        return
    everyone = [post for report in reports for post in posts.get(report.agency_id, [])]
    for start in range(0, len(everyone), BATCH):
        notify(
            everyone[start : start + BATCH], kind="report", title=title, url=reverse("directives:report_list"), key=key
        )


def tell_opened(code: str, duty: ReportDuty | None = None) -> None:
    """“Đã mở kỳ báo cáo …” to every unit that owes one; once for each report, however often it is opened."""
    duties = [duty] if duty else list(ReportDuty.objects.filter(code=code).order_by("pk"))
    for each in duties:
        with as_system("every unit that owes the report is told that its period is open"):
            reports = list(Report.objects.filter(duty=each, submitted_on=None).order_by("pk"))
        tell_writers(reports, f"Đã mở: {each.title}, hạn gửi {vn_date(each.due_on)}", f"report-open-{each.pk}")
