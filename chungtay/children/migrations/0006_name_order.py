"""Among names worth the same, those whose words stand in the order typed come first: of thousands only some are looked at."""

from django.db import migrations

_LOOK_UP = """
CREATE OR REPLACE FUNCTION children_names_of(what "char", keys text[], worths real[], most int[], begun text, at_most int)
RETURNS TABLE (folded text, worth real) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public ROWS 50 AS $$
BEGIN
  RETURN QUERY
  SELECT f.folded, max(f.worth)::real FROM (
    SELECT n.folded, q.worth - n.extra * 0.03::real AS worth
    FROM unnest(keys, worths, most) AS q (key, worth, most), LATERAL (
      SELECT k.folded, k.extra FROM children_namekey k WHERE k.kind = what AND k.key = q.key COLLATE "C"
      ORDER BY k.kind, k.key, k.extra, k.folded LIMIT q.most) n
    UNION ALL
    SELECT b.folded, 0.6::real FROM (SELECT k.folded FROM children_knownname k WHERE begun <> '' AND k.kind = what
      AND k.folded >= begun COLLATE "C" AND k.folded < (begun || '~') COLLATE "C" ORDER BY k.folded LIMIT 300) b
  ) f GROUP BY f.folded ORDER BY 2 DESC, {order}1 LIMIT at_most;
END $$;
"""
_IN_ORDER = "f.folded COLLATE \"C\" LIKE replace(begun, ' ', '% ') || '%' DESC, f.folded LIKE '%' || replace(begun, ' ', '%') || '%' DESC, "


class Migration(migrations.Migration):
    dependencies = [("children", "0005_papers")]
    operations = [migrations.RunSQL(_LOOK_UP.format(order=_IN_ORDER), _LOOK_UP.format(order=""))]
