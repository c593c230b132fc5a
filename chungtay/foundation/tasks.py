"""Jobs of the worker: the e-mail digest, the nightly tidying of keys."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.foundation import vault
from chungtay.foundation.notify import send_digests


@app.periodic(cron="*/20 * * * *")
@app.task(
    name="foundation.send_digests",
    queueing_lock="foundation.send_digests",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
def send_digests_task(timestamp: int) -> None:
    """Every twenty minutes; a mail server that does not answer is tried again after 5, 25 and 125 seconds."""
    send_digests(timezone.now())


@app.periodic(cron="10 19 * * *")  # UTC: 02:10 in Viet Nam
@app.task(name="foundation.tidy_keys", queueing_lock="foundation.tidy_keys")
def tidy_keys_task(timestamp: int) -> None:
    """Files of destroyed keys and of keys that never came to be are removed; store and mirror are made equal."""
    vault.tidy(timezone.now())
