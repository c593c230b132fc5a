"""P1: the pages beside minimal pages with the same SQL and rows. P3: the same pages with ten times the data."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.test.utils import override_settings
from django.utils import timezone

from bench import world
from bench.measure import Goal, Result, compare, p95, timed
from bench.pages import Opened, opened
from bench.registry import benchmark
from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as

P1 = Goal("P1", "core pages, whole stack / minimal Django pages with the same SQL and rows (p95 / p95)", 2.0, 1.4)
P3 = Goal("P3", "core pages with 332,100 tasks / with 33,210 (p95 / p95); statements at many / few rows = 1", 1.3, 1.1)

TIMES = 4  # requests for each page, side and round
TIMES_BIG = 2  # the same in P3, whose rounds are longer: two databases, every page in both

Statement = tuple[str, Any]


@contextmanager
def recording(into: list[Statement]) -> Iterator[None]:
    """Keeps every statement with its parameters as Django hands it to the driver."""

    def keep(execute: Callable[..., Any], statement: str, values: Any, many: bool, context: Any) -> Any:
        if not many:
            into.append((statement, values))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(keep):
        yield


_TEMPLATE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for rows in tables %}<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}
</body></html>"""
COLUMNS = 6  # of each row are shown: about what a list of the product shows


@dataclass
class Minimal:
    """The least page Django can make of the same statements: no middleware, no models, one short template."""

    name: str
    statements: list[Statement]
    actor: Actor
    template: Any = field(init=False)
    handler: BaseHandler = field(init=False)

    def __post_init__(self) -> None:
        self.template = engines["django"].from_string(_TEMPLATE)
        with override_settings(MIDDLEWARE=[], ROOT_URLCONF="bench.minimal_urls"):
            self.handler = BaseHandler()
            self.handler.load_middleware()

    def view(self, _request: HttpRequest) -> HttpResponse:
        tables = []
        with acting_as(self.actor), connection.cursor() as cursor:  # behind the same wall as the page
            for statement, values in self.statements:
                cursor.execute(statement, values)
                if cursor.description is not None:
                    tables.append([row[:COLUMNS] for row in cursor.fetchall()])
        return HttpResponse(self.template.render({"title": self.name, "tables": tables}))

    def get(self, factory: RequestFactory) -> bytes:
        from bench import minimal_urls

        minimal_urls.CURRENT = self.view
        request = factory.get("/")
        request.urlconf = "bench.minimal_urls"
        response = self.handler.get_response(request)
        if not isinstance(response, HttpResponse) or response.status_code != 200:
            raise RuntimeError(f"{self.name}: the minimal page answered {response.status_code}")
        return bytes(response.content)


def minimal_of(page: Opened) -> Minimal:
    statements: list[Statement] = []
    with recording(statements):
        page.get()
    return Minimal(page.page.name, statements, actor_of(page))


def actor_of(page: Opened) -> Actor:
    """In whose post the page was opened."""
    post = Post.objects.select_related("user", "agency", "unit").get(pk=page.client.session["post"])
    return build_actor(post, timezone.localdate())


def statements_of(page: Opened) -> int:
    found: list[Statement] = []
    with recording(found):
        page.get()
    return len(found)


class Times:
    """Milliseconds by page, kept for the table of details beside the one number that is judged."""

    def __init__(self) -> None:
        self.by_page: dict[str, list[float]] = {}

    def of(self, name: str, times: Sequence[float]) -> list[float]:
        self.by_page.setdefault(name, []).extend(times)
        return list(times)

    def p95(self) -> dict[str, float]:
        return {name: p95(times) for name, times in self.by_page.items()}

    def median(self) -> dict[str, float]:
        return {name: statistics.median(times) for name, times in self.by_page.items()}


def table_of(product: Times, baseline: Times, more: dict[str, dict[str, object]] | None = None) -> dict[str, Any]:
    """For each page: median and p95 of both sides and their ratio, the worst page first."""
    mine, theirs = product.median(), baseline.median()
    tail, their_tail = product.p95(), baseline.p95()
    rows = {
        name: {
            "ratio": round(mine[name] / theirs[name], 2), "product": round(mine[name], 1), "baseline": round(theirs[name], 1),
            "ratio_p95": round(tail[name] / their_tail[name], 2), **(more or {}).get(name, {}),
        }
        for name in mine
    }  # fmt: skip
    return {"pages": dict(sorted(rows.items(), key=lambda row: -float(str(row[1]["ratio"]))))}


@benchmark(P1)
def run_p1() -> Result:
    """All requests of a round are one sample; its p95 is therefore that of the heavier pages on both sides."""
    with world.database("s"), override_settings(DEBUG=False):
        pages = opened()
        minimal = {page.page.name: minimal_of(page) for page in pages}
        factory = RequestFactory()
        for one in minimal.values():
            one.get(factory)
        product, baseline = Times(), Times()

        def of_product() -> list[float]:
            return [t for page in pages for t in product.of(page.page.name, [timed(page.get) for _ in range(TIMES)])]

        def of_baseline() -> list[float]:
            return [
                t
                for one in minimal.values()
                for t in baseline.of(one.name, [timed(partial(one.get, factory)) for _ in range(TIMES)])
            ]

        count: dict[str, dict[str, object]] = {
            name: {"statements": len(one.statements)} for name, one in minimal.items()
        }
        return compare(P1, of_baseline, of_product, detail=lambda: table_of(product, baseline, count))


@benchmark(P3)
def run_p3() -> Result:
    """Both sizes hold the same people and the same pages; the lists of both are full, so a page shows as many rows."""
    product, baseline = Times(), Times()
    for size in ("few", "s", "l"):
        world.ensure(size)
    with world.database("few"):
        few = {page.page.name: statements_of(page) for page in opened()}
    with world.database("s"):
        small = opened()
        many = {page.page.name: statements_of(page) for page in small}
    with world.database("l"):
        large = opened()

    def side(size: str, pages: list[Opened], times: Times) -> list[float]:
        with world.database(size):
            for page in pages[:2]:
                page.get()
            return [t for page in pages for t in times.of(page.page.name, [timed(page.get) for _ in range(TIMES_BIG)])]

    count: dict[str, dict[str, object]] = {
        name: {"statements": many[name], "statements_few": few[name]} for name in many
    }
    result = compare(
        P3,
        lambda: side("s", small, baseline),
        lambda: side("l", large, product),
        attempts=2,
        detail=lambda: table_of(product, baseline, count),
    )
    same = all(many[name] == few[name] for name in many)
    return Result(**{**vars(result), "holds_else": same})
