"""What a province has counted beside the law: its own indicators, written with the same formulas."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import ScopedManager, path_condition
from chungtay.territory.models import Unit


class LocalIndicator(models.Model):
    """An indicator of one province. Its formula never changes: another formula is another indicator, so that years compare.

    `code` is `DP-<province>-<number>`; without a denominator it is a count. `valid_to`: the first day it is no longer used.
    """

    code = models.CharField("Mã", max_length=20, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C")
    name = models.CharField("Tên chỉ tiêu", max_length=200)
    unit_word = models.CharField("Đơn vị tính", max_length=40)
    counts = models.CharField("Đếm gì", max_length=300)
    numerator = models.CharField("Tử số", max_length=500)
    over = models.CharField("Trên tổng số nào", max_length=300, blank=True)
    denominator = models.CharField("Mẫu số", max_length=500, blank=True)
    multiplier = models.PositiveIntegerField(default=1)
    basis = models.CharField("Căn cứ", max_length=300)
    note = models.CharField("Ghi chú", max_length=500, blank=True)
    valid_from = models.DateField("Dùng từ ngày")
    valid_to = models.DateField("Thôi dùng từ ngày", null=True, blank=True)
    end_reason = models.CharField("Lý do thôi dùng", max_length=300, blank=True)
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager["LocalIndicator"]()

    class Meta:
        ordering = ["unit_path", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="local_indicator_dates"
            ),
            models.CheckConstraint(
                condition=~Q(denominator="") | Q(multiplier=1), name="local_indicator_count_or_rate"
            ),
        ]
        indexes = [models.Index(fields=["unit_path"], name="local_indicator_unit")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        """Everybody within the province, and who stands above it: a definition says nothing of a child."""
        provinces = {path.partition("/")[0] for path in actor.unit_paths if path}
        return path_condition("unit_path", actor) | Q(unit_path__in=provinces)
