"""A child moves between communes; a reform moves communes under children."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.children.models.child import Child
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition
from chungtay.territory.models import Hamlet, Unit


class TransferState(models.TextChoices):
    RELEASED = "released", "Đã báo chuyển, chờ nơi đến nhận"
    ASKED = "asked", "Nơi đến đề nghị, chờ nơi đi đồng ý"
    ACCEPTED = "accepted", "Đã nhận"
    REFUSED = "refused", "Không nhận"
    WITHDRAWN = "withdrawn", "Đã rút lại"
    UNDONE = "undone", "Đã hoàn tác"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Transfer(models.Model):
    """Chuyển hồ sơ: until the new commune accepts, the old one keeps the child, so that nobody's child it never is."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="transfers")
    child_name = models.CharField(max_length=120)  # the receiving commune reads this before it has the record
    child_birth = models.CharField(max_length=10, blank=True)
    child_sex = models.CharField(max_length=6, blank=True)
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_path = models.CharField(max_length=40, db_collation="C")
    to_path = models.CharField(max_length=40, db_collation="C")
    to_hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    whole_family = models.BooleanField(default=False)
    act = models.UUIDField(null=True)  # the children of one family moved together
    state = models.CharField(max_length=9, choices=TransferState.choices, default=TransferState.RELEASED)
    moves_on = models.DateField("Ngày chuyển")
    reason = models.CharField("Lý do", max_length=300, blank=True)
    answer = models.CharField("Trả lời", max_length=300, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by_id = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)  # the child's place before, for taking back
    version = models.PositiveIntegerField(default=1)

    objects = ScopedManager["Transfer"]()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(state__in=["released", "asked"]), name="transfer_one_open"
            ),
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="transfer_elsewhere"),
        ]
        indexes = [
            models.Index(fields=["from_path", "state"], name="transfer_from"),
            models.Index(fields=["to_path", "state"], name="transfer_to"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not actor.territory:
            return Q(pk__in=[])
        if "" in actor.unit_paths:
            return Q()
        return path_condition("from_path", actor) | path_condition("to_path", actor)

    def __str__(self) -> str:
        return f"Chuyển hồ sơ {self.child_name}"

    @property
    def unit_path(self) -> str:
        """Whose audit chain an act on this transfer belongs to: the commune that keeps the child."""
        return self.to_path if self.state == TransferState.ACCEPTED else self.from_path

    @property
    def open(self) -> bool:
        return self.state in {TransferState.RELEASED, TransferState.ASKED}

    def get_absolute_url(self) -> str:
        return f"/chuyen/{self.pk}/"


class Reform(models.Model):
    """The records of units that ended are taken over by the units that came after. Holds no data on children."""

    class State(models.TextChoices):
        REHEARSED = "rehearsed", "Đã chạy thử"
        APPLIED = "applied", "Đã áp dụng"
        REVERSED = "reversed", "Đã hoàn tác"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # the unit above, whose office decides
    unit_path = models.CharField(max_length=40, db_collation="C")
    effective_on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.REHEARSED)
    plan = models.JSONField(default=dict)  # old unit → new unit, hamlet → new unit, counts
    result = models.JSONField(default=dict)
    digest_before = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    applied_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["unit_path", "state"], name="reform_place")]

    def __str__(self) -> str:
        return f"{self.unit_path} {self.effective_on:%d/%m/%Y}"
