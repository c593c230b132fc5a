"""What follows from the figures shown by taking one from another: boys where all and girls are shown, the second half of a
year. Nobody prints them, and they are as small or as telling as any cell, so they are guarded too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chungtay.statistics.disclosure.figures import AXES, UNIT, Equation, Figure, Standing, Term

_Key = tuple[object, ...]
_UNKNOWN = frozenset([""])  # “sex not written down: 1” tells nothing about a child


def remainders(figures: Sequence[Figure]) -> list[Figure]:
    """Per whole and axis: what is left of the whole when its printed parts are taken away."""
    single = [figure for figure in figures if len(figure.terms) == 1]
    known = {_key(figure.terms[0]) for figure in single}
    found: dict[_Key, Figure] = {}
    for axis in AXES:
        for group in _alike(single, axis):
            for term, sealed in _left_over(group, axis):
                if _key(term) not in known:
                    found.setdefault(_key(term), Figure(("rest", *_key(term)), (term,), Standing.NEVER, 0.0, sealed))
    return list(found.values())


def of_equations(figures: Sequence[Figure], equations: Iterable[Equation]) -> list[Figure]:
    """Every term of an equation is a figure, whether a release shows it or not: the others tell it."""
    known = {_key(figure.terms[0]) for figure in figures if len(figure.terms) == 1}
    sealed_roles = {term.role for figure in figures if figure.sealed for term in figure.terms}
    found: dict[_Key, Figure] = {}
    for equation in equations:
        for term in equation.terms:
            plain = replace(term, factor=1)
            if _key(plain) not in known:
                sealed = term.role in sealed_roles
                found.setdefault(_key(plain), Figure(("told", *_key(plain)), (plain,), Standing.NEVER, 0.0, sealed))
    return list(found.values())


def _key(term: Term) -> _Key:
    return (term.role, *term.sets)


def _alike(figures: Iterable[Figure], axis: int) -> Iterable[list[Figure]]:
    """Figures that differ on this axis alone."""
    groups: dict[_Key, list[Figure]] = {}
    for figure in figures:
        term = figure.terms[0]
        others = tuple(one for place, one in enumerate(term.sets, start=1) if place != axis)
        groups.setdefault((term.role, *others), []).append(figure)
    return [group for group in groups.values() if len(group) > 1]


def _left_over(group: list[Figure], axis: int) -> Iterable[tuple[Term, bool]]:
    by_size = sorted(group, key=lambda figure: -len(figure.terms[0].sets[axis - 1]))
    for place, whole in enumerate(by_size):
        whole_set = whole.terms[0].sets[axis - 1]
        if len(whole_set) == 1:
            return  # neither this one nor those after it have parts
        rest, printed = whole_set, 0
        for part in by_size[place + 1 :]:
            part_set = part.terms[0].sets[axis - 1]
            if part_set < whole_set and part_set <= rest:  # disjoint from those taken away already
                rest -= part_set
                printed += 1
        if axis != UNIT:
            rest -= _UNKNOWN
        if printed and rest:
            yield whole.terms[0].with_set(axis, rest), whole.sealed


def grouped(figures: Sequence[Figure], links: Iterable[Sequence[str]]) -> list[list[Figure]]:
    """Figures in groups that have nothing to do with each other, so that each is worked on alone. `links`: roles that belong
    together though no single figure holds them both."""
    parent: dict[str, str] = {}

    def root(role: str) -> str:
        parent.setdefault(role, role)
        while parent[role] != role:
            parent[role] = parent[parent[role]]
            role = parent[role]
        return role

    together = [[term.role for term in figure.terms] for figure in figures] + [list(link) for link in links]
    for roles in together:
        for role in roles[1:]:
            parent[root(role)] = root(roles[0])
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(root(figure.terms[0].role), []).append(figure)
    return list(groups.values())
