"""HiGHS, asked for another table that shows the same numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import highspy
import numpy as np

from chungtay.statistics.attacking.bounding import Limits
from chungtay.statistics.attacking.seen import Row


class Contradiction(Exception):
    """No table shows all these numbers."""


class Solver:
    """One piece. Unknowns that are fixed are numbers here, so that the program is small."""

    def __init__(
        self, equal: Sequence[tuple[Row, int]], below: Sequence[Row], wanted: Mapping[Hashable, Row], limits: Limits
    ) -> None:
        self.limits = limits
        every = [*(row for row, _ in equal), *below, *wanted.values()]
        free = dict.fromkeys(place for row in every for place in row if not limits.fixed(place))
        self.columns = {place: number for number, place in enumerate(free)}
        self.wanted = {key: self._free(row) for key, row in wanted.items()}
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("output_flag", False)
        low = np.array([limits.low[place] for place in free])
        far = 10.0 * max(
            [1e5, *(abs(total) for _, total in equal)]
        )  # for what has no upper limit: nothing is told by it
        high = np.array([min(limits.high[place], low[number] + far) for number, place in enumerate(free)])
        self.highs.addVars(len(free), low, high)
        for row, total in equal:
            self._add(row, total, total)
        for row in below:
            self._add(row, -highspy.kHighsInf, 0)
        self.costs = np.zeros(len(free))

    def _free(self, row: Row) -> tuple[float, dict[int, int]]:
        """(what the fixed ones give, the others by column)."""
        given = sum(factor * self.limits.low[place] for place, factor in row.items() if place not in self.columns)
        return given, {self.columns[place]: factor for place, factor in row.items() if place in self.columns}

    def _add(self, row: Row, least: float, most: float) -> None:
        given, free = self._free(row)
        places = np.array(list(free), dtype=np.int32)
        factors = np.array(list(free.values()), dtype=np.float64)
        self.highs.addRow(least - given, most - given, len(free), places, factors)

    def aim(self, weights: Mapping[Hashable, float]) -> None:
        """Solves for the least of the weighed cells. Raises Contradiction."""
        costs = np.zeros(len(self.columns))
        for key, weight in weights.items():
            for column, factor in self.wanted[key][1].items():
                costs[column] += weight * factor
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Contradiction
        self.point = self.highs.getSolution().col_value

    def values(self, keys: Iterable[Hashable]) -> dict[Hashable, float]:
        found = {}
        for key in keys:
            given, free = self.wanted[key]
            found[key] = given + sum(factor * self.point[column] for column, factor in free.items())
        return found
