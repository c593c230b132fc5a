"""A child in another's care: proposed, matched, decided, handed over, visited, ended or changed."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from chungtay.care.models.carer import Carer, CarerKindChoice
from chungtay.care.models.walled import Sealed, TwoCommunes, Versioned
from chungtay.cases.models import Case
from chungtay.children.models import Child
from chungtay.foundation.models import VaultKey
from chungtay.territory.models import Unit


class PlacementState(models.TextChoices):
    PROPOSED = "proposed", "Đã đề xuất, chờ xã của người nhận"
    MATCHED = "matched", "Đã ghép, đang làm thủ tục"
    DECIDED = "decided", "Đã có quyết định giao, nhận"
    HANDED_OVER = "handed_over", "Đang chăm sóc"
    ENDED = "ended", "Đã chấm dứt"
    CHANGED = "changed", "Đã chuyển hình thức, người chăm sóc"
    DECLINED = "declined", "Không nhận"
    WITHDRAWN = "withdrawn", "Đã rút đề xuất"
    REVOKED = "revoked", "Đã thu hồi quyết định"


class EndGround(models.TextChoices):
    """Law on Children 2016, art. 69.1 and 69.3."""

    UNFIT = "unfit", "Người chăm sóc không còn đủ điều kiện"
    HARM = "harm", "Người chăm sóc vi phạm, gây tổn hại cho trẻ"
    ASKED = "asked", "Người chăm sóc đề nghị chấm dứt"
    CHILD_HARMS = "child_harms", "Trẻ xâm phạm nghiêm trọng thành viên gia đình chăm sóc"
    REUNION = "reunion", "Đoàn tụ với gia đình"
    WISH = "wish", "Theo nguyện vọng của trẻ"


class NextForm(models.TextChoices):
    HOME = "home", "Về gia đình"
    RELATIVE = "relative", "Người thân thích chăm sóc"
    NON_RELATIVE = "non_relative", "Cá nhân, gia đình không thân thích chăm sóc"
    FACILITY = "facility", "Cơ sở trợ giúp xã hội"
    ADOPTION = "adoption", "Con nuôi (theo pháp luật nuôi con nuôi)"


OPEN_STATES = ("proposed", "matched", "decided", "handed_over")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Placement(TwoCommunes, Sealed, Versioned):
    """One child with one carer.

    `sealed` (the case's key, else its own): child (name, birth, sex), carer (name, birth, address), needs, what the child
    said, reasons. `unit_path` follows the carer, `child_path` the case or the child, by trigger. `temporary`: begun in
    an emergency or separation before the formalities (Decree 56/2017, art. 32.4); `decided_on` stays empty until they are done.
    """

    code = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    child_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    carer = models.ForeignKey(Carer, on_delete=models.PROTECT, related_name="placements")
    carer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    form_of_care = models.CharField(max_length=12, choices=CarerKindChoice.choices)  # Law on Children, art. 61
    ground = models.CharField(max_length=10)  # conditions.Ground
    state = models.CharField(max_length=11, choices=PlacementState.choices, default=PlacementState.PROPOSED)
    temporary = models.BooleanField(default=False)
    sixteen_on = models.DateField(null=True, blank=True)
    proposed_on = models.DateField()
    proposed_by_id = models.BigIntegerField(null=True)
    consent = models.CharField(max_length=10, blank=True)  # conditions.Consent
    consent_on = models.DateField(null=True, blank=True)
    child_answer = models.CharField(max_length=10, blank=True)  # conditions.ChildAnswer
    child_asked_on = models.DateField(null=True, blank=True)
    in_spite = models.BooleanField(default=False)  # the chair answered a child who said no; the words are sealed
    number = models.CharField("Số quyết định", max_length=40, blank=True)  # Mẫu 12
    decided_on = models.DateField(null=True, blank=True)
    signed_by_id = models.BigIntegerField(null=True)
    signed_post_id = models.BigIntegerField(null=True)
    signer_name = models.CharField(max_length=200, blank=True)
    guardian_also = models.BooleanField(default=False)  # the carer is the guardian too (art. 66.1)
    handed_over_on = models.DateField(null=True, blank=True)
    end_asked_on = models.DateField(null=True, blank=True)  # Mẫu 15
    end_ground = models.CharField(max_length=11, choices=EndGround.choices, blank=True)
    next_form = models.CharField(max_length=12, choices=NextForm.choices, blank=True)
    end_number = models.CharField("Số quyết định chấm dứt", max_length=40, blank=True)  # Mẫu 16
    ended_on = models.DateField(null=True, blank=True)
    end_signed_by_id = models.BigIntegerField(null=True)
    end_signer_name = models.CharField(max_length=200, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers")
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_on__isnull=False, signed_by_id__isnull=False),
                name="placement_decided_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over")
                | (Q(handed_over_on__isnull=False) & (Q(temporary=True) | Q(decided_on__isnull=False))),
                name="placement_handed_over_on_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ended", "changed"]) | (Q(ended_on__isnull=False) & ~Q(end_ground="")),
                name="placement_ended_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(handed_over_on=None) | Q(ended_on__gte=models.F("handed_over_on")),
                name="placement_in_order",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state="handed_over", child__isnull=False),
                name="placement_one_carer_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state"], name="placement_unit"),
            models.Index(fields=["child_path", "state"], name="placement_child_unit"),
            models.Index(fields=["child"], name="placement_child", condition=Q(child__isnull=False)),
            models.Index(fields=["case"], name="placement_case", condition=Q(case__isnull=False)),
            models.Index(fields=["carer", "state"], name="placement_carer"),
            models.Index(fields=["sixteen_on"], name="placement_sixteen", condition=Q(state="handed_over")),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/cham-soc-thay-the/{self.pk}/"

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES


class OfPlacement(TwoCommunes):
    """Hangs on a placement; its two paths are the placement's, by trigger: leave them empty."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)

    class Meta:
        abstract = True


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Visit(OfPlacement, Sealed, Versioned):
    """A contact before the hand-over, a visit, an assessment (Mẫu 13), a report of the carer, a review of the commune.

    `sealed`: answers of the form, or words. It counts as done when `state` is final; a draft is kept between two sittings.
    """

    kind = models.CharField(max_length=14)  # schedule.VisitKind
    on = models.DateField("Ngày")
    state = models.CharField(
        max_length=5, default="final", choices=[("draft", "Đang ghi"), ("final", "Đã hoàn thành"), ("void", "Đã bỏ")]
    )
    form_code = models.CharField(max_length=16, blank=True)  # ND56-M13
    law_version = models.CharField(max_length=64, blank=True)
    proposal = models.CharField(max_length=12, blank=True)  # what the assessment proposes (Circular 14/2020, art. 13)
    child_seen = models.BooleanField(default=False)
    by_name = models.CharField(max_length=200, blank=True)  # of the officer
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["placement", "kind", "on"], name="visit_placement")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%d/%m/%Y}"
