"""Every minute: warnings and escalations of the law's clocks. Every morning: the duties of the quarter and the year."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="cases.tell_clocks", queueing_lock="cases.tell_clocks")
def tell_clocks(timestamp: int) -> None:
    """Twelve hours leave no time for a morning job. What another worker holds at this moment is left to it."""
    from chungtay.cases.services.clocks_telling import tell_due

    tell_due(timezone.now())


@app.periodic(cron="15 17 * * *")  # UTC: 00:15 in Viet Nam
@app.task(name="cases.start_periods", queueing_lock="cases.start_periods")
def start_periods(timestamp: int) -> None:
    from chungtay.cases.services.clocks_periods import start_periods as start

    start(timezone.localdate())
