"""What is left of a Vietnamese name when a tired person writes it down: folded, sound skeleton, parts.

The skeleton is made by plain replacements in a fixed order, so that PostgreSQL and DuckDB make the same one with
nested `replace(…)` (see `blocking`). It is wide on purpose: it only brings records together, it never decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chungtay.children.names.syllables import KNOWN
from chungtay.children.names.typing import telex, vni
from chungtay.foundation.vietnamese import fold

# Syllables that say little more than the sex of the child, and are the first to be left out.
FILLERS = frozenset({"thi", "van"})
# … and those of other peoples, which are never left out but say as little: A (Mông), Y, H' (Ê Đê, Gia Rai).
MARKERS = FILLERS | {"a", "y", "h"}
# On a text with one space before and after: tr/ch, s/x, l/n, r/d/gi/v, i/y, c/k/q, and endings n/ng/nh, c/ch/t.
SOUNDS: tuple[tuple[str, str], ...] = (
    ("y", "i"),
    (" ngh", " ng"),
    (" gh", " g"),
    (" tr", " ch"),
    (" s", " x"),
    (" l", " n"),
    (" gia", " da"),
    (" gie", " de"),
    (" gio", " do"),
    (" giu", " du"),
    (" gi", " di"),
    (" r", " d"),
    (" v", " d"),
    (" kh", " h"),
    (" k", " c"),
    (" ph", " p"),
    ("ng ", "n "),
    ("nh ", "n "),
    ("ch ", "t "),
    ("c ", "t "),
    ("uo", "u"),
    ("ie", "i"),
    ("oa", "o"),
)
# Patterns are understood alike by Python, PostgreSQL and DuckDB; see `blocking_sql`.
HAMLET_KINDS = (
    "^(to dan pho|khu dan cu|khu pho|thon|ban|xom|ap|lang|buon|bon|plei|play|khom|khoi|khu|to|tdp|tieu khu)( so)? "
)
COMMUNE_KINDS = "^(xa|phuong|thi tran|dac khu|x|p|tt) "
LEADING_ZEROS = "(^| )0+([0-9])"
_COMBINING_SHAPES = frozenset("\u0306\u0302\u031b")


@dataclass(frozen=True)
class Syllable:
    """One syllable: as written, tones in a fixed place (`accented`), without accents, and its skeleton."""

    accented: str
    folded: str
    skeleton: str


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=200_000)
def skeleton(text: str) -> str:
    """The sounds that survive mis-hearing, syllables in the order given: `Trần Thị Sương` → `chan thi xun`."""
    padded = f" {folded(text)} "
    for heard, kept in SOUNDS:
        padded = padded.replace(heard, kept)
    return padded.strip()


@lru_cache(maxsize=200_000)
def accents(syllable: str) -> str:
    """Letters with their shapes, the tone put last, so that `hoà` and `hòa` are one."""
    letters: list[str] = []
    tone = ""
    for character in unicodedata.normalize("NFD", syllable.lower()):
        if unicodedata.combining(character) and character not in _COMBINING_SHAPES:
            tone = character
        else:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters)).replace("y", "i") + tone


@lru_cache(maxsize=200_000)
def syllables(name: str) -> tuple[Syllable, ...]:
    """The syllables of a name in order; signs and figures separate."""
    found: list[Syllable] = []
    for word in re.split(r"[^\w]+", unicodedata.normalize("NFC", name)):
        plain = folded(word)
        if plain:
            meant = _meant(word, plain)
            found.append(Syllable(accents(meant), folded(meant), skeleton(meant)))
    return tuple(found)


def _meant(word: str, plain: str) -> str:
    """`Tuwowi` → `tươi`: keys of Telex or VNI that nobody turned into letters; only where the result is a syllable."""
    if plain in KNOWN or not word.isascii():
        return word
    for keys in (telex, vni):
        made = keys(word.lower())
        if folded(made) in KNOWN:
            return made
    return word


def is_accented(name: str) -> bool:
    """Whether the writer had accents at all: one accent anywhere means the missing ones are meant."""
    return any(not character.isascii() for character in name)


def without_fillers(parts: Sequence[Syllable]) -> tuple[Syllable, ...]:
    kept = tuple(part for part in parts if part.folded not in FILLERS)
    return kept or tuple(parts)


@lru_cache(maxsize=50_000)
def sorted_skeleton(name: str) -> str:
    """Skeletons of all syllables but thị and văn, sorted: the same whatever the order; `''` for no name."""
    kept = f" {folded(name)} ".replace(" thi ", " ").replace(" van ", " ")
    return " ".join(sorted(skeleton(kept).split()))


@lru_cache(maxsize=50_000)
def given_skeleton(name: str) -> str:
    """Skeleton of the last syllable, the name a person is called by."""
    words = folded(name).split()
    return skeleton(words[-1]) if words else ""


@lru_cache(maxsize=50_000)
def hamlet(name: str) -> str:
    """Name of a hamlet without its kind: `Tổ dân phố số 3` and `TDP 3` are one."""
    plain = folded(name)
    return re.sub(LEADING_ZEROS, r"\1\2", re.sub(HAMLET_KINDS, "", plain)) or plain


@lru_cache(maxsize=50_000)
def commune(name: str) -> str:
    plain = folded(name)
    return re.sub(COMMUNE_KINDS, "", plain) or plain


# Prefixes of eleven-figure numbers became shorter in 2018; old lists still carry them.
OLD_PHONES = {
    **{f"016{last}": f"03{last}" for last in "23456789"},
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084", "0125": "085",
    "0127": "081", "0129": "082", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def phone(text: str) -> str:
    """Ten figures beginning with 0, whatever the spaces, +84 or the prefix before 2018; `''` when it is no number."""
    figures = re.sub("[^0-9]", "", text)
    if figures.startswith("84") and len(figures) in (11, 12):
        figures = "0" + figures[2:]
    elif len(figures) == 9 and not figures.startswith("0"):
        figures = "0" + figures
    if len(figures) == 11:
        figures = OLD_PHONES.get(figures[:4], figures[:4]) + figures[4:]
    return figures if 9 <= len(figures) <= 11 and figures.strip(figures[0]) else ""


@lru_cache(maxsize=50_000)
def figures(text: str) -> str:
    """The twelve figures of a personal number; `''` when they are not twelve or only filled in (000…, 111…)."""
    plain = re.sub("[^0-9]", "", text)
    return plain if len(plain) == 12 and plain.strip(plain[0]) else ""
