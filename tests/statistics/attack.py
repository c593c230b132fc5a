"""An attacker who knows everything that was ever published, every rule and every equation, and a solver of linear programs.

He shares no code with the protection: he sees figures as sums over sets with a number or with dots, and asks for each of the
dots how low and how high it can be. What he knows besides: counts are not negative, parts are not above their wholes.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

_SLACK = 1e-6


@dataclass(frozen=True)
class Seen:
    """One published cell: (factor, role, units, sexes, bands) each, and its number; None: dots."""

    key: Hashable
    terms: tuple[tuple[int, str, frozenset[str], frozenset[str], frozenset[str]], ...]
    number: int | None


def attack(
    seen: Sequence[Seen], equations: Iterable[Seen] = (), bounds: Sequence[tuple[str, str]] = ()
) -> Mapping[Hashable, tuple[float, float]]:
    """(lowest, highest) of every hidden cell in real numbers: what no arithmetic can narrow further."""
    known = [*(one for one in seen if one.number is not None), *equations]
    hidden = [one for one in seen if one.number is None]
    columns: dict[tuple[str, str, str, str], int] = {}
    rows = [_row(one, columns) for one in (*known, *hidden)]
    solver = _model(len(columns), [(row, one.number or 0) for row, one in zip(rows, known, strict=False)])
    for part, whole in bounds:
        for (role, *rest), place in list(columns.items()):
            if role == part and (whole, *rest) in columns:
                pair = np.array([place, columns[(whole, *rest)]], dtype=np.int32)
                solver.addRow(-highspy.kHighsInf, 0.0, 2, pair, np.array([1.0, -1.0]))
    found = {one.key: (float("inf"), float("-inf")) for one in hidden}
    wanted = {one.key: row for one, row in zip(hidden, rows[len(known) :], strict=True)}
    for (key, row), sign in itertools.product(wanted.items(), (1, -1)):
        low, high = found[key]
        if high - low >= 4:  # other tables met on the way show a wide room already
            continue
        _solve(solver, row, sign, len(columns))
        point = np.array(solver.getSolution().col_value)
        unbounded = solver.getModelStatus() == highspy.HighsModelStatus.kUnbounded
        for other, places in wanted.items():
            value = sum(factor * point[place] for place, factor in places.items())
            low, high = found[other]
            found[other] = min(low, value), max(high, value)
        if unbounded:
            low, high = found[key]
            found[key] = (low, float("inf")) if sign < 0 else (float("-inf"), high)
    return found


def derived(found: Mapping[Hashable, tuple[float, float]]) -> list[Hashable]:
    """Cells of which the attacker knows the number."""
    return [key for key, (low, high) in found.items() if high - low < 1 - _SLACK]


def _row(one: Seen, columns: dict[tuple[str, str, str, str], int]) -> dict[int, float]:
    row: dict[int, float] = {}
    for factor, role, units, sexes, bands in one.terms:
        for atom in itertools.product([role], units, sexes, bands):
            place = columns.setdefault(atom, len(columns))
            row[place] = row.get(place, 0.0) + factor
    return row


def _model(columns: int, rows: Sequence[tuple[dict[int, float], int]]) -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    infinite = np.full(columns, highspy.kHighsInf)
    solver.addVars(columns, np.zeros(columns), infinite)
    for row, number in rows:
        places = np.array(list(row), dtype=np.int32)
        solver.addRow(float(number), float(number), len(row), places, np.array(list(row.values())))
    return solver


def _solve(solver: highspy.Highs, row: dict[int, float], sign: int, columns: int) -> None:
    costs = np.zeros(columns)
    for place, factor in row.items():
        costs[place] = sign * factor
    solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), costs)
    solver.run()
    if solver.getModelStatus() not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kUnbounded):
        raise AssertionError(f"the published cells contradict each other: {solver.getModelStatus()}")
