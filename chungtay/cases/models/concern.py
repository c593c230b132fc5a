"""A concern comes in: what was reported, by which road; and, apart from it, who reported."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chungtay.cases.models.walled import Sealed, Versioned, reads, within
from chungtay.children.models import Child
from chungtay.foundation.access import Actor
from chungtay.foundation.models import VaultKey
from chungtay.foundation.scoping import ScopedManager
from chungtay.territory.models import Hamlet, Unit


class Road(models.TextChoices):
    """By which road it came (Decree 56/2017, art. 25.1)."""

    HOTLINE = "hotline", "Tổng đài 111"
    POLICE = "police", "Công an"
    SCHOOL = "school", "Trường học"
    CLINIC = "clinic", "Cơ sở y tế"
    WALK_IN = "walk_in", "Gặp trực tiếp"
    PHONE = "phone", "Điện thoại"
    COLLABORATOR = "collaborator", "Cộng tác viên, trưởng thôn"
    PUBLIC = "public", "Trang báo tin của người dân"
    PRESS = "press", "Báo chí, mạng xã hội"
    OTHER = "other", "Nguồn khác"


class Subject(models.TextChoices):
    """The group in the title of form 01, note (4)."""

    ABUSED = "abused", "bị xâm hại"
    VIOLENCE = "violence", "có nguy cơ bị bạo lực"
    EXPLOITATION = "exploitation", "có nguy cơ bị bóc lột"
    ABANDONMENT = "abandonment", "có nguy cơ bị bỏ rơi"
    SPECIAL = "special", "có hoàn cảnh đặc biệt"


class ConcernState(models.TextChoices):
    NEW = "new", "Mới đến"
    CHECKING = "checking", "Đang xác minh"
    JOINED = "joined", "Đã vào vụ việc"
    UNFOUNDED = "unfounded", "Không có căn cứ"
    PASSED_ON = "passed_on", "Đã chuyển nơi khác"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Concern(Sealed, Versioned):
    """Tin báo: one report of one event, as it came. Several may join one case.

    `unit` is the commune of the incident: information goes there at once (Decree 56/2017, art. 26.1). `sealed` holds the
    answers of form 01 without the informant, under the concern's own key. `outside_id` is the number of the sender
    (hotline 111): the same number twice is one concern. `received_at` starts the clock of 12 hours.
    """

    code = models.CharField(max_length=24, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C")
    from_path = models.CharField(max_length=40, db_collation="C", blank=True)  # the commune that passed it on
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    road = models.CharField(max_length=12, choices=Road.choices)
    subject = models.CharField(max_length=12, choices=Subject.choices, default=Subject.ABUSED)
    kind = models.CharField(max_length=24, default="abuse")  # code list case_kinds
    danger = models.BooleanField("Trẻ đang bị đe dọa hoặc tổn hại nghiêm trọng", null=True)  # null: not known
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ConcernState.choices, default=ConcernState.NEW)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    child = models.ForeignKey(Child, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outside_id = models.CharField(max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True
    )  # the reporter took it back: it is looked at all the same
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager["Concern"]()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["road", "outside_id"], condition=~Q(outside_id=""), name="concern_outside_once"
            ),
            models.CheckConstraint(
                condition=Q(state="joined", case__isnull=False) | ~Q(state="joined"), name="concern_joined_has_case"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state", "-received_at"], name="concern_inbox"),
            models.Index(fields=["from_path"], name="concern_from", condition=~Q(from_path="")),
            models.Index(fields=["created_by_id"], name="concern_by"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        mine = Q(created_by_id=actor.user_id)
        if not reads(actor):
            return mine
        return within("unit_path", actor) | (within("from_path", actor) & ~Q(from_path="")) | mine

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/tin-bao/{self.pk}/"


class Informant(Sealed):
    """Người cung cấp thông tin: sealed apart, under a key of its own; only `readers` open it, with a reason.

    Decree 56/2017, art. 25.1 and Law on Children, art. 51: who reports is protected.
    """

    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="informant")
    unit_path = models.CharField(max_length=40, db_collation="C")
    readers = ArrayField(models.BigIntegerField(), default=list)  # people (users), not posts
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager["Informant"]()

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return Q(readers__contains=[actor.user_id])

    def __str__(self) -> str:
        return f"Người báo tin của {self.concern_id}"


class IntakeClient(models.Model):
    """A system allowed to send concerns by API (hotline 111). Its token is kept as a digest."""

    name = models.CharField(max_length=120)
    road = models.CharField(max_length=12, choices=Road.choices, default=Road.HOTLINE)
    token_digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")  # null: the whole country
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
