"""A first draft of the paragraph on the situation, composed from figures by the rules of law/narratives. Pure.

Every sentence names the rule that made it and the figures it stands on, so that a reader can open each number. Nothing is
said of what is not known, and a change that may be chance is not called a rise: counts are small in a commune.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chungtay.law.narratives import PLACE, place, references
from chungtay.statistics.sentences import change, said, with_unit

_CLEAR = 2  # standard deviations of two counts, before a difference is called a rise or a fall
_NAMED = 3  # units named before the rest is only counted


@dataclass(frozen=True)
class Fact:
    """One measure of one unit: now, the period before, the target, and the units beneath as (name, value).

    `unit` is the word after the number. For a rate, `numerator` and `denominator` are its counts (and those of before).
    """

    value: Decimal | None
    unit: str
    before: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    numerator_before: Decimal | None = None
    denominator_before: Decimal | None = None
    target: Decimal | None = None
    at_least: bool = True  # the target is to be reached; else not to be passed
    below: tuple[tuple[str, Decimal], ...] = ()

    def meets(self, value: Decimal) -> bool:
        if self.target is None:
            return True
        return value >= self.target if self.at_least else value <= self.target


@dataclass(frozen=True)
class Sentence:
    """`figures` are the measures the sentence speaks of or depends on."""

    text: str
    rule: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class About:
    """The report: its unit and period in words, the day of the stocks, and the period it is compared with."""

    unit: str
    period: str
    day: str
    before: str = "kỳ trước"


def draft(rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Fact], about: About) -> list[Sentence]:
    """The sentences in the order of the slots; a rule that speaks of an unknown figure is passed over."""
    spoken: dict[str, Sentence] = {}
    for rule in rules:
        if rule["slot"] in spoken:
            continue
        named = references(rule)
        if any(name not in facts for name in named):
            continue
        if not all(_holds(facts[condition["fact"]], condition["is"]) for condition in rule["when"]):
            continue
        text = _filled(rule["say"], facts, about)
        if text is not None:
            spoken[rule["slot"]] = Sentence(_begin(text), rule["id"], tuple(named))
    return list(spoken.values())


def _holds(fact: Fact, condition: str) -> bool:
    return _CONDITIONS[condition](fact)


def moved(fact: Fact) -> int:
    """1 risen, -1 fallen, 0 no clear change (or nothing to compare with).

    Counts are taken for Poisson: two differ clearly when further apart than two standard deviations of their difference.
    """
    if fact.value is None or fact.before is None or fact.value == fact.before:
        return 0
    spread = _spread(fact)
    difference = float(fact.value - fact.before)
    if spread is not None and abs(difference) <= _CLEAR * spread:
        return 0
    return 1 if difference > 0 else -1


def _spread(fact: Fact) -> float | None:
    """The standard deviation of the difference; None when the counts behind it are not known."""
    if fact.value is None or fact.before is None:
        return None
    if fact.denominator is None:
        return math.sqrt(float(fact.value + fact.before))
    counts = (fact.numerator, fact.numerator_before)
    if not fact.denominator or not fact.denominator_before or None in counts:
        return None
    now, then = (float(count or 0) for count in counts)
    scale = float(fact.value) * float(fact.denominator) / now if now else 1.0
    return scale * math.sqrt(now / float(fact.denominator) ** 2 + then / float(fact.denominator_before) ** 2)


_CONDITIONS: dict[str, Callable[[Fact], bool]] = {
    "known": lambda fact: fact.value is not None,
    "missing": lambda fact: fact.value is None,
    "zero": lambda fact: fact.value == 0,
    "positive": lambda fact: fact.value is not None and fact.value > 0,
    "compared": lambda fact: fact.value is not None and fact.before is not None,
    "rose": lambda fact: moved(fact) > 0,
    "fell": lambda fact: moved(fact) < 0,
    "steady": lambda fact: fact.before is not None and moved(fact) == 0,
    "has_target": lambda fact: fact.value is not None and fact.target is not None,
    "meets_target": lambda fact: fact.value is not None and fact.target is not None and fact.meets(fact.value),
    "misses_target": lambda fact: fact.value is not None and fact.target is not None and not fact.meets(fact.value),
    "has_units": lambda fact: len(fact.below) > 1,
}


def _filled(sentence: str, facts: Mapping[str, Fact], about: About) -> str | None:
    """The sentence with its gaps filled; None as soon as one cannot be."""
    words = {"unit": about.unit, "period": about.period, "day": about.day, "before": about.before}
    pieces, at = [], 0
    for gap in PLACE.finditer(sentence):
        found = place(gap.group(1))
        told = words[found.what] if not found.reference else _told(facts[found.reference], found.what)
        if not told:
            return None
        pieces += [sentence[at : gap.start()], told]
        at = gap.end()
    return "".join([*pieces, sentence[at:]])


def _told(fact: Fact, what: str) -> str:
    if what == "change":
        return _changed(fact)
    if what in {"top", "low"}:
        return _extreme(fact, highest=what == "top")
    if what == "behind":
        return _behind(fact)
    value = {"": fact.value, "before": fact.before, "target": fact.target}.get(what)
    if what in {"numerator", "denominator"}:
        count = fact.numerator if what == "numerator" else fact.denominator
        return said(count) if count is not None else ""
    return with_unit(value, fact.unit) if value is not None else ""


def _changed(fact: Fact) -> str:
    if fact.value is None or fact.before is None:
        return ""
    if fact.value != fact.before and moved(fact) == 0:
        return f"gần như không đổi so với kỳ trước ({said(fact.before, 2)} → {said(fact.value, 2)})"
    return change(fact.before, fact.value, fact.unit)


def _extreme(fact: Fact, *, highest: bool) -> str:
    if len(fact.below) < 2:
        return ""
    pick = max if highest else min
    name, value = pick(fact.below, key=lambda row: row[1])
    return f"{name} ({with_unit(value, fact.unit)})"


def _behind(fact: Fact) -> str:
    """The units that miss the target, the furthest first; empty when none does, so that the sentence is left out."""
    late = [(name, value) for name, value in fact.below if not fact.meets(value)]
    late.sort(key=lambda row: row[1], reverse=not fact.at_least)
    named = ", ".join(f"{name} ({with_unit(value, fact.unit)})" for name, value in late[:_NAMED])
    return named + (f" và {len(late) - _NAMED} đơn vị khác" if len(late) > _NAMED else "")


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]
