"""P1F: the pages of figures of a province over the large register, beside minimal pages with the same SQL and rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from bench import figures, scale, world
from bench.measure import Goal, Result, compare, timed
from bench.page_speed import TIMES, Times, minimal_of, table_of
from bench.pages import PROVINCE, Opened, Page
from bench.registry import benchmark

P1F = Goal(
    "P1F", "pages of figures, whole stack / minimal Django pages with the same SQL and rows (p95 / p95)", 2.0, 1.4
)


def _at(name: str, *args: str) -> Callable[[], str]:
    return lambda: reverse(f"statistics:{name}", args=args)


PAGES = (
    Page("leader", PROVINCE, _at("overview")),
    Page("number-opened", PROVINCE, _at("figure", "I-0301")),
    Page("map", PROVINCE, _at("map")),
    Page("catalogue", PROVINCE, _at("catalogue"), lists=True),
    Page("form-601", PROVINCE, _at("official_table", "te-601-602"), lists=True),
    Page("own-tables", PROVINCE, _at("own_tables")),
)


@benchmark(P1F)
def run_p1f() -> Result:
    with figures.register(figures.year()), override_settings(DEBUG=False, SECOND_FACTOR_DEFAULT=False):
        client = world.signed_in(scale.OFFICER)
        pages = [Opened(page, page.address(), client) for page in PAGES]
        for page in pages * 2:
            page.get()  # everything lazy is loaded
        bare, factory = [minimal_of(page) for page in pages], RequestFactory()
        for one in bare:
            one.get(factory)
        product, baseline = Times(), Times()
        count: dict[str, dict[str, object]] = {one.name: {"statements": len(one.statements)} for one in bare}
        return compare(
            P1F,
            lambda: [
                t
                for one in bare
                for t in baseline.of(one.name, [timed(partial(one.get, factory)) for _ in range(TIMES)])
            ],
            lambda: [t for page in pages for t in product.of(page.page.name, [timed(page.get) for _ in range(TIMES)])],
            detail=lambda: table_of(product, baseline, count),
        )
