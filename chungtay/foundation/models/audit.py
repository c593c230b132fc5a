"""What was done: rows without foreign keys, chained by hash inside PostgreSQL (see migration 0002)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """One act. `sequence`, `previous_hash` and `hash` are set by a trigger; rows can be neither changed nor deleted."""

    at = models.DateTimeField(db_default=Now())
    chain = models.CharField(max_length=8, default="0")
    sequence = models.BigIntegerField(default=0, editable=False)
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    agency_name = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40, blank=True)
    object_label = models.CharField(max_length=400, blank=True)
    unit_path = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, default="", editable=False)
    hash = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_one_place_in_chain")]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["unit_path", "-id"], name="audit_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"


class AuditHead(models.Model):
    """The last link of each chain: a row cut off at the end is missed here."""

    chain = models.CharField(max_length=8, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain}: {self.sequence}"
