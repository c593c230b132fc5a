"""Which rows of a list repeat each other, and which children of the commune they seem to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection

from chungtay.children.matching import Record, match, record
from chungtay.children.models import ImportBatch, ImportRow
from chungtay.children.sheets.faults import fault

REPEATED = ("number_repeated", "row_repeated")
_MOST_CANDIDATES = 200_000

_REPEATS = """
SELECT id, code, shown, first FROM (
  SELECT id, 'number_repeated' AS code, values->>'personal_number' AS shown, number,
    min(number) OVER (PARTITION BY values->>'personal_number') AS first
  FROM children_importrow WHERE batch_id = %(batch)s AND decision <> 'skip' AND values ? 'personal_number'
  UNION ALL
  SELECT id, 'row_repeated', values->>'full_name', number, min(number) OVER (PARTITION BY values->>'same')
  FROM children_importrow WHERE batch_id = %(batch)s AND decision <> 'skip' AND values ? 'same'
) t WHERE number <> first ORDER BY id, code
"""
# Keys under which a row and a child meet: the number; the folded name; a birthday with the given name or the parents.
_CANDIDATES = """
SELECT r.id, c.id, c.full_name, c.other_name, c.birth, c.sex, c.personal_number, c.ethnicity,
  c.father_name, c.mother_name, c.carer_name, c.phone
FROM (SELECT id, values->>'personal_number' AS number, values->>'folded' AS folded,
        values->>'birth_date' AS birth
      FROM children_importrow WHERE batch_id = %(batch)s AND decision <> 'skip') r
JOIN children_child c ON c.unit_path = %(path)s AND c.status = 'here' AND {condition}
LIMIT %(most)s
"""
_MEETINGS = (
    "c.personal_number = r.number AND c.personal_number <> ''",
    "c.folded = r.folded",
    "c.birth_date = CASE WHEN length(r.birth) = 10 THEN r.birth::date END AND c.folded <> r.folded "
    "AND c.syllables[array_upper(c.syllables, 1)] = substring(r.folded from '[^ ]+$')",
)
_COLUMNS = (
    "full_name", "other_name", "birth_date", "sex", "personal_number", "ethnicity",
    "father_name", "mother_name", "carer_name", "phone",
)  # fmt: skip


def mark_repeats(batch: ImportBatch) -> None:
    """Later rows that say what an earlier one said: the number, or name, birth and parent. Old marks are taken off."""
    wanted: dict[int, list[dict[str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_REPEATS, {"batch": batch.pk})
        for row_id, code, shown, first in cursor.fetchall():
            if code == "row_repeated" and wanted[row_id]:
                continue  # the number says it already
            column = "personal_number" if code == "number_repeated" else "full_name"
            wanted[row_id].append({**fault(code, column, shown, first).as_dict(), "written": shown})
    marked = batch.rows.filter(severity=2).extra(
        where=['faults @> ANY (ARRAY[\'[{"code": "number_repeated"}]\', \'[{"code": "row_repeated"}]\']::jsonb[])']
    )
    changed = {row.pk: row for row in marked} | batch.rows.in_bulk(list(wanted))
    for row in changed.values():
        row.faults = [one for one in row.faults if one["code"] not in REPEATED] + wanted.get(row.pk, [])
        row.severity = severity_of(row.faults)
    ImportRow.objects.bulk_update(changed.values(), ["faults", "severity"], batch_size=1000)


def severity_of(faults: Iterable[dict[str, str]]) -> int:
    return max((2 if one["severity"] == "error" else 1 for one in faults), default=0)


def mark_matches(batch: ImportBatch) -> None:
    """Rows that seem to be a child of the commune wait for a word; those with the same number and name update it."""
    found: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM children_child WHERE unit_path = %s)", [batch.unit_path])
        if not cursor.fetchone()[0]:
            return
        for condition in _MEETINGS:
            cursor.execute(
                _CANDIDATES.format(condition=condition),
                {"batch": batch.pk, "path": batch.unit_path, "most": _MOST_CANDIDATES},
            )
            for row_id, *child in cursor.fetchall():
                found[row_id][child[0]] = tuple(child)
    changed = []
    children: dict[int, Record] = {}
    for row in (
        batch.rows.filter(pk__in=list(found)).exclude(decision=ImportRow.Decision.SKIP).order_by("pk").iterator(1000)
    ):
        best = _best(row.values, found[row.pk].values(), children)
        if best is None or row.match_id == best[0]:
            continue
        row.match_id, row.decision, row.match_why = best
        changed.append(row)
    ImportRow.objects.bulk_update(changed, ["match_id", "decision", "match_why"], batch_size=1000)


def _best(
    values: dict[str, Any], children: Iterable[tuple[Any, ...]], known: dict[int, Record]
) -> tuple[int, str, str] | None:
    """(child, decision, why) of the likeliest; None when all are somebody else."""
    mine = record(values)
    best, most = None, 0.0
    for child_id, *columns in children:
        other = known.get(child_id)
        if other is None:
            other = known[child_id] = record(dict(zip(_COLUMNS, columns, strict=True)))
        compared = match(mine, other)
        number = values.get("personal_number", "")
        same_number = bool(number) and number == columns[4]
        if compared.verdict == "different" and not same_number:
            continue
        score = compared.score + (1 if same_number else 0)
        if score > most:
            told = sorted(compared.parts, key=lambda part: -part.contribution)[:3]
            why = "; ".join(part.sentence for part in told if part.contribution > 0)
            sure = same_number and compared.verdict == "same"
            best, most = (child_id, "update" if sure else "ask", why[:300]), score
    return best
