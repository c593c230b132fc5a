"""The law of the repository for tests that would lose seconds by loading it: as rows in memory, or copied into the table.

What loading does is proved in tests/law.
"""

from __future__ import annotations

import functools

from django.conf import settings
from django.db import connection

from chungtay.law import files, queries, services
from chungtay.law.models import LawFile

_rows: list[bytes] = []  # as they were when they were loaded in this process for the first time


@functools.cache
def law_files() -> list[LawFile]:
    return [services.row_of(file) for file in files.read(settings.LAW_DIR)[0]]


def load_law() -> int:
    """As services.load_law of the whole folder, the trail left out: from the second time on the rows are copied in."""
    if LawFile.objects.exists():
        return services.load_law()
    columns = ", ".join(str(field.column) for field in LawFile._meta.concrete_fields if not field.primary_key)
    cursor = connection.cursor().cursor
    if _rows:
        with cursor.copy(f"COPY {LawFile._meta.db_table} ({columns}) FROM STDIN") as into:
            into.write(b"".join(_rows))
        queries.forget()
        return len(_rows)
    loaded = services.load_law()
    with cursor.copy(f"COPY {LawFile._meta.db_table} ({columns}) TO STDOUT") as out:
        _rows.extend(bytes(row) for row in out)
    assert loaded == len(_rows)
    return loaded
