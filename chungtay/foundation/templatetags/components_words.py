"""Words and marks: conditions, deadlines, people, units. Registered through `components`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chungtay.foundation import vietnamese
from chungtay.foundation.icons import svg
from chungtay.foundation.language import said
from chungtay.foundation.templatetags.vietnamese import days_words

register = template.Library()

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
    return format_html(
        '<span class="status status-{}{}"><span aria-hidden="true">{}</span> {}</span>',
        tone,
        size,
        mark,
        said(words or usual),
    )


@register.simple_tag
def badge(words: object, tone: str = "plain") -> SafeString:
    """A small word beside another: a kind, a count. `tone`: plain, green, amber, red, blue, violet."""
    return format_html('<span class="badge badge-{}">{}</span>', tone, words)


@register.simple_tag
def date_words(
    day: dt.date | None, today: dt.date | None = None, *, done: bool = False, none: str = "Không đặt hạn"
) -> SafeString:
    """A deadline: the date and, in words, what is left (“còn 3 ngày”). `done` leaves the words out."""
    if day is None:
        return format_html('<span class="due due-none">{}</span>', said(none))
    today = today or timezone.localdate()
    left = (day - today).days
    tone = "plain" if done or left > 7 else "late" if left < 0 else "soon"
    words = "" if done else format_html(' <span class="due-left">{}</span>', days_words(left))
    return format_html(
        '<span class="due due-{}"><time datetime="{}">{}</time>{}</span>',
        tone,
        day.isoformat(),
        vietnamese.date(day),
        words,
    )


@register.simple_tag
def person(name: str, title: str = "", *, place: str = "") -> SafeString:
    """A person with post and place, in the order officials write them."""
    rest = ", ".join(part for part in (title, place) if part)
    tail = format_html(' <span class="person-post">{}</span>', rest) if rest else ""
    return format_html('<span class="person"><span class="person-name">{}</span>{}</span>', name, tail)


@register.simple_tag
def unit_link(unit: Any, name: str = "", *, url: str = "") -> SafeString:
    """The name of a unit or agency, leading to its page. `unit`: an object with get_absolute_url, or a plain name."""
    words = name or str(unit)
    address = url or (unit.get_absolute_url() if hasattr(unit, "get_absolute_url") else "")
    return (
        format_html('<a class="unit" href="{}">{}</a>', address, words)
        if address
        else format_html('<span class="unit">{}</span>', words)
    )


@register.simple_tag
def help(words: str, more: str = "") -> SafeString:
    """A line that helps; with `more`, a detail to open."""
    if not more:
        return format_html('<p class="help">{}</p>', said(words))
    return format_html('<details class="help"><summary>{}</summary><p>{}</p></details>', said(words), said(more))
