"""What every table of the cases has: the commune that leads, and who else the row is for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition

READ = "cases.read"  # CasePermission.READ: policies import the models, so its value stands here too


def reads(actor: Actor) -> bool:
    """Does this post read cases at all? Others have their own doors: a plan line, a report they made."""
    return actor.territory and READ in actor.permissions


def within(field: str, actor: Actor) -> Q:
    return Q() if "" in actor.unit_paths else path_condition(field, actor)


def live_access(actor: Actor) -> Q:
    """Accesses to a single case that this person holds at this moment."""
    return Q(user_id=actor.user_id, state="granted", until__gt=timezone.now())


class OfCase(models.Model):
    """Hangs on a case. `unit_path` is the commune that leads it: set and kept by trigger, so leave it empty.

    Seen by the posts of the lead commune and above, by the communes of the incident and of residence, and by people
    named for the one case.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    unit_path = models.CharField(max_length=40, db_collation="C", default="", editable=False)

    objects: ScopedManager[Any] = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return case_scope(actor, "case__")


def case_scope(actor: Actor, prefix: str = "") -> Q:
    """The rows of cases this actor may see; `prefix` leads from the model asked to the case."""
    from chungtay.cases.models.access import CaseAccess

    named = CaseAccess._base_manager.filter(live_access(actor)).values("case_id")  # only the person's own rows
    shared = Q(**{f"{prefix}id__in": named}) if prefix else Q(pk__in=named)
    if not reads(actor):
        return shared
    if "" in actor.unit_paths:
        return Q()
    if prefix:
        other = within(f"{prefix}incident_path", actor) | within(f"{prefix}residence_path", actor)
        return within("unit_path", actor) | other | shared
    return within("unit_path", actor) | within("incident_path", actor) | within("residence_path", actor) | shared


class Versioned(models.Model):
    """What two people may edit at once: the version read must be the version saved over."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class Sealed(models.Model):
    """`sealed` is JSON made unreadable with the key of the case (foundation.vault, context = the model's label)."""

    sealed = models.BinaryField(default=bytes, blank=True)

    class Meta:
        abstract = True
