"""The wall around every table of the cases, and the triggers that keep the commune that leads on all that hangs on a case.

A row is answered to posts that may read cases (the mark) within the commune that leads; else `cases_reaches` asks whether
the case is shared with the commune of the incident or of residence, or with this person by name, for a time.
"""

from django.db import migrations

from chungtay.foundation.wall_sql import for_agency, for_person, marked, unwalled, walled, within

_OF_CASE = ("caseperson", "diaryentry", "caseform", "plan", "planline", "linelink", "decision", "caseaccess", "evidence", "entitlement")
_MARK = marked("case")

REACHES = f"""
CREATE FUNCTION cases_reaches(asked bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT FROM cases_case WHERE id = asked AND {_MARK} AND
      ({within("unit_path")} OR {within("incident_path")} OR (residence_path <> '' AND {within("residence_path")})))
    OR EXISTS (SELECT FROM cases_caseaccess a WHERE a.case_id = asked AND {for_person("a.user_id")} AND a.state = 'granted' AND a.until > now())
$$;
"""

_BY_LEAD = f"({_MARK} AND {within()}) OR cases_reaches(case_id)"


def _walls() -> str:
    reach = "cases_reaches(id)"
    case = f"({_MARK} AND ({within()} OR {within('incident_path')} OR (residence_path <> '' AND {within('residence_path')}))) OR {reach}"
    parts = [walled("cases_case", case, check="true"), walled("cases_caseevent", f"({_MARK} AND {within()}) OR cases_reaches(pgh_obj_id)", check="true")]
    for table in ("caseperson", "diaryentry", "caseform", "plan", "linelink", "decision", "evidence", "entitlement"):
        parts.append(walled(f"cases_{table}", _BY_LEAD))
    for table in ("casepersonevent", "decisionevent"):
        parts.append(walled(f"cases_{table}", _BY_LEAD, check="true"))
    line = f"{_BY_LEAD} OR ({for_agency('agency_id')} AND state NOT IN ('draft', 'cancelled'))"
    parts += [walled("cases_planline", line), walled("cases_planlineevent", line, check="true")]
    parts.append(walled("cases_caseaccess", f"({_MARK} AND {within()}) OR {for_person('user_id')}"))
    concern = f"({_MARK} AND ({within()} OR (from_path <> '' AND {within('from_path')}))) OR {for_person('created_by_id')}"
    parts += [walled("cases_concern", concern, check="true"), walled("cases_concernevent", concern, check="true")]
    parts.append(walled("cases_informant", "EXISTS (SELECT FROM unnest(readers) r WHERE r::text = current_setting('chungtay.person', true))", check="true"))
    parts.append(walled("cases_clock", f"({_MARK} AND {within()}) OR (case_id IS NOT NULL AND cases_reaches(case_id))"))
    parts.append(walled("cases_clockpause", f"({_MARK} AND {within()}) OR EXISTS (SELECT FROM cases_clock c WHERE c.id = clock_id)"))
    parts.append(walled("cases_handover", f"{_MARK} AND ({within('from_path')} OR {within('to_path')})"))
    return "\n".join(parts)


_ALL = ("case", "caseevent", "caseperson", "diaryentry", "caseform", "plan", "linelink", "decision", "evidence", "entitlement",
        "casepersonevent", "decisionevent", "planline", "planlineevent", "caseaccess", "concern", "concernevent", "informant",
        "clock", "clockpause", "handover")  # fmt: skip

# A row written for a case takes the path of the commune that leads, whatever the writer said.
PLACE = """
CREATE FUNCTION cases_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NEW.case_id IS NOT NULL THEN SELECT unit_path INTO NEW.unit_path FROM cases_case WHERE id = NEW.case_id; END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION cases_place_pause() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN SELECT unit_path INTO NEW.unit_path FROM cases_clock WHERE id = NEW.clock_id; RETURN NEW; END $$;
CREATE TRIGGER place BEFORE INSERT ON cases_clockpause FOR EACH ROW EXECUTE FUNCTION cases_place_pause();
""" + "\n".join(
    f"CREATE TRIGGER place BEFORE INSERT ON cases_{table} FOR EACH ROW EXECUTE FUNCTION cases_place();" for table in (*_OF_CASE, "clock")
)
PLACE_BACK = "\n".join(f"DROP TRIGGER place ON cases_{table};" for table in (*_OF_CASE, "clock", "clockpause")) + (
    "\nDROP FUNCTION cases_place(); DROP FUNCTION cases_place_pause();"
)

# The lead goes to another commune: all that hangs on the case goes with it, its history too.
_FOLLOW = "\n".join(
    f"  UPDATE cases_{table} SET unit_path = NEW.unit_path WHERE {'case_id' if table != 'caseevent' else 'pgh_obj_id'} = NEW.id;"
    for table in (*_OF_CASE, "clock", "casepersonevent", "decisionevent", "planlineevent", "caseevent")
)
FOLLOW = f"""
CREATE FUNCTION cases_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
{_FOLLOW}
  UPDATE cases_clockpause p SET unit_path = NEW.unit_path FROM cases_clock c WHERE c.id = p.clock_id AND c.case_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER UPDATE OF unit_path ON cases_case FOR EACH ROW
  WHEN (OLD.unit_path IS DISTINCT FROM NEW.unit_path) EXECUTE FUNCTION cases_follow();
"""
FOLLOW_BACK = "DROP TRIGGER follow ON cases_case; DROP FUNCTION cases_follow();"

# The next duty stands on the case itself, so that a list of cases needs no second table.
NEXT = """
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
NEXT_BACK = "DROP TRIGGER next_duty ON cases_clock; DROP FUNCTION cases_next();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunSQL(REACHES, "DROP FUNCTION cases_reaches(bigint);"),
        migrations.RunSQL(PLACE, PLACE_BACK),
        migrations.RunSQL(FOLLOW, FOLLOW_BACK),
        migrations.RunSQL(NEXT, NEXT_BACK),
        migrations.RunSQL(_walls(), "\n".join(unwalled(f"cases_{table}") for table in _ALL)),
    ]
