"""Tasks: what one agency promised another, by when; and every word said about it since.

The stored facts are decisions with a moment: given, accepted, extended, reported, confirmed, reopened, recalled. Status
is computed from them for any day (`chungtay.directives.status`), never typed.
"""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from chungtay.accounts.models import Agency, User
from chungtay.directives.models.document import Document
from chungtay.foundation.access import Actor
from chungtay.foundation.models import StoredFile
from chungtay.foundation.scoping import ScopedManager, one_of, path_condition


class TaskState(models.TextChoices):
    """Where the work stands between the two sides; timeliness is not a state but is computed."""

    GIVEN = "given", "Mới giao"
    ACCEPTED = "accepted", "Đã nhận, đang làm"
    RETURNED = "returned", "Bên nhận trả lại"
    REPORTED = "reported", "Đã báo cáo, chờ xác nhận"
    SENT_BACK = "sent_back", "Bị trả lại để làm tiếp"
    DONE = "done", "Đã xác nhận hoàn thành"
    RECALLED = "recalled", "Đã thu hồi"


class Rhythm(models.TextChoices):
    ONCE = "once", "Một lần"
    RECURRING = "recurring", "Định kỳ"
    STANDING = "standing", "Thường xuyên"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["search"])
class Task(models.Model):
    """Nhiệm vụ. `lead` does it, `giver` gave it and says when it is done; `unit_path` is where the lead stands.

    `first_due_on` is the promise as given and never changes; `due_on` follows granted extensions. `done_on` is the day
    of the report that was confirmed. `act` joins the tasks given in one act, `series` the times of one that
    recurs, `root` the whole tree under one task.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    act = models.UUIDField(null=True, db_index=True)
    ordinal = models.CharField(max_length=20, blank=True)
    title = models.CharField("Nhiệm vụ", max_length=300)
    what = models.TextField("Nội dung", blank=True)
    result = models.TextField("Kết quả cần đạt", blank=True)
    evidence_asked = models.CharField("Minh chứng cần gửi", max_length=300, blank=True)
    topics = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    weight = models.PositiveSmallIntegerField("Trọng số", default=1)
    rhythm = models.CharField("Cách làm", max_length=10, choices=Rhythm.choices, default=Rhythm.ONCE)
    recurrence = models.CharField(max_length=40, blank=True)  # for recurring: code of directives.recurrence
    series = models.UUIDField(
        null=True, editable=False
    )  # for recurring: the act of its first time, the same in all times
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.GIVEN)
    lead = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="led_tasks")
    giver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="given_tasks")
    responsible = models.CharField("Người chịu trách nhiệm", max_length=200, blank=True)
    assignee_post_id = models.BigIntegerField(null=True, blank=True)
    unit_path = models.CharField(max_length=40, blank=True, db_collation="C")
    given_on = models.DateField("Ngày giao")
    first_due_on = models.DateField("Hạn giao lần đầu", null=True, blank=True)
    due_on = models.DateField("Hạn hiện tại", null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField("Tiến độ (%)", default=0)
    reported_on = models.DateField(null=True, blank=True)
    done_on = models.DateField("Ngày hoàn thành", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    recalled_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    search = SearchVectorField(null=True, editable=False)  # folded words, kept by trigger

    objects = ScopedManager["Task"]()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["act", "lead"], name="task_once_per_act"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="task_not_its_own_parent"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="task_weight_1_to_100"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="task_progress_percent"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False, confirmed_at__isnull=False)
                | (~Q(state="done") & Q(done_on__isnull=True, confirmed_at__isnull=True)),
                name="task_done_has_day_and_word",
            ),
            models.CheckConstraint(
                condition=Q(state="recalled", recalled_on__isnull=False)
                | (~Q(state="recalled") & Q(recalled_on__isnull=True)),
                name="task_recalled_has_day",
            ),
            models.CheckConstraint(
                condition=Q(first_due_on__isnull=True, due_on__isnull=True)
                | Q(due_on__gte=F("first_due_on"))
                | Q(first_due_on__isnull=True),
                name="task_extension_only_later",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "state", "due_on"], name="task_lead"),
            models.Index(fields=["giver", "state", "due_on"], name="task_giver"),
            models.Index(fields=["unit_path", "due_on"], name="task_unit"),
            models.Index(fields=["document", "parent"], name="task_document"),
            models.Index(fields=["parent", "lead"], name="task_parent"),
            models.Index(fields=["series", "lead"], condition=Q(series__isnull=False), name="task_series"),
            GinIndex(fields=["search"], name="task_search"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        """Lead, giver, co-operating or monitoring agency; and all in one's units when the role sees the territory."""
        if actor.territory and "" in actor.unit_paths:
            return Q()  # the whole country: nothing to ask of each row
        parties = TaskParty.objects.filter(agency__in=actor.agency_ids).values("task")
        mine = Q(lead__in=actor.agency_ids) | Q(giver__in=actor.agency_ids) | one_of("pk", parties)
        if actor.territory:
            mine |= path_condition("unit_path", actor)
        return mine

    def __str__(self) -> str:
        return self.title


class TaskParty(models.Model):
    """An agency beside the lead: it co-operates or it monitors."""

    class Role(models.TextChoices):
        COOPERATING = "cooperating", "Phối hợp"
        MONITORING = "monitoring", "Theo dõi, đôn đốc"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="parties")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        ordering = ["task", "role", "agency"]
        constraints = [models.UniqueConstraint(fields=["task", "agency", "role"], name="task_party_once")]
        indexes = [models.Index(fields=["agency", "task"], name="task_party_agency")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.agency}"


class TaskWord(models.Model):
    """One thing said or decided about a task, in order; with it any past day can be asked about. Never changed."""

    class Kind(models.TextChoices):
        GIVEN = "given", "Giao việc"
        ACCEPTED = "accepted", "Nhận việc"
        RETURNED = "returned", "Trả lại việc"
        FORWARDED = "forwarded", "Chuyển tiếp"
        BROKEN_DOWN = "broken_down", "Giao tiếp"
        URGED = "urged", "Đôn đốc"
        PROGRESS = "progress", "Báo tiến độ"
        REPORTED = "reported", "Báo cáo hoàn thành"
        SENT_BACK = "sent_back", "Trả lại báo cáo"
        CONFIRMED = "confirmed", "Xác nhận hoàn thành"
        REOPENED = "reopened", "Mở lại"
        EXTENSION_ASKED = "extension_asked", "Xin gia hạn"
        EXTENSION_GRANTED = "extension_granted", "Đồng ý gia hạn"
        EXTENSION_REFUSED = "extension_refused", "Không đồng ý gia hạn"
        CHANGED = "changed", "Điều chỉnh"
        RECALLED = "recalled", "Thu hồi"
        ESCALATED = "escalated", "Báo lên cấp trên"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="words")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200, blank=True)
    by_agency = models.CharField(max_length=300, blank=True)
    by_user_id = models.BigIntegerField(null=True)
    by_post_id = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    progress = models.PositiveSmallIntegerField(null=True)
    day = models.DateField(null=True)  # the new deadline, or the day of completion
    data = models.JSONField(default=dict)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True)  # evidence

    class Meta:
        ordering = ["task", "at", "id"]
        indexes = [models.Index(fields=["task", "kind", "at"], name="task_word_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}"


class Extension(models.Model):
    """Gia hạn: asked by the lead with a reason, decided by the giver. One open request at a time."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    asked_due_on = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(null=True)
    granted_due_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["task", "asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(granted=None), name="extension_one_open"),
            models.CheckConstraint(
                condition=Q(granted=None, decided_at=None, decided_by=None)
                | Q(granted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(granted_due_on__isnull=False), name="extension_granted_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} → {self.asked_due_on:%d/%m/%Y}"
