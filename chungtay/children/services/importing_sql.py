# ruff: noqa: E501 - statements are read as statements
"""The statements that put one chunk of checked rows into the register. All take the same parameters (`importing_apply`).

What hangs on a child is written before the child itself (the foreign keys are checked at the end), with its sums in the
child's row: so the triggers that sum up find nothing to do, and no row is written twice.
"""

CHUNK = """
CREATE TEMPORARY TABLE import_chunk ON COMMIT DROP AS
SELECT r.id AS row_id, r.number, r.values AS v, r.decision,
  CASE WHEN r.decision = 'new' THEN nextval(pg_get_serial_sequence('children_child', 'id')) ELSE r.match_id END AS child_id,
  (r.values->>'hamlet_id')::bigint AS hamlet_id, NULL::bigint AS household_id, ''::varchar AS household_kind,
  coalesce(r.values->>'household_code', '') AS code, coalesce(r.values->>'address', '') AS address, coalesce(r.values->>'household_head', '') AS head
FROM (SELECT * FROM children_importrow WHERE batch_id = %(batch)s AND NOT applied AND severity < 2
        AND (decision = 'new' OR decision = 'update' AND EXISTS (SELECT FROM children_child k WHERE k.id = match_id AND k.unit_path = %(path)s AND k.status = 'here'))
      ORDER BY number LIMIT %(size)s) r
"""

# A household is told by its code, or by head and address; two rows of one household make one. New ones are gathered first
# and written after their kinds: the triggers that carry a kind to the children of a household then find nothing to do.
IN_CODED = """
UPDATE import_chunk c SET household_id = h.id
FROM (SELECT code, min(id) AS id FROM children_household WHERE unit_path = %(path)s AND code <> '' AND ended_on IS NULL GROUP BY code) h WHERE c.code = h.code
"""
IN_PLACED = """
UPDATE import_chunk c SET household_id = h.id FROM children_household h
WHERE c.code = '' AND (c.address <> '' OR c.head <> '') AND h.batch_id = %(batch)s AND h.code = '' AND h.head_name = c.head AND h.address = c.address
  AND coalesce(h.hamlet_id, 0) = coalesce(c.hamlet_id, 0)
"""
_BEST_KIND = (
    "min(CASE c.v->>'poverty' WHEN 'poor' THEN 1 WHEN 'near_poor' THEN 2 WHEN 'average' THEN 3 WHEN 'other' THEN 4 END)"
)
_KIND_WORD = "coalesce((ARRAY['poor', 'near_poor', 'average', 'other'])[{0}], '')"
NEW_HOUSEHOLDS = f"""
CREATE TEMPORARY TABLE import_household ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('children_household', 'id')) AS id, k.*
FROM (SELECT code, CASE WHEN code = '' THEN head ELSE '' END AS key_head, CASE WHEN code = '' THEN address ELSE '' END AS key_address,
    CASE WHEN code = '' THEN coalesce(hamlet_id, 0) ELSE 0 END AS key_hamlet, (array_agg(hamlet_id ORDER BY number))[1] AS hamlet_id,
    max(head) AS head, max(address) AS address, coalesce(max(v->>'phone'), '') AS phone, {_KIND_WORD.format(_BEST_KIND)} AS kind
  FROM import_chunk c WHERE household_id IS NULL AND (code <> '' OR address <> '' OR head <> '') GROUP BY 1, 2, 3, 4) k
"""
IN_NEW = """
UPDATE import_chunk c SET household_id = h.id FROM import_household h
WHERE c.household_id IS NULL AND c.code = h.code AND (c.code <> '' OR (c.head, c.address, coalesce(c.hamlet_id, 0)) = (h.key_head, h.key_address, h.key_hamlet))
"""
NEW_KINDS = """
INSERT INTO children_householdkind (unit_path, household_id, kind, valid_from, decision, batch_id)
SELECT %(path)s, id, kind, date_trunc('year', %(today)s::date)::date, %(source)s, %(batch)s FROM import_household WHERE kind <> ''
"""
HOUSEHOLDS = """
INSERT INTO children_household (id, unit_path, unit_id, hamlet_id, code, head_name, address, phone, kind, note, batch_id, version, created_at, updated_at, created_by_id, updated_by_id)
SELECT id, %(path)s, %(unit)s, hamlet_id, code, head, address, phone, kind, '', %(batch)s, 1, %(now)s, %(now)s, %(user)s, %(user)s FROM import_household
"""
CHANGED_KINDS = f"""
INSERT INTO children_householdkind (unit_path, household_id, kind, valid_from, decision, batch_id)
SELECT %(path)s, h.id, n.kind, %(today)s, %(source)s, %(batch)s
FROM (SELECT c.household_id, {_KIND_WORD.format(_BEST_KIND)} AS kind FROM import_chunk c WHERE household_id IS NOT NULL AND v ? 'poverty' GROUP BY 1) n
JOIN children_household h ON h.id = n.household_id WHERE n.kind NOT IN ('', h.kind)
"""
KIND_OF_CHUNK = """
UPDATE import_chunk c SET household_kind = coalesce((SELECT h.kind FROM children_household h WHERE h.id = c.household_id), c.v->>'poverty', '')
WHERE c.household_id IS NOT NULL OR c.v ? 'poverty'
"""
INSURED = """
INSERT INTO children_fact (unit_path, child_id, kind, code, degree, detail, valid_from, seal, source, created_by_id, created_at, batch_id)
SELECT %(path)s, c.child_id, 'insurance', '', '', coalesce(c.v->>'insurance_card', ''), %(today)s, '', %(source)s, %(user)s, %(now)s, %(batch)s
FROM import_chunk c LEFT JOIN children_child k ON k.id = c.child_id
WHERE c.v->>'insurance' = 'yes' AND (k.insured_until IS NULL OR k.insured_until < %(today)s)
"""
SCHOOLED = """
INSERT INTO children_schooling (unit_path, child_id, year, level, grade, school, state, reason, created_by_id, created_at, batch_id)
SELECT %(path)s, c.child_id, %(school_year)s, coalesce(c.v->>'school_level', ''), coalesce(c.v->>'grade', ''), coalesce(c.v->>'school', ''), c.v->>'school_state', '', %(user)s, %(now)s, %(batch)s
FROM import_chunk c WHERE c.v->>'school_state' <> '' ON CONFLICT DO NOTHING
"""
# `lists`: code → {list, group, seal, leaf, law}. A group that has sub-groups can only be proposed.
CIRCUMSTANCES = """
INSERT INTO children_circumstance (unit_path, child_id, list, "group", code, seal, state, valid_from, evidence, proposed_by, decided_by_id, decided_by_name, decided_at,
  end_reason, law_version, batch_id, version, created_at, updated_at, created_by_id, updated_by_id)
SELECT DISTINCT ON (c.child_id, l.v->>'list', t.code) %(path)s, c.child_id, l.v->>'list', l.v->>'group', t.code, l.v->>'seal',
  CASE WHEN d.decides THEN 'confirmed' ELSE 'proposed' END, %(today)s, %(source)s, CASE WHEN d.decides THEN '' ELSE %(source)s END,
  CASE WHEN d.decides THEN %(user)s::bigint END, CASE WHEN d.decides THEN %(user_name)s ELSE '' END, CASE WHEN d.decides THEN %(now)s::timestamptz END,
  '', l.v->>'law', %(batch)s, 1, %(now)s, %(now)s, %(user)s, %(user)s
FROM import_chunk c
CROSS JOIN LATERAL string_to_table(concat_ws(' ', c.v->>'circumstances', c.v->>'at_risk'), ' ') t(code)
JOIN jsonb_each(%(lists)s::jsonb) l(code, v) ON l.code = t.code
CROSS JOIN LATERAL (SELECT %(decides)s AND (l.v->>'leaf')::boolean AS decides) d
WHERE c.v ?| ARRAY['circumstances', 'at_risk'] ON CONFLICT DO NOTHING
"""
BEFORE = """
UPDATE children_importrow r SET before = jsonb_build_object(
  'full_name', k.full_name, 'name_key', k.name_key, 'other_name', k.other_name, 'birth', k.birth, 'birth_date', k.birth_date, 'birth_about', k.birth_about, 'sex', k.sex,
  'ethnicity', k.ethnicity, 'religion', k.religion, 'personal_number', k.personal_number, 'national_code', k.national_code, 'birth_registered', k.birth_registered,
  'birth_registered_on', k.birth_registered_on, 'birth_certificate', k.birth_certificate, 'household_id', k.household_id, 'hamlet_id', k.hamlet_id,
  'father_name', k.father_name, 'mother_name', k.mother_name, 'carer_name', k.carer_name, 'phone', k.phone, 'note', k.note, 'household_kind', k.household_kind,
  'version', k.version, 'updated_at', k.updated_at, 'updated_by_id', k.updated_by_id)
FROM import_chunk c JOIN children_child k ON k.id = c.child_id WHERE r.id = c.row_id AND c.decision = 'update'
"""


def _told(key: str, column: str = "") -> str:
    return f"coalesce(nullif(c.v->>'{key}', ''), k.{column or key})"


# What the list says goes before what was there; what it does not say stays. A whole birth date is not replaced by its year,
# a name with accents not by the same name without.
UPDATE = f"""
UPDATE children_child k SET
  full_name = CASE WHEN c.v->>'folded' = k.folded THEN k.full_name ELSE {_told("full_name")} END,
  name_key = CASE WHEN c.v->>'folded' = k.folded THEN k.name_key ELSE {_told("name_key")} END,
  other_name = {_told("other_name")},
  birth = CASE WHEN starts_with(k.birth, c.v->>'birth_date') THEN k.birth ELSE {_told("birth_date", "birth")} END,
  birth_date = CASE WHEN starts_with(k.birth, c.v->>'birth_date') OR NOT c.v ? 'birth_date' THEN k.birth_date ELSE rpad(c.v->>'birth_date', 10, substr('0000-01-01', length(c.v->>'birth_date') + 1))::date END,
  birth_about = CASE WHEN c.v ? 'birth_date' THEN c.v ? 'birth_about' ELSE k.birth_about END,
  sex = {_told("sex")}, ethnicity = {_told("ethnicity")}, religion = {_told("religion")}, personal_number = {_told("personal_number")},
  national_code = {_told("national_code")},
  birth_registered = CASE c.v->>'birth_registered' WHEN 'yes' THEN true WHEN 'no' THEN coalesce(k.birth_registered, false) ELSE k.birth_registered END,
  birth_registered_on = coalesce((c.v->>'birth_registered_on')::date, k.birth_registered_on), birth_certificate = {_told("birth_certificate")},
  household_id = coalesce(c.household_id, k.household_id), hamlet_id = coalesce(c.hamlet_id, k.hamlet_id),
  father_name = {_told("father_name")}, mother_name = {_told("mother_name")}, carer_name = {_told("carer_name")}, phone = {_told("phone")},
  note = CASE WHEN coalesce(c.v->>'note', '') = '' OR strpos(k.note, c.v->>'note') > 0 THEN k.note ELSE concat_ws(E'\\n', nullif(k.note, ''), c.v->>'note') END,
  household_kind = CASE WHEN c.household_kind <> '' THEN c.household_kind ELSE k.household_kind END,
  version = k.version + 1, updated_at = %(now)s, updated_by_id = %(user)s
FROM import_chunk c WHERE k.id = c.child_id AND c.decision = 'update'
"""
CHILDREN = """
INSERT INTO children_child (id, unit_path, unit_id, hamlet_id, household_id, full_name, other_name, name_key, birth, birth_date, birth_about, sex, ethnicity, religion,
  nationality, personal_number, national_code, birth_registered, birth_registered_on, birth_certificate, residence_kind, registered_at, lives_with,
  father_name, mother_name, carer_name, phone, status, status_reason, note, batch_id, insured_until, school_state, household_kind, special, at_risk, vaccines,
  version, created_at, created_by_id, updated_at, updated_by_id)
SELECT c.child_id, %(path)s, %(unit)s, c.hamlet_id, c.household_id, c.v->>'full_name', coalesce(c.v->>'other_name', ''), c.v->>'name_key',
  coalesce(c.v->>'birth_date', ''), rpad(c.v->>'birth_date', 10, substr('0000-01-01', length(c.v->>'birth_date') + 1))::date, c.v ? 'birth_about',
  coalesce(c.v->>'sex', ''), coalesce(c.v->>'ethnicity', ''), coalesce(c.v->>'religion', ''), 'VN', coalesce(c.v->>'personal_number', ''), coalesce(c.v->>'national_code', ''),
  CASE c.v->>'birth_registered' WHEN 'yes' THEN true WHEN 'no' THEN false END, (c.v->>'birth_registered_on')::date, coalesce(c.v->>'birth_certificate', ''), '', '', '',
  coalesce(c.v->>'father_name', ''), coalesce(c.v->>'mother_name', ''), coalesce(c.v->>'carer_name', ''), coalesce(nullif(h.phone, ''), c.v->>'phone', ''),
  'here', '', coalesce(c.v->>'note', ''), %(batch)s, CASE WHEN c.v->>'insurance' = 'yes' THEN date '9999-12-31' END, coalesce(c.v->>'school_state', ''), c.household_kind,
  coalesce(x.special, false), coalesce(x.at_risk, false), '{}', 1, %(now)s, %(user)s, %(now)s, %(user)s
FROM import_chunk c LEFT JOIN children_household h ON h.id = c.household_id
LEFT JOIN LATERAL (
  SELECT bool_or(l.v->>'list' = 'special_circumstances') AS special, bool_or(l.v->>'list' = 'at_risk_circumstances') AS at_risk
  FROM string_to_table(concat_ws(' ', c.v->>'circumstances', c.v->>'at_risk'), ' ') t(code)
  JOIN jsonb_each(%(lists)s::jsonb) l(code, v) ON l.code = t.code WHERE %(decides)s AND (l.v->>'leaf')::boolean
) x ON c.v ?| ARRAY['circumstances', 'at_risk']
WHERE c.decision = 'new'
"""
RESIDENCES = """
INSERT INTO children_residence (unit_path, child_id, unit_id, place_path, hamlet_id, household_id, period, reason, batch_id)
SELECT %(path)s, c.child_id, %(unit)s, %(path)s, c.hamlet_id, c.household_id,
  daterange(least(greatest(rpad(c.v->>'birth_date', 10, substr('0000-01-01', length(c.v->>'birth_date') + 1))::date, %(unit_since)s::date), %(today)s::date), NULL), 'imported', %(batch)s
FROM import_chunk c WHERE c.decision = 'new'
"""
APPLIED = """
UPDATE children_importrow r SET applied = true, child_id = c.child_id FROM import_chunk c WHERE r.id = c.row_id
"""
# (statement, whether only children that are there already need it)
STEPS = (
    ("ANALYZE import_chunk", False), (IN_CODED, False), (IN_PLACED, False), (NEW_HOUSEHOLDS, False), ("ANALYZE import_household", False), (IN_NEW, False),
    (BEFORE, True), (NEW_KINDS, False), (HOUSEHOLDS, False), (CHANGED_KINDS, False), (KIND_OF_CHUNK, False), (INSURED, False), (SCHOOLED, False),
    (CIRCUMSTANCES, False), (UPDATE, True), (CHILDREN, False), (RESIDENCES, False), (APPLIED, False), ("DROP TABLE import_household", False),
)  # fmt: skip

# Taking back. A row is held when its child was touched by anybody since; what `facts` propose by themselves is nobody's touch.
TOUCHED = """
SELECT r.id FROM children_importrow r JOIN children_child k ON k.id = r.child_id
WHERE r.batch_id = %(batch)s AND r.applied AND r.number BETWEEN %(from)s AND %(to)s AND (
  k.version <> CASE WHEN r.before IS NULL THEN 1 ELSE (r.before->>'version')::int + 1 END
  OR k.status <> 'here' OR k.unit_path <> %(path)s
  OR EXISTS (SELECT FROM children_circumstance x WHERE x.child_id = k.id AND (x.batch_id = %(batch)s AND x.version <> 1 OR x.batch_id IS DISTINCT FROM %(batch)s AND r.before IS NULL)
    AND NOT (x.state = 'proposed' AND x.proposed_by = %(facts)s))
  OR r.before IS NULL AND (
    EXISTS (SELECT FROM children_fact x WHERE x.child_id = k.id AND x.batch_id IS DISTINCT FROM %(batch)s)
    OR EXISTS (SELECT FROM children_schooling x WHERE x.child_id = k.id AND x.batch_id IS DISTINCT FROM %(batch)s)
    OR EXISTS (SELECT FROM children_growth x WHERE x.child_id = k.id) OR EXISTS (SELECT FROM children_immunisation x WHERE x.child_id = k.id)
    OR EXISTS (SELECT FROM children_support x WHERE x.child_id = k.id) OR EXISTS (SELECT FROM children_kinship x WHERE x.child_id = k.id)
    OR EXISTS (SELECT FROM children_roundline x WHERE x.child_id = k.id) OR EXISTS (SELECT FROM children_transfer x WHERE x.child_id = k.id)
    OR EXISTS (SELECT FROM children_merge x WHERE x.kept_id = k.id OR x.gone_id = k.id)
    OR EXISTS (SELECT FROM children_pair x WHERE (x.first_id = k.id OR x.second_id = k.id) AND x.state <> 'open')))
"""
UNDO_CHUNK = """
SELECT id, number, child_id, before IS NULL FROM children_importrow
WHERE batch_id = %(batch)s AND applied AND number <= %(to)s ORDER BY number DESC LIMIT %(size)s
"""
# Keys are handed over as arrays, so that each statement goes through an index whatever the planner thinks of the sizes.
# Children that came in go first: then nothing is summed up for them while what hung on them goes.
UNDO_STEPS = (
    "DELETE FROM children_child WHERE id = ANY (%(gone)s) AND batch_id = %(batch)s",
    "DELETE FROM children_fact WHERE child_id = ANY (%(children)s) AND batch_id = %(batch)s",
    "DELETE FROM children_schooling WHERE child_id = ANY (%(children)s) AND batch_id = %(batch)s",
    "DELETE FROM children_circumstance WHERE child_id = ANY (%(children)s) AND batch_id = %(batch)s",
    "DELETE FROM children_circumstance WHERE child_id = ANY (%(gone)s) AND state = 'proposed' AND proposed_by = %(facts)s",
    "DELETE FROM children_residence WHERE child_id = ANY (%(gone)s)",
    "DELETE FROM children_pair WHERE first_id = ANY (%(gone)s) OR second_id = ANY (%(gone)s)",
)
# With the last chunk: households that came in, unless somebody lives there by now, and the kinds the list told.
MADE_HOUSEHOLDS = "SELECT id FROM children_household WHERE batch_id = %(batch)s AND version = 1"
USED_HOUSEHOLDS = """
SELECT household_id FROM children_child WHERE household_id = ANY (%(made)s) UNION SELECT household_id FROM children_adult WHERE household_id = ANY (%(made)s)
UNION SELECT household_id FROM children_residence WHERE household_id = ANY (%(made)s)
UNION SELECT household_id FROM children_householdkind WHERE household_id = ANY (%(made)s) AND batch_id IS DISTINCT FROM %(batch)s
"""
LEFT_HOUSEHOLDS = """
SELECT household_id FROM children_child WHERE household_id IS NOT NULL
  AND id = ANY (array(SELECT child_id FROM children_importrow WHERE batch_id = %(batch)s AND applied))
"""
UNDO_HOUSEHOLDS = (
    "DELETE FROM children_household WHERE id = ANY (%(empty)s)",
    "DELETE FROM children_householdkind WHERE batch_id = %(batch)s AND NOT (household_id = ANY (%(left)s))",
)
RESTORE = """
UPDATE children_child k SET full_name = b.full_name, name_key = b.name_key, other_name = b.other_name, birth = b.birth, birth_date = b.birth_date, birth_about = b.birth_about,
  sex = b.sex, ethnicity = b.ethnicity, religion = b.religion, personal_number = b.personal_number, national_code = b.national_code, birth_registered = b.birth_registered,
  birth_registered_on = b.birth_registered_on, birth_certificate = b.birth_certificate, household_id = b.household_id, hamlet_id = b.hamlet_id, father_name = b.father_name,
  mother_name = b.mother_name, carer_name = b.carer_name, phone = b.phone, note = b.note, household_kind = b.household_kind, version = b.version,
  updated_at = b.updated_at, updated_by_id = b.updated_by_id
FROM children_importrow r, jsonb_populate_record(NULL::children_child, r.before) b WHERE k.id = ANY (%(restored)s) AND r.id = ANY (%(rows)s) AND k.id = r.child_id
"""
UNAPPLIED = "UPDATE children_importrow SET applied = false, child_id = NULL, before = NULL WHERE id = ANY (%(rows)s)"
# Tables whose size the planner may not know yet: the first list of a new register would be joined row by row.
GUESSED = """
SELECT relname FROM pg_class WHERE relname = ANY (ARRAY['children_importrow', 'children_child', 'children_household', 'children_householdkind', 'children_circumstance', 'children_fact', 'children_schooling', 'children_residence'])
  AND relnamespace = 'public'::regnamespace AND (reltuples < 20000 OR relname = 'children_importrow') ORDER BY relname
"""
