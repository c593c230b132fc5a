"""SQL that puts a table behind the wall; used by migrations.

The condition is a plain range over the path with the settings read directly: a join or a sub-select in a policy would cost
a hundred times as much (docs/decisions/0008). `also` holds a few prefixes of earlier units and is only a filter.
"""

from __future__ import annotations

from chungtay.foundation.wall import SCOPED


def within(column: str = "unit_path") -> str:
    return (
        f"({column} >= current_setting('chungtay.low', true) AND {column} < current_setting('chungtay.high', true) "
        f"OR {column} ^@ ANY (string_to_array(current_setting('chungtay.also', true), ' ')))"
    )


def unsealed(column: str = "seal") -> str:
    """Rows without a seal, and those whose seal is among the marks of the post."""
    return f"({column} = '' OR {column} = ANY (string_to_array(current_setting('chungtay.marks', true), ' ')))"


def marked(name: str) -> str:
    """The post holds this mark."""
    return f"'{name}' = ANY (string_to_array(current_setting('chungtay.marks', true), ' '))"


def for_person(column: str) -> str:
    return f"{column}::text = current_setting('chungtay.person', true)"


def for_post(column: str) -> str:
    return f"{column}::text = current_setting('chungtay.post', true)"


def for_agency(column: str) -> str:
    return f"{column}::text = ANY (string_to_array(current_setting('chungtay.agencies', true), ' '))"


def walled(table: str, condition: str, *, check: str = "") -> str:
    """Row-level security on `table`. `check`: what may be written, when it is more than what may be read."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY wall ON {table} TO {SCOPED} USING ({condition}) WITH CHECK ({check or condition});"
    )


def unwalled(table: str) -> str:
    return f"DROP POLICY IF EXISTS wall ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
