"""The history of households does not look at the computed key of order."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('children', '0009_household_names'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='household',
            name='update_update',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."clean_fuel" IS DISTINCT FROM (NEW."clean_fuel") OR OLD."clean_toilet" IS DISTINCT FROM (NEW."clean_toilet") OR OLD."clean_water" IS DISTINCT FROM (NEW."clean_water") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."hamlet_id" IS DISTINCT FROM (NEW."hamlet_id") OR OLD."head_name" IS DISTINCT FROM (NEW."head_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."temporary_house" IS DISTINCT FROM (NEW."temporary_house") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."unit_path" IS DISTINCT FROM (NEW."unit_path") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "children_householdevent" ("address", "batch_id", "clean_fuel", "clean_toilet", "clean_water", "code", "created_at", "created_by_id", "ended_on", "hamlet_id", "head_name", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "temporary_house", "unit_id", "unit_path", "updated_at", "updated_by_id", "version") VALUES (NEW."address", NEW."batch_id", NEW."clean_fuel", NEW."clean_toilet", NEW."clean_water", NEW."code", NEW."created_at", NEW."created_by_id", NEW."ended_on", NEW."hamlet_id", NEW."head_name", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."temporary_house", NEW."unit_id", NEW."unit_path", NEW."updated_at", NEW."updated_by_id", NEW."version"); RETURN NULL;', hash='b0989d421aafb6950fe181329d9d820f52008d42', operation='UPDATE', pgid='pgtrigger_update_update_1290c', table='children_household', when='AFTER')),
        ),
    ]
