"""Typed template components, available in every template without `{% load %}`. `/thanh-phan/` shows each with its code.

Words and marks   icon · status · badge · date_words · person · unit_link · help
Acts              button · link_button · post_button · confirm … endconfirm
Forms             form_errors · field · fields · filters … endfilters
Blocks            panel … endpanel · notice … endnotice · empty … endempty · facts … endfacts with fact … endfact
Lists             lines … endlines with line … endline · table … endtable · simple_table · chips · tabs · pagination · file_list
Figures           figures … endfigures with figure · progress · grid
Time              timeline … endtimeline with event … endevent
Reading           source_text
Shell             breadcrumbs · messages_list

A component owns its look: a page never adds classes to one. What it cannot do is added here, with a line in the catalogue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chungtay.foundation import vietnamese
from chungtay.foundation.icons import svg
from chungtay.foundation.templatetags import components_blocks, components_forms, components_lists, components_reading
from chungtay.foundation.templatetags.vietnamese import days_words

register = template.Library()
for _part in (components_blocks, components_forms, components_lists, components_reading):
    register.tags.update(_part.register.tags)

# The national tree of a task and the few other conditions: (tone, mark, words when none are given).
STATES: dict[str, tuple[str, str, str]] = {
    "not_started": ("idle", "○", "Chưa bắt đầu"),
    "running": ("running", "◐", "Đang làm, trong hạn"),
    "done": ("done", "●", "Hoàn thành đúng hạn"),
    "done_late": ("done-late", "●", "Hoàn thành quá hạn"),
    "late": ("late", "▲", "Quá hạn"),
    "returned": ("returned", "↩", "Bị trả lại"),
    "soon": ("soon", "◔", "Sắp đến hạn"),
    "waiting": ("waiting", "◇", "Chờ ý kiến"),
    "recalled": ("idle", "✕", "Đã thu hồi"),
    "draft": ("idle", "✎", "Bản nháp"),
    "none": ("idle", "–", "Không có"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon; hidden from screen readers, so a word always stands beside it."""
    return svg(str(name))


@register.simple_tag
def status(code: str, words: str = "", *, large: bool = False) -> SafeString:
    """A condition in words with its mark. `code` is a key of STATES; the words may say more (“Quá hạn 3 ngày”)."""
    tone, mark, usual = STATES.get(str(code), ("idle", "○", str(code)))
    size = " status-large" if large else ""
    return format_html('<span class="status status-{}{}"><span aria-hidden="true">{}</span> {}</span>', tone, size, mark, words or usual)


@register.simple_tag
def badge(words: object, tone: str = "plain") -> SafeString:
    """A small word beside another: a kind, a count. `tone`: plain, green, amber, red, blue, violet."""
    return format_html('<span class="badge badge-{}">{}</span>', tone, words)


@register.simple_tag
def button(
    label: str, kind: str = "primary", icon: str = "", *, name: str = "", value: str = "", type: str = "submit", form: str = ""
) -> SafeString:
    """A button of the surrounding form. `kind`: primary (one a page), plain, quiet, danger."""
    extra = [("type", type), ("name", name), ("value", value), ("form", form)]
    attributes = format_html_join("", ' {}="{}"', ((key, text) for key, text in extra if text))
    return format_html('<button class="button button-{}"{}>{}<span>{}</span></button>', kind, attributes, _icon(icon), label)


@register.simple_tag
def link_button(label: str, url: str, kind: str = "plain", icon: str = "", *, download: bool = False) -> SafeString:
    """A link that looks like a button: leads somewhere, changes nothing."""
    attribute = mark_safe(" download") if download else ""
    return format_html('<a class="button button-{}" href="{}"{}>{}<span>{}</span></a>', kind, url, attribute, _icon(icon), label)


@register.simple_tag(takes_context=True)
def post_button(
    context: template.Context, label: str, url: str, kind: str = "plain", icon: str = "", *, ask: str = "", **hidden: object
) -> SafeString:
    """One tap that changes something: a form of its own with the CSRF token. `ask` is the question put before it goes.

    Further keywords become hidden fields: `{% post_button "Nhận việc" url version=task.version %}`.
    """
    request = context.get("request")
    token = get_token(request) if request is not None else ""
    values = [("csrfmiddlewaretoken", token), *hidden.items()]
    inputs = format_html_join("", '<input type="hidden" name="{}" value="{}">', values)
    question = format_html(' data-ask="{}"', ask) if ask else ""
    return format_html(
        '<form class="post" method="post" action="{}"{}>{}<button class="button button-{}" type="submit">{}<span>{}</span></button></form>',
        url, question, inputs, kind, _icon(icon), label,
    )  # fmt: skip


@register.simple_tag
def date_words(day: dt.date | None, today: dt.date | None = None, *, done: bool = False, none: str = "Không đặt hạn") -> SafeString:
    """A deadline: the date and, in words, what is left (“còn 3 ngày”, “quá hạn 2 ngày”). `done` leaves the words out."""
    if day is None:
        return format_html('<span class="due due-none">{}</span>', none)
    today = today or timezone.localdate()
    left = (day - today).days
    tone = "plain" if done or left > 7 else "late" if left < 0 else "soon"
    words = "" if done else format_html(' <span class="due-left">{}</span>', days_words(left))
    return format_html(
        '<span class="due due-{}"><time datetime="{}">{}</time>{}</span>', tone, day.isoformat(), vietnamese.date(day), words
    )


@register.simple_tag
def person(name: str, title: str = "", *, place: str = "") -> SafeString:
    """A person with post and place, in the order officials write them."""
    rest = ", ".join(part for part in (title, place) if part)
    tail = format_html(' <span class="person-post">{}</span>', rest) if rest else ""
    return format_html('<span class="person"><span class="person-name">{}</span>{}</span>', name, tail)


@register.simple_tag
def unit_link(unit: Any, name: str = "", *, url: str = "") -> SafeString:
    """The name of a unit or agency, leading to its page. `unit` may be an object with get_absolute_url or a plain name."""
    words = name or str(unit)
    address = url or (unit.get_absolute_url() if hasattr(unit, "get_absolute_url") else "")
    return format_html('<a class="unit" href="{}">{}</a>', address, words) if address else format_html('<span class="unit">{}</span>', words)


@register.simple_tag
def help(words: str, more: str = "") -> SafeString:
    """A line that helps; with `more`, a detail to open."""
    if not more:
        return format_html('<p class="help">{}</p>', words)
    return format_html('<details class="help"><summary>{}</summary><p>{}</p></details>', words, more)


@register.simple_tag
def breadcrumbs(items: Iterable[tuple[str, str]] | None) -> SafeString:
    """`items`: (label, url) from the widest to the parent of this page."""
    steps = list(items or ())
    if not steps:
        return SafeString()
    inner = format_html_join("", '<li><a href="{1}">{0}</a></li>', steps)
    return format_html('<nav class="breadcrumbs" aria-label="Đường dẫn"><ol>{}</ol></nav>', inner)


@register.simple_tag
def messages_list(messages: Iterable[Any] | None) -> SafeString:
    """What the last act did."""
    rows = [(message.level_tag or "info", conditional_escape(message)) for message in messages or ()]
    if not rows:
        return SafeString()
    inner = format_html_join("", '<li class="message message-{}">{}</li>', rows)
    # The live region is around the list: a role on the list itself would take its items away from screen readers.
    return format_html('<div class="messages" role="status"><ul>{}</ul></div>', inner)


def _icon(name: str) -> SafeString:
    return svg(name) if name else SafeString()
