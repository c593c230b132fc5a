"""Cells and carriers without an index on a number nobody looks up: half the work of building them."""

from django.db import migrations

OFF = """
ALTER TABLE statistics_cell DROP CONSTRAINT statistics_cell_pkey;
ALTER TABLE statistics_carrier DROP CONSTRAINT statistics_carrier_pkey;
DROP FUNCTION statistics_levels(text);
"""
BACK = """
CREATE FUNCTION statistics_levels(path text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE cardinality(p)
    WHEN 0 THEN ARRAY['']
    WHEN 1 THEN ARRAY['', path]
    WHEN 2 THEN ARRAY['', p[1], path]
    ELSE ARRAY['', p[1], p[1] || '/' || p[2], path] END
  FROM string_to_array(path, '/') AS p
$$;
ALTER TABLE statistics_carrier ADD PRIMARY KEY (id);
ALTER TABLE statistics_cell ADD PRIMARY KEY (id);
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0009_sealed_returns")]
    operations = [migrations.RunSQL(OFF, BACK)]
