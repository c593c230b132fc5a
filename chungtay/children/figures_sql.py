"""The SELECTs with which the register is counted. One row per child and place, with the marks of all that applies to it.

Written by hand: over millions of children the planner needs plain joins, and each part below is one sentence of the law.
Every part may be narrowed to some children (`{id}` in `chosen`), so that one child costs what one child should.
"""

from __future__ import annotations

from collections.abc import Sequence

from chungtay.statistics import bands
from chungtay.statistics.sources import Window, key

_STAY = """
SELECT c.id AS subject_id, r.place_path, {next_path} AS next_path, c.birth_date AS born,
  c.sex AS sex,
  CASE WHEN c.ethnicity = '' THEN '' WHEN c.ethnicity = 'kinh' THEN 'k' ELSE 'm' END AS minority,
  array_remove(ARRAY[{single}], NULL)::smallint[] || coalesce(x.marks, '{{}}') || coalesce(e.marks, '{{}}') AS marks
FROM children_residence r
JOIN children_child c ON c.id = r.child_id
LEFT JOIN children_household h ON h.id = r.household_id
LEFT JOIN ({household_kinds}) k ON k.household_id = r.household_id
LEFT JOIN ({insured}) i ON i.child_id = c.id
LEFT JOIN ({vaccinated}) v ON v.child_id = c.id
LEFT JOIN ({circumstances}) x ON x.child_id = c.id
LEFT JOIN ({schooling}) s ON s.child_id = c.id
LEFT JOIN ever e ON e.child_id = c.id
LEFT JOIN statistics_quantitykey n ON c.ethnicity <> '' AND n.code = 'ethnic.' || c.ethnicity
{next_join}
WHERE r.period @> %(day)s::date AND c.status NOT IN ('merged', 'void') AND (c.status <> 'died' OR c.status_on > %(day)s)
  AND (c.birth_date IS NULL OR c.birth_date > %(day)s::date - interval '16 years') AND {chosen_r}
"""
# What happened to a child who was no longer counted on the last day: at the place where it lived last in the period.
_GONE = """
SELECT c.id, r.place_path, '' AS next_path, c.birth_date, c.sex,
  CASE WHEN c.ethnicity = '' THEN '' WHEN c.ethnicity = 'kinh' THEN 'k' ELSE 'm' END, e.marks
FROM ever e
JOIN children_child c ON c.id = e.child_id
JOIN LATERAL (SELECT r.place_path FROM children_residence r WHERE r.child_id = c.id
  AND r.period && daterange(%(starts)s, %(ends)s) ORDER BY r.period DESC LIMIT 1) r ON true
WHERE c.status NOT IN ('merged', 'void') AND NOT (
  EXISTS (SELECT FROM children_residence o WHERE o.child_id = c.id AND o.period @> %(day)s::date)
  AND (c.status <> 'died' OR c.status_on > %(day)s)
  AND (c.birth_date IS NULL OR c.birth_date > %(day)s::date - interval '16 years'))
"""
_BORN = """
SELECT c.id, r.place_path, '' AS next_path, c.birth_date, c.sex,
  CASE WHEN c.ethnicity = '' THEN '' WHEN c.ethnicity = 'kinh' THEN 'k' ELSE 'm' END,
  array_remove(ARRAY[{births}, CASE WHEN EXISTS (SELECT FROM children_fact f WHERE f.child_id = c.id AND f.kind = 'screening')
    THEN {screened} END], NULL)::smallint[]
FROM children_child c
JOIN LATERAL (SELECT r.place_path FROM children_residence r WHERE r.child_id = c.id ORDER BY r.period LIMIT 1) r ON true
WHERE c.birth_date >= %(starts)s AND c.birth_date < %(ends)s AND c.birth_date <= %(day)s
  AND c.status NOT IN ('merged', 'void') AND {chosen_c}
"""
_DEAD = """
SELECT d.id, d.place_path, '' AS next_path, d.birth_date, d.sex, d.minority, d.marks FROM (
  SELECT c.id, r.place_path, c.birth_date, c.sex AS sex,
    CASE WHEN c.ethnicity = '' THEN '' WHEN c.ethnicity = 'kinh' THEN 'k' ELSE 'm' END AS minority,
    array_remove(ARRAY[
      CASE WHEN c.status_on - c.birth_date < 28 THEN {days28} END,
      CASE WHEN c.status_on < c.birth_date + interval '1 year' THEN {under1} END,
      CASE WHEN c.status_on < c.birth_date + interval '5 years' THEN {under5} END,
      CASE WHEN EXISTS (SELECT FROM children_fact f WHERE f.child_id = c.id AND f.kind = 'injury'
        AND c.status_on - f.valid_from BETWEEN 0 AND 30) THEN {injury} END,
      CASE WHEN EXISTS (SELECT FROM children_fact f WHERE f.child_id = c.id AND f.kind = 'injury' AND f.code = 'drowning'
        AND c.status_on - f.valid_from BETWEEN 0 AND 30) THEN {drowning} END], NULL)::smallint[] AS marks
  FROM children_child c
  JOIN LATERAL (SELECT r.place_path FROM children_residence r WHERE r.child_id = c.id AND lower(r.period) <= c.status_on
    ORDER BY r.period DESC LIMIT 1) r ON true
  WHERE c.status = 'died' AND c.status_on >= %(starts)s AND c.status_on < %(ends)s AND c.status_on <= %(day)s AND {chosen_c}
) d
"""
_LEFT_SCHOOL = """
SELECT c.id, r.place_path, '' AS next_path, c.birth_date, c.sex,
  CASE WHEN c.ethnicity = '' THEN '' WHEN c.ethnicity = 'kinh' THEN 'k' ELSE 'm' END,
  array_remove(ARRAY[{dropped_out}, CASE y.level WHEN 'primary' THEN {primary} WHEN 'secondary' THEN {secondary} END],
    NULL)::smallint[]
FROM (SELECT y.child_id, y.level, coalesce(y.since, make_date(y.year, 9, 1)) AS "on" FROM children_schooling y
  WHERE y.state = 'dropped_out' AND {chosen_y}) y
JOIN children_child c ON c.id = y.child_id AND c.status NOT IN ('merged', 'void')
JOIN LATERAL (SELECT r.place_path FROM children_residence r WHERE r.child_id = c.id AND lower(r.period) <= y."on"
  ORDER BY r.period DESC LIMIT 1) r ON true
WHERE y."on" >= %(starts)s AND y."on" < %(ends)s AND y."on" <= %(day)s
"""


def rows(window: Window, chosen: str, doses: Sequence[tuple[str, int]], groups_of_three: Sequence[str]) -> str:
    """`doses`: (vaccine, number) that make a child under one fully vaccinated; `groups_of_three`: see `_circumstances`."""
    narrowed = {f"chosen_{name}": _on(chosen, f"{name}.{column}") for name, column in
                (("r", "child_id"), ("c", "id"), ("y", "child_id"))}  # fmt: skip
    stay = _STAY.format(
        single=_single(), household_kinds=_HOUSEHOLD_KINDS, insured=_insured(chosen), vaccinated=_vaccinated(chosen, doses),
        circumstances=_circumstances(chosen, groups_of_three), schooling=_schooling(chosen, window),
        next_path="coalesce(later.place_path, '')" if window.mapped else "''::text",
        next_join=_NEXT if window.mapped else "", **narrowed,
    )  # fmt: skip
    born = _BORN.format(births=key("births"), screened=key("newborns.screened"), **narrowed)
    names = ("days28", "under1", "under5", "injury", "drowning")
    dead = _DEAD.format(**{name: key(f"deaths.{name}") for name in names}, **narrowed)
    school = _LEFT_SCHOOL.format(
        dropped_out=key("school.dropped_out"), primary=key("school.dropped_out.primary"),
        secondary=key("school.dropped_out.secondary"), **narrowed,
    )  # fmt: skip
    parts = " UNION ALL ".join([stay, _GONE, born, dead, school])
    return f"WITH ever AS MATERIALIZED ({_ever(chosen)}) {parts}"


def _on(chosen: str, column: str) -> str:
    return chosen.replace("{id}", column) if chosen else "true"


_NEXT = """LEFT JOIN children_residence later ON later.child_id = r.child_id AND later.reason = 'reform'
  AND lower(later.period) = upper(r.period)"""
_HOUSEHOLD_KINDS = """
SELECT DISTINCT ON (household_id) household_id, kind FROM children_householdkind
WHERE kind IN ('poor', 'near_poor') AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
ORDER BY household_id, valid_from DESC, id DESC"""


def _single() -> str:
    """Marks that a row tells by itself."""
    whens = {
        "children.months_3_36": "c.birth_date <= %(day)s::date - interval '3 months'"
        " AND c.birth_date > %(day)s::date - interval '36 months'",
        "birth_registered": "c.birth_registered AND (c.birth_registered_on IS NULL OR c.birth_registered_on <= %(day)s)",
        "poor": "k.kind = 'poor'",
        "near_poor": "k.kind = 'near_poor'",
        "house.temporary": "h.temporary_house",
        "house.clean_water": "h.clean_water",
        "house.clean_toilet": "h.clean_toilet",
        "house.clean_fuel": "h.clean_fuel",
        "insured": "i.child_id IS NOT NULL",
        "vaccinated.full": "v.child_id IS NOT NULL",
        "school.nursery.months_3_36": "s.level = 'nursery' AND c.birth_date <= %(day)s::date - interval '3 months'"
        " AND c.birth_date > %(day)s::date - interval '36 months'",
        **{f"school.{level}": f"s.level = '{level}'" for level in ("kindergarten", "primary", "secondary")},
    }
    parts = [key("children"), "n.id"] + [f"CASE WHEN {when} THEN {key(code)} END" for code, when in whens.items()]
    return ", ".join(parts)


def _insured(chosen: str) -> str:
    return f"""SELECT DISTINCT child_id FROM children_fact f WHERE f.kind = 'insurance' AND f.valid_from <= %(day)s
      AND (f.valid_to IS NULL OR f.valid_to > %(day)s) AND {_on(chosen, "f.child_id")}"""


def _vaccinated(chosen: str, doses: Sequence[tuple[str, int]]) -> str:
    """Children under one with every dose of the schedule given by the day (indicator I-0206)."""
    if not doses:
        return "SELECT NULL::bigint AS child_id WHERE false"
    wanted = ", ".join(f"('{vaccine}', {number})" for vaccine, number in doses)
    return f"""SELECT m.child_id FROM children_immunisation m JOIN children_child b ON b.id = m.child_id
      WHERE b.birth_date > %(day)s::date - interval '1 year' AND (m.vaccine, m.dose) IN ({wanted})
      AND (m."on" IS NULL OR m."on" <= %(day)s) AND {_on(chosen, "m.child_id")}
      GROUP BY m.child_id HAVING count(*) >= {len(doses)}"""


def _circumstances(chosen: str, single_orphans: Sequence[str]) -> str:
    """Groups, sub-groups, and what Circular 13/2021 cuts otherwise than the groups: orphans, addicts without e4, assisted."""
    orphans = ", ".join(f"'{code}'" for code in single_orphans)
    return f"""
    WITH now AS MATERIALIZED (
      SELECT x.child_id, x.list, x."group", x.code, EXISTS (SELECT FROM children_support p WHERE p.child_id = x.child_id
          AND p."on" <= %(day)s AND coalesce(p.until, p."on") >= %(starts)s) AS assisted
      FROM children_circumstance x WHERE x.state = 'confirmed' AND x.valid_from <= %(day)s
        AND (x.valid_to IS NULL OR x.valid_to > %(day)s) AND {_on(chosen, "x.child_id")})
    SELECT t.child_id, array_agg(DISTINCT q.id)::smallint[] AS marks FROM (
      SELECT x.child_id, unnest(ARRAY['special', 'special.' || x."group", 'special.' || x."group" || '.' || x.code,
        CASE WHEN x.assisted THEN 'special.assisted' END, CASE WHEN x.assisted THEN 'special.' || x."group" || '.assisted' END,
        CASE WHEN x.code IN ('e1', 'e2', 'e3') THEN 'special.e.current' END,
        CASE WHEN x."group" = 'a' OR x.code IN ({orphans}) THEN 'orphans' END]) AS code
      FROM now x WHERE x.list = 'special_circumstances'
      UNION ALL SELECT x.child_id, unnest(ARRAY['at_risk', 'at_risk.' || x.code,
        CASE WHEN x.code = 'one_parent_orphan' THEN 'orphans' END])
      FROM now x WHERE x.list = 'at_risk_circumstances'
      UNION ALL SELECT x.child_id, 'special.assisted.' || p.kind FROM now x JOIN children_support p ON p.child_id = x.child_id
      WHERE x.list = 'special_circumstances' AND p."on" <= %(day)s AND coalesce(p.until, p."on") >= %(starts)s
      UNION ALL SELECT x.child_id, 'disability.' || f.code FROM now x JOIN children_fact f ON f.child_id = x.child_id
      WHERE x.list = 'special_circumstances' AND x."group" = 'd' AND f.kind = 'disability' AND f.code <> ''
        AND f.valid_from <= %(day)s AND (f.valid_to IS NULL OR f.valid_to > %(day)s)) t
    JOIN statistics_quantitykey q ON q.code = t.code GROUP BY t.child_id"""


def _schooling(chosen: str, window: Window) -> str:
    """The school year that holds the day; from June to August the one that has just ended."""
    year = window.day.year if window.day.month >= 9 else window.day.year - 1
    return f"""SELECT y.child_id, y.level FROM children_schooling y
      WHERE y.year = {year} AND y.state = 'attending' AND {_on(chosen, "y.child_id")}"""


def _ever(chosen: str) -> str:
    """What applied to or happened to a child on some day of the period; each once."""
    return f"""
    SELECT t.child_id, array_agg(DISTINCT q.id)::smallint[] AS marks FROM (
      SELECT g.child_id, unnest(ARRAY[
        CASE WHEN g.weight_for_age IS NOT NULL THEN 'growth.weighed' END,
        CASE WHEN g.height_for_age IS NOT NULL THEN 'growth.measured' END,
        CASE WHEN g.weight_for_height IS NOT NULL THEN 'growth.both' END,
        CASE WHEN g.weight_for_age < -2 THEN 'growth.underweight' END,
        CASE WHEN g.height_for_age < -2 THEN 'growth.stunted' END,
        CASE WHEN g.weight_for_height < -2 THEN 'growth.wasted' END]) AS code
      FROM (SELECT DISTINCT ON (g.child_id) g.* FROM children_growth g WHERE g."on" >= %(starts)s AND g."on" < %(ends)s
        AND g."on" <= %(day)s AND {_on(chosen, "g.child_id")} ORDER BY g.child_id, g."on" DESC) g
      UNION ALL
      SELECT f.child_id, unnest(CASE f.kind WHEN 'injury' THEN ARRAY['injured', 'injured.' || f.code]
        ELSE ARRAY['participating'] END)
      FROM children_fact f WHERE (f.kind = 'injury' AND f.valid_from >= %(starts)s OR f.kind = 'participation'
          AND coalesce(f.valid_to, 'infinity') > %(starts)s)
        AND f.valid_from < %(ends)s AND f.valid_from <= %(day)s AND {_on(chosen, "f.child_id")}
      UNION ALL
      SELECT x.child_id, 'disaster.assisted' FROM children_circumstance x WHERE x.list = 'at_risk_circumstances'
        AND x.code = 'disaster' AND x.state = 'confirmed' AND x.valid_from < %(ends)s AND x.valid_from <= %(day)s
        AND (x.valid_to IS NULL OR x.valid_to > %(starts)s) AND {_on(chosen, "x.child_id")}
        AND EXISTS (SELECT FROM children_support p WHERE p.child_id = x.child_id AND p."on" >= %(starts)s
          AND p."on" < %(ends)s AND p."on" <= %(day)s)
      UNION ALL
      SELECT x.child_id, unnest(ARRAY['abused.register', CASE WHEN EXISTS (SELECT FROM children_support p
          WHERE p.child_id = x.child_id AND p."on" >= %(starts)s AND p."on" < %(ends)s AND p."on" <= %(day)s)
          THEN 'abused.register.assisted' END])
      FROM children_circumstance x WHERE x.list = 'special_circumstances' AND x."group" IN ('b', 'i', 'k', 'l', 'm')
        AND x.state = 'confirmed' AND x.valid_from < %(ends)s AND x.valid_from <= %(day)s
        AND (x.valid_to IS NULL OR x.valid_to > %(starts)s) AND {_on(chosen, "x.child_id")}) t
    JOIN statistics_quantitykey q ON q.code = t.code GROUP BY t.child_id"""


def turning() -> str:
    """Children whose class can differ between two days although nobody changed their record: birthdays and dates on rows."""
    ages = bands.turning("c.birth_date")
    months = " OR ".join(
        f"(c.birth_date > %(from)s::date - interval '{n} months' AND c.birth_date <= %(to)s::date - interval '{n} months')"
        for n in (3, 36)
    )
    between = "> %(from)s AND {0} <= %(to)s"
    dated = [
        f"SELECT child_id FROM {table} WHERE {column} {between.format(column)}"
        for table, columns in (
            ("children_fact", ("valid_from", "valid_to")), ("children_circumstance", ("valid_from", "valid_to")),
            ("children_support", ('"on"', "until")), ("children_growth", ('"on"',)), ("children_immunisation", ('"on"',)),
            ("children_residence", ("lower(period)", "upper(period)")), ("children_schooling", ("since",)),
        )
        for column in columns
    ]  # fmt: skip
    dated.append(
        f"SELECT id FROM children_child c WHERE {ages} OR {months} OR c.status_on {between.format('c.status_on')}"
        f" OR c.birth_registered_on {between.format('c.birth_registered_on')}"
    )
    dated.append(
        "SELECT r.child_id FROM children_residence r JOIN children_householdkind k ON k.household_id = r.household_id WHERE "
        + " OR ".join(f"k.{column} {between.format('k.' + column)}" for column in ("valid_from", "valid_to"))
    )
    dated.append(  # a school year begins
        "SELECT child_id FROM children_schooling WHERE make_date(extract(year FROM %(to)s::date)::int, 9, 1)"
        " BETWEEN %(from)s::date + 1 AND %(to)s::date"
    )
    return " UNION ".join(dated)
