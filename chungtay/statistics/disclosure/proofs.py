"""Proofs: other tables that fit all that is shown. One serves every figure that it changes far enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.statistics.disclosure.board import Board, Change
from chungtay.statistics.disclosure.figures import Atom
from chungtay.statistics.disclosure.moves import Step


@dataclass(frozen=True)
class Want:
    """The figure must be possibly `amount` lower or higher (`sign`); `either`: one of the two is enough."""

    place: int
    sign: int
    amount: int
    either: bool = False

    def met_by(self, change: int) -> bool:
        return change * self.sign >= self.amount or (self.either and abs(change) >= self.amount)


@dataclass(frozen=True, eq=False)
class Proof:
    """What becomes of atoms and of figures in the other table."""

    atoms: dict[Atom, int]
    change: Change


class Proofs:
    """`relied`: which proof each want stands on."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.relied: dict[Want, Proof] = {}
        self._by_figure: dict[int, list[Proof]] = defaultdict(list)

    def add(self, steps: Sequence[Step]) -> Proof:
        """Keeps the proof, and the mirrored one where no count falls below zero by it."""
        atoms: dict[Atom, int] = defaultdict(int)
        for step in steps:
            for atom, by in step.move:
                atoms[atom] += by * step.times
        made = {atom: by for atom, by in atoms.items() if by}
        proof = Proof(made, self.board.change_of(list(made.items())))
        self._keep(proof)
        mirrored = {atom: -by for atom, by in made.items()}
        if self.board.room(list(mirrored.items()), {}):
            self._keep(Proof(mirrored, {place: -by for place, by in proof.change.items()}))
        return proof

    def rely(self, want: Want) -> bool:
        """True when a proof at hand serves; it is relied upon from now on."""
        hidden = self.board.hidden
        for proof in self._by_figure[want.place]:
            if want.met_by(proof.change[want.place]) and proof.change.keys() <= hidden:
                self.relied[want] = proof
                return True
        return False

    def _keep(self, proof: Proof) -> None:
        for place in proof.change:
            self._by_figure[place].append(proof)
