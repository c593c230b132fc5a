"""Suspected duplicates, what was decided about them, and merges that can be taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chungtay.children.models.child import Child
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition


class Pair(models.Model):
    """Two records that may be one child; `first` has the smaller key. Either commune sees it, the province decides across."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ xem"
        DIFFERENT = "different", "Hai trẻ khác nhau"
        TWINS = "twins", "Sinh đôi, anh chị em"
        MERGED = "merged", "Đã gộp"

    first = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    first_path = models.CharField(max_length=40, db_collation="C")
    second_path = models.CharField(max_length=40, db_collation="C")
    score = models.DecimalField(max_digits=5, decimal_places=4)
    parts = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True)  # of what was compared: asked again only when it changed
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager["Pair"]()

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["first_path", "-score"], name="pair_first", condition=Q(state="open")),
            models.Index(fields=["second_path", "-score"], name="pair_second", condition=Q(state="open")),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not actor.territory:
            return Q(pk__in=[])
        if "" in actor.unit_paths:
            return Q()
        return path_condition("first_path", actor) | path_condition("second_path", actor)

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id}"


class Merge(models.Model):
    """`gone` became part of `kept`. `moved` tells every dependent that changed sides, `chosen` each field taken over."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, null=True, related_name="merges")
    kept = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    kept_path = models.CharField(max_length=40, db_collation="C")
    gone_path = models.CharField(max_length=40, db_collation="C")
    chosen = models.JSONField(default=dict)  # field → {"from": "gone", "before": …, "after": …}
    moved = models.JSONField(default=dict)  # model → [keys]
    before = models.JSONField(default=dict)  # both rows as they stood
    at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=200, blank=True)

    objects = ScopedManager["Merge"]()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merge_gone_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_two_records"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not actor.territory:
            return Q(pk__in=[])
        if "" in actor.unit_paths:
            return Q()
        return path_condition("kept_path", actor) | path_condition("gone_path", actor)

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
