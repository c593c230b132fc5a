"""What the map itself tells: how many communes and hamlets a unit has on a day."""

from __future__ import annotations

from chungtay.statistics import sources
from chungtay.statistics.sources import Quantity, Window, key


# Units and hamlets are two tables with keys of their own: a hamlet's is told as a negative number.
def rows(window: Window, chosen: str) -> str:
    of_unit = chosen.replace("{id}", "u.id") if chosen else "true"
    of_hamlet = chosen.replace("{id}", "(-h.id)") if chosen else "true"
    return f"""
      SELECT u.id AS subject_id, u.path::text AS place_path, '' AS next_path, NULL::date AS born, '' AS sex, '' AS minority,
        ARRAY[{key("communes")}]::smallint[] AS marks
      FROM territory_unit u WHERE u.level = 'commune' AND u.valid_from <= %(day)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
        AND {of_unit}
      UNION ALL
      SELECT -h.id, u.path::text, '', NULL::date, '', '', ARRAY[{key("hamlets")}]::smallint[]
      FROM territory_hamlet h JOIN territory_unit u ON u.id = h.unit_id
      WHERE h.valid_from <= %(day)s AND (h.valid_to IS NULL OR h.valid_to > %(day)s) AND {of_hamlet}"""


def turning() -> str:
    parts = [
        f"SELECT {sign}id FROM {table} WHERE {column} > %(from)s AND {column} <= %(to)s"
        for table, sign in (("territory_unit", ""), ("territory_hamlet", "-"))
        for column in ("valid_from", "valid_to")
    ]
    return " UNION ".join(parts)


def quantities() -> list[Quantity]:
    return [
        Quantity("communes", "Xã, phường, đặc khu", unit="xã"),
        Quantity("hamlets", "Thôn, bản, tổ dân phố", unit="thôn"),
    ]


sources.register(
    sources.Source(
        name="territory",
        title="Danh mục đơn vị hành chính",
        quantities=quantities,
        rows=rows,
        turning=turning,
        at="""({id} = ANY(ARRAY(SELECT id FROM territory_unit WHERE path >= %(low)s AND path < %(high)s))
          OR {id} = ANY(ARRAY(SELECT -h.id FROM territory_hamlet h JOIN territory_unit u ON u.id = h.unit_id
               WHERE u.path >= %(low)s AND u.path < %(high)s)))""",
    )
)
