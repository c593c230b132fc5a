"""RECALL, P4 and P5: finding a child by name among 250,000 and ten times as many, behind the wall.

The labelled set is drawn by seed from the register itself: a name without accents, in another order, with a word left out,
with the keys of Telex and VNI, with a slip, or written in full. RECALL asks each as somebody of the child's commune, of its
province (who also says the year of birth) and of the country (the day of birth): without that nobody could tell thousands of
namesakes apart. P4 and P5 take the time of the name alone.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench import population, trigrams
from bench.measure import Goal, Result, compare, p95, timed
from bench.registry import benchmark
from chungtay.children.names.similarity import likeness
from chungtay.children.names.typing import marked, read
from chungtay.children.population.labelled import queries
from chungtay.children.queries import search
from chungtay.children.queries.search import Filters, search_children
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import fold

RECALL = Goal(
    "RECALL",
    "labelled searches (no accents, order, missing word, slip) whose child is not among the 50 / all",
    0.01,
    0.003,
    "share",
)
P4 = Goal("P4", "name search, p95 among 2,500,000 children / among 250,000; the worst of three scopes", 2.0, 1.4)
P5 = Goal(
    "P5", "name search of the whole register, p95 / trigram index and LIKE by word on the same folded names", 0.25, 0.05
)
PRECISION = 0.95  # of searches with all accents: the first answer is that very name
SCOPES = ("commune", "province", "nation")
LABELLED, ALONE, TIMED = 1500, 400, 120
SEED = 41


@dataclass(frozen=True)
class Asked:
    """One search with what is right: the child wanted."""

    text: str
    kind: str
    child_id: int
    name: str
    folded: str
    unit_path: str
    birth: dt.date | None

    def actor(self, scope: str) -> Actor:
        path = {"commune": self.unit_path, "province": self.unit_path.split("/")[0], "nation": ""}[scope]
        return Actor(
            user_id=1, name="Đo", post_id=1, role="bench", agency_id=1, agency_name="", unit_id=1, unit_name="", level=scope,
            unit_paths=(path,), territory=True,
        )  # fmt: skip


def labelled(n: int, seed: int = SEED) -> list[Asked]:
    """`n` searches for children of the current database, spread evenly over it."""
    with as_system("the benchmark draws children to look for"), connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM children_child")
        low, high = cursor.fetchone()
        draw = random.Random(seed)
        cursor.execute(
            "SELECT id, full_name, folded, unit_path, birth_date FROM children_child WHERE id = ANY (%s) AND status = 'here' ORDER BY id",
            [[draw.randrange(low, high + 1) for _ in range(n * 2)]],
        )
        rows = cursor.fetchall()
    draw.shuffle(rows)
    rows = rows[:n]
    return [
        Asked(one.text, one.kind, *rows[one.wanted])
        for one in queries([{"full_name": row[1]} for row in rows], seed, n)
    ]


def _ask(asked: Asked, scope: str, filters: Filters | None = None) -> list[search.Found]:
    with acting_as(asked.actor(scope)) as actor:
        return search_children(actor=actor, text=asked.text, filters=filters)


def _known(asked: Asked, scope: str) -> Filters:
    """What somebody at this distance knows of the child beside its name."""
    if asked.birth is None or scope == "commune":
        return Filters()
    return Filters(birth_year=asked.birth.year) if scope == "province" else Filters(birth_date=asked.birth)


@benchmark(RECALL)
def recall() -> Result:
    """Misses by kind and scope, and the precision of the first answer where every accent was written."""
    missed: Counter[str] = Counter()
    every: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    first: list[bool] = []
    with population.database("l"):
        search.forget()
        every_asked = labelled(LABELLED)
        alone = _name_alone(every_asked[:ALONE])
        for asked in every_asked:
            for scope in SCOPES:
                found = _ask(asked, scope, _known(asked, scope))
                every[f"{scope} {asked.kind}"] += 1
                if all(one.child_id != asked.child_id for one in found):
                    missed[f"{scope} {asked.kind}"] += 1
                    examples[asked.kind] = [*examples[asked.kind], f"{asked.text} | {asked.name}"][:4]
                if asked.kind == "exact":
                    first.append(bool(found) and marked(found[0].name) == marked(asked.name))
    share = sum(missed.values()) / sum(every.values())
    precision = sum(first) / len(first)
    by_scope = {
        scope: round(
            1
            - sum(count for key, count in missed.items() if key.startswith(scope))
            / sum(count for key, count in every.items() if key.startswith(scope)),
            4,
        )
        for scope in SCOPES
    }
    shares = {key: round(1 - missed[key] / count, 4) for key, count in sorted(every.items())}
    detail = {
        "recall": round(1 - share, 4), "precision_at_1": round(precision, 4), "by_scope": by_scope, "by_kind": shares,
        "name_alone": alone, "missed": dict(examples),
    }  # fmt: skip
    return Result(RECALL, share, 1.0, share, 1, 0.0, precision >= PRECISION, detail)


def _name_alone(every: list[Asked]) -> dict[str, dict[str, float]]:
    """Told beside it: nothing but the name, far from the commune. `or_tied`: the child, or fifty who fit what was typed no less."""
    shares = {}
    for scope in SCOPES[1:]:
        there, tied = 0, 0
        for asked in every:
            found = _ask(asked, scope)
            hit = any(one.child_id == asked.child_id for one in found)
            there += hit
            fit = likeness(read(asked.text), asked.name).score
            tied += hit or (len(found) >= search.LIMIT and found[-1].score >= fit - 0.01)
        shares[scope] = {"there": round(there / len(every), 4), "or_tied": round(tied / len(every), 4)}
    return shares


@contextmanager
def _set_of(size: str) -> Iterator[list[Asked]]:
    with population.database(size):
        search.forget()
        yield labelled(TIMED)


def _times(size: str, scope: str) -> list[float]:
    with _set_of(size) as asked:
        for one in asked[:20]:  # the connection, the words and the first pages are warm, as they are at work
            _ask(one, scope)
        return [timed(lambda one=one: _ask(one, scope)) for one in asked]  # type: ignore[misc]


@benchmark(P4)
def tenfold() -> Result:
    results = {
        scope: compare(P4, lambda scope=scope: _times("s", scope), lambda scope=scope: _times("l", scope))  # type: ignore[misc]
        for scope in SCOPES
    }
    worst = max(results.values(), key=lambda result: result.ratio)
    said: dict[str, Any] = {
        scope: {
            "ratio": round(one.ratio, 3),
            "s": round(one.baseline, 2),
            "l": round(one.product, 2),
            "spread": round(one.spread, 3),
        }
        for scope, one in results.items()
    }
    return Result(**{**vars(worst), "detail": {**worst.detail, **said}})


@benchmark(P5)
def beside_trigrams() -> Result:
    with _set_of("l") as asked, trigrams.copy_of(_rows()) as naive:

        def baseline() -> list[float]:
            return [timed(lambda one=one: naive.search(fold(one.text))) for one in asked]  # type: ignore[misc]

        def product() -> list[float]:
            return [timed(lambda one=one: _ask(one, "nation")) for one in asked]  # type: ignore[misc]

        def detail() -> dict[str, Any]:
            found = [naive.search(fold(one.text)) for one in asked]
            there = sum(one.folded in {name for _, name in rows} for one, rows in zip(asked, found, strict=True))
            return {
                "server": naive.server,
                "recall_of_trigrams": round(there / len(asked), 3),
                "p95": round(p95(product()), 2),
            }

        return compare(P5, baseline, product, detail=detail)


def _rows() -> Iterator[tuple[int, str, str]]:
    """Key, folded name and path of every child."""
    with as_system("the benchmark copies folded names"), connection.cursor() as cursor:
        raw: Any = cursor.cursor
        with raw.copy(
            "COPY (SELECT id, folded, unit_path FROM children_child WHERE status = 'here') TO STDOUT"
        ) as pipe:
            for row in pipe.rows():
                yield int(row[0]), row[1], row[2]
