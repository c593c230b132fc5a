"""How a reform moves records: a few statements over all of them, and the same way back.

Runs as the system, inside the transaction of `reforms.apply` and `reforms.reverse`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection

from chungtay.children.models import Reform
from chungtay.territory.models import Hamlet

Step = tuple[int, int, str, int]  # old unit, new unit, its path, hamlet (0: the whole unit)


def carry_hamlets(steps: list[Step], on: dt.date) -> dict[str, int]:
    """Each hamlet goes on under the new unit; old key → new key. The old one ends on the day."""
    carried: dict[str, int] = {}
    for old_unit, new_unit, _path, only in steps:
        rows = Hamlet.objects.filter(unit=old_unit) if not only else Hamlet.objects.filter(pk=only)
        for hamlet in rows.order_by("pk"):
            twin, _made = Hamlet.objects.get_or_create(
                unit_id=new_unit, folded=hamlet.folded, valid_to=None,
                defaults={"name": hamlet.name, "kind": hamlet.kind, "order_key": hamlet.order_key, "valid_from": on},
            )  # fmt: skip
            carried[str(hamlet.pk)] = twin.pk
    Hamlet.objects.filter(pk__in=[int(key) for key in carried], valid_to=None, valid_from__lt=on).update(valid_to=on)
    return carried


# Who left or died before the day stays written where it lived: its place did not change its name while it was there.
_PLAN = """
CREATE TEMP TABLE going ON COMMIT DROP AS
SELECT c.id, c.unit_id AS old_unit, c.unit_path AS old_path, c.hamlet_id AS old_hamlet, s.new_unit, s.new_path, h.new_hamlet
FROM children_child c
JOIN unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS s(old_unit, new_unit, new_path, hamlet)
  ON c.unit_id = s.old_unit AND (s.hamlet = 0 OR c.hamlet_id = s.hamlet)
LEFT JOIN unnest(%s::bigint[], %s::bigint[]) AS h(hamlet, new_hamlet) ON h.hamlet = c.hamlet_id
WHERE c.status NOT IN ('left', 'died') OR EXISTS (SELECT FROM children_residence r WHERE r.child_id = c.id
  AND r.unit_id = c.unit_id AND (upper_inf(r.period) OR upper(r.period) > %s))
"""
# A residence that began before the day is closed on it and the next one opened, which ends when the whole one ended; one that
# began later was only written under the old name and is put right.
_RESIDENCES = """
WITH across AS (
  SELECT r.id, r.child_id, r.household_id, upper(r.period) AS until FROM children_residence r
  JOIN going g ON g.id = r.child_id AND g.old_unit = r.unit_id
  WHERE lower(r.period) < %(on)s AND (upper_inf(r.period) OR upper(r.period) > %(on)s)),
closed AS (
  UPDATE children_residence r SET period = daterange(lower(r.period), %(on)s) FROM across a WHERE a.id = r.id RETURNING r.id)
INSERT INTO children_residence (child_id, unit_id, place_path, unit_path, hamlet_id, household_id, period, reason, reform_id)
SELECT g.id, g.new_unit, g.new_path, g.new_path, g.new_hamlet, a.household_id, daterange(%(on)s, a.until), 'reform', %(reform)s
FROM across a JOIN closed ON closed.id = a.id JOIN going g ON g.id = a.child_id
"""
_LATER = """
UPDATE children_residence r SET unit_id = g.new_unit, place_path = g.new_path, hamlet_id = g.new_hamlet, reform_id = %(reform)s
FROM going g WHERE r.child_id = g.id AND r.unit_id = g.old_unit AND lower(r.period) >= %(on)s
RETURNING r.id, g.old_unit, g.old_path, g.old_hamlet
"""
_CHILDREN = """
UPDATE children_child c SET unit_id = g.new_unit, unit_path = g.new_path, hamlet_id = g.new_hamlet, version = c.version + 1,
  updated_at = now() FROM going g WHERE c.id = g.id
"""
_HOUSEHOLDS = """
UPDATE children_household k SET unit_id = s.new_unit, unit_path = s.new_path, hamlet_id = h.new_hamlet
FROM children_household o
JOIN unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS s(old_unit, new_unit, new_path, hamlet)
  ON o.unit_id = s.old_unit AND (s.hamlet = 0 OR o.hamlet_id = s.hamlet)
LEFT JOIN unnest(%s::bigint[], %s::bigint[]) AS h(hamlet, new_hamlet) ON h.hamlet = o.hamlet_id
WHERE k.id = o.id
RETURNING k.id, o.unit_id, o.unit_path, o.hamlet_id
"""
_FOLLOWERS = """
UPDATE children_adult a SET unit_path = k.unit_path FROM children_household k WHERE k.id = a.household_id AND k.id = ANY(%s);
UPDATE children_householdkind d SET unit_path = k.unit_path FROM children_household k
WHERE k.id = d.household_id AND k.id = ANY(%s);
"""


def _columns(steps: list[Step], carried: dict[str, int]) -> list[list[Any]]:
    old, new, path, hamlet = (list(column) for column in zip(*steps, strict=True)) if steps else ([], [], [], [])
    return [old, new, path, hamlet, [int(key) for key in carried], list(carried.values())]


def move_records(reform: Reform, steps: list[Step], carried: dict[str, int]) -> dict[str, Any]:
    columns = _columns(steps, carried)
    values: dict[str, Any] = {"on": reform.effective_on, "reform": reform.pk}
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, [*columns, reform.effective_on])
        cursor.execute("SELECT id, old_unit, old_path, old_hamlet FROM going ORDER BY id")
        went = cursor.fetchall()
        cursor.execute(_LATER, values)
        later = cursor.fetchall()
        cursor.execute(_RESIDENCES, values)
        cursor.execute(_CHILDREN)
        cursor.execute(_HOUSEHOLDS, columns)
        households = cursor.fetchall()
        keys = [row[0] for row in households]
        cursor.execute(_FOLLOWERS, [keys, keys])
        cursor.execute("DROP TABLE going")
    return {
        "children": len(went), "households": len(households), "went": [list(row) for row in went],
        "later": [list(row) for row in later], "houses": [list(row) for row in households],
    }  # fmt: skip


_UNLATER = """
UPDATE children_residence r SET unit_id = w.unit, place_path = w.path, hamlet_id = w.hamlet, reform_id = NULL
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS w(id, unit, path, hamlet) WHERE r.id = w.id
"""
_UNCHILD = """
UPDATE children_child c SET unit_id = w.unit, unit_path = w.path, hamlet_id = w.hamlet, version = c.version + 1, updated_at = now()
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS w(id, unit, path, hamlet)
WHERE c.id = w.id AND (SELECT r.unit_id FROM children_residence r WHERE r.child_id = c.id ORDER BY r.period DESC LIMIT 1) = w.unit
"""
_UNHOUSE = """
UPDATE children_household k SET unit_id = w.unit, unit_path = w.path, hamlet_id = w.hamlet
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS w(id, unit, path, hamlet)
WHERE k.id = w.id AND k.unit_id = ANY(%s)
"""


def restore(reform: Reform, targets: set[int]) -> int:
    """Returns how many children stay where they went afterwards."""

    def columns(name: str) -> list[list[Any]]:
        rows = reform.result[name]
        return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]

    went, later, houses = columns("went"), columns("later"), columns("houses")
    with connection.cursor() as cursor:
        # The pieces go first: a child has one place a day, so the earlier one may grow only into free days.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE TEMP TABLE pieces ON COMMIT DROP AS SELECT child_id, period FROM children_residence"
                       " WHERE reform_id = %s AND NOT id = ANY(%s)", [reform.pk, later[0]])  # fmt: skip
        cursor.execute(
            "DELETE FROM children_residence WHERE reform_id = %s AND NOT id = ANY(%s)", [reform.pk, later[0]]
        )
        cursor.execute("UPDATE children_residence r SET period = daterange(lower(r.period), upper(p.period)) FROM pieces p"
                       " WHERE r.child_id = p.child_id AND upper(r.period) = lower(p.period)")  # fmt: skip
        cursor.execute("DROP TABLE pieces")
        cursor.execute(_UNLATER, later)
        cursor.execute(_UNCHILD, went)
        back = int(cursor.rowcount)
        cursor.execute(_UNHOUSE, [*houses, list(targets)])
        cursor.execute(_FOLLOWERS, [houses[0], houses[0]])
        cursor.execute("UPDATE territory_hamlet SET valid_to = NULL WHERE id = ANY(%s) AND valid_to = %s",
                       [[int(key) for key in reform.result["hamlets"]], reform.effective_on])  # fmt: skip
    return int(reform.result["children"]) - back


def digest(units: Iterable[int]) -> str:
    """A digest over where every child of these units lives and lived: equal before and after an undone reform."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT encode(sha256(convert_to(coalesce(string_agg(line, chr(10) ORDER BY line), ''), 'UTF8')), 'hex') FROM (
                SELECT concat_ws('|', c.id, c.unit_id, c.unit_path, c.hamlet_id, r.unit_id, r.place_path, r.hamlet_id,
                  r.period) AS line
                FROM children_child c LEFT JOIN children_residence r ON r.child_id = c.id WHERE c.unit_id = ANY(%s)) t""",
            [list(units)],
        )
        return str(cursor.fetchone()[0])
