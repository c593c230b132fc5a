"""Sealed numbers of returns carry their seal; the wall around returns knows whose they are; the persons behind signatures."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from chungtay.foundation.wall import TERRITORY
from chungtay.foundation.wall_sql import for_agency, for_post, marked, unsealed, unwalled, walled, within

# Who sees all work of its units sees their returns, but for sealed cells without the mark; a body of one sector sees what it
# fills itself, sealed or not. The sub-select is itself behind the wall of returns and is worked out for such bodies only.
ALL = marked(TERRITORY)
OWN = "owner_id IN (SELECT id FROM statistics_return)"
OPEN = f"{within()} AND CASE WHEN {ALL} THEN true ELSE {OWN} END"
SEALED = f"{within()} AND CASE WHEN {ALL} THEN {unsealed()} ELSE {OWN} END"
TABLES = (
    f"{for_post('post_id')} OR (for_agency AND {for_agency('agency_id')}) "
    f"OR id IN (SELECT table_id FROM statistics_owntableshare WHERE {for_post('statistics_owntableshare.post_id')})"
)
WALLS = {
    "statistics_return": f"{within()} AND ({ALL} OR {for_agency('agency_id')})",
    "statistics_returnvalue": SEALED,
    "statistics_returnversion": OPEN,
    "statistics_returnrevision": OPEN,
    "statistics_returncomment": SEALED,
    "statistics_returnupload": f"{within()} AND {for_post('post_id')}",
}
NEW_WALLS = {"statistics_returnsealed": SEALED, "statistics_owntable": TABLES}
FORWARD = "\n".join(
    [unwalled(table) + walled(table, condition) for table, condition in WALLS.items()]
    + [walled(table, condition) for table, condition in NEW_WALLS.items()]
)
BACK = "\n".join(
    [unwalled(table) + walled(table, within()) for table in WALLS] + [unwalled(table) for table in NEW_WALLS]
)


def seal_what_is_there(apps, schema_editor):
    """Numbers that came before this migration, also those within sent versions. A new database has none."""
    from chungtay.foundation.scoping import as_system
    from chungtay.statistics.queries.returns_forms import is_sealed

    with as_system("a migration puts the seal on what was kept before"):
        values = apps.get_model("statistics", "ReturnValue").objects.order_by()
        sealed = {code for code in values.values_list("quantity", flat=True).distinct() if is_sealed(code)}
        if not sealed:
            return
        values.filter(quantity__in=sealed).update(seal="sealed")
        schema_editor.execute("ALTER TABLE statistics_returnversion DISABLE TRIGGER USER")
        for name in ("version", "revision"):
            _part(apps, name, sealed)
        schema_editor.execute("ALTER TABLE statistics_returnversion ENABLE TRIGGER USER")


def _part(apps, name, sealed):
    """Moves the sealed cells of every version or revision into a row of their own."""
    parts = apps.get_model("statistics", "ReturnSealed").objects
    for row in apps.get_model("statistics", f"Return{name}").objects.iterator(chunk_size=500):
        apart = [cell for cell in row.cells if cell[0].split("|")[0] in sealed]
        if apart:
            row.cells = [cell for cell in row.cells if cell not in apart]
            row.save(update_fields=["cells"])
            parts.create(owner_id=row.owner_id, unit_path=row.unit_path, seal="sealed", cells=apart, **{name: row})


class Migration(migrations.Migration):
    dependencies = [("statistics", "0008_release_work")]

    operations = [
        migrations.AddField(
            model_name="return",
            name="accepted_user",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="return",
            name="checked_user",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="return",
            name="submitted_user",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="returncomment",
            name="seal",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="returnrevision",
            name="accepted_user",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="returnrevision",
            name="checked_user",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="returnrevision",
            name="signed_user",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="returnvalue",
            name="seal",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.CreateModel(
            name="ReturnSealed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("seal", models.CharField(max_length=10)),
                ("cells", models.JSONField(default=list)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="statistics.return"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sealed",
                        to="statistics.returnrevision",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed",
                        to="statistics.returnversion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revision__isnull", False), ("version", None)),
                            models.Q(("revision", None), ("version__isnull", False)),
                            _connector="OR",
                        ),
                        name="return_sealed_of_one",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnsealed",
            trigger=pgtrigger.compiler.Trigger(
                name="sent_sealed_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."version_id" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6ab784641632f622d866cfab990908765e14e80b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_sent_sealed_never_changes_07052",
                    table="statistics_returnsealed",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
        migrations.RunPython(seal_what_is_there, migrations.RunPython.noop),
    ]
