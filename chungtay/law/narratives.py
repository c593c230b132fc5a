"""How the rules of a drafted paragraph are written (law/narratives): places in a sentence, and conditions on figures.

`{I-0301.rate}` is the value with its unit; `{I-0301.rate:change}` something else that is known of it. `{unit}`, `{period}`,
`{day}` and `{before}` speak of the report. A rule speaks when all its conditions hold; the first of a slot that does, speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PLACE = re.compile(r"\{([^{}]*)\}")
WORDS = ("unit", "period", "day", "before")
OF_FACT = ("", "change", "before", "numerator", "denominator", "target", "top", "low", "behind")
CONDITIONS = (
    "known", "missing", "zero", "positive", "compared", "rose", "fell", "steady", "has_target", "meets_target",
    "misses_target", "has_units",
)  # fmt: skip
_REFERENCE = re.compile(r"[A-Z][A-Z0-9]*-\d+\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Place:
    """A gap in a sentence: `reference` is empty for a word of WORDS, else `what` is one of OF_FACT."""

    reference: str
    what: str


def place(text: str) -> Place:
    """Raises ValueError for what is neither a word nor a figure."""
    if text in WORDS:
        return Place("", text)
    reference, _, what = text.partition(":")
    if not _REFERENCE.fullmatch(reference) or what not in OF_FACT:
        raise ValueError(f"không hiểu “{{{text}}}”")
    return Place(reference, what)


def places(sentence: str) -> list[Place]:
    return [place(found) for found in PLACE.findall(sentence)]


def references(rule: Mapping[str, Any]) -> list[str]:
    """The figures a rule speaks of or depends on, each once, in order."""
    named = [one.reference for one in places(rule["say"]) if one.reference]
    return list(dict.fromkeys([*named, *(condition["fact"] for condition in rule["when"])]))


def faults(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, what) of the rules of one file: sentences that cannot be filled in, names given twice."""
    seen: set[str] = set()
    for number, rule in enumerate(content["rules"]):
        if rule["id"] in seen:
            yield f"rules/{number}/id", f"đã có {rule['id']}"
        seen.add(rule["id"])
        try:
            places(rule["say"])
        except ValueError as error:
            yield f"rules/{number}/say", str(error)
