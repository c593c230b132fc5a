"""Changes of placements, and of the children in them, are noted in the ledger of statistics."""

from django.db import migrations

SQL = r"""
CREATE FUNCTION care_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM statistics_touch('care', ARRAY[(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END).id]);
  RETURN NULL;
END $$;
CREATE TRIGGER figures_change AFTER INSERT OR UPDATE OR DELETE ON care_placement FOR EACH ROW EXECUTE FUNCTION care_figures();
CREATE FUNCTION care_figures_of_child() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM statistics_touch('care', array(SELECT id FROM care_placement WHERE child_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER figures_care AFTER UPDATE OF sex, birth_date, ethnicity ON children_child FOR EACH ROW
WHEN ((OLD.sex, OLD.birth_date, OLD.ethnicity) IS DISTINCT FROM (NEW.sex, NEW.birth_date, NEW.ethnicity))
EXECUTE FUNCTION care_figures_of_child();
"""
BACK = """
DROP TRIGGER figures_care ON children_child; DROP FUNCTION care_figures_of_child();
DROP TRIGGER figures_change ON care_placement; DROP FUNCTION care_figures();
"""


class Migration(migrations.Migration):
    dependencies = [("care", "0002_wall"), ("cases", "0007_figures"), ("statistics", "0002_wall")]
    operations = [migrations.RunSQL(SQL, BACK)]
