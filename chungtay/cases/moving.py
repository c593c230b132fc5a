"""A child of a running case moves: the case learns the new commune of residence at once, and a hand-over is proposed.

The register tells by its own signal; nothing is decided here. The commune that leads goes on leading.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from chungtay.children.models import Transfer
from chungtay.children.models.movement import TransferState


def _moved(sender: type[Transfer], instance: Transfer, created: bool, **_: Any) -> None:
    if created or instance.state not in (TransferState.ACCEPTED, TransferState.UNDONE):
        return
    from chungtay.cases.services.following import follow_child

    follow_child(child_id=instance.child_id, turn=f"{instance.pk}:{instance.state}")


post_save.connect(_moved, sender=Transfer, dispatch_uid="cases.child_moved")
