"""`/healthz`: is the database there, is a worker alive, which law is loaded. No names, no counts of children."""

from __future__ import annotations

import datetime as dt

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from chungtay import __version__
from chungtay.foundation.requests import public

WORKER_SILENCE = dt.timedelta(seconds=90)  # procrastinate's heartbeat comes every ten seconds


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything stands, 503 with the failing part otherwise."""
    parts = {"database": _database(), "worker": "unknown", "law": "unknown"}
    if parts["database"] == "ok":
        parts["worker"] = _worker()
        parts["law"] = _law()
    healthy = parts["database"] == "ok" and parts["worker"] == "ok" and parts["law"] not in ("unknown", "missing")
    body = {"status": "ok" if healthy else "failing", "version": __version__, **parts}
    return JsonResponse(body, status=200 if healthy else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        last = cursor.fetchone()[0]
    return "ok" if last is not None and timezone.now() - last < WORKER_SILENCE else "silent"


def _law() -> str:
    from chungtay.law.queries import law_version

    return law_version() or "missing"
