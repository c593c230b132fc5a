"""A release while the machine works on it: what was asked, how far it is, and the draft as it came out."""

from __future__ import annotations

import datetime as dt

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition
from chungtay.statistics.models.releases import Release
from chungtay.territory.models import Unit

STILL = dt.timedelta(minutes=5)  # without a sign of life the work is taken for stopped


class ReleaseWork(models.Model):
    """`asked`: the form as it was sent. `cells`: the draft, (measure, unit name, value, hidden, why) each; numbers of hidden
    cells are not among them. `mark`: of these cells, so that what is published is what was seen."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        WORKING = "working", "Đang tính"
        READY = "ready", "Xem trước"
        PUBLISHED = "published", "Đã công bố"
        FAILED = "failed", "Không lập được"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)
    post_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    by = models.CharField(max_length=300)
    act = models.UUIDField(null=True, unique=True)
    asked = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    publishing = models.BooleanField(default=False)  # it is to be published when the numbers are still those seen
    stage = models.CharField(max_length=100, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    cells = models.JSONField(encoder=DjangoJSONEncoder, default=list)
    measures = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    mark = models.CharField(max_length=64, blank=True)
    changed = models.BooleanField(default=False)  # the numbers were others when they were to be published
    failure = models.CharField(max_length=300, blank=True)
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="work", null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager["ReleaseWork"]()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit_path", "-id"], name="release_work_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", release__isnull=False) | ~Q(state="published"),
                name="release_work_published",
            )
        ]

    def __str__(self) -> str:
        return str(self.asked.get("title", ""))

    def get_absolute_url(self) -> str:
        return reverse("statistics:release_work", args=[self.pk])

    @property
    def stands_still(self) -> bool:
        """Nothing has moved for a while though it should: its worker is gone."""
        running = self.state in (self.State.WAITING, self.State.WORKING)
        return running and timezone.now() - self.moved_at > STILL

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not actor.territory:
            return Q(pk__in=[])
        return Q() if "" in actor.unit_paths else path_condition("unit_path", actor)
