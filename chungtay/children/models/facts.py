"""Dated facts about a child: insurance, disability, illness, skills; growth, doses, schooling, support received."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.children.models.child import Child
from chungtay.children.models.walled import Walled


class FactKind(models.TextChoices):
    """`code` and `detail` mean by kind what stands behind it."""

    INSURANCE = "insurance", "Bảo hiểm y tế"  # code: -, detail: card number
    DISABILITY = "disability", "Khuyết tật"  # code: disability_kinds, degree: disability_degrees
    ILLNESS = "illness", "Bệnh hiểm nghèo, bệnh điều trị dài ngày"  # detail: the illness
    HIV = "hiv", "Nhiễm HIV/AIDS"  # sealed
    INJURY = "injury", "Tai nạn thương tích"  # code: injury_causes
    SWIMMING = "swimming", "Biết bơi an toàn"
    INTERNET = "internet", "Sử dụng internet"
    PARTICIPATION = "participation", "Tham gia câu lạc bộ, diễn đàn"  # detail: which
    SCREENING = "screening", "Sàng lọc sơ sinh"
    PRESCHOOL = "preschool", "Nhà trẻ, mẫu giáo"
    SEEN = "seen", "Gặp trẻ"  # detail: who saw the child, where
    OTHER = "other", "Khác"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Fact(Walled):
    """True from `valid_from` until the day before `valid_to`; open when `valid_to` is empty."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="facts", db_index=False)
    kind = models.CharField(max_length=14, choices=FactKind.choices)
    code = models.CharField(max_length=20, blank=True)
    degree = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    seal = models.CharField(max_length=10, blank=True, editable=False)
    source = models.CharField("Nguồn", max_length=200, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "-valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="fact_dates"),
        ]
        indexes = [
            models.Index(fields=["child", "kind", "valid_from"], name="fact_child"),
            models.Index(fields=["unit_path", "kind"], name="fact_place"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Growth(Walled):
    """A measurement. The z-scores are those of chungtay.children.growth on the day; empty when they cannot be told."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="growth", db_index=False)
    on = models.DateField("Ngày đo")
    weight = models.DecimalField("Cân nặng (kg)", max_digits=5, decimal_places=2, null=True, blank=True)
    height = models.DecimalField("Chiều cao (cm)", max_digits=5, decimal_places=1, null=True, blank=True)
    lying = models.BooleanField("Đo nằm", null=True, blank=True)
    weight_for_age = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    height_for_age = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    weight_for_height = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    source = models.CharField("Nơi đo", max_length=200, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "-on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["child", "on"], name="growth_once_a_day"),
            models.CheckConstraint(
                condition=Q(weight__isnull=False) | Q(height__isnull=False), name="growth_measures_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"


class Immunisation(Walled):
    """One dose given. `vaccine`: code of chungtay.children.vaccines; `dose` counts from 1."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="immunisations", db_index=False)
    vaccine = models.CharField(max_length=12)
    dose = models.PositiveSmallIntegerField(default=1)
    on = models.DateField("Ngày tiêm", null=True, blank=True)
    source = models.CharField("Nơi tiêm", max_length=200, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "on", "vaccine", "dose"]
        constraints = [models.UniqueConstraint(fields=["child", "vaccine", "dose"], name="immunisation_once")]

    def __str__(self) -> str:
        return f"{self.vaccine} {self.dose}"


class Schooling(Walled):
    """A school year of a child. `state`: code list schooling_states; `year` is the year in which the school year began."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="schooling", db_index=False)
    year = models.PositiveSmallIntegerField("Năm học")
    level = models.CharField("Cấp học", max_length=12, blank=True)  # code list school_levels
    grade = models.CharField("Lớp", max_length=10, blank=True)
    school = models.CharField("Trường", max_length=120, blank=True)
    state = models.CharField("Tình trạng", max_length=12)
    since = models.DateField(null=True, blank=True)  # the day of dropping out
    reason = models.CharField("Lý do", max_length=200, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "-year", "id"]
        constraints = [models.UniqueConstraint(fields=["child", "year"], name="schooling_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year}-{self.year + 1}"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Support(Walled):
    """What a child received. `kind`: code list assistance_kinds; `amount` in đồng."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="support")
    kind = models.CharField("Hình thức", max_length=20)
    content = models.CharField("Nội dung", max_length=300)
    amount = models.DecimalField("Số tiền (đồng)", max_digits=14, decimal_places=0, null=True, blank=True)
    provider = models.CharField("Đơn vị hỗ trợ", max_length=200, blank=True)
    on = models.DateField("Ngày")
    until = models.DateField("Đến ngày", null=True, blank=True)
    decision = models.CharField("Quyết định", max_length=200, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "-on", "id"]
        indexes = [models.Index(fields=["unit_path", "on"], name="support_place")]

    def __str__(self) -> str:
        return self.content
