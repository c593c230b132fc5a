"""Big previews and releases are worked out here."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post, User
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics.models import ReleaseWork


@app.task(name="statistics.make_release", retry=RetryStrategy(max_attempts=2, wait=20), pass_context=False)
def make_release(work_id: int) -> None:
    """As the person who asked, with what the post may do today."""
    from chungtay.statistics.services.release_work import make

    with as_system("whose work it is decides as whom it is done"):
        work = ReleaseWork.objects.select_related("unit").get(pk=work_id)
    today = timezone.localdate()
    post = Post.objects.select_related("user", "agency", "unit").get(pk=work.post_id)
    by = None if post.user_id == work.user_id else User.objects.get(pk=work.user_id)
    actor = build_actor(post, today) if by is None else build_actor(post, today, on_behalf_of=post.user, by=by)
    with acting_as(actor):
        made = make(actor=actor, work=work)
    words = {"ready": "Đã tính xong, xem trước được", "published": "Đã công bố", "failed": "Chưa lập được bản công bố"}
    if made.state in words:
        key = f"release:{made.pk}:{made.state}:{made.moved_at:%Y%m%d%H%M%S}"
        notify([made.post_id], "release", f"{words[made.state]}: {made}", made.get_absolute_url(), key)
