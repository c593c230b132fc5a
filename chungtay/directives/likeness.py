"""When two texts or two numbers are the same document: pure functions, no database."""

from __future__ import annotations

import hashlib
import re
import zlib

from chungtay.foundation.vietnamese import fold

_SHINGLE = 5  # words
_KEPT = 64  # smallest hashes kept: enough to tell 90 % likeness from 80 %
NEAR = 0.85  # share of common shingles from which two texts are “nearly the same”


def digest(text: str) -> str:
    """The same for two texts that differ only in accents, case, spacing or punctuation."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def number_key(number: str) -> str:
    """`464/SLĐTBXH-TE&BĐG` → `464sldtbxhtebdg`; empty when the number itself is missing (`/LĐTBXH-TE`)."""
    if not re.search(r"\d", number.split("/")[0]):
        return ""
    return fold(number).replace(" ", "")[:60]


def sketch(text: str) -> list[int]:
    """The smallest hashes of all runs of five words: small, and alike for texts that are alike."""
    words = fold(text).split()
    runs = {" ".join(words[place : place + _SHINGLE]) for place in range(max(1, len(words) - _SHINGLE + 1))}
    return sorted({zlib.crc32(run.encode()) for run in runs if run})[:_KEPT]


def likeness(one: list[int], other: list[int]) -> float:
    """Estimated share of common runs, 0..1, from two sketches."""
    if not one or not other:
        return 0.0
    both = sorted({*one, *other})[:_KEPT]
    return len({*one} & {*other} & {*both}) / len(both)
