"""Words of tasks for templates, available everywhere without {% load %}."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from chungtay.directives.status import WORDS
from chungtay.foundation.templatetags.components import status as status_component

register = template.Library()

# Status codes → conditions of the component library.
CONDITIONS = {"overdue": "late", "done_on_time": "done", "sent_back": "returned", "not_yet": "none"}


@register.simple_tag
def task_status(code: str) -> SafeString:
    """The computed status of a task: mark and words."""
    return status_component(CONDITIONS.get(code, code), WORDS.get(code, code))


@register.filter
def topic_words(code: str) -> str:
    """The Vietnamese name of a topic code of law/codelists/topics."""
    from chungtay.law.queries import codelist

    return codelist("topics").get(code, code)
