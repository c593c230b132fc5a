"""What every table of the register has: the path of the commune whose people may see the row."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition


class Walled(models.Model):
    """`unit_path`: the commune responsible today. What hangs on a child follows the child's by trigger."""

    unit_path = models.CharField(max_length=40, db_collation="C")

    objects: ScopedManager[Any] = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not actor.territory:
            return Q(pk__in=[])
        return Q() if "" in actor.unit_paths else path_condition("unit_path", actor)


class Versioned(models.Model):
    """What two officers may edit at once: the version read must be the version saved over."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
