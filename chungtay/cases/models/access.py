"""People named for one case, for a time, with a reason; and files kept unreadable."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.cases.models.case import Secrecy
from chungtay.cases.models.walled import OfCase, Sealed, reads, within
from chungtay.foundation.access import Actor
from chungtay.foundation.models import VaultKey


class AccessKind(models.TextChoices):
    NAMED = "named", "Được chỉ định"
    REVEALED = "revealed", "Mở xem có lý do"
    BREAK_GLASS = "break_glass", "Mở khẩn cấp (hai người)"


class AccessState(models.TextChoices):
    ASKED = "asked", "Chờ người thứ hai"
    GRANTED = "granted", "Đang có hiệu lực"
    REFUSED = "refused", "Không đồng ý"
    ENDED = "ended", "Đã kết thúc"


class CaseAccess(OfCase):
    """One person, one case, until a moment. Break-glass takes two: who asked is never who granted.

    `reason` is read by the case's commune: it names nobody.
    """

    user_id = models.BigIntegerField()
    post_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=200)  # of the officer
    agency_name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=11, choices=AccessKind.choices)
    classes = models.JSONField(default=list)  # stricter classes it opens: "sexual_abuse", "hiv"
    state = models.CharField(max_length=7, choices=AccessState.choices, default=AccessState.ASKED)
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField(auto_now_add=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    granted_by_id = models.BigIntegerField(null=True)
    granted_by_name = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="break_glass", state="granted")
                | (Q(granted_by_id__isnull=False) & ~Q(granted_by_id=models.F("user_id"))),
                name="caseaccess_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(until__isnull=False, granted_at__isnull=False),
                name="caseaccess_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["user_id", "until"], name="caseaccess_user", condition=Q(state="granted")),
            models.Index(fields=["case", "-id"], name="caseaccess_case"),
            models.Index(fields=["unit_path", "state"], name="caseaccess_unit"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        own = Q(user_id=actor.user_id)
        return own | within("unit_path", actor) if reads(actor) else own

    def __str__(self) -> str:
        return f"{self.person_name}: {self.get_kind_display()}"


class Evidence(OfCase, Sealed):
    """A file of the case, encrypted under its own key and the case's: the end of either is the end of the file.

    `sealed` (both keys, `services.evidence`): name, note. `path` lies under MEDIA_ROOT; empty once it was removed.
    """

    file_key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")

    secrecy = models.CharField(max_length=12, choices=Secrecy.choices, default=Secrecy.ORDINARY)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()  # bytes before sealing
    pages = models.PositiveSmallIntegerField(null=True)
    path = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by_id = models.BigIntegerField(null=True)
    added_by_name = models.CharField(max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_id = models.BigIntegerField(null=True)
    removed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["case", "-id"], name="evidence_case")]
        constraints = [
            models.CheckConstraint(condition=Q(removed_at=None) | Q(path=""), name="evidence_removed_is_gone")
        ]

    def __str__(self) -> str:
        return f"Tài liệu {self.pk}"
