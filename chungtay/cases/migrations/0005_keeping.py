"""Files of a case under a key of their own, periods of keeping as a province loads them, and the end of a case by two persons."""

import django.db.models.deletion
from django.db import migrations, models

from chungtay.foundation.wall_sql import marked, unwalled, walled, within

_BY_LEAD = f"({marked('case')} AND {within()}) OR cases_reaches(case_id)"
WALL = walled("cases_erasure", _BY_LEAD)
PLACE = "CREATE TRIGGER place BEFORE INSERT ON cases_erasure FOR EACH ROW EXECUTE FUNCTION cases_place();"
FOLLOW = """
CREATE FUNCTION cases_erasure_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE cases_erasure SET unit_path = NEW.unit_path WHERE case_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER erasure_follow AFTER UPDATE OF unit_path ON cases_case FOR EACH ROW
  WHEN (OLD.unit_path IS DISTINCT FROM NEW.unit_path) EXECUTE FUNCTION cases_erasure_follow();
"""
FOLLOW_BACK = "DROP TRIGGER erasure_follow ON cases_case; DROP FUNCTION cases_erasure_follow();"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_clock_paused"),
        ("foundation", "0004_vault"),
        ("territory", "0002_names_and_loads"),
    ]
    operations = [
        migrations.AddField(
            model_name="evidence",
            name="file_key",
            field=models.ForeignKey(default=None, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.vaultkey"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(db_collation="C", default="", editable=False, max_length=40)),
                ("state", models.CharField(choices=[("asked", "Chờ người thứ hai"), ("done", "Đã hủy"), ("refused", "Không đồng ý"), ("withdrawn", "Đã rút lại")], default="asked", max_length=9)),
                ("reason", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("asked_by_id", models.BigIntegerField()),
                ("asked_by_name", models.CharField(max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=200)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("proof", models.JSONField(default=dict)),
                ("case", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="cases.case")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["case", "-id"], name="erasure_case"), models.Index(fields=["unit_path", "state"], name="erasure_unit")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state", "asked")), fields=("case",), name="erasure_one_open"),
                    models.CheckConstraint(condition=models.Q(models.Q(("state", "done"), _negated=True), models.Q(("decided_by_id__isnull", False), models.Q(("decided_by_id", models.F("asked_by_id")), _negated=True)), _connector="OR"), name="erasure_two_persons"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=24, verbose_name="Mã loại hồ sơ")),
                ("name", models.CharField(max_length=160, verbose_name="Loại hồ sơ")),
                ("years", models.PositiveSmallIntegerField(verbose_name="Số năm lưu")),
                ("basis", models.CharField(max_length=200, verbose_name="Văn bản quy định")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("created_by_id", models.BigIntegerField(null=True)),
                ("created_by_name", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("province", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit")),
            ],
            options={
                "ordering": ["province", "name", "id"],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("province", "code"), name="retentionrule_one"),
                    models.CheckConstraint(condition=models.Q(("years__gte", 1), ("years__lte", 100)), name="retentionrule_years"),
                    models.CheckConstraint(condition=models.Q(("basis", ""), _negated=True), name="retentionrule_basis"),
                ],
            },
        ),
        migrations.RunSQL(PLACE, "DROP TRIGGER place ON cases_erasure;"),
        migrations.RunSQL(FOLLOW, FOLLOW_BACK),
        migrations.RunSQL(WALL, unwalled("cases_erasure")),
    ]
