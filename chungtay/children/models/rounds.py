"""Verification rounds: rà soát (review), xác thực (identity check with the police), phúc tra (re-survey of a sample)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.accounts.models import Agency
from chungtay.children.models.child import Child
from chungtay.children.models.walled import Walled
from chungtay.territory.models import Hamlet, Unit


class Round(models.Model):
    """A round over the communes under `unit`. It holds no data on children; its lines do."""

    class Kind(models.TextChoices):
        REVIEW = "review", "Rà soát"
        IDENTITY = "identity", "Xác thực với công an"
        RESURVEY = "resurvey", "Phúc tra"

    class State(models.TextChoices):
        OPEN = "open", "Đang làm"
        CLOSED = "closed", "Đã kết thúc"
        CANCELLED = "cancelled", "Đã hủy"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField("Tên đợt", max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    due_on = models.DateField("Hạn")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    rule = models.JSONField(
        default=dict
    )  # which children are in it; for a re-survey how the sample was drawn, its seed
    result = models.JSONField(default=dict)  # figures when closed
    act = models.UUIDField(null=True, unique=True)  # a double click opens one round
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-opened_on", "-id"]
        indexes = [models.Index(fields=["unit_path", "state"], name="round_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="round_closed_has_moment",
            )
        ]

    def __str__(self) -> str:
        return self.title


class RoundLine(Walled):
    """One child in one round: what was asked and what was found. Answers never change the child by themselves."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", "Đúng"
        CORRECTED = "corrected", "Có sửa"
        MOVED = "moved", "Đã chuyển đi"
        DIED = "died", "Đã mất"
        NOT_FOUND = "not_found", "Không tìm thấy"
        ADDED = "added", "Trẻ chưa có trong sổ"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="lines", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, related_name="round_lines", db_index=False)
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, null=True, related_name="+")
    asked = models.JSONField(default=dict)  # the child's values when the line was made
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    found = models.JSONField(default=dict)  # field → value as found, or as the police say
    note = models.CharField(max_length=300, blank=True)
    decisions = models.JSONField(default=dict)  # field → "take" or "keep", decided one by one
    applied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["round", "hamlet", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "child"], name="round_line_once")]
        indexes = [
            models.Index(fields=["round", "unit_path", "hamlet", "answer"], name="round_line_progress"),
            models.Index(fields=["child"], name="round_line_child"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.child_id}"
