"""Numbers of concerns and cases: TB-2026-000123, VV-2026-000045. A code says nothing of the child or the place."""

from __future__ import annotations

import datetime as dt

from django.db import connection

CONCERN, CASE = "TB", "VV"


def new_code(prefix: str, on: dt.date) -> str:
    """The next number of the year over the whole installation; a number that was drawn and not used stays empty."""
    sequence = f"cases_code_{prefix.lower()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        number = cursor.fetchone()[0]
    return f"{prefix}-{on.year}-{number:06d}"
