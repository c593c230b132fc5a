"""DAYC: My day with 500 running clocks beside a minimal page. RECK: every clock counted anew after a change of the law."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.test import RequestFactory
from django.test.utils import override_settings

from bench import case_population
from bench.measure import Goal, Result, compare, timed
from bench.page_speed import TIMES, Times, minimal_of, statements_of, table_of
from bench.pages import COMMUNE, Page, _at, opened
from bench.registry import benchmark
from chungtay.foundation.scoping import as_system

DAYC = Goal(
    "DAYC",
    "My day of an officer with 500 running clocks / minimal page with the same SQL; statements at many / few <= 1",
    2.0,
    1.4,
)
RECK = Goal("RECK", "every clock counted anew after a change of the law / one UPDATE over the same rows", 10.0, 3.0)
_DAY = (Page("my-day", COMMUNE, _at("foundation:my_day"), lists=True),)


@benchmark(DAYC)
def my_day() -> Result:
    with override_settings(DEBUG=False):
        with case_population.database("none"):
            few = statements_of(opened(_DAY)[0])
        with case_population.database("my-day"):
            (page,) = opened(_DAY)
            many, bare = statements_of(page), minimal_of(page)
            factory = RequestFactory()
            bare.get(factory)
            product, baseline = Times(), Times()
            number = TIMES * 5
            result = compare(
                DAYC,
                lambda: baseline.of("my-day", [timed(partial(bare.get, factory)) for _ in range(number)]),
                lambda: product.of("my-day", [timed(page.get) for _ in range(number)]),
                detail=lambda: table_of(product, baseline, {"my-day": {"statements": many, "statements_few": few}}),
            )
    # Five clocks may all stand in one group, five hundred stand in two: two more statements for each further group.
    return Result(**{**vars(result), "holds_else": many <= few + 4})


@benchmark(RECK)
def recount() -> Result:
    """Each round brings a further version of every clock, in force since before all of them began."""
    from chungtay.cases.services.clocks_recount import recompute

    with case_population.scratch("s"):
        days = itertools.count(1)
        written: list[int] = []

        def product() -> Sequence[float]:
            _further_version(next(days))
            took = timed(lambda: written.append(recompute(actor=None, codes=[], reason="thử").written))
            _tidy()
            return [took]

        def baseline() -> Sequence[float]:
            took = timed(_one_pass)
            _tidy()
            return [took]

        return compare(RECK, baseline, product, attempts=2, detail=lambda: {"clocks": written[-1], "rows": written})


def _further_version(day: int) -> None:
    """A day longer and a day shorter by turns, so that no end stays where it was."""
    from chungtay.law import queries
    from chungtay.law.models import LawFile

    rows = [row for row in queries.all_in_force("clock", dt.date(2018, 1, 1)) if "province" not in row.content]
    fresh = []
    for row in rows:
        content: dict[str, Any] = {**row.content, "term": _other(row.content["term"], day % 2)}
        begin = dt.date(2021, 1, 1) + dt.timedelta(days=day)
        fresh.append(
            LawFile(
                kind="clock", code=row.code, title=row.title, valid_from=begin, confidence="known", source="bench",
                content=content, digest=f"{row.code}-{day}",
            )
        )  # fmt: skip
    LawFile.objects.bulk_create(fresh)
    queries.forget()


def _other(term: dict[str, Any], more: int) -> dict[str, Any]:
    return {
        name: value + more if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in term.items()
    }


def _one_pass() -> None:
    """What no counting could do without: every row written once, the same columns, the same triggers."""
    with as_system("the baseline moves every clock"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_clock SET due_at = due_at + interval '1 day', law_version = %s, province = province, article = article, "
            "tell_at = CASE WHEN stopped_at IS NULL AND paused_at IS NULL THEN least(tell_at, now()) END",
            ["one-pass"],
        )


def _tidy() -> None:
    with as_system("dead rows of the round before are swept away"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_caseevent")
        cursor.execute("VACUUM cases_clock, cases_case")
