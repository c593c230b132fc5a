"""The answer to "is this the same child?" and how it was reached."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from chungtay.children.matching import model, names, words
from chungtay.children.matching.frequency import Frequencies
from chungtay.children.matching.model import Evidence, Reading
from chungtay.children.matching.records import Record, record

Verdict = Literal["same", "possible", "different"]

# Share of "the same child" among the stories from which a pair is shown to a person, or called the same.
POSSIBLE, CERTAIN = 0.5, 0.97
_COMMON = Frequencies()


@dataclass(frozen=True)
class Part:
    """What one field says.

    `weight` is what full agreement would have said, `contribution` what was found, both in bits: +1 makes "the same
    child" twice as likely against the strongest other story, -1 half as likely. 0 where a side says nothing.
    `family`: where that other story is twins or siblings, what the field says for one family against strangers; parents
    and phone are theirs too, so that they do not tell the children apart.
    """

    field: str
    label: str
    left: str
    right: str
    weight: float
    contribution: float
    sentence: str
    family: float = 0.0


@dataclass(frozen=True)
class Match:
    """`score` is the share of "the same child" (0..1); `reading` the likeliest story, `sentence` the story in words."""

    score: float
    verdict: Verdict
    reading: Reading
    sentence: str
    parts: list[Part]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def match(
    left: Mapping[str, object] | Record, right: Mapping[str, object] | Record, frequencies: Frequencies = _COMMON
) -> Match:
    """Compares two children field by field (keys: see the package). Symmetric but for `left` and `right`."""
    one = left if isinstance(left, Record) else record(left)
    other = right if isinstance(right, Record) else record(right)
    evidence = model.weigh(one, other, frequencies)
    bits = model.odds(evidence)
    score = _held_down(model.share_of_same(bits), evidence)
    verdict = verdict_of(score)
    rival = max(model.TWINS, model.SIBLINGS, model.STRANGERS, key=lambda story: bits[story])
    likeliest = model.SAME if bits[model.SAME] >= bits[rival] else rival
    reading = model.STORIES[likeliest]
    parts = [_part(found, rival, one, other) for found in evidence]
    parts += _silent({part.field for part in parts}, one, other)
    return Match(round(score, 6), verdict, reading, _story(verdict, model.STORIES[rival]), parts)


def score(left: Record, right: Record, frequencies: Frequencies = _COMMON) -> float:
    """Only the score, for millions of pairs."""
    evidence = model.weigh(left, right, frequencies)
    return _held_down(model.share_of_same(model.odds(evidence)), evidence)


def verdict_of(share: float) -> Verdict:
    return "same" if share >= CERTAIN else "possible" if share >= POSSIBLE else "different"


def _held_down(share: float, evidence: list[Evidence]) -> float:
    """Two whole personal numbers, or two sexes, are never called the same without a person looking."""
    against = {"personal_number": ("other", "next"), "sex": ("other",)}
    doubted = any(found.level in against.get(found.field, ()) for found in evidence)
    return min(share, CERTAIN - 0.001) if doubted else share


def _story(verdict: Verdict, rival: str) -> str:
    if verdict == "same":
        return words.READINGS["same"]
    if verdict == "different":
        return words.READINGS[rival]
    return words.READINGS[f"{rival}?"]


def _part(found: Evidence, rival: int, left: Record, right: Record) -> Part:
    contribution = math.log2(found.shares[model.SAME] / found.shares[rival])
    mine, theirs = shown(found.field, left), shown(found.field, right)
    if found.field == "given_name" and found.level.startswith("home"):
        mine, theirs = _with_home(left, mine), _with_home(right, theirs)
    return Part(
        found.field,
        words.LABELS[found.field],
        mine,
        theirs,
        round(max(found.best, contribution), 2),
        round(contribution, 2),
        words.sentence(found.field, found.level),
        0.0 if rival == model.STRANGERS else round(math.log2(found.shares[rival] / found.shares[model.STRANGERS]), 2),
    )


def _silent(told: set[str], left: Record, right: Record) -> list[Part]:
    """Fields only one side knows: shown, so that the officer sees what to ask for."""
    silent = []
    for field, label in words.LABELS.items():
        mine, theirs = shown(field, left), shown(field, right)
        if field not in told and (mine or theirs):
            silent.append(Part(field, label, mine, theirs, 0.0, 0.0, words.missing(mine, theirs)))
    return silent


def _with_home(child: Record, given: str) -> str:
    return f"{given} (ở nhà: {child.other_name})" if child.other_name else given


def shown(field: str, child: Record) -> str:
    """A field as a person reads it."""
    said = child.said
    if field in ("family_name", "middle_name", "given_name"):
        return _piece(field, child.full_name)
    if field == "birth_date":
        return "/".join(reversed(said.get("birth_date", "").split("-")))
    if field == "sex":
        return words.SEXES.get(child.sex, "")
    if field == "place":
        return ", ".join(filter(None, (said.get("hamlet", ""), said.get("commune", ""))))
    return said.get(field, "")


def _piece(field: str, full_name: str) -> str:
    parts = full_name.split()
    if field == "given_name":
        return " ".join(parts[-1:])
    if field == "family_name":
        return parts[0] if len(parts) > 1 else ""
    return " ".join(parts[1:-1])


def same_name(left: str, right: str) -> bool:
    """Whether two full names are one name written in two ways, with no more than accents, order or fillers apart."""
    pair = names.best(left, right)
    return pair is not None and pair.cost <= 2
