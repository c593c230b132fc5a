"""Background work of imports: checking a long list, putting it into the register, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.children.models import ImportBatch
from chungtay.foundation.drafts import forget_drafts
from chungtay.foundation.scoping import acting_as, as_system

_AGAIN = RetryStrategy(max_attempts=5, wait=10)


def _for(batch_id: int, post_id: int, work: Callable[..., Any]) -> None:
    """As the post that asked for it; what was done before a stop is not done again."""
    actor = build_actor(Post.objects.select_related("user", "agency", "unit").get(pk=post_id), timezone.localdate())
    with acting_as(actor):
        work(actor=actor, batch=ImportBatch.objects.select_related("unit", "file").get(pk=batch_id))


@app.task(name="children.check_list", retry=_AGAIN, pass_context=False)
def check_list(batch_id: int, post_id: int) -> None:
    from chungtay.children.services.importing import stage

    _for(batch_id, post_id, stage)


@app.task(name="children.apply_list", retry=_AGAIN, pass_context=False)
def apply_list(batch_id: int, post_id: int) -> None:
    from chungtay.children.services.importing_apply import carry_out

    _for(batch_id, post_id, carry_out)


@app.task(name="children.undo_list", retry=_AGAIN, pass_context=False)
def undo_list(batch_id: int, post_id: int) -> None:
    from chungtay.children.services.importing_undo import carry_out

    _for(batch_id, post_id, carry_out)


_DRAFTS = ("child-", "household-", "round-")  # what the pages of the register name their drafts


@app.periodic(cron="10 19 * * *")  # UTC: 02:10 in Viet Nam
@app.task(name="children.forget_lists", queueing_lock="children.forget_lists")
def forget_lists(timestamp: int) -> None:
    """Files of lists, the contents of their rows and what was typed about children and never sent: when their day has come."""
    from chungtay.children.services import importing_forget

    with as_system("lists of every commune have a day of deletion"):
        importing_forget.forget_lists(timezone.localdate())
    forget_drafts(_DRAFTS, days=importing_forget.KEPT_DAYS)
