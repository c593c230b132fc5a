"""Targets, tables of one's own and their mailing, boundaries for maps."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0002_wall"),
        ("territory", "0002_names_and_loads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Boundary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rings", models.JSONField()),
                ("longitude", models.FloatField()),
                ("latitude", models.FloatField()),
                ("source", models.CharField(max_length=300, verbose_name="Nguồn ranh giới")),
                ("imported_at", models.DateTimeField(auto_now=True)),
                ("imported_by_id", models.BigIntegerField(null=True)),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="boundary", to="territory.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["unit"],
            },
        ),
        migrations.CreateModel(
            name="OwnTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="Tên bảng")),
                ("choice", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("post_id", models.BigIntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("owner_name", models.CharField(max_length=200)),
                ("unit_path", models.CharField(db_collation="C", max_length=40)),
                ("for_agency", models.BooleanField(default=False, verbose_name="Mọi người trong cơ quan xem được")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["-updated_at", "-id"],
                "indexes": [
                    models.Index(fields=["post_id"], name="own_table_post"),
                    models.Index(
                        condition=models.Q(("for_agency", True)), fields=["agency_id"], name="own_table_agency"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnTableShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("post_id", models.BigIntegerField()),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="statistics.owntable"
                    ),
                ),
            ],
            options={
                "ordering": ["table", "post_id"],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("weekly", "Hằng tuần, sáng thứ Hai"),
                            ("monthly", "Hằng tháng, ngày mùng 1"),
                            ("quarterly", "Hằng quý, ngày đầu quý"),
                            ("yearly", "Hằng năm, ngày 01/01"),
                        ],
                        max_length=10,
                        verbose_name="Gửi",
                    ),
                ),
                ("with_file", models.BooleanField(default=False, verbose_name="Kèm tệp .xlsx")),
                ("next_on", models.DateField(db_index=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "table",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schedule", to="statistics.owntable"
                    ),
                ),
            ],
            options={
                "ordering": ["next_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("post_id", models.BigIntegerField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("with_file", models.BooleanField(default=False)),
                ("why_no_file", models.CharField(blank=True, max_length=200)),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sendings", to="statistics.owntable"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "post_id"],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=40, verbose_name="Chỉ tiêu")),
                ("measure", models.CharField(max_length=30)),
                ("year", models.PositiveSmallIntegerField(verbose_name="Năm")),
                (
                    "way",
                    models.CharField(
                        choices=[("at_least", "Đạt ít nhất"), ("at_most", "Không vượt quá")],
                        max_length=10,
                        verbose_name="Cách tính đạt",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=3, max_digits=14, verbose_name="Mức")),
                ("basis", models.CharField(max_length=300, verbose_name="Căn cứ")),
                ("set_by_name", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField(auto_now=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["indicator", "measure", "year"],
            },
        ),
        migrations.AddIndex(
            model_name="owntableshare",
            index=models.Index(fields=["post_id"], name="own_table_share_post"),
        ),
        migrations.AddConstraint(
            model_name="owntableshare",
            constraint=models.UniqueConstraint(fields=("table", "post_id"), name="own_table_share_once"),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(fields=("table", "day", "post_id"), name="table_sending_once"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("unit", "indicator", "measure", "year"), name="figure_target_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="figure_target_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)), name="figure_target_year"
            ),
        ),
    ]
