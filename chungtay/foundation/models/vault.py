"""Keys of sealed records: their names and their end. The keys themselves are never in the database (`keystore`)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now


class VaultKey(models.Model):
    """One key. The row holds no person and outlives the key: it proves when, by whom and why the key was destroyed.

    A trigger refuses to delete a row and to change one whose key is destroyed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField(db_default=Now())
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by_id = models.BigIntegerField(null=True)  # a user; no foreign key, as in the audit trail
    destroyed_why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
