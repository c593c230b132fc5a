"""Which units a unit covers, worked out from parents and successions alone (no database), so that it can be proved.

A unit covers its own subtree. It also covers wholly every earlier unit all of whose area has come into what it
covers, with that unit's subtree; and covers in part an earlier unit of which only a piece came in. A descendant is
covered in the days of its own life: so a 2024 report still adds up under the units of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Coverages(Generic[Key]):
    """`parents`: (unit, its parent). `successions`: (predecessor, successor, whole)."""

    def __init__(self, parents: Iterable[tuple[Key, Key | None]], successions: Iterable[tuple[Key, Key, bool]]) -> None:
        self.children: dict[Key, list[Key]] = defaultdict(list)
        self.units: list[Key] = []
        for unit, parent in parents:
            self.units.append(unit)
            if parent is not None:
                self.children[parent].append(unit)
        self.successors: dict[Key, list[tuple[Key, bool]]] = defaultdict(list)
        self.predecessors: dict[Key, list[Key]] = defaultdict(list)
        for predecessor, successor, whole in successions:
            self.successors[predecessor].append((successor, whole))
            self.predecessors[successor].append(predecessor)

    def of(self, ancestor: Key) -> tuple[set[Key], set[Key]]:
        """(covered wholly, covered in part); the unit itself is among the first."""
        whole: set[Key] = set()
        part: set[Key] = set()
        waiting = [ancestor]
        while waiting:
            unit = waiting.pop()
            if unit in whole:
                continue
            whole.add(unit)
            waiting.extend(self.children.get(unit, ()))
            for predecessor in self.predecessors.get(unit, ()):
                if self._all_in(predecessor, whole):
                    waiting.append(predecessor)
                else:
                    part.add(predecessor)
        return whole, self._with_earlier(part) - whole

    def _all_in(self, unit: Key, whole: set[Key]) -> bool:
        """A single piece (`whole` False) says that the rest is elsewhere; several pieces together may be everything."""
        followers = self.successors[unit]
        if len(followers) == 1:
            return followers[0][1] and followers[0][0] in whole
        return all(successor in whole for successor, _ in followers)

    def _with_earlier(self, part: set[Key]) -> set[Key]:
        waiting, found = list(part), set(part)
        while waiting:
            for earlier in self.predecessors.get(waiting.pop(), ()):
                if earlier not in found:
                    found.add(earlier)
                    waiting.append(earlier)
        return found

    def rows(self) -> Iterator[tuple[Key, Key, bool]]:
        """(ancestor, descendant, whole) for every unit."""
        for unit in self.units:
            whole, part = self.of(unit)
            for descendant in whole:
                yield unit, descendant, True
            for descendant in part:
                yield unit, descendant, False
