"""Topic codes of a task by its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from chungtay.directives.reader.model import Finding, Span
from chungtay.directives.reader.patterns import any_of, vocabulary, word
from chungtay.directives.reader.text import Source

_TOPICS: dict[str, list[str]] = vocabulary("topics")["topics"]
_CODE_OF = {" ".join(phrase.split()): code for code, phrases in _TOPICS.items() for phrase in phrases}
_PHRASE = re.compile(word(any_of(_CODE_OF)))
MOST = 4


def topics_of(source: Source, span: Span, heading: Span | None = None) -> tuple[Finding[str], ...]:
    """At most four codes; words at the beginning of the task weigh more. ``khac`` when nothing is known."""
    weight: Counter[str] = Counter()
    place: dict[str, Span] = {}
    for part, factor in ((heading, 2.0), (span, 1.0)):
        if part is None:
            continue
        for match in _PHRASE.finditer(source.low, part.start, part.end):
            code = _CODE_OF[" ".join(match.group().split())]
            near = 2.0 if match.start() - part.start < 90 else 1.0
            weight[code] += factor * near  # type: ignore[assignment]
            place.setdefault(code, Span(*match.span()))
    if not weight:
        return (Finding("khac", None, 0.3),)
    ranked = sorted(weight.items(), key=lambda pair: (-pair[1], place[pair[0]].start))
    top = ranked[0][1]
    return tuple(
        Finding(code, place[code], min(0.95, 0.5 + 0.08 * score)) for code, score in ranked[:MOST] if score * 3 >= top
    )


def themes_of(tasks: Iterable[tuple[Finding[str], ...]]) -> tuple[Finding[str], ...]:
    seen: dict[str, Finding[str]] = {}
    for topics in tasks:
        for topic in topics:
            if topic.value != "khac":
                seen.setdefault(topic.value, topic)
    return tuple(seen.values())
