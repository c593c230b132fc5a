"""Giving and ending posts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from chungtay.accounts.models import Agency, Post, User
from chungtay.accounts.policies import AccountsPermission, may_give
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class NewPost:
    """A post to be given. `last_day` is the last day on which it is held; None: until further notice."""

    agency: Agency
    unit: Unit
    role: str
    title: str
    first_day: dt.date
    last_day: dt.date | None = None


def place(*, actor: Actor, user: User, data: NewPost) -> Post:
    """Makes the post inside the caller's transaction. Raises UserError when it may not be given or overlaps another."""
    post = Post(
        user=user, agency=data.agency, unit=data.unit, role=data.role, title=data.title, valid_from=data.first_day,
        valid_to=data.last_day + dt.timedelta(days=1) if data.last_day else None,
    )  # fmt: skip
    require(actor, AccountsPermission.GRANT)
    decision = may_give(actor, post)
    if not decision:
        raise UserError(decision.reason)
    if data.last_day and data.last_day < data.first_day:
        raise UserError("Ngày cuối phải từ ngày đầu trở đi.", field="last_day")
    if data.agency.valid_from > data.first_day or (data.agency.valid_to and data.agency.valid_to <= data.first_day):
        raise UserError(f"{data.agency} không hoạt động vào ngày {date(data.first_day)}.", field="agency")
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as error:
        raise UserError(
            "Người này đã giữ chức vụ ấy tại cơ quan ấy trong thời gian đó. "
            "Hãy kết thúc chức vụ cũ trước, hoặc chọn ngày khác."
        ) from error
    return post


@transaction.atomic
def give_post(*, actor: Actor, user: User, data: NewPost) -> Post:
    post = place(actor=actor, user=user, data=data)
    audit.record(actor, "post.given", post, label=f"{user}: {post}", unit_path=post.unit.path, data=_told(post))
    return post


@transaction.atomic
def end_post(*, actor: Actor, post: Post, last_day: dt.date) -> Post:
    """`last_day` is the last day held; the post stays in the record. One that has not begun is ended before it."""
    require(actor, AccountsPermission.GRANT, post)
    locked = Post.objects.select_for_update(of=("self",)).select_related("unit", "agency", "user").get(pk=post.pk)
    if locked.valid_to is not None and locked.valid_to <= last_day:
        raise UserError(
            f"Chức vụ này đã kết thúc ngày {date(locked.valid_to - dt.timedelta(days=1))}.", field="last_day"
        )
    locked.valid_to = max(last_day + dt.timedelta(days=1), locked.valid_from)
    locked.save()
    audit.record(
        actor, "post.ended", locked, label=f"{locked.user}: {locked}", unit_path=locked.unit.path, data=_told(locked)
    )
    return locked


def _told(post: Post) -> dict[str, str]:
    return {
        "role": post.role,
        "from": post.valid_from.isoformat(),
        "to": post.valid_to.isoformat() if post.valid_to else "",
    }
