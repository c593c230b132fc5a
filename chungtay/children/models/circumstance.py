"""Special circumstances (Law on Children 2016, art. 10; Decree 56/2017, art. 3-16), at-risk and other circumstances."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.children.models.child import Child
from chungtay.children.models.walled import Versioned, Walled


class CircumstanceState(models.TextChoices):
    """The product proposes where the facts decide; only a person decides."""

    PROPOSED = "proposed", "Đề xuất, chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"
    REFUSED = "refused", "Không xác nhận"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Circumstance(Walled, Versioned):
    """One group or sub-group of one child, from when to when, on what evidence, decided by whom.

    `list` is the code list: special_circumstances or at_risk_circumstances. `code` the sub-group where there is one,
    `group` the group. `seal` is "sealed" where the law list marks the group as sensitive: such rows are read only by posts
    that hold the mark (row-level security).
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="circumstances", db_index=False)
    list = models.CharField(max_length=30, default="special_circumstances")
    group = models.CharField("Nhóm", max_length=20)
    code = models.CharField("Hoàn cảnh", max_length=20)
    seal = models.CharField(max_length=10, blank=True, editable=False)
    state = models.CharField(max_length=9, choices=CircumstanceState.choices, default=CircumstanceState.CONFIRMED)
    valid_from = models.DateField("Từ ngày")
    valid_to = models.DateField("Đến ngày", null=True, blank=True)
    evidence = models.CharField("Căn cứ, giấy tờ", max_length=300, blank=True)
    proposed_by = models.CharField(max_length=200, blank=True)  # the rule that proposed it, in words
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField("Người xác nhận", max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    end_reason = models.CharField("Lý do kết thúc", max_length=200, blank=True)
    law_version = models.CharField(max_length=64, blank=True)  # digest of the list it was chosen from
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "-valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="circumstance_dates"
            ),
            models.UniqueConstraint(
                fields=["child", "list", "code"],
                condition=Q(valid_to=None) & ~Q(state="refused"),
                name="circumstance_once",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by_name__gt=""), name="circumstance_decided_by_someone"
            ),
        ]
        indexes = [
            models.Index(fields=["child", "state"], name="circumstance_child"),
            models.Index(fields=["unit_path", "list", "group", "code"], name="circumstance_place"),
            models.Index(fields=["unit_path", "id"], name="circumstance_open", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return self.code
