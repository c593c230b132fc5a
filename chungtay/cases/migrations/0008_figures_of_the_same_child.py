"""What is done about one case may change which case of the same child stands for it in the figures (indicator II-0203)."""

from django.db import migrations

SQL = r"""
CREATE OR REPLACE FUNCTION cases_figures_of_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE one record;
BEGIN
  one := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  PERFORM statistics_touch('cases', ARRAY[one.case_id] || array(SELECT o.id FROM cases_case o JOIN cases_case c
    ON c.id = one.case_id AND o.child_id = c.child_id));
  RETURN NULL;
END $$;
"""
BACK = r"""
CREATE OR REPLACE FUNCTION cases_figures_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
  one := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  PERFORM statistics_touch('cases', ARRAY[one.case_id]);
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_figures")]
    operations = [migrations.RunSQL(SQL, BACK)]
