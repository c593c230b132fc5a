"""Releases: what left the house. A release and its cells never change; what was wrong is put right by a new one that says so.

They hold only what the public sees: the number of a hidden cell is nowhere in them. So they stand outside the wall.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from chungtay.accounts.models import Agency
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition
from chungtay.territory.models import Level, Unit

_NEVER = pgtrigger.Update | pgtrigger.Delete


class Hidden(models.TextChoices):
    """Why a cell shows no number."""

    SMALL = "small", "Số quá nhỏ, có thể lộ một trẻ"
    KEEPS = "keeps", "Được giữ để không suy ra số nhỏ ở ô khác"
    NONE = "none", "Chưa có số liệu"


class Release(models.Model):
    """`level`: the lowest level shown beneath `unit`. `by`: breaks shown. `measures`: what each column is, with the counts
    it stands on, as the law said on that day. `rules`: what counted as small."""

    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)
    unit_name = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=Level.choices)
    period = models.CharField(max_length=40)
    period_title = models.CharField(max_length=120)
    starts = models.DateField()
    ends = models.DateField()  # the day after the last
    by = models.JSONField(default=list)
    measures = models.JSONField()
    rules = models.JSONField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=300)
    published_by = models.CharField(max_length=300)
    published_on = models.DateField()
    next_on = models.DateField()
    counted_on = models.DateField()  # the day as of which the records were read
    law_version = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    correction = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-published_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="release_period_order"),
            models.CheckConstraint(condition=Q(next_on__gt=F("published_on")), name="release_next_later"),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(correction=""), name="release_correction_told"),
        ]
        indexes = [models.Index(fields=["period", "unit_path"], name="release_period")]
        triggers = [pgtrigger.Protect(name="published_release_never_changes", operation=_NEVER)]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("statistics:release", args=[self.pk])

    @property
    def public_url(self) -> str:
        return reverse("statistics:public_release", args=[self.pk])


class ReleaseCell(models.Model):
    """One cell: measure × unit × break. `value` empty with `hidden`: dots, and why."""

    id = models.BigAutoField(primary_key=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="cells", db_index=False)
    place = models.PositiveIntegerField()  # its place in the order of the table
    measure = models.CharField(max_length=60)
    unit_code = models.CharField(max_length=20)
    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)
    unit_name = models.CharField(max_length=200)
    break_of = models.CharField(max_length=10, blank=True)  # sex, band, minority; empty: all together
    break_value = models.CharField(max_length=20, blank=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    hidden = models.CharField(max_length=6, choices=Hidden.choices, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["release", "place"]
        constraints = [
            models.UniqueConstraint(fields=["release", "place"], name="release_cell_place"),
            models.CheckConstraint(
                condition=Q(hidden="") | Q(value=None, numerator=None, denominator=None), name="release_hidden_is_empty"
            ),
        ]
        triggers = [pgtrigger.Protect(name="published_cell_never_changes", operation=_NEVER)]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.measure}"


class DisclosureRule(models.Model):
    """What counts as small from a day on. A new row takes the place of the one before; a release keeps the one it was made by."""

    valid_from = models.DateField(unique=True)
    small = models.PositiveSmallIntegerField(default=2)
    sealed_small = models.PositiveSmallIntegerField(default=4)
    by = models.CharField(max_length=300)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(small__gte=2, sealed_small__gte=F("small")), name="disclosure_rule_floor"
            )
        ]
        triggers = [pgtrigger.Protect(name="disclosure_rule_never_changes", operation=_NEVER)]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}: 1–{self.small}"


class FindingReason(models.Model):
    """Why a figure stays as it is though a check warned. Other numbers are another finding and ask anew."""

    mark = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)
    period = models.CharField(max_length=40)
    sentence = models.TextField()
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now=True)

    objects = ScopedManager["FindingReason"]()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "period", "mark"], name="finding_reason_once")]

    def __str__(self) -> str:
        return self.sentence

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not actor.territory:
            return Q(pk__in=[])
        return Q() if "" in actor.unit_paths else path_condition("unit_path", actor)
