"""P6: all cells from the records / DuckDB. P7: 1,000 edited records / own rebuild. P8: an old map / today's.
TOTAL: the country from cells / from records. P2F: figures of all provinces / the bare SQL.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench import figure_cases, figures_duckdb, population
from bench.measure import Goal, Result, compare, timed
from bench.registry import benchmark
from chungtay.foundation.scoping import as_system
from chungtay.statistics import catalogue, periods, reading, settling
from chungtay.statistics.models import KeptPeriod
from chungtay.territory.models import Unit

P6 = Goal(
    "P6", "every cell of the year rebuilt from the records / DuckDB, two threads, producing the same cells", 8.0, 3.0
)
P7 = Goal("P7", "1,000 edited records until every cell at every level is right / own full rebuild", 0.02, 0.005)
P8 = Goal("P8", "all indicators of the country as reported under the old map / under today's", 1.5, 1.1)
P2F = Goal("P2F", "all indicators of all provinces / the bare SQL over the same cells", 1.3, 1.1)
TOTAL = Goal("TOTAL", "the country's total of all indicators from cells / from the records", 0.01, 0.001)
EDITS = Goal(
    "EDITS",
    "cells that differ from a rebuild after 100,000 random edits, moves, merges, reforms and undos",
    0.0,
    0.0,
    "cells",
)
SIZE = os.environ.get("CHUNGTAY_BENCH_FIGURES", "l")  # "s": a tenth, to try
WHY = "a benchmark counts"
OLD = "year:2024"


@contextmanager
def register(*codes: str) -> Iterator[list[KeptPeriod]]:
    """The register with its cases, only these periods kept. Edits stay: the register is one of invented children."""
    with population.database(SIZE):
        figure_cases.ensure()
        with as_system(WHY):
            KeptPeriod.objects.exclude(code__in=codes).delete()
        kept = [settling.keep(periods.parse(code)) for code in codes]
        settling.settle()
        yield [KeptPeriod.objects.get(pk=one.pk) for one in kept]


def year() -> str:
    return f"year:{timezone.localdate().year}"  # asked before a database is chosen: the law is not read here


@benchmark(P6)
def rebuild() -> Result:
    with register(year()) as (period,), tempfile.TemporaryDirectory() as folder:
        opponent = figures_duckdb.loaded(Path(folder))
        window = settling.counting(period, timezone.localdate()).window
        sql = figures_duckdb.cells(window)
        result = compare(
            P6,
            lambda: [timed(partial(opponent.execute, sql))],
            lambda: [timed(partial(settling.rebuild, period))],
            attempts=1,
        )
        theirs = dict(opponent.execute("SELECT code, sum(value) FROM cells GROUP BY 1").fetchall())
        number = opponent.execute("SELECT count(*) FROM cells").fetchone()
        mine, count = _by_quantity(period)
        different = sorted(
            code for code in mine.keys() | theirs.keys() if mine.get(code, 0) != int(theirs.get(code, 0))
        )
        detail = {
            **result.detail,
            "cells": count,
            "cells_in_duckdb": number[0] if number else 0,
            "different": different,
        }
    return Result(
        **{**vars(result), "detail": detail, "holds_else": not different and count == detail["cells_in_duckdb"]}
    )


def _by_quantity(period: KeptPeriod) -> tuple[dict[str, int], int]:
    with as_system(WHY), connection.cursor() as cursor:
        cursor.execute(
            """SELECT q.code, sum(c.value)::bigint FROM statistics_cell c JOIN statistics_quantitykey q ON q.id = c.quantity_id
               WHERE c.period_id = %s AND NOT c.current AND c.value <> 0 GROUP BY 1""",
            [period.pk],
        )
        sums = dict(cursor.fetchall())
        cursor.execute(
            "SELECT count(*) FROM statistics_cell WHERE period_id = %s AND NOT current AND value <> 0", [period.pk]
        )
        return sums, int(cursor.fetchone()[0])


@benchmark(P7)
def delta() -> Result:
    """The edits themselves are not counted, only what it takes until every cell is right."""
    with register(year()) as (period,):
        chance = random.Random(7)
        result = compare(
            P7,
            lambda: [timed(partial(settling.rebuild, period))],
            lambda: [_after_edits(chance)],
            attempts=1,
        )
        different = settling.verify()[period.code]
    return Result(
        **{**vars(result), "detail": {**result.detail, "different": len(different)}, "holds_else": not different}
    )


def _after_edits(chance: random.Random, thousands: int = 1) -> float:
    """Milliseconds of settling after so many thousand children were edited: sex, a new fact, leaving, day of birth."""
    with as_system(WHY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM children_child")
        low, high = cursor.fetchone()
        ids = [chance.randint(low, high) for _ in range(1000 * thousands)]
        cursor.execute(
            "UPDATE children_child SET sex = CASE sex WHEN 'male' THEN 'female' ELSE 'male' END WHERE id = ANY(%s)",
            [ids[: 400 * thousands]],
        )
        cursor.execute(
            """INSERT INTO children_fact (child_id, unit_path, kind, code, degree, detail, valid_from, seal, source, created_at)
               SELECT id, unit_path, 'injury', 'drowning', '', '', current_date - 3, '', '', now() FROM children_child WHERE id = ANY(%s)""",
            [ids[400 * thousands : 700 * thousands]],
        )
        cursor.execute(
            "UPDATE children_child SET status = 'left', status_on = current_date WHERE status = 'here' AND id = ANY(%s)",
            [ids[700 * thousands : 850 * thousands]],
        )
        cursor.execute(
            "UPDATE children_residence SET period = daterange(lower(period), current_date) WHERE upper_inf(period)"
            " AND lower(period) < current_date AND child_id = ANY(%s)",
            [ids[700 * thousands : 850 * thousands]],
        )
        cursor.execute(
            "UPDATE children_child SET birth_date = birth_date - 400 WHERE id = ANY(%s)", [ids[850 * thousands :]]
        )
    return timed(settling.settle)


def _country() -> Unit:
    return Unit.objects.get(path="", level="country")


def _figures(period: periods.Period, units: list[Unit], **how: Any) -> None:
    with as_system(WHY):
        reading.figures(
            actor=None, indicators=list(catalogue.indicators(period.last)), units=units, period=period, **how
        )


@benchmark(P8)
def old_map() -> Result:
    with register(OLD):
        period, country = periods.parse(OLD), _country()
        provinces = [country, *Unit.objects.on(period.last).filter(level="province")]
        today = [country, *Unit.objects.on(timezone.localdate()).filter(level="province")]
        return compare(
            P8,
            lambda: [timed(partial(_figures, period, today, geography=reading.Geography.CURRENT)) for _ in range(5)],
            lambda: [timed(partial(_figures, period, provinces)) for _ in range(5)],
            detail=lambda: {"provinces_then": len(provinces) - 1, "provinces_now": len(today) - 1},
        )


@benchmark(TOTAL)
def country_total() -> Result:
    with register(year()):
        kept = periods.parse(year())
        free = periods.parse(f"{kept.starts}/{kept.last}")  # the same days under a code that is not kept
        return compare(
            TOTAL,
            lambda: [timed(partial(_figures, free, [_country()]))],
            lambda: [timed(partial(_figures, kept, [_country()]))],
            attempts=1,
        )


@benchmark(P2F)
def provinces() -> Result:
    with register(year()) as (period,):
        kept = periods.parse(year())
        units = list(Unit.objects.on(timezone.localdate()).filter(level="province"))
        paths = [unit.path for unit in units]

        def bare() -> None:
            with as_system(WHY), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT path, quantity_id, sex, band, minority, sum(value) FROM statistics_cell WHERE period_id = %s"
                    " AND NOT current AND path = ANY(%s) GROUP BY 1, 2, 3, 4, 5",
                    [period.pk, paths],
                )
                cursor.fetchall()

        return compare(
            P2F,
            lambda: [timed(bare) for _ in range(5)],
            lambda: [timed(partial(_figures, kept, units)) for _ in range(5)],
        )


@benchmark(EDITS)
def edits() -> Result:
    """In steps of ten thousand, after each of which officers act, all settled; at the end every cell is compared with a rebuild."""
    from bench.figure_acts import ACTS, Officer

    chance = random.Random(1)
    with register(year(), OLD):
        officer, spent = Officer(chance), []
        for _ in range(10):
            spent.append(_after_edits(chance, thousands=10))
            officer.step()
        different = {code: len(cells) for code, cells in settling.verify().items()}
    wrong = float(sum(different.values()))
    all_done = all(officer.done[name] for name in ACTS)  # an act that was always refused would prove nothing
    detail = {
        "different": different,
        "acts": dict(officer.done),
        "settled_in_ms": round(sum(spent)),
        "slowest_step_ms": round(max(spent)),
    }
    return Result(EDITS, wrong, 0.0, wrong, len(spent), 0.0, all_done and not wrong, detail)
