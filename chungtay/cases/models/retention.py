"""How long a case is kept, and its end by two persons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chungtay.cases.models.walled import OfCase
from chungtay.territory.models import Unit


class RetentionRule(models.Model):
    """A period of keeping that a province has laid down, with the document that says so.

    Decree 56/2017 names none (art. 30.3 says where the file is kept, not how long), so there is none until an
    administrator loads it. Never changed: a rule is ended and another one begun. Holds no person.
    """

    province = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField("Mã loại hồ sơ", max_length=24)
    name = models.CharField("Loại hồ sơ", max_length=160)
    years = models.PositiveSmallIntegerField("Số năm lưu")  # from the day the case ended
    basis = models.CharField("Văn bản quy định", max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["province", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "code"], condition=Q(ended_at=None), name="retentionrule_one"),
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=100), name="retentionrule_years"),
            models.CheckConstraint(condition=~Q(basis=""), name="retentionrule_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.years} năm"


class ErasureState(models.TextChoices):
    ASKED = "asked", "Chờ người thứ hai"
    DONE = "done", "Đã hủy"
    REFUSED = "refused", "Không đồng ý"
    WITHDRAWN = "withdrawn", "Đã rút lại"


class Erasure(OfCase):
    """The end of a case's content: who asked is never who carried it out. `proof`: numbers only, for ever."""

    state = models.CharField(max_length=9, choices=ErasureState.choices, default=ErasureState.ASKED)
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by_id = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    proof = models.JSONField(default=dict)  # {"keys": [ids], "files": 3, "rows": 41}

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="erasure_one_open"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(decided_by_id__isnull=False) & ~Q(decided_by_id=F("asked_by_id"))),
                name="erasure_two_persons",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="erasure_case"),
            models.Index(fields=["unit_path", "state"], name="erasure_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.case_id}"
