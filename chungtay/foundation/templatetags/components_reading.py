"""The source of a directive with what was found in it. Registered through `components`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@dataclass(frozen=True)
class Span:
    """A finding in the text: characters `start` (inclusive) to `end` (exclusive).

    `key` ties it to its proposal (`data-finding="key"` there); `kind` gives the colour: task, date, agency, number,
    report, cited, recipient, contact, head; `words` say what it is; `sure` is False for a finding that needs a look.
    """

    start: int
    end: int
    key: str
    kind: str
    words: str = ""
    sure: bool = True


@register.simple_tag
def source_text(text: str, spans: Iterable[Span], *, label: str = "Văn bản nguồn") -> SafeString:
    """The text as it is, paragraphs kept, every finding marked. Spans may lie inside each other; they never cross:
    one that crosses is cut at the end of the outer one."""
    marks = sorted(
        (span for span in spans if 0 <= span.start < span.end <= len(text)), key=lambda span: (span.start, -span.end)
    )
    pieces: list[str] = []
    stack: list[tuple[Span, int]] = []
    seen: set[str] = set()
    at = 0

    def close_until(place: int) -> None:
        nonlocal at
        while stack and stack[-1][1] <= place:
            end = stack.pop()[1]
            pieces.append(escape(text[at:end]))
            pieces.append("</mark>")
            at = end

    for span in marks:
        close_until(span.start)
        end = min(span.end, stack[-1][1]) if stack else span.end
        pieces.append(escape(text[at : span.start]))
        at = span.start
        pieces.append(_open(span, first=span.key not in seen))
        seen.add(span.key)
        stack.append((span, end))
    close_until(len(text))
    pieces.append(escape(text[at:]))
    return format_html(
        '<div class="source" role="region" aria-label="{}" tabindex="0" data-source>{}</div>',
        label,
        mark_safe("".join(pieces)),
    )


def _open(span: Span, *, first: bool) -> str:
    """The opening tag. Only the first mark of a finding carries the anchor its proposal links to."""
    anchor = format_html(' id="nguon-{}"', span.key) if first else ""
    doubt = "" if span.sure else " mark-unsure"
    words = format_html(' title="{}"', span.words) if span.words else ""
    return format_html('<mark class="mark mark-{}{}" data-finding="{}"{}{}>', span.kind, doubt, span.key, anchor, words)
