"""Cases of abuse beside a register of the benchmarks: 300,000 at L, two of three about a child of the register; half with a suspect.

Written set-based; nothing in them can be read: all share one key that was destroyed at once. They are what figures count.
"""

from __future__ import annotations

from django.db import connection, transaction

from bench.case_population import KEY
from chungtay.foundation.scoping import as_system

WHY = "cases are invented for a benchmark"
# c.id * 7919 %% 1009: looks drawn by lot, the same in every run.
_CASES = """
INSERT INTO cases_case (code, kind, secrecy, state, emergency, risk, cycle, unit_id, unit_path, incident_unit_id, incident_path,
  residence_path, current_unit_id, child_id, received_at, opened_at, closed_at, next_code, reported_again, key_id, retain_class, hold_reason,
  version, created_at, updated_at, sealed)
SELECT 'VV-F' || c.id, (ARRAY['abuse', 'trafficking', 'online', 'labour'])[1 + l.h %% 4], 'ordinary',
  (ARRAY['verifying', 'unfounded', 'assessing', 'planning', 'serving', 'serving', 'reviewing', 'closed'])[1 + l.h %% 8],
  false, 'low', 1, u.id, u.path, u.id, u.path, '', u.id, CASE WHEN l.h %% 3 < 2 THEN c.id END, l.at, l.at, CASE WHEN l.h %% 8 IN (1, 7) THEN l.at END, '', false,
  '00000000-0000-4000-8000-00000000be9c', '', '', 1, now(), now(), '\\x'
FROM children_child c
JOIN children_residence r ON r.child_id = c.id AND upper_inf(r.period)
JOIN territory_unit u ON u.path = r.place_path AND u.level = 'commune' AND u.valid_to IS NULL
CROSS JOIN LATERAL (SELECT (c.id * 7919 %% 1009)::int AS h) k
CROSS JOIN LATERAL (SELECT k.h, now() - k.h %% 500 * interval '1 day' AS at) l
WHERE c.id %% 25 < 3
"""
_SUSPECTS = """
INSERT INTO cases_caseperson (case_id, unit_path, version, created_at, updated_at, sealed, role, relation, sex, age_band, sanction,
  sanction_on, sanction_agency)
SELECT c.id, c.unit_path, 1, now(), now(), '\\x', 'suspect',
  (ARRAY['acquaintance', 'family', 'staff', 'other', ''])[1 + c.id %% 5], (ARRAY['male', 'male', 'female'])[1 + c.id %% 3], '',
  (ARRAY['', 'handling', 'sanctioned', 'administrative', 'alternative', 'criminal'])[1 + c.id %% 6],
  CASE WHEN c.id %% 4 = 0 THEN (c.received_at + interval '20 days')::date END, ''
FROM cases_case c WHERE c.code LIKE 'VV-F%%' AND c.id %% 2 = 0
"""


def ensure() -> int:
    """How many there are in the current database, written when there are none."""
    with as_system(WHY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE code LIKE 'VV-F%%'", [])
        found = int(cursor.fetchone()[0])
        if not found:
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # no ledger, no history: the figures are built anew
            for statement in (KEY, _CASES, _SUSPECTS):
                cursor.execute(statement, [])
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("ANALYZE cases_case, cases_caseperson")
            cursor.execute("UPDATE statistics_keptperiod SET built_at = NULL")
            cursor.execute("SELECT count(*) FROM cases_case WHERE code LIKE 'VV-F%%'", [])
            found = int(cursor.fetchone()[0])
    return found
