"""A clock that stands still is not the next duty of its case, and many clocks change in one statement when the law does:
the next duty follows once for each statement instead of once for each row."""

from django.db import migrations, models

_OF = """
CREATE FUNCTION cases_next_of(asked bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE cases_case c SET next_due_at = k.due_at, next_code = k.code
  FROM (
    SELECT a.id, n.due_at, coalesce(n.code, '')::varchar AS code FROM unnest(asked) AS a(id) LEFT JOIN LATERAL (
      SELECT due_at, code FROM cases_clock WHERE case_id = a.id AND stopped_at IS NULL AND paused_at IS NULL
      ORDER BY due_at, id LIMIT 1) n ON true) k
  WHERE c.id = k.id AND (c.next_due_at, c.next_code) IS DISTINCT FROM (k.due_at, k.code);
$$;
"""


def _after(name: str, event: str, tables: str, rows: str) -> str:
    return f"""
CREATE FUNCTION cases_next_{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE changed bigint[];
BEGIN
  SELECT array_agg(DISTINCT case_id) INTO changed FROM ({rows}) found WHERE case_id IS NOT NULL;
  IF changed IS NOT NULL THEN PERFORM cases_next_of(changed); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER next_duty_{name} AFTER {event} ON cases_clock REFERENCING {tables}
  FOR EACH STATEMENT EXECUTE FUNCTION cases_next_{name}();
"""


_CHANGED = """
    SELECT unnest(ARRAY[o.case_id, n.case_id]) AS case_id FROM old_rows o JOIN new_rows n USING (id)
    WHERE (o.case_id, o.due_at, o.stopped_at, o.paused_at) IS DISTINCT FROM (n.case_id, n.due_at, n.stopped_at, n.paused_at)
"""
FORWARD = (
    "DROP TRIGGER next_duty ON cases_clock; DROP FUNCTION cases_next();\n"
    + _OF
    + _after("added", "INSERT", "NEW TABLE AS new_rows", "SELECT case_id FROM new_rows")
    + _after("changed", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", _CHANGED)
    + _after("gone", "DELETE", "OLD TABLE AS old_rows", "SELECT case_id FROM old_rows")
)
BACK = """
DROP TRIGGER next_duty_added ON cases_clock;
DROP TRIGGER next_duty_changed ON cases_clock;
DROP TRIGGER next_duty_gone ON cases_clock;
DROP FUNCTION cases_next_added(); DROP FUNCTION cases_next_changed(); DROP FUNCTION cases_next_gone();
DROP FUNCTION cases_next_of(bigint[]);
CREATE FUNCTION cases_next() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE told bigint := coalesce(CASE WHEN TG_OP = 'DELETE' THEN OLD.case_id ELSE NEW.case_id END, 0);
BEGIN
  UPDATE cases_case c SET next_due_at = n.due_at, next_code = coalesce(n.code, '')
  FROM (SELECT told AS id) k LEFT JOIN LATERAL (
    SELECT due_at, code FROM cases_clock WHERE case_id = k.id AND stopped_at IS NULL ORDER BY due_at, id LIMIT 1) n ON true
  WHERE c.id = k.id AND (c.next_due_at, c.next_code) IS DISTINCT FROM (n.due_at, coalesce(n.code, '')::varchar);
  RETURN NULL;
END $$;
CREATE TRIGGER next_duty AFTER INSERT OR UPDATE OF due_at, stopped_at OR DELETE ON cases_clock
  FOR EACH ROW EXECUTE FUNCTION cases_next();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_codes")]
    operations = [
        migrations.AddField("clock", "paused_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.RunSQL(FORWARD, BACK),
    ]
