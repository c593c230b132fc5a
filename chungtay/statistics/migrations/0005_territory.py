"""Changes of the map (units loaded, hamlets entered or ended) are noted in the ledger."""

from django.db import migrations

SQL = """
CREATE FUNCTION statistics_of_unit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM statistics_touch('territory', array(SELECT id FROM written)); RETURN NULL; END $$;
CREATE FUNCTION statistics_of_hamlet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM statistics_touch('territory', array(SELECT -id FROM written)); RETURN NULL; END $$;
CREATE TRIGGER figures_insert AFTER INSERT ON territory_unit REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION statistics_of_unit();
CREATE TRIGGER figures_update AFTER UPDATE ON territory_unit REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION statistics_of_unit();
CREATE TRIGGER figures_delete AFTER DELETE ON territory_unit REFERENCING OLD TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION statistics_of_unit();
CREATE TRIGGER figures_insert AFTER INSERT ON territory_hamlet REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION statistics_of_hamlet();
CREATE TRIGGER figures_update AFTER UPDATE ON territory_hamlet REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION statistics_of_hamlet();
CREATE TRIGGER figures_delete AFTER DELETE ON territory_hamlet REFERENCING OLD TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION statistics_of_hamlet();
"""
BACK = """
DROP TRIGGER figures_delete ON territory_hamlet; DROP TRIGGER figures_update ON territory_hamlet; DROP TRIGGER figures_insert ON territory_hamlet;
DROP TRIGGER figures_delete ON territory_unit; DROP TRIGGER figures_update ON territory_unit; DROP TRIGGER figures_insert ON territory_unit;
DROP FUNCTION statistics_of_hamlet(); DROP FUNCTION statistics_of_unit();
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0004_returns"), ("territory", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
