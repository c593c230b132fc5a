"""The benchmarks by their id; each is a function without arguments that returns a `Result`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.measure import Goal, Result


@dataclass(frozen=True)
class Benchmark:
    goal: Goal
    run: Callable[[], Result]


_all: dict[str, Benchmark] = {}


def benchmark(goal: Goal) -> Callable[[Callable[[], Result]], Callable[[], Result]]:
    def keep(run: Callable[[], Result]) -> Callable[[], Result]:
        _all[goal.id] = Benchmark(goal, run)
        return run

    return keep


def benchmarks() -> dict[str, Benchmark]:
    """All of them, in the order in which they are run."""
    from bench import (  # noqa: F401 - importing registers
        cascade,
        case_clocks,
        case_forms,
        case_screens,
        child_lists,
        duplicates,
        evidence,
        figure_pages,
        figures,
        page_speed,
        papers,
        reading,
        register_pages,
        returns_xlsx,
        searching,
        weight,
        writes,
    )

    return dict(_all)
