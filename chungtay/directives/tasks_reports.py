"""Background work of reports: periods open by themselves, reminders (procrastinate)."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from chungtay.foundation.scoping import as_system


@app.periodic(cron="10 22 * * *")  # UTC: 05:10 in Viet Nam
@app.task(name="directives.open_reports", queueing_lock="directives.open_reports")
def open_reports(timestamp: int) -> None:
    """Every morning at 05:10: opens the periods whose day has come, and a report for each unit made since."""
    from chungtay.directives.services.reports_duties import open_duties

    with as_system("a period opens for every unit of the country"):
        open_duties(timezone.localdate())


@app.periodic(cron="35 23 * * *")  # UTC: 06:35 in Viet Nam
@app.task(name="directives.remind_reports", queueing_lock="directives.remind_reports")
def remind_reports(timestamp: int) -> None:
    """Every morning at 06:35: reminders before, on and after the deadline; then the chair, then the receiver."""
    from chungtay.directives.services.reports_reminders import remind_all

    remind_all(timezone.localdate())
