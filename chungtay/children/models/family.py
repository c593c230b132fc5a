"""Households and the grown-ups in them; who is what to a child."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.generated import GeneratedField

from chungtay.children.models.walled import Versioned, Walled
from chungtay.territory.models import Hamlet, Unit


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["head_key"])
class Household(Walled, Versioned):
    """Hộ gia đình. `code`: the number in the commune's book. `kind` is the state of today, kept by trigger."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField("Mã hộ", max_length=30, blank=True)
    head_name = models.CharField("Chủ hộ", max_length=120, blank=True)
    address = models.CharField("Địa chỉ", max_length=250, blank=True)
    phone = models.CharField("Điện thoại", max_length=20, blank=True)
    kind = models.CharField("Diện hộ", max_length=20, blank=True, editable=False)  # code list household_kinds
    temporary_house = models.BooleanField("Nhà tạm", null=True, blank=True)
    clean_water = models.BooleanField("Nước hợp vệ sinh", null=True, blank=True)
    clean_toilet = models.BooleanField("Nhà tiêu hợp vệ sinh", null=True, blank=True)
    clean_fuel = models.BooleanField("Nhiên liệu sạch", null=True, blank=True)
    note = models.TextField("Ghi chú", blank=True)
    head_key = GeneratedField(  # foundation.vietnamese.name_key, in SQL: households come in by several roads
        expression=Func(F("head_name"), function="children_name_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    ended_on = models.DateField(null=True, blank=True)  # the family left or was joined to another record
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["unit_path", "code", "id"]
        indexes = [
            models.Index(fields=["unit_path", "head_key", "id"], name="household_list", condition=Q(ended_on=None)),
            models.Index(
                fields=["unit_path", "hamlet", "head_key"], name="household_place", condition=Q(ended_on=None)
            ),
            models.Index(fields=["unit_path", "code"], name="household_code"),
            models.Index(fields=["batch_id"], name="household_batch", condition=Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Hộ {self.head_name or self.code or self.pk}"

    def get_absolute_url(self) -> str:
        return f"/ho-gia-dinh/{self.pk}/"


class HouseholdKind(Walled):
    """Poor or near-poor in a stretch of time, by which decision (reviewed each year)."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="kinds", db_index=False)
    kind = models.CharField(max_length=20)  # code list household_kinds
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    decision = models.CharField("Quyết định", max_length=200, blank=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["household", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="hk_dates"),
        ]
        indexes = [models.Index(fields=["household", "valid_from"], name="hk_household")]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from:%Y}"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Adult(Walled, Versioned):
    """Father, mother, grandparent, guardian: a grown-up of a household. `condition`: code list parent_conditions."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="adults", db_index=False
    )
    full_name = models.CharField("Họ và tên", max_length=120)
    birth = models.CharField("Ngày sinh", max_length=10, blank=True)  # ISO, may be partial: 1990, 1990-03, 1990-03-05
    sex = models.CharField("Giới tính", max_length=6, blank=True)
    ethnicity = models.CharField("Dân tộc", max_length=20, blank=True)
    personal_number = models.CharField("Số định danh cá nhân", max_length=12, blank=True)
    phone = models.CharField("Điện thoại", max_length=20, blank=True)
    education = models.CharField("Trình độ học vấn", max_length=60, blank=True)
    occupation = models.CharField("Nghề nghiệp", max_length=80, blank=True)
    condition = models.CharField("Tình trạng", max_length=20, blank=True)
    condition_since = models.DateField(null=True, blank=True)
    away_since = models.DateField("Đi làm ăn xa từ", null=True, blank=True)
    away_where = models.CharField("Nơi đi làm", max_length=120, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["household", "id"]
        indexes = [
            models.Index(fields=["household"], name="adult_household"),
            models.Index(fields=["personal_number"], name="adult_number", condition=~Q(personal_number="")),
            models.Index(fields=["batch_id"], name="adult_batch", condition=Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.full_name


class Relation(models.TextChoices):
    """What a grown-up is to a child."""

    FATHER = "father", "Cha"
    MOTHER = "mother", "Mẹ"
    GRANDPARENT = "grandparent", "Ông, bà"
    SIBLING = "sibling", "Anh, chị"
    RELATIVE = "relative", "Họ hàng"
    GUARDIAN = "guardian", "Người giám hộ"
    FOSTER = "foster", "Người nhận chăm sóc thay thế"
    STEP = "step", "Cha dượng, mẹ kế"
    OTHER = "other", "Người khác"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Kinship(Walled):
    """Dated: a child has one father and one mother by birth at a time, and may have several who raise it."""

    child = models.ForeignKey("children.Child", on_delete=models.CASCADE, related_name="kin", db_index=False)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="kin", db_index=False)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    raises = models.BooleanField("Đang nuôi dưỡng", default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField("Căn cứ", max_length=200, blank=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "relation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "relation"],
                condition=Q(relation__in=["father", "mother"], valid_to=None),
                name="kinship_one_father_one_mother",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")), name="kinship_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["child"], name="kinship_child"),
            models.Index(fields=["adult"], name="kinship_adult"),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.adult_id}"
