"""The wall around figures, the ledger that triggers write, and the levels of a path."""

from django.db import migrations

from chungtay.foundation.wall_sql import unsealed, unwalled, walled, within

# The ledger is written by whoever changes a record, inside the same transaction, and read by the owner only. Nothing is
# written while no period is kept, so that a register without figures pays nothing.
TOUCH = """
CREATE FUNCTION statistics_touch(source text, ids bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  INSERT INTO statistics_touched (source, subject_id)
  SELECT source, id FROM (SELECT DISTINCT unnest(ids) AS id) t
  WHERE id IS NOT NULL AND EXISTS (SELECT FROM statistics_keptperiod WHERE built_at IS NOT NULL)
$$;
CREATE FUNCTION statistics_levels(path text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE cardinality(p)
    WHEN 0 THEN ARRAY['']
    WHEN 1 THEN ARRAY['', path]
    WHEN 2 THEN ARRAY['', p[1], path]
    ELSE ARRAY['', p[1], p[1] || '/' || p[2], path] END
  FROM string_to_array(path, '/') AS p
$$;
ALTER TABLE statistics_carrier SET UNLOGGED;
"""
BACK = """
DROP FUNCTION statistics_levels(text); DROP FUNCTION statistics_touch(text, bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial"), ("foundation", "0003_wall_and_looks")]
    operations = [
        migrations.RunSQL(TOUCH, BACK),
        migrations.RunSQL(
            walled("statistics_cell", f"{within('path')} AND {unsealed()}", check="false")
            + walled("statistics_carrier", "false") + walled("statistics_touched", "false"),
            unwalled("statistics_cell") + unwalled("statistics_carrier") + unwalled("statistics_touched"),
        ),
    ]
