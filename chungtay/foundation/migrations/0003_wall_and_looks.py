"""The role under which scoped statements run, and the log of who looked."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from chungtay.foundation.wall import SCOPED

# Several databases of one server share the role, and two may be made at the same moment.
ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{SCOPED}') THEN
    BEGIN CREATE ROLE {SCOPED} NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the database role {SCOPED} is missing and % may not make it', current_user
          USING HINT = format('as a superuser: CREATE ROLE {SCOPED} NOLOGIN; GRANT {SCOPED} TO %I', current_user);
    END;
  END IF;
  IF NOT pg_has_role(current_user, '{SCOPED}', 'SET') THEN EXECUTE format('GRANT {SCOPED} TO %I', current_user); END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {SCOPED};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {SCOPED};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {SCOPED};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {SCOPED};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {SCOPED};
"""
ROLE_BACK = f"""
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {SCOPED};
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {SCOPED};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {SCOPED};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {SCOPED};
REVOKE ALL ON SCHEMA public FROM {SCOPED};
"""
REFUSE = """
CREATE FUNCTION foundation_look_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'looks are neither changed nor deleted'; END $$;
CREATE TRIGGER look_refuse BEFORE UPDATE OR DELETE ON foundation_look FOR EACH ROW EXECUTE FUNCTION foundation_look_refuse();
"""
REFUSE_BACK = "DROP TRIGGER look_refuse ON foundation_look; DROP FUNCTION foundation_look_refuse();"


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_audit_chain")]
    operations = [
        migrations.RunSQL(ROLE, ROLE_BACK),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("kind", models.CharField(choices=[("page", "Xem hồ sơ"), ("list", "Xem danh sách"), ("search", "Tìm kiếm"), ("print", "In"), ("export", "Xuất tệp")], max_length=8)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField(null=True)),
                ("object_ids", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ("count", models.PositiveIntegerField(default=1)),
                ("unit_path", models.CharField(db_collation="C", max_length=40)),
                ("user_id", models.BigIntegerField(null=True)),
                ("post_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                ("agency_name", models.CharField(blank=True, max_length=300)),
                ("what", models.CharField(blank=True, max_length=300)),
                ("purpose", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "-id"], name="look_object"),
                    models.Index(fields=["unit_path", "-id"], name="look_unit"),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, REFUSE_BACK),
    ]
