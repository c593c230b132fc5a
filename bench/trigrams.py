"""The opponent of the name search: folded text, a trigram index, LIKE for each word, the likest first.

pg_trgm is no part of the embedded server. It is looked for in CHUNGTAY_TRIGRAMS (an address), then among the PostgreSQL
installed on the machine (Debian: postgresql-contrib), of which a server of its own is started in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import CommandError

NONE_HERE = "P5 needs a PostgreSQL with pg_trgm and found none: install Debian's postgresql-contrib, or name a server in CHUNGTAY_TRIGRAMS."
_TABLE = "chungtay_bench_names"


@dataclass
class Naive:
    """A search as most products have it. `server` says which PostgreSQL answers."""

    connection: psycopg.Connection[Any]
    server: str

    def search(self, folded: str) -> list[tuple[int, str]]:
        words = folded.split()[:8]
        if not words:
            return []
        conditions = " AND ".join(["folded LIKE %s"] * len(words))
        rows: list[tuple[int, str]] = self.connection.execute(
            f"SELECT id, folded FROM {_TABLE} WHERE {conditions} ORDER BY similarity(folded, %s) DESC, id LIMIT 50",
            [*(f"%{word}%" for word in words), folded],
        ).fetchall()
        return rows


@contextmanager
def copy_of(rows: Iterable[tuple[int, str, str]]) -> Iterator[Naive]:
    """The rows in a table with a trigram index; gone afterwards."""
    with _server() as address, psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        connection.execute(
            f"CREATE TABLE {_TABLE} (id bigint PRIMARY KEY, folded text NOT NULL, unit_path text NOT NULL)"
        )
        with connection.cursor() as cursor, cursor.copy(f"COPY {_TABLE} FROM STDIN") as pipe:
            for row in rows:
                pipe.write_row(row)
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute(f"CREATE INDEX ON {_TABLE} USING gin (folded gin_trgm_ops)")
        connection.execute(f"VACUUM (ANALYZE) {_TABLE}")
        connection.execute("CHECKPOINT")
        version = connection.execute("SHOW server_version").fetchone()
        try:
            yield Naive(connection, f"PostgreSQL {version[0] if version else '?'}")
        finally:
            connection.execute(f"DROP TABLE {_TABLE}")


@contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get("CHUNGTAY_TRIGRAMS", "")
    if given:
        yield given
        return
    programs = installed()
    if programs is None:
        raise CommandError(NONE_HERE)
    folder = Path(tempfile.mkdtemp(prefix="trigrams"))
    user = "postgres" if os.geteuid() == 0 else None  # the server does not run as root
    if user:
        shutil.chown(folder, user)
    try:
        _run(
            programs / "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "bench",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            user=user,
        )
        options = f"-c listen_addresses='' -k {folder} -c shared_buffers=512MB -c work_mem=32MB -c fsync=off"
        _run(
            programs / "pg_ctl",
            "-D",
            str(folder / "data"),
            "-w",
            "-o",
            options,
            "-l",
            str(folder / "log"),
            "start",
            user=user,
        )
        try:
            yield f"postgresql://bench@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", str(folder / "data"), "-w", "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installed() -> Path | None:
    """The programs of the newest PostgreSQL of the machine that has pg_trgm; None when there is none."""
    for programs in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)):
        shared = Path("/usr/share/postgresql") / programs.parent.name / "extension" / "pg_trgm.control"
        if (programs / "initdb").exists() and shared.exists():
            return programs
    return None


def _run(program: Path, *arguments: str, user: str | None) -> None:
    done = subprocess.run(
        [str(program), *arguments],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{program.name} ended with {done.returncode}")
