"""Keys under which records of one child meet (chungtay.children.matching.blocking), apart from the register.

Two bare tables without models: they are written and read only as a whole, by chungtay.children.services.keys, as the
owner. For people's posts they hold nothing at all: a key tells of a child of another commune.
"""

from django.db import migrations

from chungtay.foundation.wall_sql import unwalled, walled

TABLES = """
CREATE TABLE children_matchkey (
  key bigint NOT NULL,
  child_id bigint NOT NULL,
  PRIMARY KEY (key, child_id)
);
CREATE INDEX matchkey_child ON children_matchkey (child_id);
COMMENT ON TABLE children_matchkey IS 'hash of each blocking key of a child; no foreign key: millions of rows, cleared by trigger';
CREATE TABLE children_matchmark (
  child_id bigint PRIMARY KEY,
  digest bigint NOT NULL,
  searched bigint
);
COMMENT ON COLUMN children_matchmark.digest IS 'of what is compared; keys are made again when it changes';
COMMENT ON COLUMN children_matchmark.searched IS 'the digest with which pairs were last looked for';
CREATE FUNCTION children_forget_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  DELETE FROM children_matchkey k USING gone WHERE k.child_id = gone.id;
  DELETE FROM children_matchmark m USING gone WHERE m.child_id = gone.id;
  RETURN NULL;
END $$;
CREATE FUNCTION children_forget_all_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN TRUNCATE children_matchkey, children_matchmark; RETURN NULL; END $$;
CREATE TRIGGER forget_keys AFTER DELETE ON children_child REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION children_forget_keys();
CREATE TRIGGER forget_all_keys AFTER TRUNCATE ON children_child
  FOR EACH STATEMENT EXECUTE FUNCTION children_forget_all_keys();
"""
BACK = """
DROP TRIGGER forget_all_keys ON children_child; DROP TRIGGER forget_keys ON children_child;
DROP FUNCTION children_forget_all_keys(); DROP FUNCTION children_forget_keys();
DROP TABLE children_matchmark; DROP TABLE children_matchkey;
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0002_wall")]
    operations = [
        migrations.RunSQL(TABLES, BACK),
        migrations.RunSQL(
            walled("children_matchkey", "false") + walled("children_matchmark", "false"),
            unwalled("children_matchkey") + unwalled("children_matchmark"),
        ),
    ]
