"""Work on lists that stopped half-way, told by what its rows say, and given to the worker again."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from chungtay.children.models import ImportBatch
from chungtay.children.policies import ChildPermission
from chungtay.children.services.importing import State, locked_in
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.models import AuditEntry

STILL = dt.timedelta(minutes=3)
_RUNNING = (State.CHECKING, State.APPLYING, State.UNDOING)


def stands_still(batch: ImportBatch) -> bool:
    """The last word of the trail on it is old, and it is still said to be running."""
    if batch.state not in _RUNNING:
        return False
    said = AuditEntry.objects.filter(object_type=batch._meta.label_lower, object_id=str(batch.pk)).aggregate(
        at=Max("at")
    )["at"]
    return (said or batch.created_at) < timezone.now() - STILL


def go_on(*, actor: Actor, batch: ImportBatch) -> None:
    """Asks the worker once more. Two workers at once do no harm: every chunk locks the list."""
    from django.db import transaction

    from chungtay.children import tasks_imports as tasks

    require(actor, ChildPermission.IMPORT, batch)
    with transaction.atomic():
        locked = locked_in(batch, *_RUNNING)
        task = {State.CHECKING: tasks.check_list, State.APPLYING: tasks.apply_list, State.UNDOING: tasks.undo_list}[
            State(locked.state)
        ]
        audit.record(actor, "import_gone_on", locked)
        transaction.on_commit(lambda: task.defer(batch_id=locked.pk, post_id=actor.post_id))
