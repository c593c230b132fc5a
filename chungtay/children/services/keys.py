"""Keys of matching kept beside the register, and the pairs of records that share one.

All of it runs as the owner: a key of this commune meets keys of every other. What comes out is pairs of keys of children;
what a person sees of them is decided where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from chungtay.children.matching import CAP, Frequencies, Record, blocking_sql, record
from chungtay.foundation.scoping import as_system

SEARCHED = ("here", "left")  # who left without a known place may turn up elsewhere
NAMES_READ = 20_000  # names counted to know what is common in a province
_FIELDS = (
    "full_name", "other_name", "birth_date", "sex", "ethnicity", "personal_number", "national_code", "father_name", "mother_name",
    "carer_name", "phone", "hamlet", "commune", "address", "household_code",
)  # fmt: skip
_JOINED = """children_child c JOIN territory_unit u ON u.id = c.unit_id LEFT JOIN territory_hamlet h ON h.id = c.hamlet_id
  LEFT JOIN children_household hh ON hh.id = c.household_id"""
_DIGEST = """hashtextextended(concat_ws(E'\\x1f', c.full_name, c.other_name, c.birth, c.sex, c.ethnicity, c.personal_number,
  c.national_code, c.father_name, c.mother_name, c.carer_name, c.phone, c.hamlet_id, c.unit_id, hh.code, hh.address), 0)"""
_SOURCE = f"""(SELECT c.id, c.folded AS full_name, foundation_fold(c.other_name) AS other_name, c.birth, c.personal_number,
  foundation_fold(split_part(c.mother_name, '(', 1)) AS mother, foundation_fold(split_part(c.father_name, '(', 1)) AS father,
  c.phone, coalesce(h.folded, '') AS hamlet, u.folded AS commune, foundation_fold(coalesce(hh.code, '')) AS household_code
  FROM match_stale s JOIN {_JOINED} ON c.id = s.id)"""


def refresh(path: str = "") -> int:
    """Makes the keys of the children under `path` again where what is compared has changed. Returns how many."""
    low, high = path, path + "~"
    why = "keys of matching are worked out from rows of all communes"
    with as_system(why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS match_stale")
        cursor.execute(
            f"""CREATE TEMP TABLE match_stale ON COMMIT DROP AS SELECT n.id, n.digest FROM
            (SELECT c.id, {_DIGEST} AS digest FROM {_JOINED}
             WHERE c.status = ANY (%s) AND c.unit_path >= %s AND c.unit_path < %s) n
            LEFT JOIN children_matchmark m ON m.child_id = n.id WHERE m.digest IS DISTINCT FROM n.digest""",
            [list(SEARCHED), low, high],
        )
        _forget(cursor, low, high)
        cursor.execute("DELETE FROM children_matchkey k USING match_stale s WHERE k.child_id = s.id")
        cursor.execute(
            f"""INSERT INTO children_matchkey (key, child_id) SELECT DISTINCT hashtextextended(w.key, 0), k.id
            FROM ({blocking_sql.select(_SOURCE, "postgresql")}) k, unnest(k.keys) AS w(key) WHERE w.key <> ''
            ORDER BY 1, 2"""
        )
        cursor.execute(
            """INSERT INTO children_matchmark (child_id, digest) SELECT id, digest FROM match_stale
            ON CONFLICT (child_id) DO UPDATE SET digest = excluded.digest"""
        )
        changed: int = cursor.rowcount
    return changed


def _forget(cursor: Any, low: str, high: str) -> None:
    """Records that were merged, voided or closed by death meet nobody any more."""
    for table in ("children_matchkey", "children_matchmark"):
        cursor.execute(
            f"""DELETE FROM {table} t USING children_child c WHERE c.id = t.child_id AND NOT c.status = ANY (%s)
            AND c.unit_path >= %s AND c.unit_path < %s""",
            [list(SEARCHED), low, high],
        )


# Blocks first, then the pairs within: what is above CAP holds namesakes and is passed over.
_ALL_BLOCKS = (
    "SELECT array_agg(child_id) AS ids FROM children_matchkey GROUP BY key HAVING count(*) BETWEEN 2 AND %(cap)s"
)
_SOME_BLOCKS = """SELECT array_agg(m.child_id) AS ids FROM children_matchkey m WHERE m.key IN
  (SELECT k.key FROM children_matchkey k JOIN match_dirty d ON d.id = k.child_id)
  GROUP BY m.key HAVING count(*) BETWEEN 2 AND %(cap)s"""
_PAIRS = """CREATE TEMP TABLE match_pairs ON COMMIT DROP AS SELECT DISTINCT a.id AS first, b.id AS second
  FROM ({blocks}) k, unnest(k.ids) a(id), unnest(k.ids) b(id) WHERE a.id < b.id"""
_DIRTY = """CREATE TEMP TABLE match_dirty ON COMMIT DROP AS SELECT m.child_id AS id FROM children_matchmark m
  JOIN children_child c ON c.id = m.child_id
  WHERE m.searched IS DISTINCT FROM m.digest AND c.unit_path >= %s AND c.unit_path < %s"""


# Open pairs are judged again too when a record was put right and no longer shares a key with the other.
_OPEN = """ UNION SELECT first_id, second_id FROM children_pair p WHERE state = 'open' {changed}"""
_CHANGED = "AND EXISTS (SELECT FROM match_dirty d WHERE d.id IN (p.first_id, p.second_id))"


def gather(path: str = "", *, everything: bool = False) -> int:
    """Fills the temporary table `match_pairs` with the pairs that share a key; inside a transaction of the caller.

    Only pairs of which one record under `path` has changed since the last search, or all there are (`everything`).
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS match_pairs; DROP TABLE IF EXISTS match_dirty")
        if everything:
            cursor.execute(_PAIRS.format(blocks=_ALL_BLOCKS) + _OPEN.format(changed=""), {"cap": CAP})
            return int(cursor.rowcount)
        cursor.execute(_DIRTY, [path, path + "~"])
        cursor.execute("CREATE UNIQUE INDEX ON match_dirty (id); ANALYZE match_dirty")
        touched = " AND EXISTS (SELECT FROM match_dirty d WHERE d.id IN (a.id, b.id))"
        cursor.execute(_PAIRS.format(blocks=_SOME_BLOCKS) + touched + _OPEN.format(changed=_CHANGED), {"cap": CAP})
        return int(cursor.rowcount)


def gathered(size: int = 2000) -> Iterator[list[tuple[int, int]]]:
    """The pairs of `match_pairs` in order, some at a time."""
    last = (0, 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT first, second FROM match_pairs WHERE (first, second) > (%s, %s) ORDER BY first, second LIMIT %s",
                [*last, size],
            )
            pairs: list[tuple[int, int]] = cursor.fetchall()
        if not pairs:
            return
        yield pairs
        last = pairs[-1]


def searched(path: str = "", *, everything: bool = False) -> None:
    """Remembers that pairs were looked for with the keys as they stand."""
    with connection.cursor() as cursor:
        if everything:
            cursor.execute("UPDATE children_matchmark SET searched = digest WHERE searched IS DISTINCT FROM digest")
        else:
            cursor.execute(
                "UPDATE children_matchmark m SET searched = digest FROM match_dirty d WHERE d.id = m.child_id"
            )


def records(ids: Sequence[int]) -> dict[int, tuple[Record, str, int]]:
    """Record as compared, path and digest of each child."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id, c.unit_path, {_DIGEST}, c.full_name, c.other_name, c.birth, c.sex, c.ethnicity, c.personal_number,
            c.national_code, c.father_name, c.mother_name, c.carer_name, c.phone, coalesce(h.name, ''), u.name,
            coalesce(hh.address, ''), coalesce(hh.code, '') FROM {_JOINED} WHERE c.id = ANY (%s)""",
            [list(ids)],
        )
        return {row[0]: (record(dict(zip(_FIELDS, row[3:], strict=True))), row[1], row[2]) for row in cursor.fetchall()}


def names_known(path: str = "") -> Frequencies:
    """How common names are in a province (`path` begins with it) or in the country, from an even sample of the register."""
    province = path.split("/", 1)[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 1)::bigint FROM pg_class WHERE oid = 'children_child'::regclass")
        step = max(1, int(cursor.fetchone()[0]) // (NAMES_READ * (10 if province else 1)))
        cursor.execute(
            """SELECT full_name, ethnicity FROM children_child WHERE (%(p)s = '' OR province = %(p)s) AND id %% %(step)s = 0
            LIMIT %(most)s""",
            {"p": province, "step": step, "most": NAMES_READ},
        )
        rows: list[tuple[str, str]] = cursor.fetchall()
    return Frequencies.learn((name for name, _ in rows), (people for _, people in rows))


def as_child(child: Any) -> Mapping[str, str]:
    """The words of a `Child` as matching reads them."""
    household = child.household if child.household_id else None
    return {
        **{name: str(getattr(child, name) or "") for name in _FIELDS if hasattr(child, name)},
        "birth_date": child.birth,
        "hamlet": child.hamlet.name if child.hamlet_id else "",
        "commune": child.unit.name,
        "address": household.address if household else "",
        "household_code": household.code if household else "",
    }
