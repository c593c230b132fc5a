"""Regular expressions made from word lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

LETTER = "a-zà-ỹđ"


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """A word list of ``vocabulary/``."""
    source = resources.files(__package__).joinpath("vocabulary", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def words(name: str, key: str) -> list[str]:
    value: list[str] = vocabulary(name)[key]
    return value


def any_of(phrases: Iterable[str]) -> str:
    """Alternatives as a prefix tree: a plain alternation of 300 phrases would be tried one by one at every word.

    A blank in a phrase stands for any run of blanks, also a line break.
    """
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for character in phrase:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branch(tree)


def _branch(tree: dict[str, Any]) -> str:
    ends = "" in tree
    parts = []
    for character, below in sorted(tree.items()):
        if character:
            parts.append((r"\s+" if character == " " else re.escape(character)) + _branch(below))
    if not parts:
        return ""
    if len(parts) == 1 and not ends:
        return parts[0]
    # Greedy: the longer phrase is tried before the shorter one it begins with.
    return f"(?:{'|'.join(parts)}){'?' if ends else ''}"


def word(pattern: str) -> str:
    """The pattern as whole words of the lower-case view."""
    return rf"(?<![{LETTER}0-9])(?:{pattern})(?![{LETTER}0-9])"
