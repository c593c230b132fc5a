"""What other apps have to say before two records become one.

An app above registers a function that is given the two children and answers None, or the sentence that forbids it
("Trẻ đang có hồ sơ can thiệp …"). It runs as the system: it may look at rows the person may not see, and its sentence
must tell no more than the person may know.
"""

from __future__ import annotations

from collections.abc import Callable

from chungtay.children.models import Child

MergeGuard = Callable[[Child, Child], str | None]
_merge_guards: list[MergeGuard] = []


def register_merge_guard(function: MergeGuard) -> MergeGuard:
    """Usable as a decorator, from the `ready` of an app above."""
    if function not in _merge_guards:
        _merge_guards.append(function)
    return function


def forget_merge_guard(function: MergeGuard) -> None:
    """For tests."""
    _merge_guards.remove(function)


def merge_refusals(kept: Child, gone: Child) -> list[str]:
    """The sentences of all guards that forbid it."""
    return [sentence for guard in _merge_guards if (sentence := guard(kept, gone))]
