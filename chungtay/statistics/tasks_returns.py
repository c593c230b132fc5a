"""Background work of returns: data sets open by themselves (procrastinate)."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from chungtay.foundation.scoping import as_system


@app.periodic(cron="20 22 * * *")  # UTC: 05:20 in Viet Nam
@app.task(name="statistics.open_returns", queueing_lock="statistics.open_returns")
def open_returns(timestamp: int) -> None:
    """Every morning at 05:20: opens the data sets whose day has come, and a return for each unit made since."""
    from chungtay.statistics.services.returns_opening import open_due
    from chungtay.statistics.services.returns_telling import remind

    with as_system("a data set opens for every unit of the country"):
        open_due(timezone.localdate())
        remind(timezone.localdate())
