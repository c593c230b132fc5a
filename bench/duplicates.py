"""DUPLICATES: pairs that share a key over the whole register / the same blocks in DuckDB; and what is found of what was planted.

Both sides begin with the keys of every child and end with the pairs, each once. DuckDB holds the keys in a table of its own,
uses both processors and keeps everything in memory. The product's side is what the nightly search does. Beside the ratio stand the
pairs a second of both, how fast pairs are judged, and recall and precision: over the register's own planted records, and
over `planted`, written by other hands and other rules, for seeds the judgement was not tuned on.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from django.db import connection, transaction

from bench import population
from bench.measure import Goal, Result, compare
from bench.planted import candidates, planted
from bench.registry import benchmark
from chungtay.children import matching
from chungtay.children.services import keys
from chungtay.foundation.scoping import as_system

DUPLICATES = Goal("DUPLICATES", "pairs of records under one key at L: PostgreSQL / the same blocks in DuckDB", 8.0, 4.0)
PLANTED_GOAL = Goal(
    "PLANTED", "planted duplicates: what is missed or wrongly found, the worse of both / what may be", 1.0, 0.5, "share"
)
RECALL, PRECISION = 0.97, 0.95
SEEDS = (11, 12, 13)  # of planted duplicates; none of them was looked at when the shares were set
PLANTED = 20_000
JUDGED = 150_000  # pairs of the register that are judged, a part that is complete for its children
_OURS = "the search at night looks at every child"
_THEIRS = """SELECT count(*) FROM (SELECT DISTINCT a.child AS one, b.child AS two FROM
  (SELECT key, unnest(ids) AS child, ids FROM (SELECT key, list(child) AS ids FROM keys GROUP BY key
   HAVING count(*) BETWEEN 2 AND {cap})) a, unnest(a.ids) AS b(child) WHERE a.child < b.child)"""


def _made() -> float:
    """Keys of all children, as the first search makes them. Seconds."""
    begun = time.perf_counter()
    keys.refresh()
    with connection.cursor() as cursor, as_system(_OURS):
        cursor.execute("VACUUM ANALYZE children_matchkey")
    return time.perf_counter() - begun


def _ours() -> list[float]:
    begun = time.perf_counter()
    with as_system(_OURS), transaction.atomic():
        keys.gather(everything=True)
        spent = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    return [spent]


def _opponent(folder: str) -> duckdb.DuckDBPyConnection:
    """The same keys in a native table of DuckDB."""
    file = Path(folder) / "keys.csv"
    copy = "COPY children_matchkey (key, child_id) TO STDOUT (FORMAT csv)"
    with as_system(_OURS), connection.cursor() as cursor, file.open("wb") as written, cursor.copy(copy) as lines:
        for line in lines:
            written.write(line)
    opponent = duckdb.connect(str(Path(folder) / "keys.duckdb"))
    opponent.execute("SET threads = 2")
    opponent.execute(
        f"CREATE TABLE keys AS SELECT * FROM read_csv('{file}', header = false, columns = {{'key': 'BIGINT', 'child': 'BIGINT'}})"
    )
    file.unlink()
    return opponent


def _judged() -> dict[str, Any]:
    """Recall and precision over the register, and pairs judged a second, on the pairs of an even share of its children."""
    with as_system(_OURS), transaction.atomic(), connection.cursor() as cursor:
        pairs = keys.gather(everything=True)
        step = max(1, pairs // JUDGED)
        cursor.execute("DELETE FROM match_pairs WHERE (first / 64) %% %s <> 0", [step])
        cursor.execute('SELECT least("first", "second"), greatest("first", "second") FROM bench_planted')
        true = {(one, two) for one, two in cursor.fetchall() if one // 64 % step == 0}
        names = keys.names_known()
        found: set[tuple[int, int]] = set()
        judged, spent = 0, 0.0
        for part in keys.gathered(5000):
            begun = time.perf_counter()
            known = keys.records(sorted({child for pair in part for child in pair}))
            for one, two in part:
                if matching.score(known[one][0], known[two][0], names) >= matching.POSSIBLE:
                    found.add((one, two))
            spent += time.perf_counter() - begun
            judged += len(part)
        transaction.set_rollback(True)
    right = len(found & true)
    return {
        "planted": len(true), "recall": round(right / max(1, len(true)), 4), "precision": round(right / max(1, len(found)), 4),
        "judged_a_second": round(judged / spent) if spent else 0,
    }  # fmt: skip


def quality(seed: int, count: int = PLANTED) -> dict[str, Any]:
    """Recall and precision on invented families with planted duplicates; how many twins were taken for one child."""
    world = planted(count, seed)
    records = [matching.record(child) for child in world.children]
    names = matching.Frequencies.learn((one.full_name for one in records), (one.ethnicity for one in records))
    found = {
        (one, two)
        for one, two in candidates(records, matching.blocks, matching.CAP)
        if matching.score(records[one], records[two], names) >= matching.POSSIBLE
    }
    right = len(found & world.pairs)
    return {
        "seed": seed, "planted": len(world.pairs), "recall": round(right / len(world.pairs), 4),
        "precision": round(right / max(1, len(found)), 4), "twins_taken_for_one": f"{len(found & world.twins)} of {len(world.twins)}",
    }  # fmt: skip


def holds(figures: Sequence[dict[str, Any]]) -> bool:
    return all(one["recall"] >= RECALL and one["precision"] >= PRECISION for one in figures)


def measured(size: str) -> Result:
    """The ratio at a size of `population.SIZES`, with all that is said beside it."""
    elsewhere = [quality(seed) for seed in SEEDS]
    with population.database(size), TemporaryDirectory() as folder:
        making = _made()
        opponent = _opponent(folder)
        sql = _THEIRS.format(cap=matching.CAP)

        def theirs() -> list[float]:
            begun = time.perf_counter()
            opponent.execute(sql).fetchall()
            return [(time.perf_counter() - begun) * 1000]

        with as_system(_OURS), transaction.atomic():
            mine = keys.gather(everything=True)
            transaction.set_rollback(True)
        same = opponent.execute(sql).fetchall()[0][0]
        result = compare(DUPLICATES, theirs, _ours)
        own = _judged()
        opponent.close()
    detail = {
        **result.detail, "pairs": mine, "pairs_in_duckdb": same, "keys_made_in_s": round(making, 1),
        "pairs_a_second": round(mine / result.product * 1000), "pairs_a_second_in_duckdb": round(same / result.baseline * 1000),
        "register": own, "planted": elsewhere,
    }  # fmt: skip
    fair = mine == same and holds([own, *elsewhere])
    return Result(**{**vars(result), "detail": detail, "holds_else": fair})


@benchmark(PLANTED_GOAL)
def planted_quality() -> Result:
    """Recall and precision alone, on invented families with planted duplicates: no register needed."""
    figures = [quality(seed) for seed in SEEDS]
    worst = max(max((1 - one["recall"]) / (1 - RECALL), (1 - one["precision"]) / (1 - PRECISION)) for one in figures)
    return Result(PLANTED_GOAL, worst, 1.0, worst, 1, 0.0, holds(figures), {"planted": figures})


@benchmark(DUPLICATES)
def run() -> Result:
    return measured("l")
