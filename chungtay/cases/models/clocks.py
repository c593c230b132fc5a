"""The law's clocks as they run: started by an event, due at a moment, stopped by what was done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chungtay.cases.models.walled import case_scope, reads, within
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager


class StopReason(models.TextChoices):
    DONE = "done", "Đã làm"
    CANCELLED = "cancelled", "Không còn phải làm"
    REPLACED = "replaced", "Tính lại từ sự kiện mới"
    HANDED_OVER = "handed_over", "Xã khác tiếp nhận"


class Clock(models.Model):
    """A duty with its end. `law_version` is the digest of the law file in force when it began, and stays.

    On a case, or (`case` empty) on a unit or a thing of another app: `subject_label` and `subject_id`. `told` lists what
    was already said ("warn:2h", "late:commune_chair:0h"), so that nobody is told twice. Whether it is overdue is computed.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="clocks")
    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)  # lead commune; of a case by trigger
    code = models.CharField(max_length=16)  # law/clocks: T_EMERG, T_PLAN, …
    subject_label = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    cycle = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    law_version = models.CharField(max_length=64)
    province = models.CharField(max_length=2, blank=True)
    article = models.CharField(max_length=200)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)  # of the pause that is open
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=11, choices=StopReason.choices, blank=True)
    stopped_by_id = models.BigIntegerField(null=True)
    late_reason = models.CharField(max_length=300, blank=True)  # said by the officer; no name in it
    told = models.JSONField(default=list)
    tell_at = models.DateTimeField(null=True, blank=True)  # the next moment somebody is told something
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)

    objects = ScopedManager["Clock"]()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at=None, stop_reason="") | (Q(stopped_at__isnull=False) & ~Q(stop_reason="")),
                name="clock_stopped_why",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("started_at")) | Q(code="T_JUV") | Q(code="T_JUV_SCHOOL"),
                name="clock_due_after_start",
            ),
            models.UniqueConstraint(
                fields=["case", "code", "subject_label", "subject_id", "cycle"],
                condition=Q(stopped_at=None),
                nulls_distinct=False,
                name="clock_one_running",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "due_at"], name="clock_running", condition=Q(stopped_at=None)),
            models.Index(fields=["case"], name="clock_case", condition=Q(case__isnull=False)),
            models.Index(fields=["tell_at"], name="clock_tell", condition=Q(stopped_at=None, tell_at__isnull=False)),
            models.Index(
                fields=["subject_label", "subject_id"], name="clock_subject", condition=Q(subject_id__isnull=False)
            ),
            models.Index(fields=["code", "started_at"], name="clock_code"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        own = within("unit_path", actor) & Q(case=None) if reads(actor) else Q(pk__in=[])
        return own | (case_scope(actor, "case__") & Q(case__isnull=False))

    def __str__(self) -> str:
        return self.code


class ClockPause(models.Model):
    """The clock stands still for a reason the law file names."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    unit_path = models.CharField(max_length=40, db_collation="C", default="", editable=False)  # the clock's, by trigger
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=60)
    begun_by_id = models.BigIntegerField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    objects = ScopedManager["ClockPause"]()

    class Meta:
        ordering = ["begins", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gt=F("begins")), name="clockpause_in_order"),
            models.UniqueConstraint(fields=["clock"], condition=Q(ends=None), name="clockpause_one_open"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return Q(clock__in=Clock._base_manager.filter(Clock.scope(actor)))  # the clocks this actor sees

    def __str__(self) -> str:
        return self.why
