"""Ủy quyền: a post is handed to another person between two days; taken back at any time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from chungtay.accounts.models import Delegation, Post, User
from chungtay.accounts.policies import AccountsPermission, may_revoke
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.notify import notify
from chungtay.foundation.vietnamese import date

LONGEST_DAYS = 366


@dataclass(frozen=True)
class NewDelegation:
    """`first_day` and `last_day` are both included."""

    to_user: User
    first_day: dt.date
    last_day: dt.date
    reason: str
    document_number: str = ""


@transaction.atomic
def delegate(*, actor: Actor, post: Post, data: NewDelegation, today: dt.date) -> Delegation:
    """Raises UserError when dates are wrong, the other cannot act, or the same delegation already stands."""
    own = can(actor, AccountsPermission.DELEGATE, post)
    if not own:
        require(actor, AccountsPermission.DELEGATE_FOR, post)
    _check(post, data, today)
    delegation = Delegation(
        post=post, to_user=data.to_user, first_day=data.first_day, last_day=data.last_day,
        reason=data.reason, document_number=data.document_number,
    )  # fmt: skip
    try:
        with transaction.atomic():
            delegation.save()
    except IntegrityError as error:
        raise UserError(
            f"{data.to_user} đã được ủy quyền chức vụ này trong những ngày đó.", field="first_day"
        ) from error
    days = f"từ {date(data.first_day)} đến hết {date(data.last_day)}"
    for receiver in Post.objects.on(today).filter(user=data.to_user).order_by("id")[:1]:
        notify(
            [receiver.pk],
            "delegation",
            f"{post.user} ủy quyền cho anh/chị chức vụ {post.title} {days}",
            "/tai-khoan/chuc-vu/",
            f"delegation:{delegation.pk}",
        )
    audit.record(
        actor, "delegation.given", delegation, label=f"{post.user} → {data.to_user}: {post}", unit_path=post.unit.path,
        reason=data.reason, data={"from": data.first_day.isoformat(), "to": data.last_day.isoformat()},
    )  # fmt: skip
    return delegation


def _check(post: Post, data: NewDelegation, today: dt.date) -> None:
    if data.to_user.pk == post.user_id:
        raise UserError("Không thể ủy quyền cho chính người giữ chức vụ.", field="to_user")
    if not data.to_user.is_active:
        raise UserError(f"Tài khoản của {data.to_user} đang ngừng sử dụng.", field="to_user")
    if data.last_day < data.first_day:
        raise UserError("Ngày cuối phải từ ngày đầu trở đi.", field="last_day")
    if data.last_day < today:
        raise UserError("Những ngày này đã qua.", field="last_day")
    if (data.last_day - data.first_day).days >= LONGEST_DAYS:
        raise UserError("Mỗi lần ủy quyền không quá một năm.", field="last_day")
    ends = post.valid_to - dt.timedelta(days=1) if post.valid_to else None
    if post.valid_from > data.first_day or (ends and ends < data.last_day):
        until = f" đến hết {date(ends)}" if ends else ""
        raise UserError(
            f"Chức vụ này được giữ từ {date(post.valid_from)}{until}; hãy ủy quyền trong thời gian ấy.",
            field="last_day",
        )


@transaction.atomic
def revoke(*, actor: Actor, delegation: Delegation) -> None:
    """Takes effect at the delegate's next request."""
    decision = may_revoke(actor, delegation)
    if not decision:
        raise UserError(decision.reason)
    locked = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("post__unit", "post__user", "post__agency", "to_user")
        .get(pk=delegation.pk)
    )
    if locked.revoked_at is not None:
        raise UserError("Ủy quyền này đã được thu hồi trước đó.")
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    audit.record(
        actor,
        "delegation.revoked",
        locked,
        label=f"{locked.post.user} → {locked.to_user}: {locked.post}",
        unit_path=locked.post.unit.path,
    )
