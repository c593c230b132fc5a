"""Open cases in every commune of the country with their clocks, written set-based in seconds; nothing in them can be read.

Sizes: S, and L ten times as many. The commune that looks has more than the others, so that its lists are full in both.
All cases share one key that was destroyed at once: what they show is codes, states and clocks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from bench import scale, world
from chungtay.cases.services.clocks_recount import recompute
from chungtay.foundation.scoping import as_system

EDITION = 1  # raised by hand when the cases must be made again


@dataclass(frozen=True)
class Size:
    """`each` open cases in every commune, `head` more in the one that looks."""

    each: int
    head: int


SMALL, LARGE = Size(9, 60), Size(90, 600)
SIZES = {"none": Size(0, 5), "my-day": Size(0, 500), "s": SMALL, "l": LARGE}
_OFFICER = """(SELECT p.id FROM accounts_post p JOIN accounts_user u ON u.id = p.user_id WHERE u.username = %(head)s LIMIT 1)"""
KEY = """
INSERT INTO foundation_vaultkey (id, kind, created_at, destroyed_at, destroyed_why)
VALUES ('00000000-0000-4000-8000-00000000be9c', 'case', now(), now(), 'bench') ON CONFLICT DO NOTHING
"""
# r.h: a number from 0 to 999 that looks drawn by lot and is the same in every run.
_CASES = f"""
INSERT INTO cases_case (code, kind, secrecy, state, emergency, risk, cycle, unit_id, unit_path, incident_unit_id, incident_path,
  residence_path, current_unit_id, officer_id, received_at, opened_at, last_contact_on, next_code, reported_again, key_id, retain_class,
  hold_reason, version, created_at, updated_at, sealed)
SELECT 'VV-B' || u.id || '-' || n, 'abuse', CASE WHEN r.h %% 7 = 0 THEN 'sexual_abuse' ELSE 'ordinary' END,
  (ARRAY['verifying', 'assessing', 'specific', 'planning', 'approving', 'serving', 'serving', 'serving', 'reviewing'])[1 + r.h %% 9], r.h < 60,
  (ARRAY['', 'high', 'medium', 'low', 'low'])[1 + r.h %% 5], 1, u.id, u.path, u.id, u.path, '', u.id,
  CASE WHEN h.here AND r.h >= 100 THEN {_OFFICER} END, g.at, g.at,
  CASE WHEN r.h >= 150 THEN (now() - r.h %% 120 * interval '1 day')::date END, '', r.h %% 13 = 0,
  '00000000-0000-4000-8000-00000000be9c', '', '', 1, now(), now(), '\\x'
FROM (SELECT id, path FROM territory_unit WHERE level = 'commune' AND valid_to IS NULL) u
CROSS JOIN LATERAL (SELECT u.id = (SELECT p.unit_id FROM accounts_post p WHERE p.id = {_OFFICER}) AS here) h
CROSS JOIN LATERAL generate_series(1, %(each)s + CASE WHEN h.here THEN %(more)s ELSE 0 END) n
CROSS JOIN LATERAL (SELECT (abs(hashint8(u.id::bigint * 1009 + n)) %% 1000)::int AS h) r
CROSS JOIN LATERAL (SELECT date_trunc('second', now()) - (1 + r.h %% 300) * interval '1 day' - n * interval '1 minute' AS at) g
ORDER BY u.path, n
"""
# One running clock for each case, a second one for each third, and one that was stopped; ends are counted afterwards.
_CLOCKS = """
INSERT INTO cases_clock (case_id, unit_path, code, subject_label, cycle, started_at, due_at, law_version, province, article, stopped_at,
  stop_reason, late_reason, told, created_at)
SELECT c.id, c.unit_path, k.code, '', k.cycle, c.opened_at + k.after, c.opened_at + k.after + interval '400 days', l.digest, '',
  left(l.content->>'article', 200), CASE WHEN k.stopped THEN c.opened_at + k.after + (c.id %% 9) * interval '1 day' END,
  CASE WHEN k.stopped THEN 'done' ELSE '' END, '', '[]', now()
FROM cases_case c
CROSS JOIN LATERAL (VALUES
  ((ARRAY['T_PLAN', 'T_APPROVE', 'T_SEP_MAX', 'T_AC_6M', 'T_HANDOVER', 'T_AC_3M'])[1 + c.id %% 6], 2, interval '5 hours', false, true),
  ('T_AC_COMMUNE', 1, interval '1 day', false, c.id %% 3 = 0), ('T_PLAN', 1, interval '2 hours', true, true)
) AS k (code, cycle, after, stopped, wanted)
JOIN law_lawfile l ON l.kind = 'clock' AND l.content->>'code' = k.code AND NOT l.content ? 'province'
WHERE k.wanted
"""
_NEXT = """
UPDATE cases_case c SET next_due_at = n.due_at, next_code = n.code
FROM (SELECT DISTINCT ON (case_id) case_id, due_at, code FROM cases_clock WHERE stopped_at IS NULL ORDER BY case_id, due_at, id) n
WHERE n.case_id = c.id
"""


def ensure(size: str) -> str:
    """The name of the database with this many cases, made when it is not there. Says how long that took."""
    mark = f"{world._ensure_base()} {SIZES[size]} {EDITION} {world._digest(Path(__file__))}"
    name = f"{world.BASE}_cases_{size.replace('-', '_')}"
    present = world._mark(name)
    if present != mark:
        world._close(name)
        world._close(world.BASE)
        world._remake(name, world.BASE)
        with world._using(name):
            fill(SIZES[size])
        world._set_mark(name, mark)
    return name


def fill(size: Size) -> None:
    begun = time.monotonic()
    cases, clocks = write(size)
    with as_system("statistics for the planner"), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) cases_case, cases_clock")
    print(f"  {cases:,} cases, {clocks:,} clocks: {time.monotonic() - begun:.1f} s", flush=True)


def write(size: Size) -> tuple[int, int]:
    """How many cases and clocks there are then. The ends of terms are counted by the product itself."""
    values: dict[str, Any] = {"each": size.each, "more": size.head, "head": scale.head()}
    with as_system("cases are invented for a benchmark"), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # sums and paths are written here, not by triggers
        for statement in (KEY, _CASES, _CLOCKS):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE cases_case, cases_clock")
        recompute(actor=None, codes=[], reason="các mốc của số liệu thử")
        cursor.execute(_NEXT)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_clock)")
        cases, clocks = cursor.fetchone()
    return int(cases), int(clocks)


@contextmanager
def database(size: str) -> Iterator[None]:
    with world._using(ensure(size)):
        yield


@contextmanager
def scratch(size: str) -> Iterator[None]:
    """A copy that the block may write into; dropped afterwards."""
    template = ensure(size)
    world._close(template)
    name = f"{world.BASE}_cases_scratch"
    world._remake(name, template)
    try:
        with world._using(name):
            yield
    finally:
        world._close(name)
        with world._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
