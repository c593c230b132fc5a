"""Search by name: a dictionary of the distinct names under keys of their words, and folded names beside the child's own.

Three bare tables without models, one dictionary. People's posts read it only through `children_names_of`: a name of the
whole register says nothing of a child, but nobody shall leaf through it either. Names are learnt by trigger; a bulk load
that switches triggers off calls `children_learn_all()` afterwards. A name nobody bears any more goes when that is called.
"""

from django.db import migrations

from chungtay.foundation.wall_sql import unwalled, walled

# Distinct names grow far slower than children, and most rows bring none, so that learning costs next to nothing.
# No unique constraints: two imports that meet the same new name must not wait for each other; a name twice does no harm.
TABLES = """
CREATE TABLE children_knownname (
  kind "char" NOT NULL,
  folded text COLLATE "C" NOT NULL
);
COMMENT ON COLUMN children_knownname.kind IS 'c: a child''s own name; p: a parent''s, a carer''s or a name used at home; w: a word of a name';
CREATE INDEX knownname_folded ON children_knownname (kind, folded);
CREATE TABLE children_namekey (
  kind "char" NOT NULL,
  extra smallint NOT NULL,
  key text COLLATE "C" NOT NULL,
  folded text COLLATE "C" NOT NULL
);
COMMENT ON COLUMN children_namekey.key IS 'words of the name in the order of the alphabet, all or some; “-word” is the given name alone';
COMMENT ON COLUMN children_namekey.extra IS 'how many words of the name the key leaves out';
CREATE INDEX namekey_key ON children_namekey (kind, key, extra, folded);

CREATE FUNCTION children_name_keys(folded text) RETURNS TABLE (key text, extra smallint) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH words AS (SELECT (string_to_array(folded, ' '))[1:6] AS all_words),
  masks AS (SELECT mask, all_words, cardinality(all_words) AS n, bit_count(mask::bit(6))::int AS kept
    FROM words, generate_series(1, (1 << cardinality(all_words)) - 1) AS mask)
  SELECT DISTINCT (SELECT string_agg(all_words[i + 1], ' ' ORDER BY all_words[i + 1] COLLATE "C")
      FROM generate_series(0, n - 1) AS i WHERE mask & (1 << i) <> 0), (n - kept)::smallint
  FROM masks WHERE kept >= 2 AND (n <= 4 OR kept IN (2, 3, n - 1, n))
  UNION ALL SELECT '-' || all_words[cardinality(all_words)], (cardinality(all_words) - 1)::smallint FROM words
    WHERE cardinality(all_words) > 0
$$;

CREATE FUNCTION children_learn(what "char", names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE fresh text[];
BEGIN
  SELECT array_agg(DISTINCT n) INTO fresh FROM unnest(names) AS n WHERE n <> ''
    AND NOT EXISTS (SELECT FROM children_knownname k WHERE k.kind = what AND k.folded = n COLLATE "C");
  IF fresh IS NULL THEN RETURN; END IF;
  INSERT INTO children_knownname (kind, folded) SELECT what, n FROM unnest(fresh) AS n;
  INSERT INTO children_namekey (kind, extra, key, folded) SELECT what, k.extra, k.key, n FROM unnest(fresh) AS n, children_name_keys(n) k;
  INSERT INTO children_knownname (kind, folded) SELECT DISTINCT 'w'::"char", w FROM unnest(fresh) AS n, regexp_split_to_table(n, ' ') AS w
    WHERE NOT EXISTS (SELECT FROM children_knownname k WHERE k.kind = 'w' AND k.folded = w COLLATE "C");
END $$;

CREATE FUNCTION children_learn_all() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  TRUNCATE children_knownname, children_namekey;
  PERFORM children_learn('c', array(SELECT DISTINCT folded FROM children_child));
  PERFORM children_learn('p', array(SELECT father_folded FROM children_child UNION SELECT mother_folded FROM children_child
    UNION SELECT carer_folded FROM children_child UNION SELECT other_folded FROM children_child));
END $$;
"""
TABLES_BACK = """
DROP FUNCTION children_learn_all(); DROP FUNCTION children_learn("char", text[]); DROP FUNCTION children_name_keys(text);
DROP TABLE children_namekey; DROP TABLE children_knownname;
"""

# Equality on a folded name is what the wall lets use an index; an empty name takes no room in it.
COLUMNS = """
ALTER TABLE children_child
  ADD COLUMN other_folded text GENERATED ALWAYS AS (CASE WHEN other_name <> '' THEN foundation_fold(other_name) END) STORED,
  ADD COLUMN father_folded text GENERATED ALWAYS AS (CASE WHEN father_name <> '' THEN foundation_fold(father_name) END) STORED,
  ADD COLUMN mother_folded text GENERATED ALWAYS AS (CASE WHEN mother_name <> '' THEN foundation_fold(mother_name) END) STORED,
  ADD COLUMN carer_folded text GENERATED ALWAYS AS (CASE WHEN carer_name <> '' THEN foundation_fold(carer_name) END) STORED;
CREATE INDEX child_search ON children_child (folded, unit_path, birth_year);
CREATE INDEX child_search_other ON children_child (other_folded, unit_path);
CREATE INDEX child_search_father ON children_child (father_folded, unit_path);
CREATE INDEX child_search_mother ON children_child (mother_folded, unit_path);
CREATE INDEX child_search_carer ON children_child (carer_folded, unit_path);
"""
COLUMNS_BACK = """
DROP INDEX child_search;
ALTER TABLE children_child DROP COLUMN other_folded, DROP COLUMN father_folded, DROP COLUMN mother_folded, DROP COLUMN carer_folded;
"""

TRIGGERS = """
CREATE FUNCTION children_learn_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM children_learn('c', array(SELECT DISTINCT folded FROM written));
  PERFORM children_learn('p', array(SELECT DISTINCT n FROM written, unnest(ARRAY[other_folded, father_folded, mother_folded, carer_folded]) AS n));
  RETURN NULL;
END $$;
CREATE TRIGGER learn_written AFTER INSERT ON children_child REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION children_learn_written();
CREATE FUNCTION children_learn_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM children_learn('c', ARRAY[NEW.folded]);
  PERFORM children_learn('p', ARRAY[NEW.other_folded, NEW.father_folded, NEW.mother_folded, NEW.carer_folded]);
  RETURN NULL;
END $$;
CREATE TRIGGER learn_changed AFTER UPDATE ON children_child FOR EACH ROW
  WHEN ((OLD.full_name, OLD.other_name, OLD.father_name, OLD.mother_name, OLD.carer_name)
    IS DISTINCT FROM (NEW.full_name, NEW.other_name, NEW.father_name, NEW.mother_name, NEW.carer_name))
  EXECUTE FUNCTION children_learn_changed();
SELECT children_learn_all();
"""
TRIGGERS_BACK = """
DROP TRIGGER learn_changed ON children_child; DROP FUNCTION children_learn_changed();
DROP TRIGGER learn_written ON children_child; DROP FUNCTION children_learn_written();
"""

# The names that stand under these keys, the worthiest first; `begun`: names that begin so come last.
LOOK_UP = """
CREATE FUNCTION children_names_of(what "char", keys text[], worths real[], most int[], begun text, at_most int)
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
  ) f GROUP BY f.folded ORDER BY 2 DESC, 1 LIMIT at_most;
END $$;
CREATE FUNCTION children_name_words() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(array_agg(DISTINCT folded COLLATE "default"), '{}') FROM children_knownname WHERE kind = 'w'
$$;
"""
LOOK_UP_BACK = """
DROP FUNCTION children_name_words(); DROP FUNCTION children_names_of("char", text[], real[], int[], text, int);
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0003_match_keys")]
    operations = [
        migrations.RunSQL(COLUMNS, COLUMNS_BACK),
        migrations.RunSQL(TABLES, TABLES_BACK),
        migrations.RunSQL(TRIGGERS, TRIGGERS_BACK),
        migrations.RunSQL(LOOK_UP, LOOK_UP_BACK),
        migrations.RunSQL(
            walled("children_knownname", "false") + walled("children_namekey", "false"),
            unwalled("children_namekey") + unwalled("children_knownname"),
        ),
    ]
