"""From records to cells in a few statements: who counts as what (carriers), and the sums over units (cells).

Nothing here knows a table of the register: the sources write the SELECTs. `Counting` holds the SQL of one kept period; it is
used for everything at once (rebuilding) and for some subjects (settling), so that both must agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from chungtay.statistics import bands, sources
from chungtay.statistics.models import KeptPeriod
from chungtay.statistics.sources import Source, Window

_CARRIERS = """
SELECT %(period)s::bigint AS period_id, '{source}' AS source, r.subject_id,
  coalesce(nullif(p.then_path, ''),
    CASE WHEN p.path IS NULL THEN r.place_path ELSE coalesce(nullif(r.next_path, ''), '?') END) AS place_path,
  coalesce(nullif(p.now_path, ''),
    CASE WHEN p.path IS NULL THEN r.place_path ELSE coalesce(nullif(r.next_path, ''), '?') END) AS now_path,
  r.sex, {band} AS band, r.minority, r.marks
FROM (SELECT * FROM ({rows}) AS every OFFSET 0) AS r
LEFT JOIN statistics_place p ON p.period_id = %(period)s AND p.path = r.place_path
WHERE cardinality(r.marks) > 0
"""
# OFFSET 0 keeps PostgreSQL from working out the marks of every subject a second time for the condition on them.
_COLUMNS = "period_id, source, subject_id, place_path, now_path, sex, band, minority, marks"
# Subjects that count alike are one line before the marks are spread: a fraction of the rows. Each level is then the sum of
# the one beneath it; a subject may stand at any level, so that every level takes in those that stand on it.
_SUMS = """
SELECT {current} AS current, t.path, t.quantity_id, t.sex, t.band, t.minority, t.value FROM (
  WITH own AS MATERIALIZED (
    SELECT g.{path} AS path, m.mark AS quantity_id, g.sex, g.band, g.minority, sum(g.n)::bigint AS value
    FROM (SELECT {path}, sex, band, minority, marks, {weight} AS n FROM {carriers}
      GROUP BY {path}, sex, band, minority, marks) g, unnest(g.marks) AS m(mark)
    GROUP BY 1, 2, 3, 4, 5),
  second AS MATERIALIZED (
    SELECT o.up AS path, quantity_id, sex, band, minority, sum(value)::bigint AS value
    FROM (SELECT split_part(path, '/', 1) || '/' || split_part(path, '/', 2) AS up, * FROM own WHERE path LIKE '%%/%%/%%'
      UNION ALL SELECT path, * FROM own WHERE {on_second} AND {is_above}) o GROUP BY 1, 2, 3, 4, 5
    UNION ALL SELECT * FROM own WHERE {on_second} AND NOT {is_above}),
  first AS MATERIALIZED (
    SELECT split_part(path, '/', 1) AS path, quantity_id, sex, band, minority, sum(value)::bigint AS value
    FROM (SELECT * FROM second UNION ALL SELECT * FROM own WHERE path NOT LIKE '%%/%%') o GROUP BY 1, 2, 3, 4, 5)
  SELECT * FROM own WHERE path LIKE '%%/%%/%%' UNION ALL SELECT * FROM second UNION ALL SELECT * FROM first WHERE path <> ''
  UNION ALL SELECT '', quantity_id, sex, band, minority, sum(value)::bigint FROM first GROUP BY 2, 3, 4, 5) t
WHERE t.value <> 0
"""
_UPSERT = """
INSERT INTO statistics_cell (period_id, current, path, quantity_id, sex, band, minority, seal, value)
SELECT %(period)s, d.current, d.path, d.quantity_id, d.sex, d.band, d.minority,
  CASE WHEN d.quantity_id = ANY(%(sealed)s::smallint[]) THEN 'sealed' ELSE '' END, d.value
FROM ({delta}) d
ON CONFLICT (period_id, current, path, quantity_id, sex, band, minority) DO UPDATE
SET value = statistics_cell.value + excluded.value
"""
_SECOND = {
    "on_second": "path LIKE '%%/%%' AND path NOT LIKE '%%/%%/%%'",
    "is_above": """path IN (SELECT DISTINCT split_part(path, '/', 1) || '/' || split_part(path, '/', 2) FROM own
      WHERE path LIKE '%%/%%/%%')""",
}
# In the order of the index, which then grows at its end.
_PLAIN = _UPSERT.split("ON CONFLICT")[0] + "ORDER BY current, path, quantity_id, sex, band, minority"


def take_room() -> None:
    """Memory to sort and join in, until the transaction ends: for counting everybody, millions of rows at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")


@dataclass(frozen=True)
class Counting:
    period: KeptPeriod
    window: Window
    sealed: tuple[int, ...]

    @property
    def parameters(self) -> dict[str, Any]:
        return {"period": self.period.pk, "sealed": list(self.sealed), **self.window.parameters}

    def carriers(self, source: Source, chosen: str) -> str:
        rows = source.rows(self.window, chosen)
        return _CARRIERS.format(source=source.name, rows=rows, band=bands.sql("r.born", self.window.day))

    def put_carriers(self, source: Source, ids: list[int] | None = None) -> None:
        chosen = "" if ids is None else "{id} = ANY(%(ids)s)"
        sql = f"INSERT INTO statistics_carrier ({_COLUMNS}) {self.carriers(source, chosen)}"
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.parameters, "ids": ids})

    def sums(self, carriers: str, weight: str = "count(*)") -> str:
        """The cells of a relation of carriers, under the units of then and, where the map has changed since, of today."""
        maps = [("false", "place_path")] + ([("true", "now_path")] if self.period.mapped else [])
        return " UNION ALL ".join(
            _SUMS.format(current=current, path=path, carriers=carriers, weight=weight, **_SECOND)
            for current, path in maps
        )

    def put_cells(self) -> None:
        """All cells at once; there must be none."""
        own = "(SELECT * FROM statistics_carrier WHERE period_id = %(period)s) own"
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN.format(delta=self.sums(own)), self.parameters)

    def replace(self, source: Source, ids: list[int]) -> int:
        """The carriers of these subjects anew, and the cells by the difference. Number of carriers that differ."""
        before = """
            CREATE TEMP TABLE figures_gone ON COMMIT DROP AS WITH gone AS (DELETE FROM statistics_carrier
              WHERE period_id = %(period)s AND source = %(source)s AND subject_id = ANY(%(ids)s) RETURNING *)
            SELECT {columns} FROM gone"""
        after = f"CREATE TEMP TABLE figures_come ON COMMIT DROP AS {self.carriers(source, '{id} = ANY(%(ids)s)')}"
        keep = f"INSERT INTO statistics_carrier ({_COLUMNS}) SELECT {_COLUMNS} FROM figures_come"
        both = """
            CREATE TEMP TABLE figures_delta ON COMMIT DROP AS
            SELECT subject_id, place_path, now_path, sex, band, minority, marks, sum(w) AS w FROM (
              SELECT {columns}, 1 AS w FROM figures_come UNION ALL SELECT {columns}, -1 FROM figures_gone) t
            GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(w) <> 0"""
        given = {**self.parameters, "ids": ids, "source": source.name}
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS figures_gone, figures_come, figures_delta")
            cursor.execute(before.format(columns=_COLUMNS), given)
            cursor.execute(after, given)
            cursor.execute(keep, given)
            cursor.execute(both.format(columns=_COLUMNS), given)
            cursor.execute("SELECT count(*) FROM figures_delta")
            changed = int(cursor.fetchone()[0])
            if changed:
                cursor.execute(_UPSERT.format(delta=self.sums("figures_delta", "sum(w)")), given)
        return changed

    def differences(self, limit: int = 100) -> list[tuple[Any, ...]]:
        """Cells that a rebuild would make otherwise: (current, path, quantity, sex, band, minority, kept, right)."""
        parts = " UNION ALL ".join(self.carriers(source, "") for source in sources.sources())
        sql = f"""
            WITH anew AS MATERIALIZED ({parts}), right_ones AS ({self.sums("anew")}),
              kept AS (SELECT * FROM statistics_cell WHERE period_id = %(period)s AND value <> 0)
            SELECT current, path, quantity_id, sex, band, minority, k.value, r.value
            FROM kept k FULL JOIN right_ones r USING (current, path, quantity_id, sex, band, minority)
            WHERE k.value IS DISTINCT FROM r.value LIMIT {int(limit)}"""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            return list(cursor.fetchall())
