"""P3C: the pages of the register among 2,500,000 children beside 250,000. RLS: the same pages with and without the wall.

P3C also asks that a list sends no more statements when it is full (a commune of L) than with a few rows (the same of S);
a list that is empty there asks less, and a search that finds little asks more, so these two are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.test.utils import override_settings
from django.urls import reverse

from bench import population, scale
from bench.measure import Goal, Result, compare, timed
from bench.page_speed import Times, statements_of, table_of
from bench.pages import COMMUNE, PROVINCE, Opened, Page, _at, opened
from bench.registry import benchmark
from chungtay.foundation import wall
from chungtay.foundation.scoping import as_system

P3C = Goal(
    "P3C",
    "pages of the register among 2,500,000 children / among 250,000 (p95); statements of lists at many / few rows <= 1",
    1.3,
    1.1,
)
RLS = Goal(
    "RLS", "pages of the register behind the wall / without row-level security (p95), 2,500,000 children", 1.15, 1.05
)
SEARCHES = {"found-commune", "found-province", "search"}
_ROW = re.compile(rb'href="/(tre-em|ho-gia-dinh)/[0-9]+/')
TIMES = 2  # requests for each page, side and round


def _child(name: str) -> Callable[[], str]:
    """A child of the looking commune about whom there is something to tell, in a family with both parents."""

    def address() -> str:
        return reverse(name, args=[_some_child().pk])

    return address


def _some_child() -> Any:
    from chungtay.accounts.models import Post
    from chungtay.children.models import Child

    post = Post.objects.filter(user__username=scale.head()).select_related("unit").earliest("pk")
    with as_system("the benchmark opens a child's page"):
        here = Child.objects.filter(unit=post.unit, lives_with="both_parents", measured_on__isnull=False)
        found = here.order_by("-special", "pk").first() or Child.objects.filter(unit=post.unit).order_by("pk").first()
    assert found is not None, "the commune has no children"
    return found


def _household(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[_some_child().household_id])


def _hamlet() -> str:
    return reverse("children:list") + f"?thon={_some_child().hamlet_id}"


PAGES: tuple[Page, ...] = (
    Page("children-commune", COMMUNE, _at("children:list"), lists=True),
    Page("children-province", PROVINCE, _at("children:list"), lists=True),
    Page("children-hamlet", COMMUNE, _hamlet, lists=True),
    Page("children-age", COMMUNE, _at("children:list", "?tuoi=3-5&gioi=female"), lists=True),
    *(
        Page(f"{code}-{place}", viewer, _at("children:list", f"?loc={code}"), lists=True)
        for code in ("hoan-canh", "nguy-co", "chua-khai-sinh", "chua-bao-hiem", "chua-tiem", "ngoai-truong", "sap-6", "sap-16", "chua-gap", "thieu")
        for place, viewer in (("commune", COMMUNE), ("province", PROVINCE))
    ),
    Page("found-commune", COMMUNE, _at("children:list", "?q=quang+thi+anh"), lists=True),
    Page("found-province", PROVINCE, _at("children:list", "?q=giang+a+pao"), lists=True),
    Page("child", COMMUNE, _child("children:child")),
    Page("child-edit", COMMUNE, _child("children:edit")),
    Page("households", COMMUNE, _at("children:households"), lists=True),
    Page("household", COMMUNE, _household("children:household")),
    Page("household-edit", COMMUNE, _household("children:household_edit")),
    Page("newborn", COMMUNE, _at("children:newborn")),
    Page("proposals", COMMUNE, _at("children:proposals"), lists=True),
    Page("duplicates", COMMUNE, _at("children_duplicates:list"), lists=True),
    Page("moves", COMMUNE, _at("children_moves:list"), lists=True),
    Page("rounds", PROVINCE, _at("children_rounds:list"), lists=True),
    Page("papers", COMMUNE, _at("children_papers:papers")),
    Page("looks", COMMUNE, _at("children_papers:looks"), lists=True),
    Page("my-day", COMMUNE, _at("foundation:my_day"), lists=True),
    Page("search", PROVINCE, _at("foundation:search", "?q=lo+thi+thao")),
)  # fmt: skip


@benchmark(P3C)
def run_p3c() -> Result:
    product, baseline = Times(), Times()
    for size in ("s", "l"):
        population.ensure(size)
    with override_settings(DEBUG=False):
        with population.database("s"):
            small = opened(PAGES)
            few = {page.page.name: statements_of(page) for page in small}
            shown = {page.page.name for page in small if _ROW.search(page.get())}
        with population.database("l"):
            large = opened(PAGES)
            many = {page.page.name: statements_of(page) for page in large}

        def side(size: str, pages: list[Opened], times: Times) -> list[float]:
            with population.database(size):
                return _measured(pages, times)

        count: dict[str, dict[str, object]] = {
            name: {"statements": many[name], "statements_few": few[name]} for name in many
        }
        result = compare(
            P3C, lambda: side("s", small, baseline), lambda: side("l", large, product), attempts=2,
            detail=lambda: table_of(product, baseline, count),
        )  # fmt: skip
    compared = [page.name for page in PAGES if page.lists and page.name in shown and page.name not in SEARCHES]
    return Result(**{**vars(result), "holds_else": all(many[name] <= few[name] for name in compared)})


@benchmark(RLS)
def run_rls() -> Result:
    product, baseline = Times(), Times()
    with override_settings(DEBUG=False), population.database("l"):
        pages = opened(PAGES)

        def without() -> list[float]:
            with _no_wall():
                return _measured(pages, baseline)

        return compare(
            RLS, without, lambda: _measured(pages, product), attempts=2, detail=lambda: table_of(product, baseline)
        )


def _measured(pages: list[Opened], times: Times) -> list[float]:
    for page in pages[:2]:
        page.get()
    return [t for page in pages for t in times.of(page.page.name, [timed(page.get) for _ in range(TIMES)])]


@contextmanager
def _no_wall() -> Iterator[None]:
    """Statements run as the owner, whom no policy binds; the product's own scoping stays."""
    with mock.patch.object(wall, "wanted", return_value=wall.OPEN):
        yield
