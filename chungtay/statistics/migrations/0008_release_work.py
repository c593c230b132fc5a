"""A release while the machine works on it."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

from chungtay.foundation.wall_sql import unwalled, walled, within


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0007_control"),
        ("territory", "0002_names_and_loads"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReleaseWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("post_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("by", models.CharField(max_length=300)),
                ("act", models.UUIDField(null=True, unique=True)),
                ("asked", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("working", "Đang tính"),
                            ("ready", "Xem trước"),
                            ("published", "Đã công bố"),
                            ("failed", "Không lập được"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("publishing", models.BooleanField(default=False)),
                ("stage", models.CharField(blank=True, max_length=100)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("cells", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("measures", models.JSONField(default=list)),
                ("doubts", models.JSONField(default=list)),
                ("mark", models.CharField(blank=True, max_length=64)),
                ("changed", models.BooleanField(default=False)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("moved_at", models.DateTimeField(auto_now_add=True)),
                (
                    "release",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work",
                        to="statistics.release",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["unit_path", "-id"], name="release_work_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("release__isnull", False), ("state", "published")),
                            models.Q(("state", "published"), _negated=True),
                            _connector="OR",
                        ),
                        name="release_work_published",
                    )
                ],
            },
        ),
        migrations.RunSQL(walled("statistics_releasework", within()), unwalled("statistics_releasework")),
    ]
