"""One process of `bench.population`: makes communes and copies them through a connection of its own. Knows no Django."""

from __future__ import annotations

import gc

import psycopg

from chungtay.children.population.lines import COLUMNS, Job, Lines, copy, lines

AT_ONCE = 20_000  # children copied in one transaction


def write(address: str, jobs: list[Job]) -> int:
    """One process with one connection; returns how many rows it wrote."""
    gc.disable()  # families hold no cycles
    rows = 0
    with psycopg.connect(address) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        gathered: list[Lines] = []
        for job in jobs:
            gathered.append(lines(job))
            if sum(one.children for one in gathered) >= AT_ONCE or job is jobs[-1]:
                rows += _copy(connection, gathered)
                gathered.clear()
    return rows


def _copy(connection: psycopg.Connection[tuple[object, ...]], gathered: list[Lines]) -> int:
    tables = {table: "".join(one.tables[table] for one in gathered) for table in COLUMNS}
    cursor = connection.cursor()
    copy(cursor, Lines(tables, [], 0))
    with cursor.copy("COPY bench_planted FROM STDIN") as pipe:
        for one in gathered:
            for row in one.planted:
                pipe.write_row(row)
    connection.commit()
    return sum(text.count("\n") for text in tables.values())
