"""The audit chain lives in the database: who inserts cannot choose the hash, and nobody changes or deletes a row."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION foundation_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(
    translate(regexp_replace(normalize(lower(value), NFD), '[\u0300-\u036f]', '', 'g'), 'đĐ', 'dd'),
    '[^0-9a-z]+', ' ', 'g'))
$$;

CREATE FUNCTION foundation_audit_text(e foundation_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(chr(31), e.chain, e.sequence, extract(epoch FROM e.at)::numeric(20,6), coalesce(e.user_id, 0), coalesce(e.post_id, 0),
    e.actor_name, e.agency_name, e.action, e.object_type, e.object_id, e.object_label, e.unit_path, e.reason, e.data::text, e.previous_hash)
$$;

CREATE FUNCTION foundation_audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head foundation_audithead;
BEGIN
  INSERT INTO foundation_audithead (chain, sequence, hash) VALUES (NEW.chain, 0, '') ON CONFLICT (chain) DO NOTHING;
  SELECT * INTO head FROM foundation_audithead WHERE chain = NEW.chain FOR UPDATE;
  NEW.sequence := head.sequence + 1;
  NEW.previous_hash := head.hash;
  NEW.at := clock_timestamp();
  NEW.hash := encode(sha256(convert_to(foundation_audit_text(NEW), 'UTF8')), 'hex');
  UPDATE foundation_audithead SET sequence = NEW.sequence, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_link BEFORE INSERT ON foundation_auditentry FOR EACH ROW EXECUTE FUNCTION foundation_audit_link();

CREATE FUNCTION foundation_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit rows are neither changed nor deleted'; END $$;
CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE ON foundation_auditentry FOR EACH ROW EXECUTE FUNCTION foundation_audit_refuse();

CREATE FUNCTION foundation_audit_breaks() RETURNS TABLE (chain varchar, sequence bigint, what text) LANGUAGE sql STABLE AS $$
  WITH links AS (
    SELECT e.*, lag(e.hash, 1, '') OVER w AS expected_previous, lag(e.sequence, 1, 0::bigint) OVER w AS previous_sequence,
      encode(sha256(convert_to(foundation_audit_text(e.row), 'UTF8')), 'hex') AS expected_hash
    FROM (SELECT a.chain, a.sequence, a.hash, a.previous_hash, a AS row FROM foundation_auditentry a) e
    WINDOW w AS (PARTITION BY e.chain ORDER BY e.sequence)
  )
  SELECT l.chain, l.sequence, 'changed' FROM links l WHERE l.hash <> l.expected_hash
  UNION ALL SELECT l.chain, l.sequence, 'broken link' FROM links l WHERE l.previous_hash <> l.expected_previous
  UNION ALL SELECT l.chain, l.sequence, 'row missing before' FROM links l WHERE l.sequence <> l.previous_sequence + 1
  UNION ALL SELECT h.chain, h.sequence, 'last rows missing' FROM foundation_audithead h
    LEFT JOIN (SELECT m.chain, max(m.sequence) AS top FROM foundation_auditentry m GROUP BY m.chain) t ON t.chain = h.chain
    WHERE h.sequence <> coalesce(t.top, 0)
$$;
"""

BACKWARD = """
DROP FUNCTION foundation_audit_breaks();
DROP TRIGGER audit_refuse ON foundation_auditentry; DROP FUNCTION foundation_audit_refuse();
DROP TRIGGER audit_link ON foundation_auditentry; DROP FUNCTION foundation_audit_link();
DROP FUNCTION foundation_audit_text(foundation_auditentry); DROP FUNCTION foundation_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
