"""Background reading of long documents (procrastinate)."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.directives.models import DocumentLink, Intake
from chungtay.foundation.scoping import acting_as


@app.task(name="directives.read_intake", pass_context=False)
def read_intake(intake_id: int, post_id: int) -> None:
    """Reads one intake as the post that gave it. Every outcome, also a failure, is written on the intake itself."""
    from chungtay.directives.services import intake as service

    actor = build_actor(Post.objects.select_related("user", "agency", "unit").get(pk=post_id), timezone.localdate())
    with acting_as(actor):
        intake = Intake.objects.filter(pk=intake_id, state__in=[Intake.State.WAITING, Intake.State.READING]).first()
        if intake is not None:
            service.read(actor=actor, intake=intake)


@app.task(name="directives.carry_out_link", pass_context=False)
def carry_out_link(link_id: int, post_id: int) -> None:
    """What a replacing or recalling document does to very many tasks of the first."""
    from chungtay.directives.services import relations

    actor = build_actor(Post.objects.select_related("user", "agency", "unit").get(pk=post_id), timezone.localdate())
    with acting_as(actor):
        link = DocumentLink.objects.select_related("source", "target").get(pk=link_id)
        relations.carry_out(actor=actor, link=link, at_once=True)
