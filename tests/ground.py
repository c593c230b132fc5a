"""The test databases: the migrations run once for each state of them, into a template; every worker gets a copy of it.

Running the migrations takes the better part of a minute, copying the result takes less than a second. The template's
name carries the digest of the migrations, so that an edited one makes a new template; older templates are dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

_LOCK = 7_240_163  # any number: workers that find no template wait for the one that makes it


def _digest() -> str:
    """Of our migrations, and of the versions of everything that is installed: some of it brings migrations of its own."""
    files = sorted((Path(__file__).parents[1] / "chungtay").glob("*/migrations/*.py"))
    installed = sorted(f"{one.name} {one.version}" for one in distributions() if one.name != "chungtay")
    whole = hashlib.sha256("\n".join(installed).encode())
    for file in files:
        whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()[:12]


def lay() -> None:
    """Puts a fresh copy of the template where this worker's test database belongs. Without others using it, that is:
    a database somebody else is testing in stays as it is."""
    settings = connection.settings_dict
    name = connection.creation._get_test_db_name()
    base = f"made_{settings['TEST']['NAME'] or name}".split("_gw")[0]
    template = f"{base}_{_digest()}"
    with _maintenance() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        there = {row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()}
        if template not in there:
            _make(template)
        try:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            _copy(server, template, name)
            for older in there:
                if older.startswith(f"{base}_") and older != template:
                    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(older)))
        except psycopg.errors.ObjectInUse:
            return


def _make(template: str) -> None:
    """Under another name until it is whole: what broke off on the way is not taken for a template."""
    half = f"{template}_half"
    kept_name, kept_test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = half
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        _never_vacuumed()
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"] = kept_name, kept_test
    with _maintenance() as server:
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(template)))


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
