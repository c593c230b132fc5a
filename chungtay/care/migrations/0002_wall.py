"""The wall around every table of alternative care, the paths that rows take from what they hang on, and the numbers of records.

A row is answered to posts that may read the register of care (the mark) in the commune of the carer or of the child.
"""

from django.db import migrations

from chungtay.foundation.wall import SCOPED
from chungtay.foundation.wall_sql import marked, unwalled, walled, within

_MARK = marked("care")
_ONE = ("carer", "carerevent")
_TWO = ("placement", "placementevent", "visit", "visitevent", "careform", "facilityneed", "facilityneedevent")
_TWO_PATHS = f"{_MARK} AND ({within('unit_path')} OR {within('child_path')})"


def _walls() -> str:
    """History is written by trigger in the name of whoever changed the row: read within the walls, written without."""
    parts = [walled("care_carer", f"{_MARK} AND {within()}"), walled("care_carerevent", f"{_MARK} AND {within()}", check="true")]
    parts += [walled(f"care_{table}", _TWO_PATHS, check="true" if table.endswith("event") else "") for table in _TWO]
    return "\n".join(parts)


# A placement stands in the commune of its carer and in that of its case, or of its child when there is no case; whoever
# writes it may not know the other commune's rows, so the trigger looks as the owner.
PLACE = """
CREATE FUNCTION care_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  SELECT unit_path INTO NEW.unit_path FROM care_carer WHERE id = NEW.carer_id;
  IF NEW.child_path = '' THEN
    SELECT path INTO NEW.child_path FROM territory_unit WHERE id = NEW.child_unit_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER place BEFORE INSERT ON care_placement FOR EACH ROW EXECUTE FUNCTION care_place();

CREATE FUNCTION care_place_part() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  SELECT unit_path, child_path INTO NEW.unit_path, NEW.child_path FROM care_placement WHERE id = NEW.placement_id;
  RETURN NEW;
END $$;
CREATE TRIGGER place BEFORE INSERT ON care_visit FOR EACH ROW EXECUTE FUNCTION care_place_part();

CREATE FUNCTION care_place_form() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NEW.placement_id IS NOT NULL THEN
    SELECT unit_path, child_path INTO NEW.unit_path, NEW.child_path FROM care_placement WHERE id = NEW.placement_id;
  ELSE
    SELECT unit_path, '' INTO NEW.unit_path, NEW.child_path FROM care_carer WHERE id = NEW.carer_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER place BEFORE INSERT ON care_careform FOR EACH ROW EXECUTE FUNCTION care_place_form();
"""
PLACE_BACK = """
DROP TRIGGER place ON care_careform; DROP FUNCTION care_place_form();
DROP TRIGGER place ON care_visit; DROP FUNCTION care_place_part();
DROP TRIGGER place ON care_placement; DROP FUNCTION care_place();
"""

# The carer moves, the lead of the case goes over, the child without a case moves: what is open goes along, with all of it.
FOLLOW = """
CREATE FUNCTION care_carer_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE care_placement SET unit_path = NEW.unit_path, carer_unit_id = NEW.unit_id WHERE carer_id = NEW.id;
  UPDATE care_careform SET unit_path = NEW.unit_path WHERE carer_id = NEW.id;
  UPDATE care_carerevent SET unit_path = NEW.unit_path WHERE pgh_obj_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER UPDATE OF unit_path ON care_carer FOR EACH ROW
  WHEN (OLD.unit_path IS DISTINCT FROM NEW.unit_path) EXECUTE FUNCTION care_carer_moved();

CREATE FUNCTION care_case_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE care_placement SET child_path = NEW.unit_path, child_unit_id = NEW.unit_id WHERE case_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER care_follow AFTER UPDATE OF unit_path ON cases_case FOR EACH ROW
  WHEN (OLD.unit_path IS DISTINCT FROM NEW.unit_path) EXECUTE FUNCTION care_case_moved();

CREATE FUNCTION care_child_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE care_placement p SET child_path = NEW.unit_path, child_unit_id = NEW.unit_id WHERE p.child_id = NEW.id AND p.case_id IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER care_follow AFTER UPDATE OF unit_path ON children_child FOR EACH ROW
  WHEN (OLD.unit_path IS DISTINCT FROM NEW.unit_path) EXECUTE FUNCTION care_child_moved();

CREATE FUNCTION care_placement_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE care_visit SET unit_path = NEW.unit_path, child_path = NEW.child_path WHERE placement_id = NEW.id;
  UPDATE care_careform SET unit_path = NEW.unit_path, child_path = NEW.child_path WHERE placement_id = NEW.id;
  UPDATE care_placementevent SET unit_path = NEW.unit_path, child_path = NEW.child_path WHERE pgh_obj_id = NEW.id;
  UPDATE care_visitevent e SET unit_path = NEW.unit_path, child_path = NEW.child_path FROM care_visit v
    WHERE v.id = e.pgh_obj_id AND v.placement_id = NEW.id;
  UPDATE cases_clock SET unit_path = NEW.unit_path
    WHERE subject_label = 'care.placement' AND subject_id = NEW.id AND case_id IS NULL AND stopped_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER UPDATE OF unit_path, child_path ON care_placement FOR EACH ROW
  WHEN ((OLD.unit_path, OLD.child_path) IS DISTINCT FROM (NEW.unit_path, NEW.child_path)) EXECUTE FUNCTION care_placement_moved();
"""
FOLLOW_BACK = """
DROP TRIGGER follow ON care_placement; DROP FUNCTION care_placement_moved();
DROP TRIGGER care_follow ON children_child; DROP FUNCTION care_child_moved();
DROP TRIGGER care_follow ON cases_case; DROP FUNCTION care_case_moved();
DROP TRIGGER follow ON care_carer; DROP FUNCTION care_carer_moved();
"""

_CODES = ("ncs", "cs", "tc")  # carers, placements, children of facilities
CODES = "\n".join(f"CREATE SEQUENCE care_code_{one}; GRANT USAGE ON SEQUENCE care_code_{one} TO {SCOPED};" for one in _CODES)


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]
    operations = [
        migrations.RunSQL(PLACE, PLACE_BACK),
        migrations.RunSQL(FOLLOW, FOLLOW_BACK),
        migrations.RunSQL(CODES, "\n".join(f"DROP SEQUENCE care_code_{one};" for one in _CODES)),
        migrations.RunSQL(_walls(), "\n".join(unwalled(f"care_{table}") for table in (*_ONE, *_TWO))),
    ]
