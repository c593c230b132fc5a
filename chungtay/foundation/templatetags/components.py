"""Typed template components, available in every template without `{% load %}`. `/thanh-phan/` shows each with its code.

Words and marks   icon · status · badge · date_words · person · unit_link · help
Acts              button · link_button · post_button · confirm … endconfirm
Forms             form_errors · field · fields · filters … endfilters
Blocks            panel … endpanel · notice … endnotice · empty … endempty · facts … endfacts with fact … endfact
Lists             lines … endlines with line … endline · table … endtable · simple_table · chips · tabs ·
                  pagination · file_list
Figures           figures … endfigures with figure · progress · grid
Time              timeline … endtimeline with event … endevent
Reading           source_text
Shell             breadcrumbs · messages_list

A component owns its look: a page never adds classes to one. What it cannot do is added here, with a sample in the
catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chungtay.foundation.icons import svg
from chungtay.foundation.language import said
from chungtay.foundation.templatetags import (
    components_blocks,
    components_forms,
    components_lists,
    components_reading,
    components_words,
)
from chungtay.foundation.templatetags.components_words import STATES, status

__all__ = ["STATES", "register", "status"]

register = template.Library()
for _part in (components_blocks, components_forms, components_lists, components_reading, components_words):
    register.tags.update(_part.register.tags)


@register.simple_tag
def button(
    label: str,
    kind: str = "primary",
    icon: str = "",
    *,
    name: str = "",
    value: str = "",
    type: str = "submit",
    form: str = "",
) -> SafeString:
    """A button of the surrounding form. `kind`: primary (one a page), plain, quiet, danger."""
    extra = [("type", type), ("name", name), ("value", value), ("form", form)]
    attributes = format_html_join("", ' {}="{}"', ((key, text) for key, text in extra if text))
    return format_html(
        '<button class="button button-{}"{}>{}<span>{}</span></button>', kind, attributes, _icon(icon), said(label)
    )


@register.simple_tag
def link_button(label: str, url: str, kind: str = "plain", icon: str = "", *, download: bool = False) -> SafeString:
    """A link that looks like a button: leads somewhere, changes nothing."""
    attribute = mark_safe(" download") if download else ""
    return format_html(
        '<a class="button button-{}" href="{}"{}>{}<span>{}</span></a>', kind, url, attribute, _icon(icon), said(label)
    )


@register.simple_tag(takes_context=True)
def post_button(
    context: template.Context,
    label: str,
    url: str,
    kind: str = "plain",
    icon: str = "",
    *,
    ask: str = "",
    **hidden: object,
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
        '<form class="post" method="post" action="{}"{}>{}'
        '<button class="button button-{}" type="submit">{}<span>{}</span></button></form>',
        url, question, inputs, kind, _icon(icon), said(label),
    )  # fmt: skip


@register.simple_tag
def breadcrumbs(items: Iterable[tuple[str, str]] | None) -> SafeString:
    """`items`: (label, url) from the widest to the parent of this page."""
    steps = list(items or ())
    if not steps:
        return SafeString()
    inner = format_html_join("", '<li><a href="{1}">{0}</a></li>', ((said(label), url) for label, url in steps))
    return format_html('<nav class="breadcrumbs" aria-label="{}"><ol>{}</ol></nav>', said("Đường dẫn"), inner)


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
