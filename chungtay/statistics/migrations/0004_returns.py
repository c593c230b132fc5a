"""Data sets, returns, their numbers, versions and signed revisions; the wall around them goes by the path of the unit."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from chungtay.foundation.wall_sql import unwalled, walled, within

_WALLED = ("return", "returnvalue", "returnversion", "returnrevision", "returncomment", "returnupload")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sessions_and_delegation"),
        ("foundation", "0005_looks_of_one"),
        ("statistics", "0003_looks"),
        ("territory", "0002_names_and_loads"),
    ]
    operations = [
        migrations.CreateModel(
            name="DataSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=300)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("due_on", models.DateField()),
                ("opens_on", models.DateField()),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("law_version", models.CharField(max_length=64)),
                ("opened_at", models.DateTimeField()),
                ("locked_at", models.DateTimeField(null=True)),
                ("locked_by", models.CharField(blank=True, max_length=300)),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["-due_on", "form", "unit_path"],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang nhập"),
                            ("submitted", "Đã nộp, chờ kiểm tra"),
                            ("checked", "Đã kiểm tra, chờ chấp nhận"),
                            ("accepted", "Đã chấp nhận"),
                            ("returned", "Bị trả lại"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("source_note", models.CharField(blank=True, max_length=300)),
                ("submitted_on", models.DateField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("submitted_by", models.CharField(blank=True, max_length=300)),
                ("checked_by", models.CharField(blank=True, max_length=300)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_by", models.CharField(blank=True, max_length=300)),
                ("returned_reason", models.TextField(blank=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "consolidates",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="statistics.dataset",
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="statistics.dataset"
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
                "ordering": ["unit_path", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("cell", models.CharField(blank=True, max_length=90)),
                ("text", models.TextField(blank=True)),
                ("by", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.storedfile",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="statistics.return"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("by", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exceptions", to="statistics.dataset"
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
                "ordering": ["-until", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang lập"),
                            ("submitted", "Đã ký nộp, chờ kiểm tra"),
                            ("checked", "Đã kiểm tra, chờ chấp nhận"),
                            ("accepted", "Đã chấp nhận"),
                            ("returned", "Bị trả lại"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("cells", models.JSONField(default=list)),
                ("reason", models.TextField()),
                ("signed_by", models.CharField(max_length=300)),
                ("signed_at", models.DateTimeField(auto_now_add=True)),
                ("checked_by", models.CharField(blank=True, max_length=300)),
                ("accepted_by", models.CharField(blank=True, max_length=300)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("returned_reason", models.TextField(blank=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="statistics.return"
                    ),
                ),
            ],
            options={
                "ordering": ["owner", "-number"],
            },
        ),
        migrations.CreateModel(
            name="ReturnUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("post_id", models.BigIntegerField()),
                ("by", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Chờ quyết định"), ("done", "Đã ghi"), ("dropped", "Đã bỏ")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("differences", models.JSONField(default=list)),
                ("faults", models.JSONField(default=list)),
                ("notices", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="statistics.dataset"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("quantity", models.CharField(max_length=60)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("band", models.CharField(blank=True, max_length=10)),
                ("minority", models.CharField(blank=True, max_length=1)),
                ("value", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("computed", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("changed_by", models.CharField(blank=True, max_length=300)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="values", to="statistics.return"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=20)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", models.CharField(max_length=300)),
                ("reason", models.TextField(blank=True)),
                ("cells", models.JSONField(default=list)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="statistics.return"
                    ),
                ),
            ],
            options={
                "ordering": ["owner", "-number"],
            },
        ),
        migrations.AddIndex(
            model_name="dataset",
            index=models.Index(fields=["period", "form"], name="data_set_period"),
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.UniqueConstraint(fields=("form", "period", "receiver"), name="data_set_once"),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["unit_path", "state"], name="return_path"),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["agency", "state"], name="return_agency"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(fields=("dataset", "unit"), name="return_once"),
        ),
        migrations.AddConstraint(
            model_name="returnexception",
            constraint=models.UniqueConstraint(fields=("dataset", "unit"), name="return_exception_once"),
        ),
        migrations.AddConstraint(
            model_name="returnrevision",
            constraint=models.UniqueConstraint(fields=("owner", "number"), name="return_revision_number"),
        ),
        migrations.AddConstraint(
            model_name="returnrevision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "checked", "returned"])),
                fields=("owner",),
                name="return_revision_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="returnvalue",
            index=models.Index(fields=["quantity", "unit_path"], name="return_value_read"),
        ),
        migrations.AddConstraint(
            model_name="returnvalue",
            constraint=models.UniqueConstraint(
                fields=("owner", "quantity", "sex", "band", "minority"), name="return_value_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnversion",
            constraint=models.UniqueConstraint(fields=("owner", "number"), name="return_version_number"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnversion",
            trigger=pgtrigger.compiler.Trigger(
                name="sent_return_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="26d49c185d0999b1b2c80e276349f67ece821abe",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_sent_return_never_changes_2841a",
                    table="statistics_returnversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            "\n".join(walled(f"statistics_{table}", within()) for table in _WALLED),
            "\n".join(unwalled(f"statistics_{table}") for table in _WALLED),
        ),
    ]
