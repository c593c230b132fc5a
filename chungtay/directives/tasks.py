"""Background work of this app: large acts of giving, reminders, escalation (procrastinate, in PostgreSQL)."""

from __future__ import annotations

import uuid

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.directives import tasks_documents, tasks_reports  # noqa: F401 - their jobs are found through this module
from chungtay.directives.models import GivingAct
from chungtay.foundation.scoping import as_system


@app.task(name="directives.carry_out_giving", retry=RetryStrategy(max_attempts=5, wait=10), pass_context=False)
def carry_out_giving(act_id: str, post_id: int) -> None:
    """Carries out an act of giving; a stop half-way is taken up again by the retry."""
    from chungtay.directives.services.cascade import carry_out

    post = Post.objects.get(pk=post_id)
    try:
        carry_out(act_id=uuid.UUID(act_id), actor=build_actor(post, timezone.localdate()))
    except Exception as error:
        with as_system("says on the act itself why it stopped"):
            GivingAct.objects.filter(pk=act_id).update(
                state=GivingAct.State.FAILED, error=f"{type(error).__name__}: {error}"[:500]
            )
        raise


@app.periodic(cron="20 22 * * *")  # UTC: 05:20 in Viet Nam
@app.task(name="directives.open_recurring", queueing_lock="directives.open_recurring")
def open_recurring(timestamp: int) -> None:
    """Every morning at 05:20: the next time of each recurring task whose deadline has passed."""
    from chungtay.directives.services.recurring import open_next

    with as_system("series of the whole country go on"):
        open_next(timezone.localdate())


@app.periodic(cron="30 23 * * *")  # UTC: 06:30 in Viet Nam
@app.task(name="directives.remind", queueing_lock="directives.remind")
def remind(timestamp: int) -> None:
    """Every morning at 06:30: reminders before and after deadlines, escalation to the next level."""
    from chungtay.directives.services.reminders import remind_all

    with as_system("reminders look at every open task"):
        remind_all(timezone.localdate())
