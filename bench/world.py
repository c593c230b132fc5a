"""Databases of the benchmarks: one with the demo province, kept between runs, and copies of it grown to a size.

They lie beside the product's own database on the same server and never touch it. `database("s")` makes a copy current.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from psycopg import sql

from bench import scale

BASE = "chungtay_bench"
# What a size adds to the demo province; `TENFOLD` is L beside S.
SMALL = scale.Size(documents=2, tasks_each=5, head=30, notices=120, periods=2)
LARGE = scale.Size(documents=20, tasks_each=5, head=300, notices=1200, periods=20)
SIZES = {"few": scale.Size(documents=0, tasks_each=0, head=5, notices=5, periods=2), "s": SMALL, "l": LARGE}

_open: dict[str, DatabaseWrapper] = {}


def _address(name: str) -> str:
    options = connections.settings["default"]
    host, port, user, password = options["HOST"], options["PORT"], options["USER"], options["PASSWORD"]
    parts = {"dbname": name, "host": host, "port": port, "user": user, "password": password}
    return psycopg.conninfo.make_conninfo(**{key: value for key, value in parts.items() if value})


def _server() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(_address(str(connections.settings["default"]["NAME"])), autocommit=True)


def _mark(name: str) -> str:
    """What the database was made with; empty when it is not there or was not finished."""
    with _server() as server:
        row = server.execute(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return str(row[0]) if row else ""


def _set_mark(name: str, mark: str) -> None:
    with _server() as server:
        server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(mark)))


def _remake(name: str, template: str) -> None:
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _schema() -> str:
    return _digest(*sorted((settings.BASE_DIR / "chungtay").glob("*/migrations/*.py")))


def _wrapper(name: str) -> DatabaseWrapper:
    if name not in _open:
        _open[name] = DatabaseWrapper({**connections.settings["default"], "NAME": name}, "default")
    return _open[name]


@contextmanager
def _using(name: str) -> Iterator[None]:
    """Everything in the block, models and raw cursors alike, talks to this database."""
    before = connections["default"]
    connections["default"] = _wrapper(name)
    try:
        yield
    finally:
        connections["default"] = before


def _migrated(name: str, before: str, after: str) -> bool:
    """A database that lacks only the newest migrations gets them, with the law and the people of today; False when it
    must be made anew."""
    if not before or before.split(" ", 1)[1:] != after.split(" ", 1)[1:]:
        return False
    try:
        with _using(name):
            cache.clear()
            call_command("migrate", verbosity=0, interactive=False)
            _settle()
    except DatabaseError:
        return False
    finally:
        _close(name)
    _set_mark(name, after)
    return True


def _ensure_base() -> str:
    """The country, the agencies and the demo province; about two minutes when they are made anew."""
    mark = _schema()
    present = _mark(BASE)
    if present != mark and not _migrated(BASE, present, mark):
        _remake(BASE, "template0")
        with _using(BASE):
            cache.clear()
            call_command("migrate", verbosity=0, interactive=False)
            _settle()
            with connections["default"].cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            cache.clear()
        _close(BASE)
        _set_mark(BASE, mark)
    return mark


def _settle() -> None:
    """The law, the units and agencies, the people of the demo province: what is there already stays."""
    from chungtay.config.demo import world

    call_command("load_law", verbosity=0)
    call_command("load_units", verbosity=0)
    call_command("load_agencies", verbosity=0)
    world.make(seed=2026, province_code="11")


def _close(name: str) -> None:
    if name in _open:
        _open.pop(name).close()


def ensure(size: str) -> str:
    """The name of the database of this size, made when it is not there."""
    mark = f"{_ensure_base()} {SIZES[size]} {_digest(Path(scale.__file__))}"
    name = f"{BASE}_{size}"
    present = _mark(name)
    if present != mark and not _migrated(name, present, mark):
        _close(name)
        _close(BASE)
        _remake(name, BASE)
        with _using(name):
            scale.grow(SIZES[size])
        _set_mark(name, mark)
    return name


@contextmanager
def database(size: str) -> Iterator[None]:
    with _using(ensure(size)):
        yield


@contextmanager
def scratch(size: str) -> Iterator[None]:
    """A copy that the block may write into; dropped afterwards."""
    template = ensure(size)
    _close(template)
    name = f"{BASE}_scratch"
    _remake(name, template)
    try:
        with _using(name):
            yield
    finally:
        _close(name)
        with _server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def signed_in(username: str) -> Client:
    """A browser of this person in the current database, the only post chosen."""
    from chungtay.accounts.models import Post, User

    user = User.objects.get(username=username)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["post"] = str(Post.objects.filter(user=user).earliest("pk").pk)
    session.save()
    return client
