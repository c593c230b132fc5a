"""Background work of papers: big books and exports are made here, and files are deleted when their time is over."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post, User
from chungtay.children.models import PaperOrder
from chungtay.foundation.access import Actor
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import acting_as, as_system


@app.task(name="children.make_paper", retry=RetryStrategy(max_attempts=3, wait=20), pass_context=False)
def make_paper(order_id: int) -> None:
    """As the post that asked, with what that post may do today."""
    from chungtay.children.services.papers import make, title_for_mail

    with as_system("whose order it is decides as whom it is made"):
        order = PaperOrder.objects.get(pk=order_id)
    actor = actor_of(order)
    with acting_as(actor):
        made = make(actor=actor, order=order)
    if made.state == PaperOrder.State.READY:
        notify(
            [made.post_id], "paper", f"Đã lập xong: {title_for_mail(made)}", made.get_absolute_url(), f"paper:{made.pk}"
        )


def actor_of(order: PaperOrder) -> Actor:
    """The holder of the post, or the delegate who asked in his place."""
    post = Post.objects.select_related("user", "agency", "unit").get(pk=order.post_id)
    if post.user_id == order.user_id:
        return build_actor(post, timezone.localdate())
    by = User.objects.get(pk=order.user_id)
    return build_actor(post, timezone.localdate(), on_behalf_of=post.user, by=by)


@app.periodic(cron="*/30 * * * *")
@app.task(name="children.sweep_papers", queueing_lock="children.sweep_papers")
def sweep_papers(timestamp: int) -> None:
    """Every half hour."""
    from chungtay.children.services.papers import sweep

    with as_system("files of every commune are deleted when their time is over"):
        sweep(timezone.now())
