"""Decisions the chair signs, and the lead that goes from one commune to another."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.cases.models.walled import OfCase, Sealed, Versioned, reads, within
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager
from chungtay.territory.models import Unit


class DecisionKind(models.TextChoices):
    ASSESS = "assess", "Giao đánh giá nguy cơ ban đầu"
    EMERGENCY = "emergency", "Áp dụng biện pháp can thiệp khẩn cấp"
    NO_EMERGENCY = "no_emergency", "Không áp dụng biện pháp khẩn cấp"
    SEPARATION = "separation", "Tạm thời cách ly (Mẫu 07)"
    SEPARATION_EXTENDED = "separation_extended", "Gia hạn cách ly"
    SEPARATION_CANCELLED = "separation_cancelled", "Hủy bỏ cách ly"
    COURT = "court", "Đề nghị Tòa án"
    PROSECUTION = "prosecution", "Kiến nghị khởi tố"
    PLAN = "plan", "Phê duyệt kế hoạch (Mẫu 05)"
    PLACEMENT = "placement", "Giao, nhận chăm sóc thay thế (Mẫu 12)"
    PLACEMENT_END = "placement_end", "Chấm dứt, chuyển hình thức chăm sóc (Mẫu 16)"
    CLOSURE = "closure", "Kết thúc vụ việc"
    UNFOUNDED = "unfounded", "Kết luận không có căn cứ"
    REOPENED = "reopened", "Mở lại vụ việc"


class DecisionState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    SIGNED = "signed", "Đã ký"
    REVOKED = "revoked", "Đã thu hồi"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(OfCase, Sealed, Versioned):
    """Quyết định. Signed by a post that held the power on that day; a signed one is never changed, only revoked.

    `form` is the filled form it prints from. `ends_at`: when a measure ends by itself (separation: at most 15 days in all,
    Decree 56/2017, art. 32.3).
    """

    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    cycle = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, choices=DecisionState.choices, default=DecisionState.DRAFT)
    number = models.CharField("Số", max_length=40, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by_id = models.BigIntegerField(null=True)
    signed_post_id = models.BigIntegerField(null=True)
    signer_name = models.CharField(max_length=200, blank=True)
    signer_title = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    article = models.CharField(max_length=200, blank=True)
    form = models.ForeignKey("cases.CaseForm", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(signed_at__isnull=False, signed_by_id__isnull=False, signed_post_id__isnull=False),
                name="decision_signed_by",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gte=F("starts_at")), name="decision_in_order"
            ),
        ]
        indexes = [models.Index(fields=["case", "kind", "-id"], name="decision_case")]

    def __str__(self) -> str:
        return f"Quyết định {self.number}".strip()  # into the trail: what was decided is not said there


class HandOverState(models.TextChoices):
    OFFERED = "offered", "Đã đề nghị, chờ nhận"
    ACCEPTED = "accepted", "Đã nhận"
    REFUSED = "refused", "Không nhận"
    WITHDRAWN = "withdrawn", "Đã rút lại"


class HandOver(Sealed, Versioned):
    """Bàn giao: the old commune answers for the child until the new one has accepted. No moment belongs to nobody.

    `sealed` (the case's key): reason, what the new commune must know, the answer.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="handovers")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_path = models.CharField(max_length=40, db_collation="C")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_path = models.CharField(max_length=40, db_collation="C")
    why = models.CharField(max_length=12)  # moved, residence, incident, reform, other
    state = models.CharField(max_length=9, choices=HandOverState.choices, default=HandOverState.OFFERED)
    offered_at = models.DateTimeField(auto_now_add=True)
    offered_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True)

    objects = ScopedManager["HandOver"]()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="handover_one_open"),
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="handover_elsewhere"),
        ]
        indexes = [models.Index(fields=["to_path", "state"], name="handover_to")]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        if not reads(actor):
            return Q(pk__in=[])
        return within("from_path", actor) | within("to_path", actor)

    def __str__(self) -> str:
        return f"{self.from_path} → {self.to_path}"

    @property
    def unit_path(self) -> str:
        """Whose audit chain an act on this hand-over belongs to: the commune that answers for the child."""
        return self.to_path if self.state == HandOverState.ACCEPTED else self.from_path

    def get_absolute_url(self) -> str:
        return f"/vu-viec/ban-giao/{self.pk}/"
