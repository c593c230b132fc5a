"""Children, and where each of them lived when."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.fields.generated import GeneratedField

from chungtay.children.models.family import Household
from chungtay.children.models.walled import Versioned, Walled
from chungtay.territory.models import Hamlet, Unit


class ChildStatus(models.TextChoices):
    """Turning 16 is no status: age is computed for the day asked about (Law on Children 2016, art. 1)."""

    HERE = "here", "Đang ở địa bàn"
    LEFT = "left", "Đã rời địa bàn"
    DIED = "died", "Đã mất"
    MERGED = "merged", "Đã gộp vào hồ sơ khác"
    VOID = "void", "Hồ sơ ghi nhầm"


def _sql(function: str, *fields: str) -> Func:
    return Func(*(F(field) for field in fields), function=function)


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["folded", "syllables", "province", "birth_year", "faults", "insured_until", "school_state", "special",
             "at_risk", "household_kind", "vaccines", "measured_on", "parents_folded"],
)  # fmt: skip
class Child(Walled, Versioned):
    """One child. `birth` is as known ("2019", "2019-05", "2019-05-12"); `birth_date` its earliest day, for reckoning.

    `folded`, `syllables`, `province`, `birth_year`, `parents_folded` and `faults` are computed by PostgreSQL from the row.
    `insured_until` … `measured_on` sum up the dated facts as they stand and are kept by triggers
    (`children_summarise`), so that a list needs no second table. `father_name`, `mother_name`, `carer_name` and `phone`
    follow the family the same way when it is recorded, and may be written alone when it is not.
    """

    full_name = models.CharField("Họ và tên", max_length=120)
    other_name = models.CharField("Tên gọi ở nhà", max_length=120, blank=True)
    name_key = models.CharField(max_length=260, editable=False, db_collation="C")  # foundation.vietnamese.name_key
    birth = models.CharField("Ngày sinh", max_length=10, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    birth_about = models.BooleanField("Ngày sinh ước chừng", default=False)
    sex = models.CharField("Giới tính", max_length=6, blank=True)  # male, female, or not known
    ethnicity = models.CharField("Dân tộc", max_length=20, blank=True)  # code list ethnicities
    religion = models.CharField("Tôn giáo", max_length=20, blank=True)
    nationality = models.CharField("Quốc tịch", max_length=2, default="VN", blank=True)
    personal_number = models.CharField("Số định danh cá nhân", max_length=12, blank=True)
    national_code = models.CharField("Mã trẻ em", max_length=30, blank=True)  # in the national software
    birth_registered = models.BooleanField("Đã đăng ký khai sinh", null=True, blank=True)
    birth_registered_on = models.DateField("Ngày đăng ký khai sinh", null=True, blank=True)
    birth_certificate = models.CharField("Số giấy khai sinh", max_length=40, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="children", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    residence_kind = models.CharField("Cư trú", max_length=12, blank=True)  # code list residence_kinds
    registered_at = models.CharField("Nơi thường trú nếu khác", max_length=200, blank=True)
    lives_with = models.CharField("Hiện sống với", max_length=20, blank=True)  # code list lives_with
    father_name = models.CharField("Họ tên cha", max_length=120, blank=True)
    mother_name = models.CharField("Họ tên mẹ", max_length=120, blank=True)
    carer_name = models.CharField("Người nuôi dưỡng", max_length=120, blank=True)
    phone = models.CharField("Điện thoại gia đình", max_length=20, blank=True)
    status = models.CharField(max_length=6, choices=ChildStatus.choices, default=ChildStatus.HERE)
    status_on = models.DateField(null=True, blank=True)
    status_reason = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    last_seen_on = models.DateField("Lần gặp gần nhất", null=True, blank=True)
    note = models.TextField("Ghi chú", blank=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    insured_until = models.DateField(null=True, editable=False)
    school_state = models.CharField(max_length=12, blank=True, editable=False)
    household_kind = models.CharField(max_length=20, blank=True, editable=False)
    special = models.BooleanField(default=False, editable=False)
    at_risk = models.BooleanField(default=False, editable=False)
    vaccines = ArrayField(models.CharField(max_length=16), default=list, editable=False)  # doses given, as code-number
    measured_on = models.DateField(null=True, editable=False)

    folded = GeneratedField(
        expression=_sql("foundation_fold", "full_name"), output_field=models.TextField(), db_persist=True
    )
    syllables = GeneratedField(
        expression=Func(_sql("foundation_fold", "full_name"), Value(" "), function="string_to_array"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    parents_folded = GeneratedField(
        expression=_sql("children_parents_folded", "father_name", "mother_name", "carer_name"),
        output_field=models.TextField(),
        db_persist=True,
    )
    province = GeneratedField(
        expression=Func(F("unit_path"), Value("/"), Value(1), function="split_part"),
        output_field=models.CharField(max_length=6, db_collation="C"),
        db_persist=True,
    )
    birth_year = GeneratedField(
        expression=_sql("children_birth_year", "birth_date"),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    faults = GeneratedField(
        expression=_sql(
            "children_faults", "full_name", "birth", "birth_date", "sex", "ethnicity", "personal_number", "birth_registered",
            "father_name", "mother_name", "carer_name", "hamlet_id",
        ),
        output_field=models.IntegerField(),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        ordering = ["name_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into=None)),
                name="child_merged_into",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="child_not_into_itself"),
            models.CheckConstraint(
                condition=Q(status="here") | Q(status_on__isnull=False), name="child_status_has_day"
            ),
            models.CheckConstraint(condition=Q(sex__in=["", "male", "female"]), name="child_sex"),
        ]
        indexes = [
            models.Index(fields=["unit_path", "name_key", "id"], name="child_list", condition=Q(status="here")),
            models.Index(fields=["province", "name_key", "id"], name="child_province", condition=Q(status="here")),
            models.Index(fields=["unit_path", "hamlet", "name_key"], name="child_hamlet", condition=Q(status="here")),
            models.Index(fields=["unit_path", "birth_date", "id"], name="child_birth", condition=Q(status="here")),
            models.Index(fields=["province", "birth_date", "id"], name="child_province_birth", condition=Q(status="here")),
            models.Index(fields=["folded", "birth_year"], name="child_folded", opclasses=["text_pattern_ops", "int2_ops"]),
            models.Index(fields=["personal_number"], name="child_number", condition=~Q(personal_number="")),
            models.Index(fields=["national_code"], name="child_national", condition=~Q(national_code="")),
            models.Index(fields=["phone"], name="child_phone", condition=~Q(phone="")),
            models.Index(fields=["household"], name="child_household"),
            models.Index(fields=["batch_id"], name="child_batch", condition=Q(batch_id__isnull=False)),
            models.Index(fields=["merged_into"], name="child_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["unit_path", "name_key"], name="child_special", condition=Q(status="here", special=True)),
            models.Index(fields=["unit_path", "name_key"], name="child_at_risk", condition=Q(status="here", at_risk=True)),
            models.Index(fields=["unit_path", "hamlet", "name_key"], name="child_faulty", condition=Q(status="here", faults__gt=0)),
            models.Index(fields=["unit_path", "last_seen_on"], name="child_seen", condition=Q(status="here")),
            models.Index(fields=["province", "name_key"], name="child_province_special", condition=Q(status="here", special=True)),
            models.Index(
                fields=["unit_path", "name_key"], name="child_unregistered",
                condition=Q(status="here") & (Q(birth_registered=None) | Q(birth_registered=False)),
            ),
            models.Index(
                fields=["unit_path", "name_key"], name="child_no_school",
                condition=Q(status="here", school_state__in=["dropped_out", "never"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return f"/tre-em/{self.pk}/"


class ResidenceReason(models.TextChoices):
    BORN = "born", "Sinh ra"
    FOUND = "found", "Ghi vào sổ"
    MOVED = "moved", "Chuyển đến"
    REFORM = "reform", "Sắp xếp đơn vị hành chính"
    IMPORTED = "imported", "Nhập từ danh sách"


class Residence(Walled):
    """Where a child lived in a stretch of days. A child is in at most one place on each day: the database keeps it.

    `place_path` is the commune of that time; `unit_path` the commune that keeps the child today and so may read it.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="residences", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=40, db_collation="C")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    period = DateRangeField()
    reason = models.CharField(max_length=8, choices=ResidenceReason.choices)
    transfer_id = models.BigIntegerField(null=True, blank=True)
    reform_id = models.BigIntegerField(null=True, blank=True)
    batch_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["child", "period"]
        constraints = [
            # One child is a range of one number: the core has no other way to exclude on a number and a range at once.
            ExclusionConstraint(
                name="residence_one_place_a_day",
                expressions=[
                    (Func(F("child_id"), F("child_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="residence_some_days"),
        ]
        indexes = [
            models.Index(fields=["child"], name="residence_child"),
            models.Index(fields=["place_path", "child"], name="residence_place"),
            models.Index(fields=["reform_id"], name="residence_reform", condition=Q(reform_id__isnull=False)),
            models.Index(fields=["batch_id"], name="residence_batch", condition=Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} ở {self.place_path}"
