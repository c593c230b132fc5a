"""Jobs of the worker: cells are settled by the minute, so that whoever reads finds nothing to do; the usual periods are kept."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from chungtay.statistics import settling


@app.periodic(cron="* * * * *")
@app.task(name="statistics.settle", queueing_lock="statistics.settle")
def settle_task(timestamp: int) -> None:
    today = timezone.localdate()
    settling.keep_usual(today)
    settling.settle(today)
