"""Kept figures: which periods are kept, what each subject counts as in them, and the sums.

`Carrier` and `Cell` can always be made again from the records; `Carrier` is not logged by PostgreSQL (decision 0012), so that a
server that stopped hard begins with an empty one, which `settling` notices.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition


class QuantityKey(models.Model):
    """The short number under which a quantity stands in carriers and cells; never used for another."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class KeptPeriod(models.Model):
    """A period whose cells are kept. `counted_on`: the day the stocks tell of, moved on each day while it runs."""

    code = models.CharField(max_length=40, unique=True)
    starts = models.DateField()
    ends = models.DateField()  # the day after the last
    counted_on = models.DateField(null=True)  # empty: never built
    mapped = models.BooleanField(
        default=False
    )  # some place of it is called otherwise today: cells of both maps are kept
    built_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    catalogue = models.CharField(max_length=64, blank=True)  # digest of the quantities it was built with

    class Meta:
        ordering = ["-ends", "code"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="kept_period_order")]

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """Where a unit that is gone counts: in the units of the period's day (`then_path`) and in today's (`now_path`).

    Only places for which one of the two differs from `path`. "": the area was split and the unit alone does not tell.
    """

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(KeptPeriod, on_delete=models.CASCADE, related_name="+", db_index=False)
    path = models.CharField(max_length=40, db_collation="C")
    then_path = models.CharField(max_length=40, db_collation="C", blank=True)
    now_path = models.CharField(max_length=40, db_collation="C", blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["period", "path"], name="figure_place_once")]

    def __str__(self) -> str:
        return f"{self.path} → {self.now_path}"


class Touched(models.Model):
    """The delta ledger: subjects changed since the cells were last settled, written by triggers in the same transaction."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source} {self.subject_id}"


class Carrier(models.Model):
    """What one subject counts as in one kept period: its place, its breaks, its marks. Nothing here names anybody.

    No foreign keys in the database and no index on the key, here and in cells: millions of rows are written at once, by
    `carrying` only, and nobody looks one up by its key.
    """

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(
        KeptPeriod, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    source = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    place_path = models.CharField(max_length=40, db_collation="C")
    now_path = models.CharField(max_length=40, db_collation="C", blank=True)
    sex = models.CharField(max_length=6, blank=True)  # female, male, or not known
    band = models.CharField(max_length=2, blank=True)
    minority = models.CharField(max_length=1, blank=True)  # k, m, or not known
    marks = ArrayField(models.SmallIntegerField())

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["period", "source", "subject_id"], name="carrier_subject")]

    def __str__(self) -> str:
        return f"{self.source} {self.subject_id}"


class Cell(models.Model):
    """One sum: period × quantity × unit × sex × age × minority. `path` is a unit of any level, "" the whole country;
    `current` tells that units are today's instead of those of the period's last day."""

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(
        KeptPeriod, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    current = models.BooleanField(default=False)
    path = models.CharField(max_length=40, db_collation="C", blank=True)
    quantity = models.ForeignKey(
        QuantityKey, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    sex = models.CharField(max_length=6, blank=True)
    band = models.CharField(max_length=2, blank=True)
    minority = models.CharField(max_length=1, blank=True)
    seal = models.CharField(max_length=10, blank=True)
    value = models.BigIntegerField()

    objects: ScopedManager[Any] = ScopedManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "current", "path", "quantity", "sex", "band", "minority"], name="cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.quantity_id}: {self.value}"

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not actor.territory:
            return Q(pk__in=[])
        return Q() if "" in actor.unit_paths else path_condition("path", actor)
