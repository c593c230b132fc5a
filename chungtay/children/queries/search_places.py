"""A place among the words of a search: “lo van an muong phang” is a name and a commune, of today or of before a reform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from chungtay.children.names.typing import Typed
from chungtay.territory.models import Level, Unit, UnitName
from chungtay.territory.queries import today_of_many

_LONGEST = 5  # words of a place, with the word for its kind
_MOST = 3


@dataclass(frozen=True)
class Place:
    """A reading: `typed` is what remains as a name, `paths` the units of today, `words` how it was understood."""

    typed: Typed
    paths: tuple[str, ...]
    words: str


def read_places(typed: Typed, own: Sequence[str]) -> list[Place]:
    """Readings whose place is the longest first; only places that touch one's `own` prefixes. At least one word stays a name."""
    spans = _spans(typed)
    if not spans:
        return []
    names = UnitName.objects.filter(Q(folded__in=spans) | Q(folded_short__in=spans)).exclude(unit__level=Level.COUNTRY)
    standing: dict[str, dict[int, Unit]] = {}
    for name in names.select_related("unit").order_by("unit__path")[:200]:
        for span in (name.folded, name.folded_short):
            if span in spans:
                standing.setdefault(span, {})[name.unit_id] = name.unit
    found = []
    for span in sorted(standing, key=lambda one: -len(one)):
        paths = _paths(list(standing[span].values()), own)
        if paths:
            units = list(dict.fromkeys(unit.name for unit in standing[span].values()))
            found.append(Place(spans[span], paths, f"ở {units[0]}"))
    return found[:_MOST]


def _spans(typed: Typed) -> dict[str, Typed]:
    """Runs of words at the end and at the beginning that may be a place → the words that remain."""
    words = typed.words
    spans: dict[str, Typed] = {}
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        for place, rest in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            folded = " ".join(word.folded for word in place)
            if length > 1 or len(folded) > 3:
                left = replace(typed, words=rest, apart=None)
                spans.setdefault(folded, left)
    return spans


def _paths(units: list[Unit], own: Sequence[str]) -> tuple[str, ...]:
    today = timezone.localdate()
    ended = [unit for unit in units if not unit.exists_on(today)]
    after = today_of_many(ended, today) if ended else {}
    paths: dict[str, None] = {}
    for unit in units:
        for now in [*after.get(unit.pk, []), unit]:
            if any(now.path.startswith(one) or one.startswith(now.path) for one in own):
                paths[now.path] = None
    return tuple(paths)
