"""Units through time under a figure: where a place of then counts today, on a day, or under an older map.

An area that went whole into another is followed; one that was split is not guessed: its subjects go by their own records
(`next_path`), and what even these do not tell stands under UNKNOWN, so that the country still adds up.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from chungtay.territory.models import Level, Succession, Unit

UNKNOWN = "?"


@dataclass(frozen=True)
class Piece:
    """A commune of some time."""

    path: str
    valid_from: dt.date
    valid_to: dt.date | None

    def on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass
class Atlas:
    """All communes of every time and who came after whom, in memory: the whole country is some 14,000 of them."""

    pieces: dict[int, Piece] = field(default_factory=dict)
    later: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    earlier: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> Atlas:
        atlas = cls()
        rows = Unit.objects.filter(level=Level.COMMUNE).values_list("id", "path", "valid_from", "valid_to")
        atlas.pieces = {pk: Piece(path, first, end) for pk, path, first, end in rows}
        for before, after in Succession.objects.values_list("predecessor_id", "successor_id"):
            if before in atlas.pieces and after in atlas.pieces:
                atlas.later[before].append(after)
                atlas.earlier[after].append(before)
        return atlas

    def places(self, day: dt.date, paths: Iterable[str] | None = None) -> dict[str, str]:
        """path → path of the one unit that holds its area on `day`; "" where there are several and no unit above all of
        them. Only communes that do not exist on the day."""
        wanted = None if paths is None else set(paths)
        return {
            piece.path: self._at(pk, day)
            for pk, piece in self.pieces.items()
            if not piece.on(day) and (wanted is None or piece.path in wanted)
        }

    def _at(self, pk: int, day: dt.date) -> str:
        forward = self.pieces[pk].valid_from <= day
        ends = self._reached(pk, day, self.later if forward else self.earlier)
        if forward:
            return ends[0] if len(ends) == 1 else ""
        return os.path.commonpath(ends) if ends else ""

    def _reached(self, pk: int, day: dt.date, steps: dict[int, list[int]]) -> list[str]:
        waiting, seen, ends = [pk], {pk}, list[str]()
        while waiting:
            at = waiting.pop()
            if self.pieces[at].on(day):
                ends.append(self.pieces[at].path)
                continue
            for following in steps.get(at, ()):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return sorted(ends)


@dataclass
class Origin:
    """From which units of an earlier day one has come. `whole` is False when one of them was split among several."""

    units: list[Unit] = field(default_factory=list)
    whole: bool = True


def origins(units: Iterable[Unit], then: dt.date) -> dict[int, Origin]:
    """For units that did not exist on `then`: id → the units of then that became them, however many reforms ago.

    A unit that existed is not in the answer; one that came from nothing known has no units. Two statements for any number.
    """
    missing = {unit.pk: unit for unit in units if not unit.exists_on(then)}
    if not missing:
        return {}
    before: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    steps = Succession.objects.filter(effective_on__gt=then)
    for predecessor, successor, whole in steps.values_list("predecessor_id", "successor_id", "whole"):
        before[successor].append((predecessor, whole))
    known = {unit.pk: unit for unit in Unit.objects.filter(pk__in={pk for came in before.values() for pk, _ in came})}
    return {pk: _origin(pk, then, before, known) for pk in missing}


def _origin(pk: int, then: dt.date, before: dict[int, list[tuple[int, bool]]], known: dict[int, Unit]) -> Origin:
    found, waiting, seen = Origin(), [pk], {pk}
    while waiting:
        for predecessor, whole in before.get(waiting.pop(), ()):
            found.whole = found.whole and whole
            if predecessor in seen:
                continue
            seen.add(predecessor)
            if known[predecessor].exists_on(then):
                found.units.append(known[predecessor])
            else:
                waiting.append(predecessor)
    found.units.sort(key=lambda unit: unit.order_key)
    return found


def last_change() -> dt.date | None:
    """The day from which the units are today's."""
    return Succession.objects.order_by("-effective_on").values_list("effective_on", flat=True).first()
