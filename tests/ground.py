"""The test databases: the migrations run once for each state of them, into a template; every worker gets a copy of it.

Running the migrations takes the better part of a minute, copying the result takes less than a second. The template's
name carries the digest of the migrations. Where only new ones were added, or the newest edited, an
older template is copied and goes on. `python -m tests.ground` makes it beforehand: `make test` does so beside the checks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import django
import psycopg
from django.db import connection
from psycopg import sql

_LOCK = 7_240_163  # any number: workers that find no template wait for the one that makes it


def _parts() -> set[str]:
    """A digest of each of our migrations, and one of everything installed: some of it brings migrations of its own."""
    files = sorted((Path(__file__).parents[1] / "chungtay").glob("*/migrations/*.py"))
    installed = sorted(f"{one.name} {one.version}" for one in distributions() if one.name != "chungtay")
    told = [f"{file.parts[-3]}/{file.name}\n".encode() + file.read_bytes() for file in files]
    return {hashlib.sha256(one).hexdigest()[:10] for one in ["\n".join(installed).encode(), *told]}


def lay() -> None:
    """Puts a fresh copy of the template where this worker's test database belongs.

    A database in which somebody else is testing just now stays as it is.
    """
    name = connection.creation._get_test_db_name()
    with _maintenance() as server:
        template = _template(server, f"made_{name}".split("_gw")[0])
        try:
            _drop(server, name)
        except psycopg.errors.ObjectInUse:
            return
        _copy(server, template, name)


def _template(server: psycopg.Connection[Any], base: str) -> str:
    """The template of the migrations as they are, made where it is missing; what nobody can go on from is dropped."""
    parts = _parts()
    template = f"{base}_{hashlib.sha256(' '.join(sorted(parts)).encode()).hexdigest()[:12]}"
    server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    older = {one: made for one, made in _templates(server, base).items() if one != template}
    on_the_way = {one for one, made in older.items() if made and made <= parts}
    if not _templates(server, template):
        _make(server, template, parts, max(on_the_way, key=lambda one: len(older[one]), default=""))
    for one in older.keys() - on_the_way:  # from one on the way it goes on when the newest migration is edited
        _drop(server, one)
    return template


def _templates(server: psycopg.Connection[Any], beginning: str) -> dict[str, set[str]]:
    """The names that begin so; with each, the parts it was made from (written in its comment)."""
    rows = server.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE starts_with(datname, %s)",
        [beginning],
    ).fetchall()
    return {name: set((made or "").split()) for name, made in rows}


def _make(server: psycopg.Connection[Any], template: str, parts: set[str], beginning: str) -> None:
    """Under another name until it is whole: what broke off on the way is not taken for a template."""
    half = f"half_{template}"
    _drop(server, half)
    if beginning:
        _copy(server, beginning, half)
    settings = connection.settings_dict
    kept_name, kept_test = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = half
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=bool(beginning))
        _never_vacuumed()
    finally:
        connection.close()
        settings["NAME"], settings["TEST"]["NAME"] = kept_name, kept_test
    made = sql.Literal(" ".join(sorted(parts)))
    server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(half), made))
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(template)))


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _copy(server: psycopg.Connection[Any], template: str, name: str) -> None:
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _never_vacuumed() -> None:
    """The tables of tests are never vacuumed behind their back: what a test wrote is rolled back, so that a passing
    autovacuum finds them empty, and the planner then reads a hundred thousand rows as if there were none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DO $$ DECLARE one record; BEGIN
                 FOR one IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r'
                   AND relnamespace = 'public'::regnamespace AND reloptions IS NULL
                 LOOP EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', one.name); END LOOP;
               END $$"""
        )


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection[Any]]:
    given = {**connection.get_connection_params(), "dbname": "postgres"}
    wanted = {key: given[key] for key in ("dbname", "user", "password", "host", "port") if given.get(key)}
    with psycopg.connect(**wanted, autocommit=True) as server:
        yield server


if __name__ == "__main__":
    django.setup()
    with _maintenance() as ours:
        _template(ours, f"made_{connection.creation._get_test_db_name()}")
