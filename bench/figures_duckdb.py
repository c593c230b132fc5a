"""The opponent of the figures: the register in native tables of DuckDB, and the same cells by its own best query.

Only what our cells hold, register and cases: quantity × unit at four levels × sex × age × minority, of the calendar year. Same records, same day.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import duckdb
from django.db import connection

from chungtay.children.figures import SINGLE_ORPHANS, _doses
from chungtay.foundation.scoping import as_system
from chungtay.statistics.bands import ATOMS, edges_on
from chungtay.statistics.sources import Window

WHY = "the opponent of a benchmark counts the same records"
TABLES = {
    "child": "SELECT id, birth_date, sex, ethnicity, status, status_on, birth_registered, birth_registered_on FROM children_child",
    "residence": "SELECT child_id, household_id, place_path, lower(period) AS lo, upper(period) AS hi FROM children_residence",
    "household": "SELECT id, temporary_house, clean_water, clean_toilet, clean_fuel FROM children_household",
    "householdkind": "SELECT id, household_id, kind, valid_from, valid_to FROM children_householdkind",
    "fact": "SELECT child_id, kind, code, valid_from, valid_to FROM children_fact",
    "circumstance": 'SELECT child_id, list, "group" AS grp, code, state, valid_from, valid_to FROM children_circumstance',
    "schooling": "SELECT child_id, level, state, year, since FROM children_schooling",
    "immunisation": 'SELECT child_id, vaccine, dose, "on" AS day FROM children_immunisation',
    "growth": 'SELECT child_id, "on" AS day, weight_for_age, height_for_age, weight_for_height FROM children_growth',
    "support": 'SELECT child_id, kind, "on" AS day, until FROM children_support',
    "cases": """SELECT id, child_id, kind, state, unit_path, (received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day FROM cases_case""",
    "suspect": """SELECT case_id, relation, sex, sanction, sanction_on FROM cases_caseperson
      WHERE role = 'suspect' AND void_at IS NULL""",
    "unit": "SELECT id, path, level, valid_from, valid_to FROM territory_unit",
    "hamlet": "SELECT h.id, u.path, h.valid_from, h.valid_to FROM territory_hamlet h JOIN territory_unit u ON u.id = h.unit_id",
}


DAYS = (
    "sanction_on",
    "birth_date",
    "status_on",
    "birth_registered_on",
    "lo",
    "hi",
    "valid_from",
    "valid_to",
    "since",
    "day",
    "until",
)

MEASURES = ("weight_for_age", "height_for_age", "weight_for_height")


def loaded(folder: Path) -> duckdb.DuckDBPyConnection:
    """Native tables, two threads."""
    opponent = duckdb.connect(str(folder / "figures.duckdb"))
    opponent.execute("SET threads = 2")
    for name, query in TABLES.items():
        file = folder / f"{name}.csv"
        copy = f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)"
        with as_system(WHY), connection.cursor() as cursor, file.open("wb") as written, cursor.copy(copy) as lines:
            for line in lines:
                written.write(line)
        # A column that is empty in most rows would be taken for text.
        kinds = {**dict.fromkeys(DAYS, "DATE"), **dict.fromkeys(MEASURES, "DOUBLE")}
        types = ", ".join(
            f"'{column}': '{kind}'" for column, kind in kinds.items() if re.search(rf"\b{column}\b", query)
        )
        opponent.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv('{file}', header = true, sample_size = -1, types = {{{types}}})"
        )
        file.unlink()
    return opponent


def _band(day: dt.date) -> str:
    whens = " ".join(f"WHEN born <= DATE '{edges_on(day)[atom]}' THEN '{atom}'" for atom in reversed(ATOMS))
    return f"CASE WHEN born IS NULL THEN '' {whens} ELSE '' END"


_PEOPLE = """
    CREATE OR REPLACE TABLE cells AS WITH
    person AS (SELECT id, birth_date AS born, coalesce(sex, '') AS sex, status, status_on, birth_registered, birth_registered_on,
      CASE WHEN coalesce(ethnicity, '') = '' THEN '' WHEN ethnicity = 'kinh' THEN 'k' ELSE 'm' END AS minority, coalesce(ethnicity, '') AS ethnicity
      FROM child WHERE status NOT IN ('merged', 'void')),
    everybody AS (SELECT id, birth_date AS born, coalesce(sex, '') AS sex,
      CASE WHEN coalesce(ethnicity, '') = '' THEN '' WHEN ethnicity = 'kinh' THEN 'k' ELSE 'm' END AS minority FROM child),
    stay AS (SELECT p.*, r.place_path, r.household_id FROM residence r JOIN person p ON p.id = r.child_id
      WHERE r.lo <= {day} AND (r.hi IS NULL OR r.hi > {day}) AND (p.status <> 'died' OR p.status_on > {day})
      AND (p.born IS NULL OR p.born > {day} - INTERVAL 16 YEAR)),
    kinds AS (SELECT household_id, arg_max(kind, (valid_from, id)) AS kind FROM householdkind
      WHERE kind IN ('poor', 'near_poor') AND {live} GROUP BY 1),
    now_special AS (SELECT x.child_id, x.list, x.grp, x.code, EXISTS (SELECT 1 FROM support s WHERE s.child_id = x.child_id
        AND s.day <= {day} AND coalesce(s.until, s.day) >= {starts}) AS assisted
      FROM circumstance x WHERE x.state = 'confirmed' AND {live}),
"""
_STOCK = """    stock AS (
      SELECT id, 'children' AS code FROM stay
      UNION ALL SELECT id, 'children.months_3_36' FROM stay WHERE born <= {day} - INTERVAL 3 MONTH AND born > {day} - INTERVAL 36 MONTH
      UNION ALL SELECT id, 'birth_registered' FROM stay WHERE birth_registered AND (birth_registered_on IS NULL OR birth_registered_on <= {day})
      UNION ALL SELECT id, 'ethnic.' || ethnicity FROM stay WHERE ethnicity <> ''
      UNION ALL SELECT s.id, k.kind FROM stay s JOIN kinds k USING (household_id)
      UNION ALL SELECT s.id, 'house.temporary' FROM stay s JOIN household h ON h.id = s.household_id WHERE h.temporary_house
      UNION ALL SELECT s.id, 'house.clean_water' FROM stay s JOIN household h ON h.id = s.household_id WHERE h.clean_water
      UNION ALL SELECT s.id, 'house.clean_toilet' FROM stay s JOIN household h ON h.id = s.household_id WHERE h.clean_toilet
      UNION ALL SELECT s.id, 'house.clean_fuel' FROM stay s JOIN household h ON h.id = s.household_id WHERE h.clean_fuel
      UNION ALL SELECT DISTINCT child_id, 'insured' FROM fact WHERE kind = 'insurance' AND {live}
      UNION ALL SELECT m.child_id, 'vaccinated.full' FROM immunisation m JOIN person p ON p.id = m.child_id
        WHERE p.born > {day} - INTERVAL 1 YEAR AND (m.vaccine, m.dose) IN ({doses}) AND (m.day IS NULL OR m.day <= {day})
        GROUP BY 1 HAVING count(*) >= {wanted}
      UNION ALL SELECT DISTINCT child_id, unnest(CASE WHEN list = 'special_circumstances' THEN
          ['special', 'special.' || grp, 'special.' || grp || '.' || code, CASE WHEN assisted THEN 'special.assisted' END,
           CASE WHEN assisted THEN 'special.' || grp || '.assisted' END, CASE WHEN code IN ('e1', 'e2', 'e3') THEN 'special.e.current' END,
           CASE WHEN grp = 'a' OR code IN ({orphans}) THEN 'orphans' END]
        WHEN list = 'at_risk_circumstances' THEN ['at_risk', 'at_risk.' || code, CASE WHEN code = 'one_parent_orphan' THEN 'orphans' END]
        ELSE [] END) FROM now_special
      UNION ALL SELECT DISTINCT x.child_id, 'special.assisted.' || s.kind FROM now_special x JOIN support s USING (child_id)
        WHERE x.list = 'special_circumstances' AND s.day <= {day} AND coalesce(s.until, s.day) >= {starts}
      UNION ALL SELECT DISTINCT x.child_id, 'disability.' || f.code FROM now_special x JOIN fact f USING (child_id)
        WHERE x.list = 'special_circumstances' AND x.grp = 'd' AND f.kind = 'disability' AND f.code <> '' AND
        (f.valid_from <= {day} AND (f.valid_to IS NULL OR f.valid_to > {day}))
      UNION ALL SELECT child_id, 'school.' || level FROM schooling WHERE year = {year} AND state = 'attending'
        AND level IN ('kindergarten', 'primary', 'secondary')
      UNION ALL SELECT y.child_id, 'school.nursery.months_3_36' FROM schooling y JOIN person p ON p.id = y.child_id
        WHERE y.year = {year} AND y.state = 'attending' AND y.level = 'nursery'
        AND p.born <= {day} - INTERVAL 3 MONTH AND p.born > {day} - INTERVAL 36 MONTH),
"""
_EVER = """    last_growth AS (SELECT child_id, arg_max(weight_for_age, day) AS w, arg_max(height_for_age, day) AS h, arg_max(weight_for_height, day) AS b
      FROM growth WHERE {in_time} GROUP BY 1),
    ever AS (SELECT DISTINCT * FROM (
      SELECT child_id, unnest([CASE WHEN w IS NOT NULL THEN 'growth.weighed' END, CASE WHEN h IS NOT NULL THEN 'growth.measured' END,
        CASE WHEN b IS NOT NULL THEN 'growth.both' END, CASE WHEN w < -2 THEN 'growth.underweight' END,
        CASE WHEN h < -2 THEN 'growth.stunted' END, CASE WHEN b < -2 THEN 'growth.wasted' END]) AS code FROM last_growth
      UNION ALL SELECT child_id, unnest(['injured', 'injured.' || code]) FROM fact WHERE kind = 'injury' AND valid_from >= {starts}
        AND valid_from < {ends} AND valid_from <= {day}
      UNION ALL SELECT child_id, 'participating' FROM fact WHERE kind = 'participation' AND {ever}
      UNION ALL SELECT x.child_id, 'disaster.assisted' FROM circumstance x WHERE x.list = 'at_risk_circumstances' AND x.code = 'disaster'
        AND x.state = 'confirmed' AND {ever} AND EXISTS (SELECT 1 FROM support s WHERE s.child_id = x.child_id AND s.{in_time_open}
      UNION ALL SELECT x.child_id, 'abused.register' FROM circumstance x WHERE x.list = 'special_circumstances'
        AND x.grp IN ('b', 'i', 'k', 'l', 'm') AND x.state = 'confirmed' AND {ever}
      UNION ALL SELECT x.child_id, 'abused.register.assisted' FROM circumstance x WHERE x.list = 'special_circumstances'
        AND x.grp IN ('b', 'i', 'k', 'l', 'm') AND x.state = 'confirmed' AND {ever}
        AND EXISTS (SELECT 1 FROM support s WHERE s.child_id = x.child_id AND s.{in_time_open}) WHERE code IS NOT NULL),
"""
_EVENTS = """    last_place AS (SELECT child_id, arg_max(place_path, lo) AS place_path FROM residence
      WHERE lo < {ends} AND (hi IS NULL OR hi > {starts}) GROUP BY 1),
    first_place AS (SELECT child_id, arg_min(place_path, lo) AS place_path FROM residence GROUP BY 1),
    marked AS (
      SELECT s.place_path, s.born, s.sex, s.minority, m.code FROM stay s JOIN (
        SELECT id, code FROM stock WHERE code IS NOT NULL UNION ALL SELECT child_id, code FROM ever) m USING (id)
      UNION ALL SELECT l.place_path, p.born, p.sex, p.minority, e.code FROM ever e JOIN person p ON p.id = e.child_id
        JOIN last_place l ON l.child_id = p.id ANTI JOIN stay s ON s.id = p.id
      UNION ALL SELECT f.place_path, p.born, p.sex, p.minority, unnest(['births', CASE WHEN EXISTS (SELECT 1 FROM fact q
          WHERE q.child_id = p.id AND q.kind = 'screening') THEN 'newborns.screened' END])
        FROM person p JOIN first_place f ON f.child_id = p.id WHERE p.born >= {starts} AND p.born < {ends} AND p.born <= {day}
      UNION ALL SELECT f.place_path, p.born, p.sex, p.minority, unnest([
          CASE WHEN date_diff('day', p.born, p.status_on) < 28 THEN 'deaths.days28' END,
          CASE WHEN p.status_on < p.born + INTERVAL 1 YEAR THEN 'deaths.under1' END,
          CASE WHEN p.status_on < p.born + INTERVAL 5 YEAR THEN 'deaths.under5' END,
          CASE WHEN EXISTS (SELECT 1 FROM fact q WHERE q.child_id = p.id AND q.kind = 'injury'
            AND date_diff('day', q.valid_from, p.status_on) BETWEEN 0 AND 30) THEN 'deaths.injury' END,
          CASE WHEN EXISTS (SELECT 1 FROM fact q WHERE q.child_id = p.id AND q.kind = 'injury' AND q.code = 'drowning'
            AND date_diff('day', q.valid_from, p.status_on) BETWEEN 0 AND 30) THEN 'deaths.drowning' END])
        FROM person p JOIN (SELECT r.child_id, arg_max(r.place_path, r.lo) AS place_path FROM residence r JOIN child c ON c.id = r.child_id
          WHERE r.lo <= c.status_on GROUP BY 1) f ON f.child_id = p.id
        WHERE p.status = 'died' AND p.status_on >= {starts} AND p.status_on < {ends} AND p.status_on <= {day}
      UNION ALL SELECT f.place_path, p.born, p.sex, p.minority, unnest(['school.dropped_out',
          CASE WHEN y.level IN ('primary', 'secondary') THEN 'school.dropped_out.' || y.level END])
        FROM (SELECT child_id, level, coalesce(since, make_date(year, 9, 1)) AS day FROM schooling WHERE state = 'dropped_out') y
        JOIN person p ON p.id = y.child_id JOIN (SELECT child_id, arg_max(place_path, lo) AS place_path FROM residence GROUP BY 1) f
          ON f.child_id = p.id WHERE y.{in_time_bare}
      UNION ALL SELECT path, NULL, '', '', 'communes' FROM unit WHERE level = 'commune' AND {live}
      UNION ALL SELECT path, NULL, '', '', 'hamlets' FROM hamlet WHERE {live}),
"""
_ABUSE = """    found AS (SELECT c.*, p.born, coalesce(p.sex, '') AS sex, coalesce(p.minority, '') AS minority, c.child_id IN (
          SELECT x.child_id FROM circumstance x WHERE x.list = 'special_circumstances' AND x.grp IN ('b', 'i', 'k', 'l', 'm')
          AND x.state = 'confirmed' AND {ever}) AS known,
        c.child_id IN (SELECT s.child_id FROM support s WHERE s.{in_time_open} AS supported
      FROM cases c LEFT JOIN everybody p ON p.id = c.child_id
      WHERE c.kind IN ('abuse', 'trafficking', 'online', 'labour') AND c.state NOT IN ('verifying', 'unfounded')),
    dealt AS (SELECT f.*, s.relation, s.sex AS whose, s.sanction, coalesce(s.sanction_on, f.day) AS dealt_on
      FROM found f JOIN suspect s ON s.case_id = f.id),
    handled AS (SELECT id, child_id, unit_path, born, sex, minority, min(dealt_on) AS day, list(DISTINCT sanction) AS outcomes
      FROM dealt WHERE sanction <> '' GROUP BY ALL),
    victims AS (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY coalesce(child_id, -id) ORDER BY id) AS n
      FROM handled WHERE {in_time}) WHERE n = 1),
    of_cases AS (
      SELECT unit_path AS place_path, born, sex, minority, unnest([CASE WHEN known IS NOT TRUE THEN 'abused.cases' END,
          CASE WHEN state IN ('serving', 'reviewing', 'closed') AND NOT (coalesce(known, false) AND coalesce(supported, false))
            THEN 'abused.cases.assisted' END]) AS code
        FROM (SELECT *, row_number() OVER (PARTITION BY coalesce(child_id, -id) ORDER BY id) AS n FROM found WHERE {in_time}) WHERE n = 1
      UNION ALL SELECT unit_path, NULL, whose, '', unnest(['offenders', CASE WHEN relation <> '' THEN 'offenders.' || relation END])
        FROM dealt WHERE {in_time}
      UNION ALL SELECT unit_path, NULL, whose, '', 'handled.offenders.' || sanction FROM dealt
        WHERE sanction IN ('sanctioned', 'administrative') AND dealt_on >= {starts} AND dealt_on < {ends} AND dealt_on <= {today}
      UNION ALL SELECT unit_path, born, sex, minority, unnest(list_concat(['handled.cases', CASE WHEN id IN (SELECT id FROM victims)
          THEN 'handled.children' END], list_transform(outcomes, lambda o : 'handled.cases.' || o)))
        FROM handled WHERE {in_time}),
"""
_SUMS = """    keyed AS (SELECT place_path, sex, {band} AS band, minority, code, count(*) AS n FROM (SELECT * FROM marked UNION ALL BY NAME SELECT * FROM of_cases) WHERE code IS NOT NULL GROUP BY ALL),
    levels AS (SELECT unnest(CASE len(string_split(place_path, '/')) WHEN 1 THEN ['', place_path]
        WHEN 2 THEN ['', string_split(place_path, '/')[1], place_path]
        ELSE ['', string_split(place_path, '/')[1], string_split(place_path, '/')[1] || '/' || string_split(place_path, '/')[2], place_path] END) AS path,
      sex, band, minority, code, n FROM keyed)
    SELECT path, code, sex, band, minority, sum(n)::BIGINT AS value FROM levels GROUP BY ALL
    """


def cells(window: Window) -> str:
    """CREATE TABLE cells: quantity, path, sex, band, minority, value; for a year whose units have not changed since."""
    day, starts, ends = (f"DATE '{one}'" for one in (window.day, window.starts, window.ends))
    in_time = f"(day >= {starts} AND day < {ends} AND day <= {day})"
    counted = _doses(window.day)
    return "".join([_PEOPLE, _STOCK, _EVER, _EVENTS, _ABUSE, _SUMS]).format(
        day=day, today=day, starts=starts, ends=ends,
        year=window.day.year if window.day.month >= 9 else window.day.year - 1,
        doses=", ".join(f"('{vaccine}', {number})" for vaccine, number in counted) or "('', 0)",
        wanted=max(1, len(counted)),
        orphans=", ".join(f"'{code}'" for code in SINGLE_ORPHANS),
        live=f"(valid_from <= {day} AND (valid_to IS NULL OR valid_to > {day}))",
        ever=f"(valid_from < {ends} AND valid_from <= {day} AND (valid_to IS NULL OR valid_to > {starts}))",
        in_time=in_time,
        in_time_open=in_time[1:],  # after the name of a table: “s.day >= …”
        in_time_bare=in_time[1:-1],
        band=_band(window.day),
    )  # fmt: skip
