"""Small acts on lines of a child's page, so that each line of a table stays one line."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from chungtay.foundation.templatetags.components import post_button

register = template.Library()


def _step(context: template.Context, label: str, child: Any, line: str, row: Any, step: str, ask: str) -> SafeString:
    url = reverse("children:line_step", args=[child.pk, line, row.pk, step])
    here = context["request"].get_full_path()
    return post_button(context, label, url, "quiet", ask=ask, next=here)


@register.simple_tag(takes_context=True)
def remove_line(context: template.Context, child: Any, line: str, row: Any) -> SafeString:
    """Takes a line away that was written by mistake; asks first."""
    return _step(context, "Bỏ dòng", child, line, row, "bo", "Bỏ dòng này vì ghi nhầm?")


@register.simple_tag(takes_context=True)
def finish_line(context: template.Context, child: Any, row: Any) -> SafeString:
    """A fact is no longer so from today on."""
    return _step(context, "Không còn", child, "thong-tin", row, "het", "Ghi là không còn từ hôm nay?")
