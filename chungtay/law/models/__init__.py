"""The law as loaded: every version of every file, kept for ever."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.db import models
from django.db.models import F, Q


class LawFile(models.Model):
    """One published version of one file of law/. `content` never changes; a new rule is a new row from its own day."""

    kind = models.CharField(max_length=20)  # instrument, codelist, period, calendar, agencies
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=10)
    source = models.TextField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "valid_from"], name="law_file_key"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="law_file_dates_in_order"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="published_law_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.title

    def in_force(self, day: dt.date) -> bool:
        """Has begun and not ended on `day`; a later version may still have taken its place (see queries.in_force)."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
