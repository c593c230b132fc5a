"""Every change of the register is noted in the ledger of statistics, in the same transaction and by statement.

The tables below call the ledger with the children concerned. What a row changed does not matter: the child is counted anew.
"""

from django.db import migrations

_TABLES = {
    "child": "id", "residence": "child_id", "fact": "child_id", "circumstance": "child_id", "schooling": "child_id",
    "immunisation": "child_id", "growth": "child_id", "support": "child_id",
}  # fmt: skip

def _functions() -> str:
    parts = []
    for table, column in _TABLES.items():
        for event, old, new in (("insert", "", "NEW TABLE AS written"), ("update", "OLD TABLE AS gone", "NEW TABLE AS written"),
                                ("delete", "OLD TABLE AS gone", "")):  # fmt: skip
            ids = " UNION ".join(f"SELECT {column} FROM {name}" for name, given in (("gone", old), ("written", new)) if given)
            parts.append(
                f"CREATE FUNCTION children_figures_{table}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
                f"  PERFORM statistics_touch('children', array({ids})); RETURN NULL; END $$;\n"
                f"CREATE TRIGGER figures_{event} AFTER {event.upper()} ON children_{table} REFERENCING {old} {new}\n"
                f"FOR EACH STATEMENT EXECUTE FUNCTION children_figures_{table}_{event}();"
            )
    return "\n".join(parts)


def _functions_back() -> str:
    return "\n".join(
        f"DROP TRIGGER figures_{event} ON children_{table}; DROP FUNCTION children_figures_{table}_{event}();"
        for table in _TABLES
        for event in ("insert", "update", "delete")
    )


HOUSEHOLDS = """
CREATE FUNCTION children_figures_household() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM statistics_touch('children', array(SELECT child_id FROM children_residence WHERE household_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER figures_update AFTER UPDATE OF temporary_house, clean_water, clean_toilet, clean_fuel ON children_household
FOR EACH ROW WHEN ((OLD.temporary_house, OLD.clean_water, OLD.clean_toilet, OLD.clean_fuel)
  IS DISTINCT FROM (NEW.temporary_house, NEW.clean_water, NEW.clean_toilet, NEW.clean_fuel))
EXECUTE FUNCTION children_figures_household();
CREATE FUNCTION children_figures_householdkind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM statistics_touch('children', array(SELECT child_id FROM children_residence
    WHERE household_id IN ((CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END).household_id,
                           (CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END).household_id)));
  RETURN NULL;
END $$;
CREATE TRIGGER figures_change AFTER INSERT OR UPDATE OR DELETE ON children_householdkind
FOR EACH ROW EXECUTE FUNCTION children_figures_householdkind();
CREATE INDEX residence_household ON children_residence (household_id) WHERE household_id IS NOT NULL;
"""
HOUSEHOLDS_BACK = """
DROP INDEX residence_household;
DROP TRIGGER figures_change ON children_householdkind; DROP FUNCTION children_figures_householdkind();
DROP TRIGGER figures_update ON children_household; DROP FUNCTION children_figures_household();
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0010_initial"), ("statistics", "0002_wall")]
    operations = [
        migrations.RunSQL(_functions(), _functions_back()),
        migrations.RunSQL(HOUSEHOLDS, HOUSEHOLDS_BACK),
    ]
