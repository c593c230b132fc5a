"""What was read from a file of 111 and never entered, and what was typed of a report and never sent, is forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chungtay.cases.services.reports_111 import KEEP_DAYS, KEY
from chungtay.foundation.drafts import forget_drafts

_TYPED, _TYPED_DAYS = ("tin-bao-", "held:/tin-bao/"), 14


@app.periodic(cron="20 19 * * *")  # UTC: 02:20 in Viet Nam
@app.task(name="cases.forget_reports", queueing_lock="cases.forget_reports")
def forget_reports(timestamp: int) -> None:
    """Every night."""
    forget_drafts((KEY,), days=KEEP_DAYS)
    forget_drafts(_TYPED, days=_TYPED_DAYS)
