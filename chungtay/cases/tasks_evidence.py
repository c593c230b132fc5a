"""Every night: sealed files that no row knows are removed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from chungtay.cases.services import evidence


@app.periodic(cron="20 19 * * *")  # UTC: 02:20 in Viet Nam
@app.task(name="cases.tidy_evidence", queueing_lock="cases.tidy_evidence")
def tidy_evidence(timestamp: int) -> None:
    evidence.tidy()
