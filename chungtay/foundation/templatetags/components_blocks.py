"""Components that hold content: panels, notices, facts, timelines, figures. Registered through `components`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from chungtay.foundation import vietnamese
from chungtay.foundation.icons import svg
from chungtay.foundation.language import said
from chungtay.foundation.templatetags.vietnamese import vn_datetime

register = template.Library()
NOTICE_ICONS = {"info": "info", "done": "circle-check", "warning": "clock-alert", "error": "triangle-alert"}


def _icon(name: str) -> SafeString:
    return svg(name) if name else SafeString()


@register.simple_block_tag
def panel(
    content: SafeString,
    title: str,
    *,
    icon: str = "",
    count: int | None = None,
    url: str = "",
    more: str = "Xem tất cả",
    anchor: str = "",
) -> SafeString:
    """A titled part of a page. `count` stands beside the title; `url` with the words `more` leads to all of it."""
    ident = anchor or slugify(vietnamese.fold(title)) or "phan"
    number = format_html(' <span class="count">{}</span>', vietnamese.number(count)) if count is not None else ""
    link = format_html('<a class="panel-more" href="{}">{}</a>', url, said(more)) if url else ""
    return format_html(
        '<section class="panel" aria-labelledby="{0}">'
        '<header class="panel-head"><h2 id="{0}">{1}{2}{3}</h2>{4}</header>'
        '<div class="panel-body">{5}</div></section>',
        ident, _icon(icon), said(title), number, link, content,
    )  # fmt: skip


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: str = "") -> SafeString:
    """A word from the product inside the page. `tone`: info, done, warning, error (an error is announced)."""
    role = "alert" if tone == "error" else "note"
    head = format_html("<strong>{}</strong> ", title) if title else ""
    return format_html(
        '<div class="notice notice-{}" role="{}">{}<div>{}{}</div></div>',
        tone,
        role,
        _icon(NOTICE_ICONS.get(tone, "info")),
        head,
        content,
    )


@register.simple_block_tag
def empty(content: SafeString, title: str, *, icon: str = "inbox") -> SafeString:
    """Nothing here yet: says why, and what the first step is."""
    return format_html(
        '<div class="empty">{}<p class="empty-title">{}</p><div>{}</div></div>', _icon(icon), said(title), content
    )


@register.simple_block_tag
def confirm(
    content: SafeString, label: str, *, kind: str = "plain", icon: str = "", open: object = False, when: str = ""
) -> SafeString:
    """An act that asks first or needs a word: a button that opens the form put inside. Works without JavaScript.

    It stands open when `open` is true; with `when`, only if `open` equals it (`open=opened when="extension"`).
    """
    is_open = open == when if when else bool(open)
    return format_html(
        '<details class="confirm"{}><summary class="button button-{}">{}<span>{}</span></summary>'
        '<div class="confirm-body">{}</div></details>',
        SafeString(" open") if is_open else "", kind, _icon(icon), said(label), content,
    )  # fmt: skip


@register.simple_block_tag
def facts(content: SafeString) -> SafeString:
    """A definition list of `fact` blocks."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: SafeString, label: str) -> SafeString:
    """One term with its value; an empty value is said to be empty."""
    value = content if content.strip() else format_html('<span class="muted">{}</span>', said("chưa ghi"))
    return format_html('<div class="fact"><dt>{}</dt><dd>{}</dd></div>', label, value)


@register.simple_block_tag
def figures(content: SafeString) -> SafeString:
    """A row of `figure`s."""
    return format_html('<ul class="figures">{}</ul>', content)


@register.simple_tag
def figure(value: Any, label: str, url: str = "", *, tone: str = "plain", detail: str = "") -> SafeString:
    """A number that opens: `url` leads to what it is made of. `tone`: plain, green, amber, red, blue."""
    number = vietnamese.number(value) if isinstance(value, int | float) else str(value)
    small = format_html('<span class="figure-detail">{}</span>', detail) if detail else ""
    inner = format_html(
        '<span class="figure-value">{}</span><span class="figure-label">{}</span>{}', number, said(label), small
    )
    body = format_html('<a href="{}">{}</a>', url, inner) if url else format_html("<div>{}</div>", inner)
    return format_html('<li class="figure figure-{}">{}</li>', tone, body)


@register.simple_tag
def progress(percent: int | float | None, words: str = "", *, tone: str = "green") -> SafeString:
    """How far, as a bar and in words (`words` or the percentage)."""
    share = max(0, min(100, round(percent or 0)))
    said = words or f"{share} %"
    return format_html(
        '<span class="progress progress-{0}"><progress max="100" value="{1}" aria-label="{2}"></progress>'
        '<span class="progress-words">{2}</span></span>',
        tone, share, said,
    )  # fmt: skip


@register.simple_block_tag
def timeline(content: SafeString) -> SafeString:
    """What happened, in order; holds `event` blocks."""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def event(
    content: SafeString, label: str, at: dt.datetime | dt.date | None = None, who: str = "", *, tone: str = "plain"
) -> SafeString:
    """One thing said or done: the act, when, by whom, and the words. `tone` as for `status` (done, late, …)."""
    moment = vn_datetime(at) if isinstance(at, dt.datetime) else vietnamese.date(at)
    when = format_html('<time datetime="{}">{}</time>', at.isoformat(), moment) if at is not None else ""
    by = format_html('<span class="event-who">{}</span>', who) if who else ""
    note = format_html('<div class="event-note">{}</div>', content) if content.strip() else ""
    return format_html(
        '<li class="event event-{}"><p class="event-head"><strong>{}</strong> {} {}</p>{}</li>',
        tone,
        label,
        by,
        when,
        note,
    )
