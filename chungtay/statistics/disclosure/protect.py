"""Chooses what is hidden. Every hidden figure keeps its proof: other tables that fit all that is shown and tell it otherwise.

Small counts are hidden first (primary). For each, moves are sought that change it far enough up and down while all that is
shown stays as it is; what such a move changes besides is hidden too (secondary), the cheapest first. At the end every
secondary figure that is not needed after all is shown again. Whoever sees only what is shown cannot tell the true table from
the proofs, whatever arithmetic he uses.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from chungtay.statistics.disclosure.board import Board
from chungtay.statistics.disclosure.figures import AtMost, Atom, Equation, Figure, Fine, Standing, Term
from chungtay.statistics.disclosure.implied import grouped, of_equations, remainders
from chungtay.statistics.disclosure.moves import Finder
from chungtay.statistics.disclosure.proofs import Proofs, Want
from chungtay.statistics.disclosure.rules import Rules


class Why(StrEnum):
    SMALL = "small"  # the count itself is small
    KEEPS = "keeps"  # shown, it would tell a small one


@dataclass
class Plan:
    """`hidden`: keys of figures with why. `kept_from_before`: hidden in an earlier release, so hidden again.

    `exposed`: figures for which no proof was found: they follow from earlier releases alone, whatever is hidden now.
    `proofs`: per hidden figure the other tables, as changes of atoms, for whoever checks them."""

    hidden: dict[Hashable, Why] = field(default_factory=dict)
    kept_from_before: set[Hashable] = field(default_factory=set)
    exposed: list[Hashable] = field(default_factory=list)
    relied: list[tuple[Hashable, Board, dict[Atom, int]]] = field(default_factory=list)

    @property
    def proofs(self) -> list[tuple[Hashable, dict[Fine, int]]]:
        return [(key, board.told(atoms)) for key, board, atoms in self.relied]

    @property
    def primary(self) -> int:
        return sum(1 for why in self.hidden.values() if why is Why.SMALL)


def protect(
    figures: Sequence[Figure],
    truth: Mapping[Fine, int],
    *,
    rules: Rules | None = None,
    equations: Sequence[Equation] = (),
    bounds: Sequence[tuple[str, str]] = (),
    at_most: Sequence[AtMost] = (),
    impossible: Sequence[Term] = (),
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Plan:
    """`truth`: the atoms; what is missing is zero. `bounds`: (part, whole) roles, child by child. `impossible`: atoms that
    everybody knows to be zero (a thing that cannot be), so that no proof may use them. `at_most`: sums with a limit that
    everybody knows. `tell` hears how many of the groups of figures are done.
    """
    rules = rules or Rules()
    figures = [*figures, *of_equations(figures, equations)]
    figures += remainders(figures)
    sums = [equation.terms for equation in equations] + [limit.terms for limit in at_most]
    links = [[term.role for term in one] for one in sums] + [list(pair) for pair in bounds]
    by_role: dict[str, dict[Fine, int]] = {}
    for atom, value in truth.items():
        by_role.setdefault(atom[0], {})[atom] = value
    plan = Plan(kept_from_before={one.key for one in figures if one.standing is Standing.HIDDEN})
    groups = grouped(figures, links)
    for done, group in enumerate(groups):
        tell(done, len(groups))
        roles = {term.role for figure in group for term in figure.terms}
        within = [one for one in equations if one.terms[0].role in roles]
        limits = [one for one in at_most if one.terms[0].role in roles]
        atoms = {atom: value for role in roles for atom, value in by_role.get(role, {}).items()}
        board = Board(group, atoms, equations=within, bounds=bounds, at_most=limits, impossible=impossible)
        _Keeper(board, rules).keep(plan)
    return plan


class _Keeper:
    """Works on one board."""

    def __init__(self, board: Board, rules: Rules) -> None:
        self.board = board
        self.rules = rules
        self.finder = Finder(board)
        self.proofs = Proofs(board)
        self.small: set[int] = set()
        self.exposed: set[int] = set()

    def keep(self, plan: Plan) -> None:
        figures = self.board.figures
        wants = self._wants()
        if not wants:
            return
        first_hidden = set(self.board.hidden)
        self.board.hide(want.place for want in wants if figures[want.place].standing is Standing.NEW)
        for want in sorted(wants, key=self._order):
            self._prove(want)
        self._show_again(first_hidden | {want.place for want in wants})
        for place, figure in enumerate(figures):
            if place in self.board.hidden and figure.standing is Standing.NEW:
                plan.hidden[figure.key] = Why.SMALL if place in self.small else Why.KEEPS
        plan.exposed += [figures[place].key for place in sorted(self.exposed)]
        plan.relied += [
            (figures[want.place].key, self.board, proof.atoms) for want, proof in self.proofs.relied.items()
        ]

    def _wants(self) -> list[Want]:
        """What must stay unknown, and how far. An earlier secondary cell needs another value, no more."""
        wants: list[Want] = []
        for place, figure in enumerate(self.board.figures[: self.board.first_equation]):
            value, rule = self.board.value(place), self.rules.of(sealed=figure.sealed)
            if figure.standing is Standing.PUBLIC:
                continue
            if rule.is_small(value):
                down, up = rule.reach(value)
                wants += [Want(place, -1, down), Want(place, 1, up)]
                self.small.add(place)
            elif figure.standing is Standing.HIDDEN:
                wants.append(Want(place, 1, 1, either=True))
        return wants

    def _order(self, want: Want) -> tuple[float, int, int]:
        """Where most is hidden first: what is hidden for them serves the others."""
        term = self.board.figures[want.place].terms[0]
        units = self.board.classes(term)[0]
        role = self.board.roles[term.role]
        dark = self.board.dark.get((role, next(iter(units))), 0) if len(units) == 1 else 0
        return -dark, want.place, want.sign

    def _prove(self, want: Want) -> None:
        if self.proofs.rely(want):
            return
        steps = self.finder.steps(want.place, want.sign, want.amount)
        if steps is None and want.either:
            steps = self.finder.steps(want.place, -want.sign, want.amount)
        if steps is None:
            self.exposed.add(want.place)
            return
        proof = self.proofs.add(steps)
        self.board.hide(proof.change)
        self.proofs.relied[want] = proof

    def _show_again(self, needed: set[int]) -> None:
        """Secondary figures, the weightiest first: shown when what relied on them can be proved without."""
        figures = self.board.figures
        extra = sorted(self.board.hidden - needed, key=lambda one: (-figures[one].weight, one))
        for place in extra:
            relying = [want for want, proof in self.proofs.relied.items() if place in proof.change]
            before = dict(self.proofs.relied)
            self.board.show(place)
            if not all(self._proved_without(want) for want in relying):
                self.proofs.relied = before
                self.board.hide([place])

    def _proved_without(self, want: Want) -> bool:
        if self.proofs.rely(want):
            return True
        steps = self.finder.steps(want.place, want.sign, want.amount, free=True)
        if steps is None and want.either:
            steps = self.finder.steps(want.place, -want.sign, want.amount, free=True)
        if steps is None:
            return False
        self.proofs.relied[want] = self.proofs.add(steps)
        return True
