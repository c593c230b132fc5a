"""P1K: pages of cases beside minimal pages with the same SQL. P3K: the same pages with 300,000 open cases and with 30,000."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from bench import case_population, scale
from bench.measure import Goal, Result, compare, timed
from bench.page_speed import TIMES, TIMES_BIG, Times, minimal_of, statements_of, table_of
from bench.pages import COMMUNE, PROVINCE, Opened, Page, _at, opened
from bench.registry import benchmark
from chungtay.foundation.scoping import as_system

P1K = Goal(
    "P1K", "pages of cases, 300,000 open cases / minimal Django pages with the same SQL and rows (p95 / p95)", 2.0, 1.4
)
P3K = Goal(
    "P3K",
    "pages of cases with 300,000 open cases / with 30,000 (p95 / p95); statements at many / few rows = 1",
    1.3,
    1.1,
)


def _case(name: str) -> Callable[[], str]:
    def address() -> str:
        from chungtay.accounts.models import Post
        from chungtay.cases.models import Case

        post = Post.objects.filter(user__username=scale.head()).earliest("pk")
        with as_system("the benchmark opens the clocks of a case"):
            found = Case.objects.filter(unit_id=post.unit_id, code__startswith="VV-B").order_by("pk").first()
        assert found is not None, "the commune has no case"
        return reverse(name, args=[found.pk])

    return address


PAGES: tuple[Page, ...] = (
    *(
        Page(f"{name}-{viewer}", viewer, _at(f"case_clocks:{name}"), lists=True)
        for name in ("overview", "grid", "cases", "clocks", "again", "officers", "offenders")
        for viewer in (COMMUNE, PROVINCE)
    ),
    Page("cases-late-province", PROVINCE, _at("case_clocks:cases", "?viec=qua-han&nguy-co=cao"), lists=True),
    Page("clocks-late-commune", COMMUNE, _at("case_clocks:clocks", "?xem=qua-han"), lists=True),
    Page("case-list-commune", COMMUNE, lambda: "/vu-viec/", lists=True),
    Page("case-list-province", PROVINCE, lambda: "/vu-viec/", lists=True),
    Page("case-clocks", COMMUNE, _case("case_clocks:of_case")),
    Page("my-day-commune", COMMUNE, _at("foundation:my_day"), lists=True),
    Page("my-day-province", PROVINCE, _at("foundation:my_day"), lists=True),
)


@benchmark(P1K)
def run_p1k() -> Result:
    with override_settings(DEBUG=False), case_population.database("l"):
        pages = opened(PAGES)
        bare = {page.page.name: minimal_of(page) for page in pages}
        factory = RequestFactory()
        for one in bare.values():
            one.get(factory)
        product, baseline = Times(), Times()
        count: dict[str, dict[str, object]] = {name: {"statements": len(one.statements)} for name, one in bare.items()}
        return compare(
            P1K,
            lambda: [
                t
                for one in bare.values()
                for t in baseline.of(one.name, [timed(partial(one.get, factory)) for _ in range(TIMES)])
            ],
            lambda: [t for page in pages for t in product.of(page.page.name, [timed(page.get) for _ in range(TIMES)])],
            detail=lambda: table_of(product, baseline, count),
        )


@benchmark(P3K)
def run_p3k() -> Result:
    product, baseline = Times(), Times()
    with override_settings(DEBUG=False):
        with case_population.database("s"):
            small = opened(PAGES)
            few = {page.page.name: statements_of(page) for page in small}
        with case_population.database("l"):
            large = opened(PAGES)
            many = {page.page.name: statements_of(page) for page in large}

        def side(size: str, pages: list[Opened], times: Times) -> list[float]:
            with case_population.database(size):
                for page in pages[:2]:
                    page.get()
                return [
                    t for page in pages for t in times.of(page.page.name, [timed(page.get) for _ in range(TIMES_BIG)])
                ]

        count: dict[str, dict[str, object]] = {
            name: {"statements": many[name], "statements_few": few[name]} for name in many
        }
        result = compare(
            P3K, lambda: side("s", small, baseline), lambda: side("l", large, product), attempts=2,
            detail=lambda: table_of(product, baseline, count),
        )  # fmt: skip
    return Result(**{**vars(result), "holds_else": all(many[name] <= few[name] for name in many)})
