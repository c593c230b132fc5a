"""The plan, its lines for other agencies, and the link by which an agency without an account answers."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.accounts.models import Agency
from chungtay.cases.models.walled import OfCase, Sealed, Versioned, case_scope
from chungtay.foundation.access import Actor


class PlanState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    SUBMITTED = "submitted", "Đã trình"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Đã duyệt"
    REPLACED = "replaced", "Đã thay bằng kế hoạch mới"


class Plan(OfCase, Sealed, Versioned):
    """Kế hoạch hỗ trợ, can thiệp (form 04). `sealed`: goal, monitoring, how it is carried out, the reason of a return."""

    cycle = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=PlanState.choices, default=PlanState.DRAFT)
    drafted_by_id = models.BigIntegerField(null=True)
    drafted_by_name = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decision = models.ForeignKey("cases.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case", "-cycle", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "cycle"], condition=~Q(state="replaced"), name="plan_one_a_cycle"),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(decided_by_id__isnull=False) & ~Q(decided_by_id=F("submitted_by_id"))),
                name="plan_not_approved_by_its_submitter",
            ),
        ]

    def __str__(self) -> str:
        return f"Kế hoạch chu kỳ {self.cycle}"


class LineState(models.TextChoices):
    DRAFT = "draft", "Trong kế hoạch"
    ASKED = "asked", "Đã đề nghị, chờ trả lời"
    ACCEPTED = "accepted", "Đã nhận, đang làm"
    REFUSED = "refused", "Không nhận"
    DONE = "done", "Đã làm xong"
    CANCELLED = "cancelled", "Đã bỏ"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanLine(OfCase, Sealed, Versioned):
    """One service or piece of work: a task for an agency, with acceptance, day, cost and report back.

    `sealed` holds {"service", "instruction", "who" (minimum data of the child), "report", "refusal"}, under a key the
    agency's post may use only through `services.lines`. The agency sees this row and nothing else of the case.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=1)
    category = models.CharField(max_length=24)  # code list service_groups (Circular 14/2020, art. 4.2)
    measure = models.CharField(max_length=24, blank=True)  # code list protection_measures (Law on Children, art. 48-50)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provider_name = models.CharField(max_length=200, blank=True)  # an agency that has no account
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=0, null=True, blank=True)  # đồng
    actual_cost = models.DecimalField(max_digits=14, decimal_places=0, null=True, blank=True)
    state = models.CharField(max_length=9, choices=LineState.choices, default=LineState.DRAFT)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan_id", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="planline_in_order"
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="planline_cost"),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_on__isnull=False), name="planline_done_on"),
        ]
        indexes = [
            models.Index(fields=["case"], name="planline_case"),
            models.Index(
                fields=["agency", "state", "ends_on"], name="planline_agency", condition=Q(agency__isnull=False)
            ),
            models.Index(fields=["unit_path", "state", "ends_on"], name="planline_unit"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        asked = Q(agency_id__in=actor.agency_ids) & ~Q(state__in=["draft", "cancelled"])
        return case_scope(actor, "case__") | asked

    def __str__(self) -> str:
        return f"Phần việc {self.position}"


class LineLink(OfCase):
    """A link for one answer: minimum data, an end, a log. The token itself is never kept."""

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    log = models.JSONField(default=list)  # [{"at", "what"}]: opened, answered, refused

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Liên kết của {self.line_id}"
