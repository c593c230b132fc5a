"""Tables mailed by themselves."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.statistics.services.mailing import send_due


@app.periodic(cron="20 0 * * *")  # UTC: 07:20 in Viet Nam, after the quiet hours
@app.task(
    name="statistics.mail_tables",
    queueing_lock="statistics.mail_tables",
    retry=RetryStrategy(max_attempts=4, exponential_wait=60),
)
def mail_tables(timestamp: int) -> None:
    """Every morning: the tables whose day has come."""
    send_due(timezone.localdate())
