"""Filled forms of Decree 56/2017 that belong to a carer or to a placement."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.care.models.carer import Carer
from chungtay.care.models.placement import Placement
from chungtay.care.models.walled import Sealed, TwoCommunes, Versioned


class CareForm(TwoCommunes, Sealed, Versioned):
    """Mẫu 08, 11 of a carer (the carer's key); 10, 12, 15, 16 of a placement (its key). `sealed`: the answers.

    `law_version` is the digest of the form's law file on the day it was begun.
    """

    code = models.CharField(max_length=16)
    law_version = models.CharField(max_length=64, blank=True)
    carer = models.ForeignKey(Carer, on_delete=models.CASCADE, null=True, blank=True, related_name="forms")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, null=True, blank=True, related_name="forms")
    state = models.CharField(
        max_length=5, default="draft", choices=[("draft", "Đang ghi"), ("final", "Đã hoàn thành"), ("void", "Đã bỏ")]
    )
    made_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.BigIntegerField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(carer=None) ^ Q(placement=None), name="careform_of_one"),
            models.CheckConstraint(
                condition=~Q(state="final") | Q(done_at__isnull=False, done_by_id__isnull=False),
                name="careform_final_by",
            ),
        ]
        indexes = [
            models.Index(fields=["carer", "code", "-id"], name="careform_carer", condition=Q(carer__isnull=False)),
            models.Index(
                fields=["placement", "code", "-id"], name="careform_placement", condition=Q(placement__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code
