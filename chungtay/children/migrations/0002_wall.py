"""The wall (row-level security) around every table of the register, and the triggers that keep derived columns true."""

from django.db import migrations

from chungtay.foundation.wall_sql import unsealed, unwalled, walled, within

_BY_CHILD = ("circumstance", "fact", "growth", "immunisation", "kinship", "residence", "roundline", "schooling", "support")
_PLAIN = ("child", "household", "householdkind", "adult", "growth", "immunisation", "kinship", "residence", "roundline",
          "schooling", "support", "importbatch", "importrow")  # fmt: skip
_SEALED = ("circumstance", "fact")
_EVENTS = ("childevent", "householdevent", "adultevent", "kinshipevent", "supportevent")
_SEALED_EVENTS = ("circumstanceevent", "factevent")
_TWO = {"pair": ("first_path", "second_path"), "merge": ("kept_path", "gone_path"), "transfer": ("from_path", "to_path"),
        "transferevent": ("from_path", "to_path")}  # fmt: skip


def _walls() -> str:
    parts = [walled(f"children_{table}", within()) for table in _PLAIN]
    parts += [walled(f"children_{table}", f"{within()} AND {unsealed()}", check=within()) for table in _SEALED]
    parts += [walled(f"children_{table}", within(), check="true") for table in _EVENTS]
    parts += [walled(f"children_{table}", f"{within()} AND {unsealed()}", check="true") for table in _SEALED_EVENTS]
    parts += [walled(f"children_{table}", f"{within(one)} OR {within(two)}") for table, (one, two) in _TWO.items()]
    return "\n".join(parts)


def _open() -> str:
    tables = (*_PLAIN, *_SEALED, *_EVENTS, *_SEALED_EVENTS, *_TWO)
    return "\n".join(unwalled(f"children_{table}") for table in tables)


# What the lists show of today, summed up from the dated facts of these children. `special` says only that there is some
# circumstance: which one stays behind the seal. Runs as the owner, since a sealed circumstance counts too.
SUMMARISE = r"""
CREATE FUNCTION children_summarise(ids bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE children_child c SET
    insured_until = s.insured_until, school_state = s.school_state, household_kind = s.household_kind, special = s.special,
    at_risk = s.at_risk, vaccines = s.vaccines, measured_on = s.measured_on, father_name = s.father_name,
    mother_name = s.mother_name, carer_name = s.carer_name, phone = s.phone, last_seen_on = s.last_seen_on
  FROM (
    SELECT k.id,
      (SELECT max(coalesce(f.valid_to - 1, '9999-12-31')) FROM children_fact f WHERE f.child_id = k.id AND f.kind = 'insurance') AS insured_until,
      coalesce((SELECT y.state FROM children_schooling y WHERE y.child_id = k.id ORDER BY y.year DESC, y.id DESC LIMIT 1), '') AS school_state,
      coalesce((SELECT h.kind FROM children_household h WHERE h.id = k.household_id), k.household_kind) AS household_kind,
      EXISTS (SELECT FROM children_circumstance x WHERE x.child_id = k.id AND x.list = 'special_circumstances'
        AND x.state = 'confirmed' AND (x.valid_to IS NULL OR x.valid_to > current_date)) AS special,
      EXISTS (SELECT FROM children_circumstance x WHERE x.child_id = k.id AND x.list = 'at_risk_circumstances'
        AND x.state = 'confirmed' AND (x.valid_to IS NULL OR x.valid_to > current_date)) AS at_risk,
      coalesce((SELECT array_agg((i.vaccine || '-' || i.dose)::varchar ORDER BY i.vaccine, i.dose) FROM children_immunisation i WHERE i.child_id = k.id), '{}')::varchar[] AS vaccines,
      (SELECT max(g."on") FROM children_growth g WHERE g.child_id = k.id) AS measured_on,
      coalesce((SELECT a.full_name FROM children_kinship n JOIN children_adult a ON a.id = n.adult_id
        WHERE n.child_id = k.id AND n.relation = 'father' AND n.valid_to IS NULL LIMIT 1), k.father_name) AS father_name,
      coalesce((SELECT a.full_name FROM children_kinship n JOIN children_adult a ON a.id = n.adult_id
        WHERE n.child_id = k.id AND n.relation = 'mother' AND n.valid_to IS NULL LIMIT 1), k.mother_name) AS mother_name,
      coalesce((SELECT a.full_name FROM children_kinship n JOIN children_adult a ON a.id = n.adult_id
        WHERE n.child_id = k.id AND n.relation NOT IN ('father', 'mother') AND n.raises AND n.valid_to IS NULL
        ORDER BY n.id LIMIT 1), k.carer_name) AS carer_name,
      coalesce((SELECT nullif(h.phone, '') FROM children_household h WHERE h.id = k.household_id), k.phone) AS phone,
      greatest(k.last_seen_on, (SELECT max(f.valid_from) FROM children_fact f WHERE f.child_id = k.id AND f.kind = 'seen')) AS last_seen_on
    FROM children_child k WHERE k.id = ANY (ids)
  ) s
  WHERE c.id = s.id AND (c.insured_until, c.school_state, c.household_kind, c.special, c.at_risk, c.vaccines, c.measured_on,
    c.father_name, c.mother_name, c.carer_name, c.phone, c.last_seen_on) IS DISTINCT FROM (s.insured_until, s.school_state,
    s.household_kind, s.special, s.at_risk, s.vaccines, s.measured_on, s.father_name, s.mother_name, s.carer_name, s.phone, s.last_seen_on)
$$;
"""

_SUMMED = ("fact", "schooling", "circumstance", "immunisation", "growth", "kinship")


def _summary_triggers() -> str:
    """A statement tells each child once, however many rows it wrote."""
    parts = []
    for event, old, new in (("insert", "", "NEW TABLE AS written"), ("update", "OLD TABLE AS gone", "NEW TABLE AS written"),
                            ("delete", "OLD TABLE AS gone", "")):  # fmt: skip
        rows = " UNION ".join(f"SELECT child_id FROM {name}" for name, given in (("gone", old), ("written", new)) if given)
        parts.append(
            f"CREATE FUNCTION children_sum_{event}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
            f"  PERFORM children_summarise(array(SELECT DISTINCT child_id FROM ({rows}) t)); RETURN NULL; END $$;"
        )
        for table in _SUMMED:
            parts.append(
                f"CREATE TRIGGER sum_{event} AFTER {event.upper()} ON children_{table} REFERENCING {old} {new} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION children_sum_{event}();"
            )
    return "\n".join(parts)


def _summary_triggers_back() -> str:
    parts = []
    for event in ("insert", "update", "delete"):
        parts += [f"DROP TRIGGER sum_{event} ON children_{table};" for table in _SUMMED]
        parts.append(f"DROP FUNCTION children_sum_{event}();")
    return "\n".join(parts)


FAMILY = r"""
CREATE FUNCTION children_household_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE children_household h SET kind = coalesce((SELECT k.kind FROM children_householdkind k WHERE k.household_id = h.id
      AND k.valid_from <= current_date AND (k.valid_to IS NULL OR k.valid_to > current_date)
      ORDER BY k.valid_from DESC, k.id DESC LIMIT 1), '')
  WHERE h.id IN (SELECT t.household_id FROM (SELECT (CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END).household_id) t);
  RETURN NULL;
END $$;
CREATE TRIGGER kind_of_today AFTER INSERT OR UPDATE OR DELETE ON children_householdkind FOR EACH ROW EXECUTE FUNCTION children_household_kind();

CREATE FUNCTION children_household_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM children_summarise(array(SELECT id FROM children_child WHERE household_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER household_told AFTER UPDATE OF kind, phone ON children_household FOR EACH ROW
  WHEN ((OLD.kind, OLD.phone) IS DISTINCT FROM (NEW.kind, NEW.phone)) EXECUTE FUNCTION children_household_told();

CREATE FUNCTION children_adult_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM children_summarise(array(SELECT child_id FROM children_kinship WHERE adult_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER adult_told AFTER UPDATE OF full_name ON children_adult FOR EACH ROW
  WHEN (OLD.full_name IS DISTINCT FROM NEW.full_name) EXECUTE FUNCTION children_adult_told();

CREATE FUNCTION children_told_of_household() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM children_summarise(ARRAY[NEW.id]); RETURN NULL; END $$;
CREATE TRIGGER child_changed_household AFTER UPDATE OF household_id ON children_child FOR EACH ROW
  WHEN (OLD.household_id IS DISTINCT FROM NEW.household_id AND NEW.household_id IS NOT NULL) EXECUTE FUNCTION children_told_of_household();
"""
FAMILY_BACK = """
DROP TRIGGER child_changed_household ON children_child; DROP FUNCTION children_told_of_household();
DROP TRIGGER adult_told ON children_adult; DROP FUNCTION children_adult_told();
DROP TRIGGER household_told ON children_household; DROP FUNCTION children_household_told();
DROP TRIGGER kind_of_today ON children_householdkind; DROP FUNCTION children_household_kind();
"""


def _follow() -> str:
    """What hangs on a child follows it to another commune, its history too; a statement moves all at once."""
    moves = [f"  UPDATE children_{table} t SET unit_path = m.unit_path FROM moved m WHERE t.child_id = m.id AND t.unit_path <> m.unit_path;"
             for table in (*_BY_CHILD, "kinshipevent", "supportevent", *_SEALED_EVENTS)]  # fmt: skip
    moves.append("  UPDATE children_childevent t SET unit_path = m.unit_path FROM moved m WHERE t.pgh_obj_id = m.id AND t.unit_path <> m.unit_path;")
    moves.append("  UPDATE children_pair t SET first_path = m.unit_path FROM moved m WHERE t.first_id = m.id;")
    moves.append("  UPDATE children_pair t SET second_path = m.unit_path FROM moved m WHERE t.second_id = m.id;")
    moves.append("  UPDATE children_merge t SET kept_path = m.unit_path FROM moved m WHERE t.kept_id = m.id;")
    moves.append("  UPDATE children_merge t SET gone_path = m.unit_path FROM moved m WHERE t.gone_id = m.id;")
    body = "\n".join(line.replace("FROM moved m", "FROM (SELECT n.id, n.unit_path FROM written n JOIN gone o ON o.id = n.id AND o.unit_path <> n.unit_path) m") for line in moves)
    return f"""
CREATE FUNCTION children_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM written n JOIN gone o ON o.id = n.id WHERE o.unit_path <> n.unit_path) THEN RETURN NULL; END IF;
{body}
  RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER UPDATE ON children_child REFERENCING OLD TABLE AS gone NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION children_follow();
"""


# A row written for a child takes the child's path, whatever the writer said: it cannot land in another commune.
PLACE = r"""
CREATE FUNCTION children_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT unit_path INTO NEW.unit_path FROM children_child WHERE id = NEW.child_id;
  IF NEW.unit_path IS NULL THEN RAISE EXCEPTION 'no child % in this scope', NEW.child_id USING ERRCODE = 'foreign_key_violation'; END IF;
  RETURN NEW;
END $$;
"""


def _place() -> str:
    tables = [table for table in _BY_CHILD if table != "roundline"]  # a line may tell of a child that is not in the book
    return PLACE + "\n".join(
        f"CREATE TRIGGER place BEFORE INSERT ON children_{table} FOR EACH ROW WHEN (NEW.unit_path = '') EXECUTE FUNCTION children_place();"
        for table in tables
    )


def _place_back() -> str:
    tables = [table for table in _BY_CHILD if table != "roundline"]
    return "\n".join(f"DROP TRIGGER place ON children_{table};" for table in tables) + "\nDROP FUNCTION children_place();"


class Migration(migrations.Migration):
    dependencies = [("children", "0001_initial")]
    operations = [
        migrations.RunSQL(SUMMARISE, "DROP FUNCTION children_summarise(bigint[]);"),
        migrations.RunSQL(_summary_triggers(), _summary_triggers_back()),
        migrations.RunSQL(FAMILY, FAMILY_BACK),
        migrations.RunSQL(_follow(), "DROP TRIGGER follow ON children_child; DROP FUNCTION children_follow();"),
        migrations.RunSQL(_place(), _place_back()),
        migrations.RunSQL(_walls(), _open()),
    ]
