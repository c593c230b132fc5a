"""One search box: apps register what they find; each answer is already inside the actor's scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from chungtay.foundation.access import Actor


@dataclass(frozen=True)
class Hit:
    """One line of the answer."""

    title: str
    url: str
    detail: str = ""


Finder = Callable[[Actor, str, int], list[Hit]]
_finders: dict[str, Finder] = {}
_hints: dict[str, tuple[str, str]] = {}  # title → what may be typed, and the permission without which it finds nothing


def register(title: str, *, hint: str = "", needs: StrEnum | None = None) -> Callable[[Finder], Finder]:
    """`title` heads the group on the page, for example “Nhiệm vụ”. `hint`: what may be typed, said to who holds `needs`."""

    def keep(finder: Finder) -> Finder:
        _finders[title] = finder
        if hint:
            _hints[title] = hint, str(needs or "")
        return finder

    return keep


def hints(actor: Actor) -> list[str]:
    """What this post may type into the box besides documents, tasks and units."""
    return [words for words, needed in _hints.values() if not needed or needed in actor.permissions]


def search(actor: Actor, text: str, most: int = 20) -> dict[str, list[Hit]]:
    """Groups with their hits, empty groups left out. `text` is what the person typed, with or without accents."""
    text = text.strip()[:200]
    if not text:
        return {}
    answers = {title: finder(actor, text, most) for title, finder in _finders.items()}
    return {title: hits for title, hits in answers.items() if hits}
