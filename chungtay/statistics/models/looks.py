"""What people set up to look at figures: targets, tables of their own, and their regular mailing. No figures are kept here."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager
from chungtay.territory.models import Unit


class Way(models.TextChoices):
    AT_LEAST = "at_least", "Đạt ít nhất"
    AT_MOST = "at_most", "Không vượt quá"


class Target(models.Model):
    """What a unit is to reach in one measure and year. A rate without a target of its own unit follows the unit above."""

    indicator = models.CharField("Chỉ tiêu", max_length=40)
    measure = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("Năm")
    way = models.CharField("Cách tính đạt", max_length=10, choices=Way.choices)
    value = models.DecimalField("Mức", max_digits=14, decimal_places=3)
    basis = models.CharField("Căn cứ", max_length=300)  # the plan or resolution that sets it
    set_by_name = models.CharField(max_length=200)
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["indicator", "measure", "year"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "indicator", "measure", "year"], name="figure_target_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="figure_target_not_negative"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="figure_target_year"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.unit} {self.year}"


class OwnTable(models.Model):
    """A table somebody put together: which measures, units, periods and breaks (`choice`, see services.own_tables).

    The numbers are read anew for whoever opens it, so that a table shared shows each post only its own territory.
    """

    title = models.CharField("Tên bảng", max_length=200)
    choice = models.JSONField(encoder=DjangoJSONEncoder)
    post_id = models.BigIntegerField()  # whose it is
    agency_id = models.BigIntegerField()
    owner_name = models.CharField(max_length=200)
    unit_path = models.CharField(max_length=40, db_collation="C")
    for_agency = models.BooleanField("Mọi người trong cơ quan xem được", default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ScopedManager[Any] = ScopedManager()

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["post_id"], name="own_table_post"),
            models.Index(fields=["agency_id"], name="own_table_agency", condition=Q(for_agency=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        """One's own, those for one's agency, those shared with one's post."""
        shared = OwnTableShare.objects.filter(post_id=actor.post_id).values("table_id")
        return Q(post_id=actor.post_id) | Q(for_agency=True, agency_id__in=actor.agency_ids) | Q(pk__in=shared)


class OwnTableShare(models.Model):
    """Another post that may look at the table."""

    table = models.ForeignKey(OwnTable, on_delete=models.CASCADE, related_name="shares")
    post_id = models.BigIntegerField()

    class Meta:
        ordering = ["table", "post_id"]
        constraints = [models.UniqueConstraint(fields=["table", "post_id"], name="own_table_share_once")]
        indexes = [models.Index(fields=["post_id"], name="own_table_share_post")]

    def __str__(self) -> str:
        return f"{self.table_id} → {self.post_id}"


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", "Hằng tuần, sáng thứ Hai"
    MONTHLY = "monthly", "Hằng tháng, ngày mùng 1"
    QUARTERLY = "quarterly", "Hằng quý, ngày đầu quý"
    YEARLY = "yearly", "Hằng năm, ngày 01/01"


class Schedule(models.Model):
    """A table mailed by itself to its owner and to those it is shared with. `next_on`: the morning of the next mail."""

    table = models.OneToOneField(OwnTable, on_delete=models.CASCADE, related_name="schedule")
    rhythm = models.CharField("Gửi", max_length=10, choices=Rhythm.choices)
    with_file = models.BooleanField("Kèm tệp .xlsx", default=False)
    next_on = models.DateField(db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["next_on", "id"]

    def __str__(self) -> str:
        return f"{self.table_id} {self.rhythm}"


class Sending(models.Model):
    """One mail to one post of one day: written before it goes out, so that nobody gets it twice."""

    table = models.ForeignKey(OwnTable, on_delete=models.CASCADE, related_name="sendings")
    day = models.DateField()
    post_id = models.BigIntegerField()
    sent_at = models.DateTimeField(null=True)
    with_file = models.BooleanField(default=False)
    why_no_file = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "post_id"]
        constraints = [models.UniqueConstraint(fields=["table", "day", "post_id"], name="table_sending_once")]

    def __str__(self) -> str:
        return f"{self.table_id} {self.day:%d/%m/%Y} → {self.post_id}"
