"""One act of giving work: what was given to how many, and how far it has come."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from chungtay.accounts.models import Agency, User
from chungtay.directives.models.document import Document
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager


class GivingAct(models.Model):
    """Giao việc một lần cho nhiều đơn vị. Each line of `lines` is one task to many leads; a stopped act goes on where it was."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ thực hiện"
        RUNNING = "running", "Đang giao"
        FINISHED = "finished", "Đã giao xong"
        FAILED = "failed", "Bị dừng"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="giving_acts")
    giver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lines = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    given_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager["GivingAct"]()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(finished_at__isnull=False), name="giving_finished_has_moment"
            )
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return Q(giver__in=actor.agency_ids)

    def __str__(self) -> str:
        return f"Giao {self.total} nhiệm vụ"
