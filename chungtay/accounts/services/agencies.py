"""Agencies of every unit: committees from the map, offices from the law's definitions, each within its unit's life.

Set-based SQL: a national map is 14,000 units and some 30,000 agencies. Running it again writes only what is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from chungtay.accounts.actors import forget_coverage
from chungtay.accounts.models import Agency
from chungtay.accounts.queries import directory
from chungtay.foundation import audit
from chungtay.foundation.access import Actor

ALWAYS = dt.date(1945, 9, 2)


@dataclass(frozen=True)
class DatedName:
    """A name from a day on. `{unit}` becomes “tỉnh Điện Biên”, `{kind}` “tỉnh”, `{short}` “Điện Biên”."""

    name: str
    valid_from: dt.date = ALWAYS
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Succeeds:
    """In the same unit, this office took over from the one of `kind` and `sector` on a day."""

    kind: str
    sector: str
    effective_on: dt.date
    legal_basis: str = ""


@dataclass(frozen=True)
class AgencyDefinition:
    """An office that every unit of a level has (law/agencies/). `unit_kinds` narrows it, “phường” only; empty: all."""

    kind: str
    sector: str
    level: str
    names: tuple[DatedName, ...]
    valid_from: dt.date = ALWAYS
    valid_to: dt.date | None = None
    under_committee: bool = True
    unit_kinds: tuple[str, ...] = ()
    succeeds: tuple[Succeeds, ...] = field(default=())


@dataclass(frozen=True)
class Counts:
    """Rows written."""

    agencies: int
    names: int
    successions: int


_SAME_OFFICE = "a.kind = 'committee' AND a.sector = ''"
# “UBND” before the unit's name, its kind in small letters.
_CALLED = "'UBND ' || {0}.kind || substr({0}.name, length({0}.kind) + 1)"
_RENAMED_UNITS = "SELECT m.unit_id FROM territory_unitname m GROUP BY m.unit_id HAVING count(*) > 1"

_COMMITTEES = f"""
INSERT INTO accounts_agency (kind, sector, name, folded, unit_id, unit_path, level, valid_from, valid_to)
SELECT 'committee', '', {_CALLED.format("u")}, foundation_fold('UBND ' || u.name),
  u.id, u.path, u.level, u.valid_from, u.valid_to
FROM territory_unit u
WHERE u.level <> 'country' AND NOT EXISTS (SELECT 1 FROM accounts_agency a WHERE a.unit_id = u.id AND {_SAME_OFFICE})
"""

# Units whose life or name changed since (a correction of the national list): their committees follow.
_COMMITTEES_FOLLOW = f"""
UPDATE accounts_agency a
SET name = {_CALLED.format("u")}, folded = foundation_fold('UBND ' || u.name),
  valid_from = u.valid_from, valid_to = u.valid_to, unit_path = u.path
FROM territory_unit u
WHERE a.unit_id = u.id AND {_SAME_OFFICE} AND (a.folded, a.valid_from, a.valid_to, a.unit_path)
  IS DISTINCT FROM (foundation_fold('UBND ' || u.name), u.valid_from, u.valid_to, u.path)
"""

# Only where the unit itself was renamed; elsewhere the agency's own name holds through its life.
_COMMITTEE_NAMES = f"""
INSERT INTO accounts_agencyname (agency_id, name, folded, valid_from, valid_to)
SELECT a.id, {_CALLED.format("n")}, foundation_fold('UBND ' || n.name), n.valid_from, n.valid_to
FROM territory_unitname n JOIN accounts_agency a ON a.unit_id = n.unit_id AND {_SAME_OFFICE}
WHERE n.unit_id IN ({_RENAMED_UNITS})
ON CONFLICT (agency_id, valid_from, folded) DO UPDATE SET valid_to = EXCLUDED.valid_to
  WHERE accounts_agencyname.valid_to IS DISTINCT FROM EXCLUDED.valid_to
"""

_COMMITTEE_PARENTS = f"""
UPDATE accounts_agency a SET parent_id = p.id
FROM territory_unit u JOIN accounts_agency p ON p.unit_id = u.parent_id AND p.kind = 'committee' AND p.sector = ''
WHERE a.unit_id = u.id AND {_SAME_OFFICE} AND a.parent_id IS NULL
"""

# An office of one unit goes on as the same office of the unit that took the unit over.
_SUCCESSIONS = """
INSERT INTO accounts_agencysuccession (predecessor_id, successor_id, effective_on, legal_basis)
SELECT p.id, n.id, s.effective_on, s.legal_basis
FROM territory_succession s
JOIN accounts_agency p ON p.unit_id = s.predecessor_id AND p.valid_to = s.effective_on
JOIN accounts_agency n ON n.unit_id = s.successor_id AND n.kind = p.kind AND n.sector = p.sector
WHERE (p.kind = 'committee' OR s.whole)
  AND n.valid_from <= s.effective_on AND (n.valid_to IS NULL OR n.valid_to > s.effective_on)
ON CONFLICT (predecessor_id, successor_id) DO NOTHING
"""

_OFFICES = """
INSERT INTO accounts_agency (kind, sector, name, folded, unit_id, unit_path, level, valid_from, valid_to, parent_id)
SELECT %(kind)s, %(sector)s, named.name, foundation_fold(named.name), u.id, u.path, u.level,
  life.begins, life.ends, c.id
FROM territory_unit u
CROSS JOIN LATERAL (
  SELECT replace(replace(replace(%(name)s, '{unit}', u.kind || ' ' || u.short_name), '{kind}', u.kind),
    '{short}', u.short_name) AS name) named
CROSS JOIN LATERAL (
  SELECT greatest(u.valid_from, %(from)s::date) AS begins, least(u.valid_to, %(to)s::date) AS ends) life
LEFT JOIN accounts_agency c ON %(under)s AND c.unit_id = u.id AND c.kind = 'committee' AND c.sector = ''
WHERE u.level = %(level)s AND (cardinality(%(unit_kinds)s::text[]) = 0 OR u.kind = ANY(%(unit_kinds)s::text[]))
  AND life.begins < coalesce(life.ends, 'infinity'::date)
  AND NOT EXISTS (
    SELECT 1 FROM accounts_agency a WHERE a.unit_id = u.id AND a.kind = %(kind)s AND a.sector = %(sector)s)
"""

# The names an office had: as the definition dates them, and as its unit was called at the time.
_OFFICE_NAMES = f"""
INSERT INTO accounts_agencyname (agency_id, name, folded, valid_from, valid_to)
SELECT a.id, named.name, foundation_fold(named.name), life.begins, life.ends
FROM accounts_agency a JOIN territory_unitname n ON n.unit_id = a.unit_id
CROSS JOIN LATERAL (
  SELECT greatest(a.valid_from, n.valid_from, %(from)s::date) AS begins,
    least(a.valid_to, n.valid_to, %(to)s::date) AS ends) life
CROSS JOIN LATERAL (SELECT btrim(substr(n.name, length(n.kind) + 1)) AS short) unit
CROSS JOIN LATERAL (
  SELECT replace(replace(replace(%(name)s, '{{unit}}', n.kind || ' ' || unit.short), '{{kind}}', n.kind),
    '{{short}}', unit.short) AS name) named
WHERE a.kind = %(kind)s AND a.sector = %(sector)s AND a.level = %(level)s
  AND life.begins < coalesce(life.ends, 'infinity'::date) AND (%(several)s OR n.unit_id IN ({_RENAMED_UNITS}))
ON CONFLICT (agency_id, valid_from, folded) DO NOTHING
"""

_TAKEN_OVER = """
INSERT INTO accounts_agencysuccession (predecessor_id, successor_id, effective_on, legal_basis)
SELECT p.id, n.id, %(on)s::date, %(basis)s
FROM accounts_agency n
JOIN accounts_agency p ON p.unit_id = n.unit_id AND p.kind = %(old_kind)s AND p.sector = %(old_sector)s
WHERE n.kind = %(kind)s AND n.sector = %(sector)s AND n.level = %(level)s AND p.valid_to <= %(on)s::date
  AND n.valid_from <= %(on)s::date AND (n.valid_to IS NULL OR n.valid_to > %(on)s::date)
ON CONFLICT (predecessor_id, successor_id) DO NOTHING
"""


@transaction.atomic
def ensure_agencies(definitions: Iterable[AgencyDefinition], *, actor: Actor | None = None) -> Counts:
    """Makes every committee and every defined office that is not there yet, with dated names and successions."""
    agencies = _run(_COMMITTEES)
    if agencies:  # thousands of rows nobody has counted yet make the next statements crawl
        _run("ANALYZE accounts_agency")
    _run(_COMMITTEES_FOLLOW)
    names = _run(_COMMITTEE_NAMES)
    _run(_COMMITTEE_PARENTS)
    chosen: Sequence[AgencyDefinition] = list(definitions)
    for definition in chosen:
        agencies += _run(
            _OFFICES, _values(definition, definition.names[-1], definition.valid_from, definition.valid_to)
        )
        several = len(definition.names) > 1
        for dated in definition.names:
            if several or "{" in dated.name:
                names += _run(
                    _OFFICE_NAMES, _values(definition, dated, dated.valid_from, dated.valid_to) | {"several": several}
                )
    if agencies:
        _run("ANALYZE accounts_agency")
    successions = _run(_SUCCESSIONS)
    for definition in chosen:
        for step in definition.succeeds:
            values = {
                "on": step.effective_on,
                "basis": step.legal_basis,
                "old_kind": step.kind,
                "old_sector": step.sector,
            }
            successions += _run(
                _TAKEN_OVER, values | {"kind": definition.kind, "sector": definition.sector, "level": definition.level}
            )
    counts = Counts(agencies, names, successions)
    if agencies or successions:
        audit.record(actor, "agencies.ensured", Agency(), label=f"{agencies} cơ quan", data=vars(counts))
    transaction.on_commit(forget_coverage)
    transaction.on_commit(directory.forget)
    return counts


def _values(
    definition: AgencyDefinition, dated: DatedName, valid_from: dt.date, valid_to: dt.date | None
) -> dict[str, Any]:
    return {
        "kind": definition.kind,
        "sector": definition.sector,
        "level": definition.level,
        "name": dated.name,
        "from": valid_from,
        "to": valid_to,
        "under": definition.under_committee,
        "unit_kinds": list(definition.unit_kinds),
    }


def _run(statement: str, values: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
