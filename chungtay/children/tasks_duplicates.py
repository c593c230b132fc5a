"""Background work of duplicates: a province when somebody asks, the whole register every night."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Unit


@app.task(name="children.search_duplicates", retry=RetryStrategy(max_attempts=3, wait=30), pass_context=False)
def search_unit(unit_id: int, post_id: int) -> None:
    from chungtay.children.services.duplicates import search

    post = Post.objects.select_related("user", "agency", "unit").get(pk=post_id)
    actor = build_actor(post, timezone.localdate())
    with acting_as(actor):
        search(actor=actor, unit=Unit.objects.get(pk=unit_id))


@app.periodic(cron="40 18 * * *")  # UTC: 01:40 in Viet Nam
@app.task(name="children.search_duplicates_everywhere", queueing_lock="children.search_duplicates_everywhere")
def search_everywhere(timestamp: int) -> None:
    """What changed since the last night, against the whole register."""
    from chungtay.children.services import duplicates, keys

    keys.refresh()
    with as_system("pairs of the whole register are looked for at night"), transaction.atomic():
        duplicates.search_under()
