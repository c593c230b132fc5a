"""Numbers of records: NCS-2026-000012 (carers), CS-… (placements), TC-… (children of facilities). They say nothing of anybody."""

from __future__ import annotations

import datetime as dt

from django.db import connection

CARER, PLACEMENT, NEED = "NCS", "CS", "TC"


def new_code(prefix: str, on: dt.date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [f"care_code_{prefix.lower()}"])
        return f"{prefix}-{on.year}-{cursor.fetchone()[0]:06d}"
