"""Every night: what has come to follow from the facts is proposed; marks of acts long done are forgotten."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from chungtay.children.services.proposals import propose_unit, unit_paths
from chungtay.foundation.once import forget_old


@app.periodic(cron="40 18 * * *")  # UTC: 01:40 in Viet Nam
@app.task(name="children.propose", queueing_lock="children.propose")
def propose_all(timestamp: int) -> None:
    """One commune after another, each by a job of its own, so that a stop loses one commune at most."""
    forget_old()
    for path in unit_paths():
        propose_commune.defer(unit_path=path)


@app.task(name="children.propose_commune")
def propose_commune(unit_path: str) -> None:
    propose_unit(unit_path, on=timezone.localdate())
