"""P9: a validated import of .csv against COPY into the same table. P10: an .xlsx from end to end against reading it bare."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from bench import scale, world
from bench.measure import Goal, Result, compare, timed
from bench.registry import benchmark

P9 = Goal(
    "P9",
    "time of a validated .csv import (checks, duplicates, codes, audit; residences, facts and staging too) / COPY into the children's table alone",
    2.5,
    1 / 0.7,
)
P10 = Goal(
    "P10",
    "time of an .xlsx import from end to end / bare openpyxl read-only parse of that file; memory at ten times the rows",
    1.5,
    0.5,
)
ROWS = 4000
MEMORY_ALLOWED = 1.15


def _rows(rows: int, seed: int) -> list[list[Any]]:
    from tests.factories.child_lists import planted_list

    return planted_list(rows, 0, seed).rows


def _actor() -> Any:
    from django.utils import timezone

    from chungtay.accounts.actors import build_actor
    from chungtay.accounts.models import Post

    return build_actor(Post.objects.filter(user__username=scale.head()).earliest("pk"), timezone.localdate())


class Commune:
    """The commune of the one who looks, with the hamlets the list names."""

    def __init__(self) -> None:
        from chungtay.foundation.vietnamese import fold, order_key
        from chungtay.territory.models import Hamlet
        from chungtay.territory.queries import unit_by_path
        from tests.factories.child_lists import HAMLETS

        self.actor = _actor()
        unit = unit_by_path(self.actor.unit_paths[0])
        assert unit is not None
        self.unit = unit
        for name in HAMLETS:
            Hamlet.objects.get_or_create(
                unit=unit, folded=fold(name), valid_to=None,
                defaults={"name": name, "kind": "bản", "order_key": order_key(name), "valid_from": unit.valid_from},
            )  # fmt: skip

    def bring_in(self, content: bytes, name: str) -> int:
        """What the officer does, without waiting for a hand: upload, columns, check, put in. Returns the batch's key."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from chungtay.children.services import importing, importing_apply, importing_rows
        from chungtay.foundation.scoping import acting_as

        actor = self.actor
        with acting_as(actor):
            batch = importing.receive_list(actor=actor, unit=self.unit, upload=SimpleUploadedFile(name, content))
            mapping = {int(index): key for index, key in batch.mapping.items()}
            batch = importing.choose_columns(actor=actor, batch=batch, mapping=mapping, at_once=True)
            if batch.counts["ask"]:
                importing_rows.decide_all(actor=actor, batch=batch, decision="new")
            batch = importing_apply.apply_list(actor=actor, batch=batch, act=uuid.uuid4(), at_once=True)
            assert batch.state == "done", (batch.state, batch.counts)
            return int(batch.pk)

    def forget(self) -> None:
        """Between measurements: the children, and the lists they came from."""
        from chungtay.foundation.scoping import as_system

        tables = (
            "importrow",
            "importbatch",
            "circumstance",
            "fact",
            "schooling",
            "residence",
            "householdkind",
            "child",
            "household",
        )
        with as_system("the benchmark empties what it filled"), connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")  # what is emptied needs no history
            cursor.execute("TRUNCATE children_matchkey, children_matchmark")
            for table in tables:
                cursor.execute(f"DELETE FROM children_{table} WHERE unit_path = %s", [self.unit.path])


def _copy_of(batch_id: int) -> tuple[str, bytes]:
    """The children of an import as COPY writes them: what a loader without any promise would hand over."""
    from chungtay.foundation.scoping import as_system

    with as_system("the baseline takes the rows as they came out"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
            "WHERE attrelid = 'children_child'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        )
        columns = cursor.fetchone()[0]
        out = io.BytesIO()
        with cursor.copy(
            f"COPY (SELECT {columns} FROM children_child WHERE batch_id = {batch_id} ORDER BY id) TO STDOUT"
        ) as copy:
            for piece in copy:
                out.write(piece)
    return columns, out.getvalue()


def _copied(columns: str, rows: bytes) -> None:
    from chungtay.foundation.scoping import as_system

    with as_system("the baseline knows no scope"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("UPDATE children_child SET household_id = NULL WHERE false")
        with cursor.copy(f"COPY children_child ({columns}) FROM STDIN") as copy:
            copy.write(rows)


@benchmark(P9)
def import_against_copy() -> Result:
    from tests.factories.child_lists import as_csv

    with world.scratch("few"):
        commune = Commune()
        lists = [
            as_csv([[*row[:17], "", ""] for row in _rows(ROWS, seed)]) for seed in range(12)
        ]  # households are written besides
        columns, rows = _copy_of(commune.bring_in(lists[0], "ds.csv"))
        commune.forget()
        turn = iter(range(1, 10**6))

        def product() -> Sequence[float]:
            content = lists[next(turn) % len(lists)]
            return [timed(lambda: commune.bring_in(content, "ds.csv"))]

        return compare(
            P9, lambda: [timed(lambda: _copied(columns, rows))], product, between=commune.forget,
            detail=lambda: {"rows": ROWS},
        )  # fmt: skip


@benchmark(P10)
def workbook_end_to_end() -> Result:
    from openpyxl import load_workbook

    from tests.factories.child_lists import as_xlsx

    small, large = as_xlsx(_rows(ROWS, 1)), as_xlsx(_rows(10 * ROWS, 2))
    memory = _peak(large) / _peak(small)

    def bare() -> None:
        book = load_workbook(io.BytesIO(small), read_only=True)
        for _ in book.worksheets[0].iter_rows(values_only=True):
            pass

    with world.scratch("few"):
        commune = Commune()
        commune.bring_in(small, "ds.xlsx")
        result = compare(
            P10, lambda: [timed(bare)], lambda: [timed(lambda: commune.bring_in(small, "ds.xlsx"))], between=commune.forget,
            detail=lambda: {"rows": ROWS, "memory": round(memory, 3), "memory_goal": MEMORY_ALLOWED},
        )  # fmt: skip
    return Result(**{**vars(result), "holds_else": memory <= MEMORY_ALLOWED})


def _peak(content: bytes) -> float:
    """Megabytes at most of a process of its own that reads and checks the list row by row, as staging does."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "bench.child_lists", file.name], check=True, capture_output=True, text=True
        )
    return float(json.loads(done.stdout)["peak"])


def _read_alone(path: str) -> None:
    import django

    django.setup()
    from chungtay.children.services.importing import CHUNK, batched
    from chungtay.children.sheets.headings import find_header
    from chungtay.children.sheets.reading import open_source
    from chungtay.children.sheets.rows import Checker
    from tests.children.test_sheets import WORDS

    with Path(path).open("rb") as file:
        source = open_source(file, "ds.xlsx")
        header = find_header(source.head(0), source.merged_above(0))
        checker = Checker(header.mapping, WORDS, header=[column.heading for column in header.columns])
        rows = sum(
            len(chunk) for chunk in batched(checker.rows(source.rows(0, after=header.last), after=header.last), CHUNK)
        )
    print(json.dumps({"rows": rows, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    _read_alone(sys.argv[1])
