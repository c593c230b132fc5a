"""Background work of rounds: the lines of a round over a whole province."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.foundation.scoping import acting_as


@app.task(name="children.make_round_lines", retry=RetryStrategy(max_attempts=5, wait=10), pass_context=False)
def make_round_lines(round_id: int, post_id: int) -> None:
    """As the post that opened the round; stopped half-way it goes on where it was, since a child comes once."""
    from chungtay.children.models import Round
    from chungtay.children.services.rounds import make_lines

    actor = build_actor(Post.objects.select_related("user", "agency", "unit").get(pk=post_id), timezone.localdate())
    with acting_as(actor):
        round_ = Round.objects.select_related("unit").get(pk=round_id)
        if round_.state == Round.State.OPEN:
            make_lines(actor=actor, round_=round_)


@app.task(name="children.apply_round_confirmations", retry=RetryStrategy(max_attempts=5, wait=10), pass_context=False)
def apply_round_confirmations(round_id: int, unit_id: int, post_id: int) -> None:
    """Piece by piece, each in a transaction of its own: what is written stays, the rest goes on."""
    from chungtay.children.models import Round
    from chungtay.children.services.rounds_applying import AT_ONCE, apply_confirmed
    from chungtay.territory.models import Unit

    actor = build_actor(Post.objects.select_related("user", "agency", "unit").get(pk=post_id), timezone.localdate())
    with acting_as(actor):
        round_, unit = Round.objects.select_related("unit").get(pk=round_id), Unit.objects.get(pk=unit_id)
        while apply_confirmed(actor=actor, round_=round_, unit=unit, most=AT_ONCE):
            pass
