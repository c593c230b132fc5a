"""Which keys of the name index a query asks for.

The index holds for every distinct folded name its words in the order of the alphabet, whole and with words left out
(`children_name_keys` in SQL makes the same keys): “lo van an” stands under “an lo van”, “an lo”, “lo van”, “an van”. A query
asks for its own words in that order, and for the same with one word read, spelled or typed differently; a few hundred
equalities instead of a comparison with every name.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product

from chungtay.children.names.syllables import KNOWN, near
from chungtay.children.names.typing import UNKNOWN, Typed, Word, could_be

GIVEN = "-"  # before a single word: the given name
_MOST_WORDS = 6  # names longer than that are indexed by their first six words
_MOST_LOST = 300
_MOST_READINGS = 4  # of words in which no letter was lost
# What a key is worth, and how many names of it are looked at.
_AS_TYPED, _NEAR, _ONE_LESS = (1.0, 1500), (0.85, 60), (0.7, 200)


@dataclass(frozen=True)
class Key:
    text: str
    worth: float
    most: int


def keys(typed: Typed, vocabulary: frozenset[str] = frozenset()) -> list[Key]:
    """Best first. `vocabulary`: words of the register that are no known syllables, so that slips in them are found."""
    found: dict[str, Key] = {}
    for reading in (typed, typed.apart):
        if reading is not None:
            _add(found, reading.words[:_MOST_WORDS], vocabulary)
    return sorted(found.values(), key=lambda key: -key.worth)


def _add(found: dict[str, Key], words: tuple[Word, ...], vocabulary: frozenset[str]) -> None:
    def add(parts: list[str], worth_most: tuple[float, int]) -> None:
        text = GIVEN + parts[0] if len(parts) == 1 else " ".join(sorted(parts))
        worth, most = worth_most
        if text not in found or found[text].worth < worth:
            found[text] = Key(text, worth, most)

    known = KNOWN | vocabulary
    whole = _whole(words, known, vocabulary)
    for parts in whole:
        add(parts, _AS_TYPED if len(whole) <= _MOST_READINGS else _NEAR)
    if len(whole) > _MOST_READINGS or not words:
        return  # letters were lost: every way to fill them in stands there already
    for place in range(len(words)):
        for base in whole:
            others = base[:place] + base[place + 1 :]
            for other in near(base[place], vocabulary):
                add([*others, other], _NEAR)
            if len(base) > 2:
                add(others, _ONE_LESS)


def _whole(words: tuple[Word, ...], known: frozenset[str], vocabulary: frozenset[str]) -> list[list[str]]:
    """The words as typed, and as their keys may have been meant; where letters were lost, every way to fill them in."""
    ways = []
    for word in words:
        if UNKNOWN in word.folded:
            ways.append(sorted(could_be(word.folded) | could_be(word.folded, vocabulary)))
        else:
            meant = [meaning.folded for meaning in word.meanings if meaning.folded in known]
            ways.append(list(dict.fromkeys(meant)) or [word.folded])
    return [list(parts) for parts in islice(product(*ways), _MOST_LOST)]
