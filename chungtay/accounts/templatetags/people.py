"""Words for posts and delegations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template
from django.urls import reverse

from chungtay.accounts.audit_words import words_of
from chungtay.accounts.kinds import AGENCY_KINDS
from chungtay.accounts.models import AgencyName, AgencySuccession, Delegation, Post
from chungtay.accounts.roles import ROLES
from chungtay.foundation.templatetags.components_lists import Chip
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


_TABS = (
    ("Tài khoản", "accounts:people", "accounts.read"),
    ("Cơ quan", "accounts:agencies", "accounts.agencies"),
    ("Vai trò", "accounts:role_settings", "accounts.roles"),
    ("Bảng phân quyền", "accounts:matrix", "accounts.matrix"),
    ("Nhật ký", "accounts:audit_trail", "accounts.audit"),
)


@register.simple_tag(takes_context=True)
def administration_tabs(context: template.Context) -> list[Chip]:
    """The administration pages this post may open."""
    actor, request = context["actor"], context["request"]
    url_name = request.resolver_match.view_name if request.resolver_match else ""
    return [
        Chip(label, reverse(name), current=name == url_name)
        for label, name, permission in _TABS
        if permission in actor.permissions
    ]


@register.simple_tag
def act_label(action: str) -> str:
    return words_of(action)


@register.simple_tag
def post_detail(post: Post) -> str:
    return f"{post.agency.name} · {role_name(post.role)}"


@register.filter
def kind_name(code: str) -> str:
    return AGENCY_KINDS.get(code, code)


@register.simple_tag
def name_days(name: AgencyName) -> str:
    """`từ 01/03/2025`, or both days."""
    if name.valid_to is None:
        return f"từ {date(name.valid_from)}"
    return f"{date(name.valid_from)} – {date(name.valid_to - dt.timedelta(days=1))}"


@dataclass(frozen=True)
class SuccessionWords:
    title: str
    day: str


@register.simple_tag
def succession_words(step: AgencySuccession, side: str) -> SuccessionWords:
    """`side`: whether the other agency came before this one or after it."""
    title = f"Tiếp nhận từ {step.predecessor}" if side == "before" else f"Bàn giao cho {step.successor}"
    return SuccessionWords(title, date(step.effective_on))
