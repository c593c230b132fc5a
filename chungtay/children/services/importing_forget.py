"""A list that came in is not kept for ever: its file, and what its rows said beyond name and birth, have a day of deletion.

A sheet from outside may hold what the register keeps under seal, and a file knows no seal. Taking an import back does not
need it: the register's own values lie in `ImportRow.before`.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from chungtay.children.models import ImportBatch
from chungtay.children.services.importing import State
from chungtay.foundation import audit, files
from chungtay.foundation.models import StoredFile

KEPT_DAYS = 30  # after the list entered the register, was taken back or left aside
UNFINISHED_DAYS = 90  # after a list came in that nobody brought to an end
_OVER = (State.DONE, State.UNDONE, State.DROPPED, State.FAILED)
_WAITING = (State.MAPPING, State.READY)
_ROWS = """
UPDATE children_importrow SET faults = '[]', match_why = '', values = jsonb_strip_nulls(jsonb_build_object(
  'full_name', values->'full_name', 'birth_date', values->'birth_date')) WHERE batch_id = %s
"""


def deleted_on(batch: ImportBatch) -> dt.date | None:
    """The day on which the file and the contents of the rows go; None while a step runs."""
    if batch.state in _OVER:
        since = batch.undone_at or batch.applied_at or batch.created_at
        return timezone.localdate(since) + dt.timedelta(days=KEPT_DAYS)
    if batch.state in _WAITING:
        return timezone.localdate(batch.created_at) + dt.timedelta(days=UNFINISHED_DAYS)
    return None


def forget_lists(today: dt.date) -> int:
    """Every night, inside `as_system`. Returns how many lists were emptied."""
    done = 0
    for batch in ImportBatch.objects.filter(state__in=[*_OVER, *_WAITING]).exclude(about__has_key="forgotten_on"):
        day = deleted_on(batch)
        if day is not None and day <= today:
            _forget(batch.pk, today)
            done += 1
    return done


def _forget(pk: int, today: dt.date) -> None:
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("file").get(pk=pk)
        stored = batch.file
        if batch.state in _WAITING:
            batch.state = State.DROPPED
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [batch.pk])
            rows = cursor.rowcount
        kept = {key: batch.about[key] for key in ("kind", "header", "no_hamlets", "sheet") if key in batch.about}
        batch.file, batch.about = None, {**kept, "forgotten_on": today.isoformat()}
        batch.save(update_fields=["file", "about", "state"])
        audit.record(None, "import_forgotten", batch, data={"rows": rows, "digest": batch.file_digest})
        if stored is not None:
            stored.delete()
    if stored is not None and not StoredFile.objects.filter(sha256=stored.sha256).exists():
        files.path_of(stored).unlink(missing_ok=True)
