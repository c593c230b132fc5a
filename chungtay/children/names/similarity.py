"""How well a name fits what was typed: 0…1, with the reason in words.

Any order, a word left out, one slip in a word; what is written with accents ranks the exact accents first. Each typed
word takes the syllable of the name that fits it best, each syllable is taken once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from chungtay.children.names.syllables import ADJACENT, variants
from chungtay.children.names.typing import UNKNOWN, Meaning, Typed, Word, could_be, marked
from chungtay.foundation.vietnamese import fold

# How much of 1 a pair of a typed word and a syllable is worth.
SAME, PLAIN, OTHER_ACCENTS, KEYS, VARIANT, SLIP, FAR_SLIP, BEGUN = 1.0, 0.985, 0.93, 0.97, 0.86, 0.84, 0.8, 0.75
TWO_SLIPS = 0.6  # only in syllables of five letters and more
_ORDER, _LEFT_OUT, _LEFT_OUT_FAMILY = 0.02, 0.03, 0.04  # taken off for each exchange, for each syllable left out
WORTH_SHOWING = 0.62


@dataclass(frozen=True)
class Likeness:
    """`score` 0…1; `reasons` in plain Vietnamese, empty when the name stands there as typed."""

    score: float
    reasons: tuple[str, ...] = ()


@lru_cache(maxsize=50_000)
def of_syllable(typed: Word, accented: bool, written: str, folded: str) -> float:
    """One typed word against one syllable, the best of its meanings."""
    return max(_of_meaning(meaning, accented, written, folded) for meaning in typed.meanings)


def _of_meaning(meaning: Meaning, accented: bool, written: str, folded: str) -> float:
    base = 1.0 if meaning.how in {"typed", "joined"} else KEYS
    if meaning.folded == folded:
        if meaning.written == written:
            return base
        return base * (OTHER_ACCENTS if accented else PLAIN)
    if meaning.how == "lost" and UNKNOWN in meaning.folded:
        return SLIP if folded in could_be(meaning.folded, frozenset({folded})) else 0.0
    if folded in variants(meaning.folded):
        return VARIANT * base
    return _slipped(meaning.folded, folded) * base


def _slipped(typed: str, meant: str) -> float:
    distance = OSA.distance(typed, meant, score_cutoff=2)
    if distance == 1 and max(len(typed), len(meant)) > 1:
        if len(typed) == len(meant):
            exchanged = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
            likely = len(exchanged) == 2 or exchanged[0][1] in ADJACENT.get(exchanged[0][0], "")
            return SLIP if likely else FAR_SLIP
        return SLIP
    if distance == 2 and min(len(typed), len(meant)) >= 4:
        return TWO_SLIPS
    if len(typed) >= 2 and meant.startswith(typed):
        return BEGUN
    return 0.0


def likeness(typed: Typed, name: str) -> Likeness:
    """The query against one full name (written with accents)."""
    written, folded = marked(name), tuple(fold(name).split())
    best = _likeness(typed.words, typed.accented, written, folded)
    if typed.apart is not None and best.score < 1:
        other = _likeness(typed.apart.words, typed.accented, written, folded)
        return other if other.score > best.score else best
    return best


def _likeness(words: Sequence[Word], accented: bool, written: tuple[str, ...], folded: tuple[str, ...]) -> Likeness:
    if not words or not folded or len(written) != len(folded):
        return Likeness(0.0)
    pairs, taken = _paired(words, accented, written, folded)
    if not taken:
        return Likeness(0.0)
    worth = sum(value for _, _, value in pairs) / len(words)
    places = [place for _, place, value in sorted(pairs) if value]
    exchanges = sum(1 for first, second in pairwise(places) if first > second)
    left_out = len(folded) - len(taken)
    loss = _ORDER * exchanges + _LEFT_OUT * left_out
    if 0 not in taken and left_out:
        loss += _LEFT_OUT_FAMILY - _LEFT_OUT
    if len(folded) - 1 not in taken and left_out:
        loss += _LEFT_OUT  # the given name is what a child is called by: leaving it out says least
    return Likeness(max(worth - loss, 0.0), _reasons(words, pairs, accented, exchanges, left_out, folded))


def _paired(
    words: Sequence[Word], accented: bool, written: tuple[str, ...], folded: tuple[str, ...]
) -> tuple[list[tuple[int, int, float]], set[int]]:
    """The best pairs first, each side used once; on equal worth the order as typed."""
    size, count = len(folded), len(words)
    values = [
        (of_syllable(word, accented, written[place], folded[place]), -abs(at * size - place * count), at, place)
        for at, word in enumerate(words)
        for place in range(size)
    ]
    values.sort(reverse=True)
    pairs: list[tuple[int, int, float]] = []
    used: set[int] = set()
    taken: set[int] = set()
    for value, _, at, place in values:
        if value and at not in used and place not in taken:
            pairs.append((at, place, value))
            used.add(at)
            taken.add(place)
    return pairs, taken


def _reasons(
    words: Sequence[Word],
    pairs: list[tuple[int, int, float]],
    accented: bool,
    exchanges: int,
    left_out: int,
    folded: tuple[str, ...],
) -> tuple[str, ...]:
    said: list[str] = []
    slipped = [f"“{words[at].typed}” gần “{folded[place]}”" for at, place, value in sorted(pairs) if value <= VARIANT]
    other = [words[at].typed for at, _, value in sorted(pairs) if VARIANT < value < KEYS]
    if slipped:
        said.append(", ".join(slipped))
    if other and accented:
        said.append("khác dấu")
    if exchanges:
        said.append("khác thứ tự")
    if left_out:
        said.append(f"thiếu {left_out} chữ")
    if len(pairs) < len(words):
        missing = set(range(len(words))) - {at for at, _, _ in pairs}
        said.append("không có " + ", ".join(f"“{words[at].typed}”" for at in sorted(missing)))
    return tuple(said)
