"""Administrative units through time, keyed by (level, code, valid_from) because codes are used again.

A unit is one area in one stretch of time. When its area changes (merger, split) it ends and others begin; when only its
name or kind changes it goes on under another `UnitName`.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse


class Level(models.TextChoices):
    COUNTRY = "country", "Cả nước"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện (đến 30/6/2025)"
    COMMUNE = "commune", "Cấp xã"


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: dt.date) -> UnitQuerySet:
        """Units that exist on `day` (`valid_to` is the first day on which a unit is no more)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def under(self, path: str) -> UnitQuerySet:
        return self.filter(path__gte=path, path__lt=path + "~")


class Unit(models.Model):
    """`path` holds the codes from the province down, each with a letter for its turn: `11b/03145b`."""

    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)  # as called now, or at its end: “Xã Mường Phăng”
    short_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)  # tỉnh, thành phố, quận, huyện, thị xã, xã, phường, thị trấn, đặc khu
    folded = models.CharField(max_length=120)
    order_key = models.CharField(max_length=240)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=40, unique=True, db_collation="C")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["order_key", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="unit_key"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="unit_dates_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["folded"], name="unit_folded", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["parent", "order_key"], name="unit_children"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory:unit", args=[self.path]) if self.path else reverse("territory:country")

    def exists_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitName(models.Model):
    """What a unit was called, and of which kind, from a day on. Every unit has at least one; search goes over them."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    folded = models.CharField(max_length=120, default="")
    folded_short = models.CharField(max_length=120, default="")  # without the word for its kind
    words = models.CharField(max_length=400, default="")  # its own and its parents' folded names
    vector = models.GeneratedField(
        expression=SearchVector("words", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering = ["unit", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_name_key")]
        indexes = [
            models.Index(fields=["folded"], name="unit_name_folded", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["folded_short"], name="unit_name_short", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["vector"], name="unit_name_words"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Old unit → new unit on a day. `whole` is False where the old unit was split among several."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="precessions")
    effective_on = models.DateField()
    whole = models.BooleanField(default=True)
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["effective_on", "predecessor", "successor"]
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Coverage(models.Model):
    """Which units an ancestor covers, and when: its own subtree in each time, and its predecessors' after a reform."""

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="covers")
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="covered_by")
    period = DateRangeField()
    whole = models.BooleanField(default=True)

    class Meta:
        ordering = ["ancestor", "descendant"]
        constraints = [models.UniqueConstraint(fields=["ancestor", "descendant", "period"], name="coverage_once")]

    def __str__(self) -> str:
        return f"{self.ancestor} ⊇ {self.descendant}"


class Hamlet(models.Model):
    """Thôn, bản, tổ dân phố: entered or imported by the commune; ended, never deleted."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hamlets")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    folded = models.CharField(max_length=120)
    order_key = models.CharField(max_length=240)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="hamlet_dates_in_order"
            ),
            models.UniqueConstraint(fields=["unit", "folded"], condition=Q(valid_to=None), name="hamlet_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class HamletName(models.Model):
    """What a hamlet was called before: one row for each name it has left."""

    hamlet = models.ForeignKey(Hamlet, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        ordering = ["hamlet", "valid_from", "id"]

    def __str__(self) -> str:
        return self.name


class UnitLoad(models.Model):
    """One loading of the national list: what was read (`digest`), what came in, and what a person should look at."""

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(default=dict)
    review = models.JSONField(default=list)  # [{"what": …, "code": …, "name": …}]

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d} {self.digest[:12]}"


def period(valid_from: F, valid_to: F) -> Func:
    """The half-open date range [valid_from, valid_to) as an SQL expression."""
    return Func(valid_from, valid_to, Value("[)"), function="daterange", output_field=DateRangeField())
