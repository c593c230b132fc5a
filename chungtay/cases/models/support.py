"""Whom to call in the next hour; what support the law gives a child of a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.cases.models.walled import OfCase
from chungtay.territory.models import Unit


class Contact(models.Model):
    """Thẻ khẩn cấp: a number to call in this unit, with the day it was last tried. Holds offices, never a child."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C")
    kind = models.CharField(max_length=16)  # police, clinic, officer, chair, shelter, legal_aid, other
    name = models.CharField("Tên", max_length=160)
    phone = models.CharField("Điện thoại", max_length=40)
    note = models.CharField("Ghi chú", max_length=200, blank=True)
    checked_on = models.DateField("Gọi thử lần cuối", null=True, blank=True)
    checked_by_name = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["unit_path", "kind", "id"]
        indexes = [models.Index(fields=["unit_path"], name="contact_unit", condition=Q(ended_on=None))]

    def __str__(self) -> str:
        return f"{self.name}: {self.phone}"


class Entitlement(OfCase):
    """A support policy ticked for the child of a case, with the decision that granted it (Decree 56/2017, art. 17-21)."""

    policy = models.CharField(max_length=24)  # code list support_policies
    granted = models.BooleanField(null=True)  # null: due, not yet decided
    decision_number = models.CharField(max_length=60, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=0, null=True, blank=True)  # đồng a month or once
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why not granted; names nobody
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["case", "policy"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "policy", "starts_on"], nulls_distinct=False, name="entitlement_once"
            ),
            models.CheckConstraint(
                condition=~Q(granted=True) | (~Q(decision_number="") & Q(decision_on__isnull=False)),
                name="entitlement_granted_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.policy
