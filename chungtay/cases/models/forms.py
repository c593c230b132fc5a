"""Forms filled for a case, each under the version of its day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.cases.models.case import Risk
from chungtay.cases.models.walled import OfCase, Sealed, Versioned


class FormState(models.TextChoices):
    DRAFT = "draft", "Đang ghi"
    FINAL = "final", "Đã hoàn thành"
    VOID = "void", "Đã bỏ"


class CaseForm(OfCase, Sealed, Versioned):
    """A form of Decree 56/2017 with its answers (`sealed`). `law_version` is the digest of the form's law file.

    `level_counted` is what the two scales give, `level_set` what the officer decided; when they differ there is a reason
    (inside `sealed`) and a second person: `confirmed_by_id`.
    """

    code = models.CharField(max_length=16)  # ND56-M02 …
    law_version = models.CharField(max_length=64)
    cycle = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=5, choices=FormState.choices, default=FormState.DRAFT)
    number = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.BigIntegerField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    level_counted = models.CharField(max_length=6, choices=Risk.choices, blank=True)
    level_set = models.CharField(max_length=6, choices=Risk.choices, blank=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_by_name = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)
    about_label = models.CharField(max_length=40, blank=True)  # a thing of another app the form is about
    about_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="final") | Q(done_at__isnull=False, done_by_id__isnull=False),
                name="caseform_final_by",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id=None) | ~Q(confirmed_by_id=models.F("done_by_id")),
                name="caseform_second_person",
            ),
            models.UniqueConstraint(
                fields=["case", "code", "cycle"],
                condition=Q(state="draft", about_id=None),
                name="caseform_one_draft",
            ),
        ]
        indexes = [models.Index(fields=["case", "code", "-id"], name="caseform_case")]

    def __str__(self) -> str:
        return self.code
