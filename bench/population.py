"""Registers of children for the benchmarks: the whole country by commune, S and ten times as many, invented by seed.

Each is a database of its own beside the product's, made from the benchmarks' base: COPY by two connections at once, the
indexes made afterwards. `bench_planted` holds the labelled duplicates (first, second, kind).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import psycopg
from django.db import connections
from django.utils import timezone

from bench import world
from bench.population_worker import write
from chungtay.children import populating
from chungtay.children.population.lines import COLUMNS, Job

SEED = 2026
EDITION = 1  # raised by hand when the registers must be made again: L takes minutes
SMALL, LARGE = 250_000, 2_500_000
SIZES = {"s": SMALL, "l": LARGE}
DOSES_UNTIL = 366  # rows of doses for children under one; the sums on the child's row are there under six
LISTED = ("child", "household")  # tables that lists go through
CONNECTIONS = 2
# The exclusion over days checks each row by itself when it is made (0.3 ms a row): left out of what is only read, at L.
COSTLY = "residence_one_place_a_day"


def ensure(size: str) -> str:
    """The name of the database with this register, made when it is not there. Says how long that took."""
    base = world._ensure_base()
    mark = f"{base} {SIZES[size]} {SEED} {EDITION}"
    name = f"{world.BASE}_children_{size}"
    present = world._mark(name)
    if present != mark and not world._migrated(name, present, mark):
        world._close(name)
        world._close(world.BASE)
        world._remake(name, world.BASE)
        fill(name, SIZES[size])
        world._set_mark(name, mark)
    return name


@contextmanager
def database(size: str) -> Iterator[None]:
    with world._using(ensure(size)):
        yield


def fill(name: str, children: int) -> None:
    from chungtay.foundation.scoping import as_system
    from chungtay.territory.models import Unit

    begun = time.monotonic()
    address = world._address(name)
    with world._using(name), as_system(populating.WHY):
        today = timezone.localdate()
        units = list(Unit.objects.on(today).filter(level="commune").order_by("path"))
        jobs = populating.jobs(
            children=children, seed=SEED, units=units, today=today, measures=1, doses_until=DOSES_UNTIL
        )
        connections["default"].close()
    with psycopg.connect(address, autocommit=True) as owner:
        secondary = populating.secondary(owner.cursor())
        for one in secondary:
            owner.execute(one.drop)
        owner.execute('CREATE TABLE bench_planted ("first" bigint, "second" bigint, kind text)')
    _tell(f"{name}: {len(jobs)} communes planned", begun)
    copied = time.monotonic()
    with get_context("spawn").Pool(CONNECTIONS) as pool:
        rows = sum(pool.starmap(write, [(address, part) for part in _parts(jobs)]))
    seconds = time.monotonic() - copied
    _tell(
        f"{children:,} children, {rows:,} rows: {children / seconds:,.0f} children/s, {rows / seconds:,.0f} rows/s",
        copied,
    )
    indexed = time.monotonic()
    wanted = [one for one in secondary if children <= SMALL or COSTLY not in one.make]
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(lambda one: _run(address, one.make), sorted(wanted, key=_heavy_first)))
    _tell(f"{len(wanted)} indexes", indexed)
    cleaned = time.monotonic()
    _run(
        address,
        "SELECT children_learn_all()",  # names for the search, which triggers would have learnt
        "VACUUM (ANALYZE) children_knownname",
        "VACUUM (ANALYZE) children_namekey",
        *[f"{'VACUUM (ANALYZE)' if table in LISTED else 'ANALYZE'} children_{table}" for table in COLUMNS],
        "ANALYZE territory_hamlet",
        "CHECKPOINT",
    )
    with psycopg.connect(address) as owner:
        populating.settle_keys(owner.cursor())
    _tell("vacuum and statistics", cleaned)
    _tell(f"{name} stands", begun)


def _heavy_first(one: populating.Secondary) -> tuple[bool, bool]:
    return "children_child " not in one.make, "CONSTRAINT" in one.make


def _parts(jobs: Sequence[Job]) -> list[list[Job]]:
    """As many parts as connections, each of about as many children, neighbours together."""
    whole = sum(job.plan.children for job in jobs)
    parts: list[list[Job]] = [[] for _ in range(CONNECTIONS)]
    done = 0
    for job in jobs:
        parts[min(CONNECTIONS - 1, done * CONNECTIONS // max(1, whole))].append(job)
        done += job.plan.children
    return parts


def _run(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '384MB'")
        connection.execute("SET max_parallel_maintenance_workers = 0")
        for statement in statements:
            connection.execute(statement)


def _tell(words: str, begun: float) -> None:
    print(f"  {words}: {time.monotonic() - begun:.1f} s", flush=True)
