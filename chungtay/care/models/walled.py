"""What the tables of alternative care have in common: two communes at most, and a post that may read them at all."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition

READ = "care.read"  # CarePermission.READ: policies import the models, so its value stands here too


def within(field: str, actor: Actor) -> Q:
    return Q() if "" in actor.unit_paths else path_condition(field, actor)


def reads(actor: Actor) -> bool:
    return actor.territory and READ in actor.permissions


class Sealed(models.Model):
    """`sealed`: JSON that only the row's key opens (`care.sealing`)."""

    sealed = models.BinaryField(default=bytes, blank=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """What two people may edit at once: the version read must be the version saved over."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class OneCommune(models.Model):
    """Seen in its commune and above."""

    unit_path = models.CharField(max_length=40, db_collation="C")

    objects: ScopedManager[Any] = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return within("unit_path", actor) if reads(actor) else Q(pk__in=[])


class TwoCommunes(models.Model):
    """Seen in both: `unit_path` is the commune of the carer, which decides and visits; `child_path` that of the child."""

    unit_path = models.CharField(max_length=40, db_collation="C", default="", editable=False)
    child_path = models.CharField(max_length=40, db_collation="C", default="", editable=False)

    objects: ScopedManager[Any] = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return within("unit_path", actor) | within("child_path", actor) if reads(actor) else Q(pk__in=[])
