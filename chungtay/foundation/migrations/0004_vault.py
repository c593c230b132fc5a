"""Keys of sealed records: a row says that a key was, and when it ended."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

REFUSE = """
CREATE FUNCTION foundation_vaultkey_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'the row of a key is never deleted'; END IF;
  IF OLD.destroyed_at IS NOT NULL THEN RAISE EXCEPTION 'a destroyed key stays destroyed'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vaultkey_refuse BEFORE UPDATE OR DELETE ON foundation_vaultkey
  FOR EACH ROW EXECUTE FUNCTION foundation_vaultkey_refuse();
"""
REFUSE_BACK = "DROP TRIGGER vaultkey_refuse ON foundation_vaultkey; DROP FUNCTION foundation_vaultkey_refuse();"


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_wall_and_looks")]
    operations = [
        migrations.CreateModel(
            name="VaultKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("destroyed_at", models.DateTimeField(null=True)),
                ("destroyed_by_id", models.BigIntegerField(null=True)),
                ("destroyed_why", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.RunSQL(REFUSE, REFUSE_BACK),
    ]
