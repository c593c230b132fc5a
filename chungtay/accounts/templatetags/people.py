"""Words for posts and delegations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template

from chungtay.accounts.models import Delegation, Post
from chungtay.accounts.roles import ROLES
from chungtay.foundation.vietnamese import date

register = template.Library()


@register.simple_tag
def post_days(post: Post) -> str:
    """`từ 01/07/2025` or `01/07/2025 – 31/12/2025`."""
    if post.valid_to is None:
        return f"từ {date(post.valid_from)}"
    return f"{date(post.valid_from)} – {date(post.valid_to - dt.timedelta(days=1))}"


@register.filter
def role_name(code: str) -> str:
    role = ROLES.get(code)
    return role.name if role else code


@dataclass(frozen=True)
class DelegationWords:
    title: str
    detail: str
    days: str
    tone: str
    revocable: bool


@register.simple_tag
def delegation_words(given: Delegation, today: dt.date) -> DelegationWords:
    """A delegation as a line: who for whom, which post, whether it holds today."""
    if given.revoked_at is not None:
        state, tone = f"đã thu hồi {date(given.revoked_at)}", "idle"
    elif given.last_day < today:
        state, tone = "đã hết hạn", "idle"
    elif given.first_day > today:
        state, tone = "chưa đến ngày", "waiting"
    else:
        state, tone = "đang có hiệu lực", "running"
    number = f" · số {given.document_number}" if given.document_number else ""
    return DelegationWords(
        title=f"{given.to_user} thay {given.post.user}",
        detail=f"{given.post} · {state} · {given.reason}{number}",
        days=f"{date(given.first_day)} – {date(given.last_day)}",
        tone=tone,
        revocable=given.revoked_at is None and given.last_day >= today,
    )
