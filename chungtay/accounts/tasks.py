"""Jobs of the worker: accounts nobody uses."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from chungtay.accounts import unused


@app.periodic(cron="15 19 * * *")  # 02:15 in Viet Nam
@app.task(name="accounts.disable_unused", queueing_lock="accounts.disable_unused")
def disable_unused(timestamp: int) -> None:
    """Each night."""
    unused.disable_unused(timezone.now())
