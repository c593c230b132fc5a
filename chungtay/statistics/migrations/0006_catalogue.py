"""Indicators that a province sets for itself."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0005_territory"),
        ("territory", "0002_names_and_loads"),
    ]

    operations = [
        migrations.CreateModel(
            name="LocalIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Mã")),
                ("unit_path", models.CharField(db_collation="C", max_length=40)),
                ("name", models.CharField(max_length=200, verbose_name="Tên chỉ tiêu")),
                ("unit_word", models.CharField(max_length=40, verbose_name="Đơn vị tính")),
                ("counts", models.CharField(max_length=300, verbose_name="Đếm gì")),
                ("numerator", models.CharField(max_length=500, verbose_name="Tử số")),
                ("over", models.CharField(blank=True, max_length=300, verbose_name="Trên tổng số nào")),
                ("denominator", models.CharField(blank=True, max_length=500, verbose_name="Mẫu số")),
                ("multiplier", models.PositiveIntegerField(default=1)),
                ("basis", models.CharField(max_length=300, verbose_name="Căn cứ")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="Ghi chú")),
                ("valid_from", models.DateField(verbose_name="Dùng từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="Thôi dùng từ ngày")),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do thôi dùng")),
                ("made_by_name", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["unit_path", "code"],
                "indexes": [models.Index(fields=["unit_path"], name="local_indicator_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to", None)) | models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="local_indicator_dates",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(("denominator", "")) | models.Q(("multiplier", 1)),
                        name="local_indicator_count_or_rate",
                    ),
                ],
            },
        ),
    ]
