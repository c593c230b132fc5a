"""Changes of cases, and of what the register says of their children, are noted in the ledger of statistics."""

from django.db import migrations

SQL = r"""
CREATE FUNCTION cases_figures_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one record; children bigint[];
BEGIN
  one := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  children := ARRAY[one.child_id] || CASE WHEN TG_OP = 'UPDATE' THEN ARRAY[OLD.child_id] ELSE '{}' END;
  -- Another case of the same child may now stand for it.
  PERFORM statistics_touch('cases', ARRAY[one.id] || array(SELECT id FROM cases_case WHERE child_id = ANY(children)));
  RETURN NULL;
END $$;
CREATE TRIGGER figures_change AFTER INSERT OR UPDATE OR DELETE ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_figures_case();
CREATE FUNCTION cases_figures_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
  one := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  PERFORM statistics_touch('cases', ARRAY[one.case_id]);
  RETURN NULL;
END $$;
CREATE TRIGGER figures_change AFTER INSERT OR UPDATE OR DELETE ON cases_caseperson
FOR EACH ROW EXECUTE FUNCTION cases_figures_of_case();
CREATE TRIGGER figures_change AFTER INSERT OR UPDATE OR DELETE ON cases_entitlement
FOR EACH ROW EXECUTE FUNCTION cases_figures_of_case();
-- What the register says of a child decides who counts it. Whoever writes the circumstance need not see the case.
CREATE FUNCTION cases_figures_of_child() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one record;
BEGIN
  one := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  PERFORM statistics_touch('cases', array(SELECT id FROM cases_case WHERE child_id IN (one.child_id,
    CASE WHEN TG_OP = 'UPDATE' THEN OLD.child_id END)));
  RETURN NULL;
END $$;
CREATE TRIGGER figures_cases AFTER INSERT OR UPDATE OR DELETE ON children_circumstance
FOR EACH ROW EXECUTE FUNCTION cases_figures_of_child();
CREATE TRIGGER figures_cases AFTER INSERT OR UPDATE OR DELETE ON children_support
FOR EACH ROW EXECUTE FUNCTION cases_figures_of_child();
CREATE FUNCTION cases_figures_of_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM statistics_touch('cases', array(SELECT id FROM cases_case WHERE child_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER figures_cases AFTER UPDATE OF sex, birth_date, ethnicity ON children_child FOR EACH ROW
WHEN ((OLD.sex, OLD.birth_date, OLD.ethnicity) IS DISTINCT FROM (NEW.sex, NEW.birth_date, NEW.ethnicity))
EXECUTE FUNCTION cases_figures_of_person();
"""
BACK = """
DROP TRIGGER figures_cases ON children_child; DROP FUNCTION cases_figures_of_person();
DROP TRIGGER figures_cases ON children_support; DROP TRIGGER figures_cases ON children_circumstance;
DROP FUNCTION cases_figures_of_child();
DROP TRIGGER figures_change ON cases_entitlement; DROP TRIGGER figures_change ON cases_caseperson;
DROP FUNCTION cases_figures_of_case();
DROP TRIGGER figures_change ON cases_case; DROP FUNCTION cases_figures_case();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_line_order"), ("children", "0011_figures"), ("statistics", "0002_wall")]
    operations = [migrations.RunSQL(SQL, BACK)]
