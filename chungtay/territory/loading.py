"""Writes a Country into the database: COPY into temporary tables, then one statement for each table.

Units and successions keep their ids (others point at them); names and coverage are derived and written anew.
A unit that is there but no longer in the sources stays and goes to the review list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from chungtay.foundation import audit
from chungtay.foundation.vietnamese import fold, order_key
from chungtay.territory.country import COUNTRY_PATH, Country, NameRow, folded_short, short_name
from chungtay.territory.coverage import Coverages
from chungtay.territory.models import UnitLoad

LOCK = 7_202_507_01  # two processes that start together load one after the other


def write_country(country: Country) -> UnitLoad:
    """Makes the database say what `country` says, and leaves a UnitLoad with counts and the review list."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        _write_units(cursor, country)
        cursor.execute("SELECT path, id FROM territory_unit")
        ids: dict[str, int] = dict(cursor.fetchall())
        _write_names(cursor, country, ids)
        _write_successions(cursor, country, ids)
        pairs = _write_coverage(cursor, country, ids)
        review = [*country.review, *_left_over(cursor, country)]
        cursor.execute("DROP TABLE incoming_unit, incoming_succession")
        counts = {
            "units": len(country.units),
            "names": sum(len(names) for names in country.names.values()),
            "successions": len(country.successions),
            "coverage": pairs,
        }
        load = UnitLoad.objects.create(digest=country.digest, counts=counts, review=review)
        audit.record(None, "territory.load", load, label="Nạp danh mục đơn vị hành chính", data=counts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_unit, territory_unitname, territory_succession, territory_coverage")
    return load


def _copy(cursor: Any, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> int:
    count = 0
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as sink:
        for row in rows:
            sink.write_row(row)
            count += 1
    return count


def _write_units(cursor: Any, country: Country) -> None:
    cursor.execute(
        "CREATE TEMP TABLE incoming_unit (path varchar, level varchar, code varchar, name varchar, short_name varchar,"
        " kind varchar, folded varchar, order_key varchar, parent varchar, valid_from date, valid_to date,"
        " source varchar) ON COMMIT DROP"
    )
    _copy(
        cursor,
        "incoming_unit",
        "path, level, code, name, short_name, kind, folded, order_key, parent, valid_from, valid_to, source",
        (
            (
                unit.path,
                unit.level,
                unit.code,
                unit.name,
                (short := short_name(unit.name, unit.kind)),
                unit.kind,
                fold(unit.name),
                order_key(short),
                unit.parent,
                unit.valid_from,
                unit.valid_to,
                unit.source,
            )
            for unit in country.units.values()
        ),
    )
    cursor.execute("ANALYZE incoming_unit")
    cursor.execute(
        """
        INSERT INTO territory_unit AS u
          (path, level, code, name, short_name, kind, folded, order_key, valid_from, valid_to, source)
        SELECT path, level, code, name, short_name, kind, folded, order_key, valid_from, valid_to, source
        FROM incoming_unit
        ON CONFLICT (path) DO UPDATE SET
          (level, code, name, short_name, kind, folded, order_key, valid_from, valid_to, source) =
          (EXCLUDED.level, EXCLUDED.code, EXCLUDED.name, EXCLUDED.short_name, EXCLUDED.kind, EXCLUDED.folded,
             EXCLUDED.order_key, EXCLUDED.valid_from, EXCLUDED.valid_to, EXCLUDED.source)
        WHERE (u.level, u.code, u.name, u.short_name, u.kind, u.folded, u.order_key, u.valid_from, u.valid_to, u.source)
          IS DISTINCT FROM (EXCLUDED.level, EXCLUDED.code, EXCLUDED.name, EXCLUDED.short_name, EXCLUDED.kind,
             EXCLUDED.folded, EXCLUDED.order_key, EXCLUDED.valid_from, EXCLUDED.valid_to, EXCLUDED.source)
        """
    )
    cursor.execute(
        """
        UPDATE territory_unit u SET parent_id = above.id
        FROM incoming_unit i JOIN territory_unit above ON above.path = i.parent
        WHERE u.path = i.path AND u.parent_id IS DISTINCT FROM above.id
        """
    )
    # A table believed to be empty is read whole for each of the hundred thousand references checked below.
    cursor.execute("ANALYZE territory_unit")


def _write_names(cursor: Any, country: Country, ids: dict[str, int]) -> None:
    cursor.execute("DELETE FROM territory_unitname")
    _copy(
        cursor,
        "territory_unitname",
        "unit_id, name, kind, valid_from, valid_to, legal_basis, folded, folded_short, words",
        (
            (
                ids[row.path],
                row.name,
                row.kind,
                row.valid_from,
                row.valid_to,
                row.legal_basis,
                fold(row.name),
                folded_short(row.name, row.kind),
                _words(country, row),
            )
            for names in country.names.values()
            for row in names
        ),
    )


def _words(country: Country, row: NameRow) -> str:
    """What a name is found by: its own words and those of the units above it, with their short forms."""
    unit = country.units[row.path]
    parts = [fold(row.name), unit.aliases]
    while unit.parent:
        unit = country.units[unit.parent]
        parts += [fold(unit.name), unit.aliases]
    return " ".join(part for part in parts if part)[:400]


def _write_successions(cursor: Any, country: Country, ids: dict[str, int]) -> None:
    cursor.execute(
        "CREATE TEMP TABLE incoming_succession (predecessor_id bigint, successor_id bigint, effective_on date,"
        " whole boolean, legal_basis varchar) ON COMMIT DROP"
    )
    columns = "predecessor_id, successor_id, effective_on, whole, legal_basis"
    _copy(
        cursor,
        "incoming_succession",
        columns,
        (
            (ids[row.predecessor], ids[row.successor], row.effective_on, row.whole, row.legal_basis)
            for row in country.successions
        ),
    )
    cursor.execute(
        """
        DELETE FROM territory_succession s WHERE NOT EXISTS (SELECT 1 FROM incoming_succession i
          WHERE i.predecessor_id = s.predecessor_id AND i.successor_id = s.successor_id)
        """
    )
    cursor.execute(
        f"""
        INSERT INTO territory_succession ({columns}) SELECT {columns} FROM incoming_succession
        ON CONFLICT (predecessor_id, successor_id) DO UPDATE SET (effective_on, whole, legal_basis)
          = (EXCLUDED.effective_on, EXCLUDED.whole, EXCLUDED.legal_basis)
        """
    )


def _write_coverage(cursor: Any, country: Country, ids: dict[str, int]) -> int:
    coverages = Coverages(
        ((unit.path, unit.parent) for unit in country.units.values()),
        ((row.predecessor, row.successor, row.whole) for row in country.successions),
    )
    life = {
        path: f"[{unit.valid_from.isoformat()},{unit.valid_to.isoformat() if unit.valid_to else ''})"
        for path, unit in country.units.items()
    }
    cursor.execute("DELETE FROM territory_coverage")
    return _copy(
        cursor,
        "territory_coverage",
        "ancestor_id, descendant_id, period, whole",
        ((ids[ancestor], ids[descendant], life[descendant], whole) for ancestor, descendant, whole in coverages.rows()),
    )


def _left_over(cursor: Any, country: Country) -> list[dict[str, str]]:
    cursor.execute(
        "SELECT code, name FROM territory_unit u WHERE path <> %s"
        " AND NOT EXISTS (SELECT 1 FROM incoming_unit i WHERE i.path = u.path) ORDER BY path",
        [COUNTRY_PATH],
    )
    return [{"what": "Không còn trong nguồn", "code": code, "name": name} for code, name in cursor.fetchall()]
