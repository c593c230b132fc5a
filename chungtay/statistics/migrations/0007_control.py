"""Releases and their cells, the rule of small counts, reasons given to checks."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from chungtay.foundation.wall_sql import unwalled, walled, within


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sessions_and_delegation"),
        ("statistics", "0006_catalogue"),
        ("territory", "0002_names_and_loads"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=32)),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("period", models.CharField(max_length=40)),
                ("sentence", models.TextField()),
                ("reason", models.CharField(max_length=500)),
                ("by", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["-at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("unit_name", models.CharField(max_length=200)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("country", "Cả nước"),
                            ("province", "Cấp tỉnh"),
                            ("district", "Cấp huyện (đến 30/6/2025)"),
                            ("commune", "Cấp xã"),
                        ],
                        max_length=10,
                    ),
                ),
                ("period", models.CharField(max_length=40)),
                ("period_title", models.CharField(max_length=120)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("by", models.JSONField(default=list)),
                ("measures", models.JSONField()),
                ("rules", models.JSONField()),
                ("agency_name", models.CharField(max_length=300)),
                ("published_by", models.CharField(max_length=300)),
                ("published_on", models.DateField()),
                ("next_on", models.DateField()),
                ("counted_on", models.DateField()),
                ("law_version", models.CharField(blank=True, max_length=64)),
                ("note", models.TextField(blank=True)),
                ("correction", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-published_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ReleaseCell",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                ("measure", models.CharField(max_length=60)),
                ("unit_code", models.CharField(max_length=20)),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("unit_name", models.CharField(max_length=200)),
                ("break_of", models.CharField(blank=True, max_length=10)),
                ("break_value", models.CharField(blank=True, max_length=20)),
                ("numerator", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("denominator", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("value", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                (
                    "hidden",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("small", "Số quá nhỏ, có thể lộ một trẻ"),
                            ("keeps", "Được giữ để không suy ra số nhỏ ở ô khác"),
                            ("none", "Chưa có số liệu"),
                        ],
                        max_length=6,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["release", "place"],
            },
        ),
        migrations.CreateModel(
            name="DisclosureRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(unique=True)),
                ("small", models.PositiveSmallIntegerField(default=2)),
                ("sealed_small", models.PositiveSmallIntegerField(default=4)),
                ("by", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sealed_small__gte", models.F("small")), ("small__gte", 2)),
                        name="disclosure_rule_floor",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disclosurerule",
            trigger=pgtrigger.compiler.Trigger(
                name="disclosure_rule_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4567179612941624ff664a4a782ad0170c2ea841",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_disclosure_rule_never_changes_33a1c",
                    table="statistics_disclosurerule",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="findingreason",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"),
        ),
        migrations.AddField(
            model_name="release",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="corrects",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="statistics.release",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"),
        ),
        migrations.AddField(
            model_name="releasecell",
            name="release",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cells",
                to="statistics.release",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingreason",
            constraint=models.UniqueConstraint(fields=("unit", "period", "mark"), name="finding_reason_once"),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["period", "unit_path"], name="release_period"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))), name="release_period_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_on__gt", models.F("published_on"))), name="release_next_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("corrects", None), models.Q(("correction", ""), _negated=True), _connector="OR"),
                name="release_correction_told",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="release",
            trigger=pgtrigger.compiler.Trigger(
                name="published_release_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b30dd2cc1d13d995a6494c95cdf27c5a49f157bd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_release_never_changes_ef074",
                    table="statistics_release",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="releasecell",
            constraint=models.UniqueConstraint(fields=("release", "place"), name="release_cell_place"),
        ),
        migrations.AddConstraint(
            model_name="releasecell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden", ""),
                    models.Q(("denominator", None), ("numerator", None), ("value", None)),
                    _connector="OR",
                ),
                name="release_hidden_is_empty",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="releasecell",
            trigger=pgtrigger.compiler.Trigger(
                name="published_cell_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ece59b58d6a8a8f5735117498c2deda624b1ec53",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_cell_never_changes_b3bb0",
                    table="statistics_releasecell",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(walled("statistics_findingreason", within()), unwalled("statistics_findingreason")),
    ]
